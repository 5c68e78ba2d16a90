import "../messages/table.js";
import { GradusError, warning, type Warning } from "../errors.js";
import { sameName } from "../names.js";
import { makeTable, rawFromColumns, rawFromRows, selectRows } from "./columns.js";
import { decideDecimal, decimalEvidence } from "./decimal.js";
import { forceType } from "./force.js";
import { inferType } from "./infer.js";
import type { ColumnReader } from "./reading.js";
import type { Cell, Column, ColumnType, RawTable, Table } from "./table.js";
import { missingSet, type MissingWords } from "./words.js";

/** How the cells of a table are read. */
export interface TypeOptions {
  /** Types that are known, by the column's name; the others are found. */
  types?: ReadonlyMap<string, ColumnType>;
  /** Words that mean a missing cell, besides the empty cell. @default `missingWords`, and `emptyWords` among numbers */
  missing?: readonly string[];
  /** Sign before the fraction; "auto" decides column by column. @default "auto" */
  decimal?: "auto" | "." | ",";
  /** Labels: in a label that is a number, a cell that is no number is an error, not a missing cell. */
  label?: readonly string[];
  /**
   * What happens to a row with a cell that is not of the type given in `types`, or not a number in a number label:
   * `refuse` throws, `skip` leaves the row out of the table, with a warning. @default "refuse"
   */
  badCells?: "refuse" | "skip";
}

/**
 * A table with typed columns from a table as read. A column is, in this order: boolean if all its words are (true/false,
 * yes/no, 是/否 …); words if they are digits of one width with zeros in front ("00123"); numbers; dates; categories, or text
 * where most words differ. Up to a tenth of the cells of a column of numbers or dates may be other words: they become missing
 * cells, with a warning. Everything that was not read as it stands is told in `warnings`.
 *
 * @throws GradusError E121 for a label cell or a cell of a known type that does not fit, E122 for an infinite number
 */
export function toTable(raw: RawTable, options: TypeOptions = {}): Table {
  const warnings: Warning[] = [...raw.warnings];
  const bad = new Set<number>();
  const words = missingSet(options.missing);
  const cells = raw.columns.map((column) => column.cells.map((cell) => cleaned(cell, words)));
  const evidence = cells.map(decimalEvidence);
  const types = new Map([...(options.types ?? [])].map(([name, type]) => [sameName(name), type]));
  const labels = new Set((options.label ?? []).map(sameName));
  const columns = raw.columns.map(({ name }, i): Column => {
    const own = evidence[i];
    const decimal =
      options.decimal === "." || options.decimal === ","
        ? { decimal: options.decimal, isGuess: false }
        : decideDecimal(own, evidence, raw.format?.delimiter);
    const isLabel = labels.has(sameName(name));
    const badCells = options.badCells ?? "refuse";
    const place = {
      source: raw.source,
      number: i + 1,
      ...(raw.lines === undefined ? {} : { lines: raw.lines }),
      ...(raw.numbers === undefined ? {} : { numbers: raw.numbers }),
    };
    const reader: ColumnReader = {
      name,
      cells: cells[i],
      words,
      ...decimal,
      isLabel,
      badCells,
      bad,
      warnings,
      place,
    };
    const type = types.get(sameName(name));
    return type === undefined ? inferType(reader) : forceType(reader, type);
  });
  const table = makeTable(columns, {
    source: raw.source,
    rows: raw.rows,
    ...(raw.lines === undefined ? {} : { lines: raw.lines }),
    ...(raw.numbers === undefined ? {} : { numbers: raw.numbers }),
    ...(raw.format === undefined ? {} : { format: raw.format }),
    warnings,
  });
  return bad.size === 0 ? table : withoutRows(table, bad);
}

/** A table from columns by name, in order. @throws RangeError if their lengths differ or a name occurs twice */
export function tableFromColumns(
  pairs: readonly (readonly [string, readonly Cell[]])[],
  options?: TypeOptions & { source?: string },
): Table {
  return toTable(rawFromColumns(pairs, options?.source), options);
}

/** A table from objects, one for each row; a name that an object lacks is a missing cell. */
export function tableFromRows(
  rows: readonly Readonly<Record<string, Cell>>[],
  options?: TypeOptions & { source?: string },
): Table {
  return toTable(rawFromRows(rows, options?.source), options);
}

/** Texts without the blanks around them; null for what is missing in every column. */
export function cleaned(cell: Cell, words: MissingWords): Cell {
  if (typeof cell === "string") {
    const text = cell.trim();
    return text.length <= 10 && words.always.has(text.toLowerCase()) ? null : text;
  }
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? null : cell;
  return typeof cell === "number" && Number.isNaN(cell) ? null : cell;
}

/** The table without bad rows. @throws GradusError if no row is left */
function withoutRows(table: Table, bad: ReadonlySet<number>): Table {
  const skipped = Int32Array.from(bad).toSorted();
  const kept = Array.from({ length: table.rows }, (_, r) => r).filter((r) => !bad.has(r));
  if (kept.length === 0) throw new GradusError("E126", { count: skipped.length }, { file: table.source });
  const warnings = [...table.warnings, warning("W129", { count: skipped.length, first: skipped[0] + 1 })];
  return { ...selectRows(table, kept), warnings, skipped };
}
