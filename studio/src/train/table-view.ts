import { checkTable, describe, GradusError, taskOf, type Column, type Table, type Warning } from "gradus";
import { cellText } from "./preview.js";
import type { ColumnView, Notice, TableView } from "./protocol.js";

const BINS = 12;
const MOST_LEVELS = 3;
const HEAD = 5;
/** Names that labels often have. */
const LABEL_NAMES = new Set("y label target class outcome output response 标签 目标 类别".split(" "));

/** A table as the page shows it, with the column that is probably to be predicted. */
export function viewOfTable(table: Table): TableView {
  const label = guessLabel(table);
  const drops = new Map(
    label === undefined ? [] : checkTable(table, [label]).drop.map(({ column, why }) => [column, why]),
  );
  const { format } = table;
  return {
    source: table.source,
    rows: table.rows,
    ...(format?.encoding === undefined ? {} : { encoding: format.encoding }),
    ...(format?.delimiter === undefined ? {} : { delimiter: format.delimiter }),
    columns: table.columns.map((column) => viewOfColumn(column, drops.get(column.name))),
    head: Array.from({ length: Math.min(HEAD, table.rows) }, (_, r) =>
      table.columns.map((c) => cellText(c, r)),
    ),
    ...(label === undefined ? {} : { label }),
    warnings: table.warnings.map(noticeOf),
  };
}

/** A message of the library in both languages. */
export function noticeOf(one: Pick<Warning, "code" | "values">): Notice {
  return { en: describe(one, "en").message, zh: describe(one, "zh").message };
}

/** A column with the usual name of a label, else the last one that can be one. */
function guessLabel(table: Table): string | undefined {
  const named = table.columns.filter(({ name }) => LABEL_NAMES.has(name.toLowerCase()));
  const candidates = named.length === 1 ? named : table.columns.toReversed();
  return candidates.find(({ name }) => canBeLabel(table, name))?.name;
}

function canBeLabel(table: Table, name: string): boolean {
  try {
    taskOf(table, [name]);
    return true;
  } catch (error) {
    if (error instanceof GradusError) return false;
    throw error;
  }
}

function viewOfColumn(column: Column, drop: ColumnView["drop"]): ColumnView {
  const { name, unit, type, missing } = column;
  const why = type === "text" ? "text" : drop;
  return {
    name,
    ...(unit === undefined ? {} : { unit }),
    type,
    missing,
    ...(column.type === "number" || column.type === "date" ? { range: rangeOf(column.values) } : {}),
    ...(column.type === "category" || column.type === "boolean"
      ? { levels: levelsOf(column.levels, column.codes) }
      : {}),
    ...(why === undefined ? {} : { drop: why }),
  };
}

function rangeOf(values: Float64Array): NonNullable<ColumnView["range"]> {
  const known = values.filter((x) => !Number.isNaN(x));
  let [min, max, sum] = [Infinity, -Infinity, 0];
  for (const x of known) {
    min = Math.min(min, x);
    max = Math.max(max, x);
    sum += x;
  }
  const bins = Array<number>(BINS).fill(0);
  for (const x of known)
    bins[max > min ? Math.min(BINS - 1, Math.floor(((x - min) / (max - min)) * BINS)) : 0]++;
  return { min, max, mean: sum / known.length, bins };
}

function levelsOf(levels: readonly string[], codes: Int32Array): NonNullable<ColumnView["levels"]> {
  const counts = levels.map((level): [string, number] => [level, 0]);
  for (const code of codes) if (code >= 0) counts[code][1]++;
  return { count: levels.length, most: counts.toSorted((a, b) => b[1] - a[1]).slice(0, MOST_LEVELS) };
}
