import { GradusError, type Cell, type TablePart, type TableSource } from "gradus";
import type { ByteSource } from "./blocks.js";
import { nameColumns } from "./header.js";
import type { StreamOptions } from "./stream.js";
import { damaged, openParquet, toCell } from "./parquet.js";

/** Cells of a part, by the bytes asked for. */
const BYTES_PER_CELL = 8;
/** Heap that one unpacked byte of a row group needs: values are held beside the pages that they come from. */
const WORKING_FACTOR = 3;

/** A Parquet file as a source of parts; one row group is unpacked at a time. @throws GradusError as `readParquet` does */
export async function streamParquet(
  file: ByteSource,
  options: StreamOptions & { source: string; partBytes: number },
): Promise<TableSource> {
  const buffer = {
    byteLength: file.size,
    slice: (start: number, end = file.size) =>
      file.slice(start < 0 ? start + file.size : start, end < 0 ? end + file.size : end),
  };
  const { metadata, names, rows, scan } = await openParquet(buffer, options, Infinity);
  if (rows === 0) throw new GradusError("E169", { file: file.name }, { file: file.name });
  // Names alone: no column is looked into before the rows pass.
  const empty = names.map((): Cell[] => []);
  const { columns, warnings } = nameColumns(
    names.map((name, i) => (name.trim() === "" ? `column ${i + 1}` : name)),
    empty,
    { ...options, renameDuplicates: false },
  );
  const sizes = metadata.row_groups.map((group) =>
    group.columns.reduce((sum, { meta_data: meta }) => sum + Number(meta?.total_uncompressed_size ?? 0), 0),
  );
  const step = Math.max(1, Math.floor(options.partBytes / BYTES_PER_CELL / names.length));
  return {
    source: file.name,
    size: file.size,
    columns: columns.map(({ name }) => name),
    working: WORKING_FACTOR * sizes.reduce((most, size) => Math.max(most, size), 0),
    warnings,
    async *parts(): AsyncGenerator<TablePart> {
      const { ranges, readColumn } = await scan();
      let done = 0;
      for (const { rowStart, rowEnd } of ranges) {
        const values: ArrayLike<unknown>[] = [];
        for (const name of names) {
          const column = await readColumn({ column: name, rowStart, rowEnd }).catch((error: unknown) => {
            throw damaged(file.name, error);
          });
          if (column.length !== rowEnd - rowStart)
            throw damaged(file.name, `not all rows of column "${name}" are there`);
          values.push(column);
        }
        for (let from = 0; from < rowEnd - rowStart; from += step) {
          const count = Math.min(step, rowEnd - rowStart - from);
          const cells = values.map((column, j) =>
            Array.from({ length: count }, (_, r) =>
              toCell(column[from + r], names[j], rowStart + from + r, file.name),
            ),
          );
          const numbers = Float64Array.from({ length: count }, (_, r) => rowStart + from + r);
          done += count;
          const named = columns.map(({ name }, j) => ({ name, cells: cells[j] }));
          const table = { source: file.name, columns: named, rows: count, numbers, warnings: [] };
          yield { table, read: Math.floor((file.size * done) / rows) };
        }
      }
      if (done !== rows) throw damaged(file.name, "not all rows are there");
    },
  };
}
