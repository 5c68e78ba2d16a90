import { GradusError, shortened, type Cell, type RawTable } from "gradus";
import type { FileMetaData, ParquetScan, SchemaTree } from "hyparquet";
import { reasonOf } from "./gzip.js";
import { checkColumnCount, nameColumns } from "./header.js";
import { MAX_BYTES, type ReadOptions, sourceName } from "./options.js";

/**
 * A table from a Parquet file (hyparquet and its decompressors, loaded at the first use). Numbers, texts, true and false,
 * dates and timestamps keep their type; null and NaN are missing; 64-bit integers beyond 2^53 − 1 stay exact as texts.
 *
 * @param bytes   the file
 * @param options `renameDuplicates`, `source`
 * @throws GradusError E169, E174–E177, E179 (damaged), E183 (lists or objects in a column), E530
 */
export async function readParquet(bytes: Uint8Array, options: ReadOptions): Promise<RawTable> {
  const file = sourceName(options);
  const [{ parquetMetadata, parquetScan, parquetSchema }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  const buffer = bytes.slice().buffer;
  const metadata = damageNamed(file, () => parquetMetadata(buffer));
  const schema = damageNamed(file, () => parquetSchema(metadata).children);
  checkSize(metadata, schema, options);
  refuseNested(schema, file);
  const names = schema.map(({ element }) => element.name);
  const rows = Number(metadata.num_rows);
  if (rows === 0) throw new GradusError("E169", { file }, { file });
  const cells: Cell[][] = [];
  try {
    const scan = await parquetScan({ file: buffer, metadata, compressors, useOffsetIndex: false });
    for (const name of names) cells.push(await readColumn(scan, name, rows, file));
  } catch (error) {
    throw error instanceof GradusError ? error : damaged(file, error);
  }
  // Columns are found by name, so a name that stands twice cannot be told apart by a number.
  const { columns, warnings } = nameColumns(names, cells, { ...options, renameDuplicates: false });
  return { source: file, columns, rows, format: { kind: "parquet" }, warnings };
}

/**
 * All cells of a column, one row group after another: hyparquet starts the reads of several at once, and when two of them
 * fail in a damaged file the second failure would end the process.
 */
async function readColumn(scan: ParquetScan, column: string, rows: number, file: string): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const { rowStart, rowEnd } of scan.ranges) {
    const values: ArrayLike<unknown> = await scan.readColumn({ column, rowStart, rowEnd });
    if (values.length !== rowEnd - rowStart) break;
    for (let i = 0; i < values.length; i++) cells.push(toCell(values[i], column, rowStart + i, file));
  }
  if (cells.length !== rows) throw damaged(file, `not all rows of column "${shortened(column)}" are there`);
  return cells;
}

/** The sizes that the file's foot tells, before anything is allocated for them. */
function checkSize(metadata: FileMetaData, schema: readonly SchemaTree[], options: ReadOptions): void {
  const file = sourceName(options);
  checkColumnCount(schema.length, options);
  let size = 0;
  for (const group of metadata.row_groups) {
    for (const { meta_data: meta } of group.columns) size += Number(meta?.total_uncompressed_size ?? 0);
  }
  if (size > MAX_BYTES)
    throw new GradusError("E530", { file, size, unit: "bytes unpacked", limit: MAX_BYTES }, { file });
}

function refuseNested(schema: readonly SchemaTree[], file: string): void {
  const nested = schema.find(
    ({ children, element }) => children.length > 0 || element.repetition_type === "REPEATED",
  );
  if (nested !== undefined) {
    throw new GradusError("E183", { column: shortened(nested.element.name), row: 1 }, { file });
  }
}

function toCell(value: unknown, column: string, row: number, file: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  if (typeof value === "string" || typeof value === "boolean" || value instanceof Date) return value;
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  throw new GradusError("E183", { column: shortened(column), row: row + 1 }, { file });
}

function damageNamed<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw damaged(file, error);
  }
}

function damaged(file: string, error: unknown): GradusError {
  return new GradusError(
    "E179",
    { file, format: "Parquet", reason: reasonOf(error) },
    { file },
    { cause: error },
  );
}
