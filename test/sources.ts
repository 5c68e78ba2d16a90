import { rawFromColumns } from "../core/src/table/columns.js";
import type { TableSource } from "../core/src/table/source.js";
import type { Cell } from "../core/src/table/table.js";

/** Columns as a source that is cut into parts of so many rows. */
export function sourceFrom(
  pairs: readonly (readonly [string, readonly Cell[]])[],
  rowsOfPart = 50,
): TableSource {
  const rows = pairs[0][1].length;
  return {
    source: "the table",
    size: rows,
    columns: pairs.map(([name]) => name),
    working: 0,
    warnings: [],
    async *parts() {
      for (let from = 0; from < rows; from += rowsOfPart) {
        const to = Math.min(rows, from + rowsOfPart);
        const some = pairs.map(([name, cells]) => [name, cells.slice(from, to)] as const);
        // A file is read between two parts.
        await Promise.resolve();
        yield {
          table: {
            ...rawFromColumns(some),
            numbers: Float64Array.from({ length: to - from }, (_, r) => from + r),
          },
          read: to,
        };
      }
    },
  };
}
