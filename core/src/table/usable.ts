import "../messages/table.js";
import { GradusError, warning, type Warning } from "../errors.js";
import { allRows, columnNamed, isMissing } from "./columns.js";
import type { Table } from "./table.js";

/** Rows that training needs at least. */
const LEAST_ROWS = 5;
/** Largest share of rows without a label that is left out with a warning only. */
const MISSING_SHARE = 0.2;

/**
 * Rows whose labels are all there. A row without a label is left out, never filled in.
 *
 * @param options `least`: rows that must be left, @default 5, as training needs; `share`: largest share of rows without a label,
 *   @default 0.2
 * @returns ascending row numbers, and a warning for each label with missing cells
 * @throws GradusError E103 or E104 for an unknown label; E136 without any label; E137 if too many rows lack it; E135 if too
 *   few rows are left
 */
export function usableRows(
  table: Table,
  labels: readonly string[],
  { least = LEAST_ROWS, share = MISSING_SHARE }: { least?: number; share?: number } = {},
): { rows: Int32Array; warnings: Warning[] } {
  const warnings: Warning[] = [];
  let rows = allRows(table);
  const place = { file: table.source };
  for (const name of labels) {
    const column = columnNamed(table, name);
    const values = { column: name, count: column.missing, rows: table.rows };
    if (table.rows > 0 && column.missing === table.rows) throw new GradusError("E136", values, place);
    if (column.missing > share * table.rows) throw new GradusError("E137", values, place);
    if (column.missing === 0) continue;
    rows = rows.filter((r) => !isMissing(column, r));
    warnings.push(warning("W132", values));
  }
  if (rows.length < least) {
    const count = rows.length === 1 ? "1 row" : `${rows.length} rows`;
    throw new GradusError("E135", { count, number: rows.length, needed: least }, place);
  }
  return { rows, warnings };
}
