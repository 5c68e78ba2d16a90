import "./messages.js";
import { GradusError, shortened, type Cell, type RawTable } from "gradus";
import type { AsyncBuffer, FileMetaData, ParquetScan, SchemaTree } from "hyparquet";
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
  const { names, rows, scan } = await openParquet(bytes.slice().buffer, options, MAX_BYTES);
  if (rows === 0) throw new GradusError("E169", { file }, { file });
  const cells: Cell[][] = [];
  try {
    const columns = await scan();
    for (const name of names) cells.push(await readColumn(columns, name, rows, file));
  } catch (error) {
    throw error instanceof GradusError ? error : damaged(file, error);
  }
  // Columns are found by name, so a name that stands twice cannot be told apart by a number.
  const { columns, warnings } = nameColumns(names, cells, { ...options, renameDuplicates: false });
  return { source: file, columns, rows, format: { kind: "parquet" }, warnings };
}

/**
 * What the foot of a Parquet file tells, and a way to its columns.
 *
 * @param limit most bytes unpacked
 * @throws GradusError E177, E179 (damaged), E183 (lists or objects in a column), E530
 */
export async function openParquet(
  file: AsyncBuffer | ArrayBuffer,
  options: ReadOptions,
  limit: number,
): Promise<{
  metadata: FileMetaData;
  names: string[];
  rows: number;
  scan: () => Promise<ParquetScan>;
}> {
  const source = sourceName(options);
  const [{ parquetMetadataAsync, parquetScan, parquetSchema }, { compressors }] = await Promise.all([
    import("hyparquet"),
    import("hyparquet-compressors"),
  ]);
  try {
    const metadata = await parquetMetadataAsync(file);
    const schema = parquetSchema(metadata).children;
    checkSize(metadata, schema, options, limit);
    refuseNested(schema, source);
    return {
      metadata,
      names: schema.map(({ element }) => element.name),
      rows: Number(metadata.num_rows),
      scan: () => parquetScan({ file, metadata, compressors, useOffsetIndex: false }),
    };
  } catch (error) {
    throw error instanceof GradusError ? error : damaged(source, error);
  }
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
function checkSize(
  metadata: FileMetaData,
  schema: readonly SchemaTree[],
  options: ReadOptions,
  limit: number,
): void {
  const file = sourceName(options);
  checkColumnCount(schema.length, options);
  let size = 0;
  for (const group of metadata.row_groups) {
    for (const { meta_data: meta } of group.columns) size += Number(meta?.total_uncompressed_size ?? 0);
  }
  if (size > limit) throw new GradusError("E530", { file, size, unit: "bytes unpacked", limit }, { file });
}

function refuseNested(schema: readonly SchemaTree[], file: string): void {
  const nested = schema.find(
    ({ children, element }) => children.length > 0 || element.repetition_type === "REPEATED",
  );
  if (nested !== undefined) {
    throw new GradusError("E183", { column: shortened(nested.element.name), row: 1 }, { file });
  }
}

/** A value of a column as a cell. @throws GradusError E183 for a list or an object */
export function toCell(value: unknown, column: string, row: number, file: string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number") return Number.isNaN(value) ? null : value;
  if (typeof value === "string" || typeof value === "boolean" || value instanceof Date) return value;
  if (typeof value === "bigint") {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : String(value);
  }
  throw new GradusError("E183", { column: shortened(column), row: row + 1 }, { file });
}

/** The error of a damaged file. */
export function damaged(file: string, error: unknown): GradusError {
  return new GradusError(
    "E179",
    { file, format: "Parquet", reason: reasonOf(error) },
    { file },
    { cause: error },
  );
}
