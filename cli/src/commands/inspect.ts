import {
  checkTable,
  dependenceWarnings,
  GradusError,
  taskOf,
  type Column,
  type Table,
  type Task,
  type Warning,
} from "gradus";
import type { Context } from "../context.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { readingWords, readRaw, typed, type TableFlags } from "../input.js";
import { formatNumber, toJson } from "../output/format.js";
import { pairLines, tableLines } from "../output/table.js";
import { truncate } from "../output/width.js";
import { shellWords } from "../shell.js";

/** What `train` would probably be asked for. */
interface Guess {
  label: string;
  task: Task;
}

/** `gradus inspect`: every column with its type, missing cells and values, what could be predicted, and the next command. */
export async function inspect(context: Context, file: string, flags: TableFlags): Promise<number> {
  const { text, out } = context;
  const table = typed(await readRaw(file, flags), flags);
  const guess = guessLabel(table);
  const warnings = [...table.warnings, ...(guess === undefined ? [] : warningsAbout(table, guess.label))];
  await reportWarnings(warnings, context);
  const command =
    guess && `gradus train ${shellWords([file, ...readingWords(flags), "--label", guess.label])}`;
  if (context.flags.json) {
    const json = inspectJson(table, guess, command, warnings, context);
    await out.write(`${toJson(json)}\n`);
  }
  await context.show(
    ...pairLines([[text.file, `${table.source}  ${factsOf(table, context).join(context.text.comma)}`]], out),
    "",
    ...columnLines(table, context),
    "",
    ...pairLines(
      guess === undefined || command === undefined
        ? []
        : [
            [text.guess, text.labelGuess(guess.label, text.tasks[guess.task])],
            [text.next, out.paint.cyan(command)],
          ],
      out,
    ),
  );
  return 0;
}

/** Names that labels often have; without one of them the last column is taken, where tables usually have it. */
const LABEL_NAMES = new Set([
  "y",
  "label",
  "target",
  "class",
  "outcome",
  "output",
  "response",
  "标签",
  "目标",
  "类别",
]);

function guessLabel(table: Table): Guess | undefined {
  const named = table.columns.filter(({ name }) => LABEL_NAMES.has(name.toLowerCase()));
  const column = named.length === 1 ? named[0] : table.columns.at(-1);
  if (column === undefined || table.columns.length < 2) return undefined;
  try {
    return { label: column.name, task: taskOf(table, [column.name]) };
  } catch (error) {
    // A column that cannot be a label is no guess; everything else is a fault.
    if (error instanceof GradusError) return undefined;
    throw error;
  }
}

function warningsAbout(table: Table, label: string): Warning[] {
  if (table.rows === 0) return [];
  const { drop, warnings } = checkTable(table, [label]);
  const left = new Set([label, ...drop.map(({ column }) => column)]);
  const features = table.columns.filter(({ name }) => !left.has(name));
  return [...warnings, ...dependenceWarnings(table, features, [label])];
}

/** Size and form of the file: rows, columns, encoding, sign between the cells. */
function factsOf({ rows, columns, format }: Table, { text }: Context): string[] {
  const sign = format?.delimiter === "\t" ? text.tabulator : format?.delimiter;
  return [
    text.rows(rows),
    text.columnsFound(columns.length),
    ...(format?.encoding === undefined ? [] : [text.encodingFound(format.encoding)]),
    ...(sign === undefined ? [] : [text.delimiterFound(sign)]),
  ];
}

function columnLines(table: Table, { text, out }: Context): string[] {
  const headings = [
    { heading: text.column, align: "left" as const },
    { heading: text.type, align: "left" as const },
    { heading: text.missingCells },
    { heading: text.values, align: "left" as const },
  ];
  const names = Math.floor(out.columns / 3);
  const rows = table.columns.map((column) => {
    const name =
      column.unit === undefined || column.name.includes(column.unit)
        ? column.name
        : `${column.name} (${column.unit})`;
    return [truncate(name, names), text.types[column.type], String(column.missing), valuesOf(column, text)];
  });
  return tableLines(headings, rows, out).map((line) => (out.isTTY ? truncate(line, out.columns) : line));
}

const SHOWN_LEVELS = 4;

function valuesOf(column: Column, text: Context["text"]): string {
  const facts = columnFacts(column);
  if ("levels" in facts) return text.levels(facts.levels, someOf(facts));
  if (facts.min === null || facts.max === null) return "–";
  return column.type === "date"
    ? `${day(facts.min)} … ${day(facts.max)}`
    : text.range(formatNumber(facts.min), formatNumber(facts.max), formatNumber(facts.mean));
}

/** Some of the words; "…" where there are more. */
function someOf({ levels, some }: { levels: number; some: string[] }): string {
  return [...some, ...(levels > some.length ? ["…"] : [])].join(", ");
}

function day(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

type Facts =
  | { min: number | null; max: number | null; mean: number | null }
  | { levels: number; some: string[] };

/** Least, largest and mean value of numbers and dates; of words how many differ, and some of them. */
function columnFacts(column: Column): Facts {
  if (!("values" in column)) {
    const words =
      "codes" in column ? column.levels : [...new Set(column.texts.filter((word) => word !== null))];
    return { levels: words.length, some: words.slice(0, SHOWN_LEVELS).map((word) => truncate(word, 20)) };
  }
  let [min, max, mean, count] = [Infinity, -Infinity, 0, 0];
  for (const x of column.values) {
    if (Number.isNaN(x)) continue;
    [min, max] = [Math.min(min, x), Math.max(max, x)];
    mean += (x - mean) / ++count;
  }
  return count === 0 ? { min: null, max: null, mean: null } : { min, max, mean };
}

function inspectJson(
  table: Table,
  guess: Guess | undefined,
  command: string | undefined,
  warnings: readonly Warning[],
  context: Context,
): Record<string, unknown> {
  return {
    schema: 1,
    command: "inspect",
    data: { file: table.source, rows: table.rows, columns: table.columns.length, ...table.format },
    columns: table.columns.map((column) => ({
      name: column.name,
      type: column.type,
      ...(column.unit === undefined ? {} : { unit: column.unit }),
      missing: column.missing,
      ...columnFacts(column),
    })),
    guess: guess ?? null,
    next: command ?? null,
    warnings: warningsJson(warnings, context),
  };
}
