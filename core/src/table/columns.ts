import "../messages/data.js";
import { GradusError, type Place } from "../errors.js";
import { listed, nearestName, sameName } from "../names.js";
import type { Cell, Column, RawTable, Table } from "./table.js";
import { sortedWords } from "./words.js";

/** A column of numbers or of dates. */
export type ValueColumn = Extract<Column, { values: Float64Array }>;
/** A column of levels. */
export type CodeColumn = Extract<Column, { codes: Int32Array }>;

/** A table of columns; they must be of equal length and have distinct names. @throws RangeError otherwise */
export function makeTable(columns: Column[], rest: Omit<Table, "columns" | "index">): Table {
  const index = new Map<string, number>();
  columns.forEach((column, i) => {
    if (index.has(column.name)) {
      throw new RangeError(
        `Cannot make the table: expected distinct column names, got "${column.name}" twice`,
      );
    }
    const length = lengthOf(column);
    if (length !== rest.rows) {
      throw new RangeError(
        `Cannot make the table: expected ${rest.rows} cells in "${column.name}", got ${length}`,
      );
    }
    index.set(column.name, i);
  });
  return { ...rest, columns, index };
}

/**
 * Column of a table by its name.
 *
 * @throws GradusError E103 with the most similar name, E104 where none is similar, or E105 where the first row
 *   looked like data; all list the table's columns
 */
export function findColumn(table: Table, name: string): Column {
  const at = table.index.get(name);
  if (at !== undefined) return table.columns[at];
  const names = table.columns.map((column) => column.name);
  const nearest = nearestName(name, names);
  const columns = listed(names);
  const place = { file: table.source };
  if (nearest === undefined) {
    const isHeadless = table.warnings.some(({ code }) => code === "W162");
    throw new GradusError(isHeadless ? "E105" : "E104", { column: name, file: table.source, columns }, place);
  }
  throw new GradusError("E103", { column: name, file: table.source, nearest, columns }, place);
}

/** `findColumn`, but composed characters and blanks around the name make no difference. */
export function columnNamed(table: Table, name: string): Column {
  if (table.index.has(name)) return findColumn(table, name);
  const wanted = sameName(name);
  return table.columns.find((column) => sameName(column.name) === wanted) ?? findColumn(table, name);
}

/**
 * The chosen rows of a table, in the order given.
 *
 * @param rows numbers of rows from 0; a row may occur more than once
 */
export function selectRows(table: Table, rows: ArrayLike<number>): Table {
  const columns = table.columns.map((column): Column => {
    const cut = cutColumn(column, rows);
    return { ...cut, missing: countMissing(cut) };
  });
  const { lines, numbers, skipped: _, ...rest } = table;
  const chosen = {
    ...(lines === undefined ? {} : { lines: Int32Array.from(rows, (r) => lines[r]) }),
    numbers: Float64Array.from(rows, (r) => numbers?.[r] ?? r),
  };
  return { ...rest, columns, rows: rows.length, ...chosen };
}

/** Numbers of all rows. */
export function allRows(table: { rows: number }): Int32Array {
  return Int32Array.from({ length: table.rows }, (_, r) => r);
}

/** Whether a cell is missing. */
export function isMissing(column: Column, row: number): boolean {
  if ("values" in column) return Number.isNaN(column.values[row]);
  if ("codes" in column) return column.codes[row] < 0;
  return column.texts[row] === null;
}

/** A column of texts as categories, the levels in order; other columns of words as they are. */
export function asCategory(column: Extract<Column, { type: "text" }> | CodeColumn): CodeColumn {
  return "codes" in column ? column : categoryColumn(column.name, column.texts);
}

/** A column of categories from words; the levels in order. */
export function categoryColumn(name: string, words: readonly (string | null)[]): CodeColumn {
  const levels = sortedWords(new Set(words.filter((word) => word !== null)));
  const numbers = new Map(levels.map((level, code) => [level, code]));
  const codes = Int32Array.from(words, (word) => (word === null ? -1 : numbers.get(word)!));
  const missing = words.reduce((count, word) => count + (word === null ? 1 : 0), 0);
  return { name, missing, type: "category", levels, codes };
}

/** The cells of a column as words, null where missing; numbers in their shortest form. */
export function wordsOf(column: Column, rows: ArrayLike<number>): (string | null)[] {
  return Array.from(rows, (r) => {
    if (isMissing(column, r)) return null;
    if (column.type === "date") return new Date(column.values[r]).toISOString();
    if (column.type === "number") return String(column.values[r]);
    return "codes" in column ? column.levels[column.codes[r]] : column.texts[r]!;
  });
}

/** Where a row stands, for messages: its line in the file if known, else its number from 1. */
export function rowOf(
  table: { lines?: Int32Array; numbers?: Float64Array },
  row: number,
): { where: string; number: number } {
  const line = table.lines?.[row];
  if (line !== undefined) return { where: `line ${line}`, number: line };
  const number = rowNumber(table, row);
  return { where: `row ${number}`, number };
}

/** Number of a row, from 1, in the table it was read from. */
export function rowNumber({ numbers }: { numbers?: Float64Array }, row: number): number {
  return (numbers?.[row] ?? row) + 1;
}

/** Place of a cell: file, line if known, number of the column from 1. */
export function placeOf(table: Pick<Table, "source" | "lines" | "index">, row: number, name: string): Place {
  const line = table.lines?.[row];
  const column = table.index.get(name);
  return {
    file: table.source,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column: column + 1 }),
  };
}

/** A raw table from columns by name, in order. @throws RangeError if their lengths differ */
export function rawFromColumns(
  pairs: readonly (readonly [string, readonly Cell[]])[],
  source = "the table",
): RawTable {
  const rows = pairs[0]?.[1].length ?? 0;
  for (const [name, cells] of pairs) {
    if (cells.length !== rows) {
      throw new RangeError(`Cannot make the table: expected ${rows} cells in "${name}", got ${cells.length}`);
    }
  }
  return { source, columns: pairs.map(([name, cells]) => ({ name, cells: [...cells] })), rows, warnings: [] };
}

/** A raw table from objects; columns in the order in which their names first occur, absent cells are missing. */
export function rawFromRows(
  objects: readonly Readonly<Record<string, Cell>>[],
  source = "the table",
): RawTable {
  const cells = new Map<string, Cell[]>();
  objects.forEach((object, r) => {
    for (const [name, cell] of Object.entries(object)) {
      let column = cells.get(name);
      if (column === undefined) cells.set(name, (column = []));
      while (column.length < r) column.push(null);
      column.push(cell);
    }
  });
  for (const column of cells.values()) while (column.length < objects.length) column.push(null);
  return rawFromColumns([...cells], source);
}

function cutColumn(column: Column, rows: ArrayLike<number>): Column {
  if ("values" in column) return { ...column, values: Float64Array.from(rows, (r) => column.values[r]) };
  if ("codes" in column) return { ...column, codes: Int32Array.from(rows, (r) => column.codes[r]) };
  return { ...column, texts: Array.from(rows, (r) => column.texts[r]!) };
}

function countMissing(column: Column): number {
  let count = 0;
  for (let r = 0; r < lengthOf(column); r++) if (isMissing(column, r)) count++;
  return count;
}

function lengthOf(column: Column): number {
  return ("values" in column ? column.values : "codes" in column ? column.codes : column.texts).length;
}
