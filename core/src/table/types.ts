import { makeTable, rawFromColumns, rawFromRows } from "./columns.js";
import { parseNumber } from "./number.js";
import type { Cell, Column, ColumnType, RawTable, Table } from "./table.js";

/** How the cells of a table are read. */
export interface TypeOptions {
  /** Types that are known, by column; the others are found. */
  types?: ReadonlyMap<string, ColumnType>;
  /** Words that mean a missing cell, besides the empty cell; they replace the usual ones. */
  missing?: readonly string[];
  /** Sign before the fraction; "auto" decides column by column. @default "auto" */
  decimal?: "auto" | "." | ",";
  /** Labels: in a column of numbers that is a label, a cell that is no number is an error, not a missing cell. */
  label?: readonly string[];
  /** What happens to a row with a cell that is not of the type given in `types`. @default "refuse" */
  badCells?: "refuse" | "skip";
}

/** A table with typed columns from a table as read. */
export function toTable(raw: RawTable, options: TypeOptions = {}): Table {
  const columns = raw.columns.map(({ name, cells }) => typeColumn(name, cells, options));
  return makeTable(columns, {
    source: raw.source,
    rows: raw.rows,
    ...(raw.lines === undefined ? {} : { lines: raw.lines }),
    ...(raw.format === undefined ? {} : { format: raw.format }),
    warnings: [...raw.warnings],
  });
}

/** A table from columns by name, in order. */
export function tableFromColumns(pairs: readonly (readonly [string, readonly Cell[]])[], options?: TypeOptions): Table {
  return toTable(rawFromColumns(pairs), options);
}

/** A table from objects, one for each row. */
export function tableFromRows(rows: readonly Readonly<Record<string, Cell>>[], options?: TypeOptions): Table {
  return toTable(rawFromRows(rows), options);
}

function typeColumn(name: string, cells: readonly Cell[], options: TypeOptions): Column {
  const values = Float64Array.from(cells, (cell) => (cell === null || cell === "" ? NaN : (parseNumber(String(cell))?.value ?? Infinity)));
  const missing = cells.filter((cell) => cell === null || cell === "").length;
  if (options.types?.get(name) !== "category" && values.every((x) => x !== Infinity)) return { name, missing, type: "number", values };
  const levels = [...new Set(cells.filter((cell) => cell !== null && cell !== "").map(String))].sort();
  const codes = Int32Array.from(cells, (cell) => (cell === null || cell === "" ? -1 : levels.indexOf(String(cell))));
  return { name, missing, type: "category", levels, codes };
}
