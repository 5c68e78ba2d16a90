import "../messages/table.js";
import { shortened, warning, type Warning } from "../errors.js";
import { listed } from "../names.js";
import { columnNamed, type CodeColumn, type ValueColumn } from "./columns.js";
import { duplicateWarnings } from "./duplicates.js";
import { leakWarnings } from "./leakage.js";
import { range } from "./scale.js";
import type { Column, Table } from "./table.js";

/** A column that should not be learned from. */
export interface Drop {
  column: string;
  /** No value at all, one value only, the number of the row, or values that hardly ever repeat. */
  why: "missing" | "constant" | "row number" | "identifier";
}

/** Names of columns that number or name the rows rather than measure anything. */
const ROW_NAMES = new Set(
  "n no no. nr # id idx index row rownumber obs seq serial 编号 序号 行号 id号".split(" "),
);
/** Names of columns that may rise by one from row to row and still mean something. */
const TIME_NAMES = new Set(
  "t time day date year month hour minute second step epoch cycle x 时间 日 天 年 月 时".split(" "),
);
/** More levels than this, with fewer rows each than the next constant, name the rows: nothing can be learned of a level. */
const MANY_LEVELS = 20;
const LEAST_ROWS_PER_LEVEL = 3;
/** Share of rows below which a class is rare. */
const RARE = 0.05;

/**
 * Looks at a table before anything is learned from it.
 *
 * @param labels   names of the labels
 * @param features names of the features. @default all other columns
 * @returns `drop`: columns to leave out, each with a warning that names it and says why; and warnings about leaks, duplicate
 *   and contradictory rows and rare classes, with which training may go on
 * @throws GradusError E103 or E104 for an unknown name
 */
export function checkTable(
  table: Table,
  labels: readonly string[],
  features?: readonly string[],
): { drop: Drop[]; warnings: Warning[] } {
  const labelColumns = labels.map((name) => columnNamed(table, name));
  const isLabel = new Set(labelColumns);
  const columns = (features?.map((name) => columnNamed(table, name)) ?? table.columns).filter(
    (c) => !isLabel.has(c),
  );
  const { drop, warnings } = dropColumns(columns, table.rows);
  const dropped = new Set(drop.map(({ column }) => column));
  const used = columns.filter((column) => !dropped.has(column.name));
  for (const label of labelColumns)
    warnings.push(...leakWarnings(table, used, label), ...classWarnings(label));
  warnings.push(...duplicateWarnings(table, used, labelColumns));
  return { drop, warnings };
}

function dropColumns(columns: readonly Column[], rows: number): { drop: Drop[]; warnings: Warning[] } {
  const drop: Drop[] = [];
  const warnings: Warning[] = [];
  for (const column of columns) {
    const why = reasonToDrop(column, rows);
    if (why === null) continue;
    if (why === "sequence") {
      warnings.push(warning("W143", { column: column.name }));
      continue;
    }
    drop.push({ column: column.name, why });
    const value = why === "constant" ? onlyValue(column) : "";
    warnings.push(warning(DROP_CODES[why], { column: column.name, value: shortened(value), count: rows }));
  }
  // Rows numbered in order are better than nothing: x = 1, 2, 3 … may be the only factor.
  const numbered = drop.filter(({ why }) => why === "row number");
  if (drop.length < columns.length || numbered.length === 0) return { drop, warnings };
  const kept = new Set(numbered.map(({ column }) => column));
  return {
    drop: drop.filter(({ column }) => !kept.has(column)),
    warnings: warnings.map((one) =>
      kept.has(one.column ?? "") ? warning("W143", { column: one.column ?? "" }) : one,
    ),
  };
}

const DROP_CODES = { missing: "W137", constant: "W130", "row number": "W141", identifier: "W142" } as const;

function reasonToDrop(column: Column, rows: number): Drop["why"] | "sequence" | null {
  if (column.missing === rows) return "missing";
  if ("codes" in column) return reasonOfLevels(column);
  if (column.type === "text") return null;
  const [min, max] = range(column.values);
  if (min === max) return "constant";
  return column.type === "number" && column.missing === 0 && rows >= 5 ? reasonOfIntegers(column) : null;
}

function reasonOfLevels(column: CodeColumn): Drop["why"] | null {
  const used = new Set(column.codes);
  used.delete(-1);
  // One level and missing cells are two states, which may mean something.
  if (used.size === 1 && column.missing === 0) return "constant";
  const known = column.codes.length - column.missing;
  const isName = used.size > MANY_LEVELS && known < LEAST_ROWS_PER_LEVEL * used.size;
  return (used.size > 4 && used.size === known) || isName ? "identifier" : null;
}

/** Different whole numbers that rise by one from row to row, or that are called an identifier. */
function reasonOfIntegers({ name, values }: ValueColumn): Drop["why"] | "sequence" | null {
  if (!values.every(Number.isSafeInteger)) return null;
  const word = name.trim().toLowerCase();
  if (values.every((x, r) => x === values[0] + r)) {
    const isTime = TIME_NAMES.has(word);
    const isCount = values[0] === 0 || values[0] === 1;
    return !isTime && (isCount || isRowName(name)) ? "row number" : "sequence";
  }
  return isRowName(name) && new Set(values).size === values.length ? "identifier" : null;
}

/** "id", "No.", "PassengerId", "sample_id", 编号 …; not "fluid". */
function isRowName(name: string): boolean {
  const word = name.trim();
  if (ROW_NAMES.has(word.toLowerCase())) return true;
  const tail = word.slice(-3);
  return ["_id", "-id", " id", "_ID", "-ID", " ID", "_no", "_nr"].includes(tail) || /[a-z]I[dD]$/.test(tail);
}

function onlyValue(column: Column): string {
  if ("values" in column) return String(column.values.find((x) => !Number.isNaN(x)));
  if ("codes" in column) return column.levels[column.codes.find((code) => code >= 0)!];
  return "";
}

/** Rare classes, and classes with one row. */
function classWarnings(label: Column): Warning[] {
  if (!("codes" in label)) return [];
  const counts = new Int32Array(label.levels.length);
  for (const code of label.codes) if (code >= 0) counts[code]++;
  const total = label.codes.length - label.missing;
  const levels = label.levels.map((level, k) => ({ level: shortened(level), count: counts[k] }));
  const single = levels.filter(({ count }) => count === 1);
  const rare = levels.filter(({ count }) => count > 1 && count < RARE * total);
  const names = (some: typeof levels): string =>
    listed(some.map(({ level, count }) => `${level} (${count})`));
  return [
    ...(single.length > 0
      ? [warning("W155", { column: label.name, values: listed(single.map(({ level }) => level)) })]
      : []),
    ...(rare.length > 0 ? [warning("W149", { column: label.name, values: names(rare), rows: total })] : []),
  ];
}
