import "./messages.js";
import { GradusError, type TableSource } from "gradus";
import { firstBytes, type ByteSource } from "./blocks.js";
import { detectBytes, promisedKind } from "./detect.js";
import type { ReadOptions } from "./options.js";
import { streamCsv } from "./stream-csv.js";
import { streamParquet } from "./stream-parquet.js";

export type { ByteSource } from "./blocks.js";

/** How a table is streamed. */
export interface StreamOptions extends ReadOptions {
  /** Bytes of text, or about as many bytes of cells, that become one part. @default 524288 */
  partBytes?: number;
}

const PART = 2 ** 19;
const SIGNATURE = 4096;

/**
 * A table that is read in parts and never held as a whole: CSV or TSV in any encoding, also packed by gzip, or Parquet. The
 * delimiter, the encoding and the names are found in the first MiB; rows and errors are those of the whole-file reader. Of a
 * Parquet file, one row group is held at a time.
 *
 * @param source  the file's bytes; `fileSource` and `blobSource` make one
 * @param options see StreamOptions
 * @throws GradusError as `readBytes` does, here or while the parts are read; E532 for a format that has to be read as a whole
 */
export async function streamTable(source: ByteSource, options: StreamOptions = {}): Promise<TableSource> {
  const file = options.source ?? source.name;
  const named: ByteSource = {
    name: file,
    size: source.size,
    stream: () => source.stream(),
    slice: (start, end) => source.slice(start, end),
  };
  const known = { partBytes: PART, ...options, source: file };
  const head = await headOf(named);
  const { kind } = detectBytes(head);
  const refuse = (format: string): GradusError => new GradusError("E532", { file, format }, { file });
  if (kind === "parquet") {
    const promised = promisedKind(known);
    if (promised !== undefined && promised !== "parquet")
      throw new GradusError("E164", { file, format: "Parquet" }, { file });
    return streamParquet(named, known);
  }
  if (kind === "zip") throw refuse("XLSX / ZIP");
  const isPacked = kind === "gzip";
  const inner = isPacked ? detectBytes((await firstBytes(named, true, SIGNATURE)).bytes) : detectBytes(head);
  if (inner.kind === "other") throw new GradusError("E164", { file, format: inner.name }, { file });
  if (inner.kind !== "text") throw refuse(`${inner.kind} in gzip`);
  return streamCsv(named, known, isPacked);
}

/** A file of the page, as `<input type="file">` gives it. */
export function blobSource(blob: Blob, name: string): ByteSource {
  return {
    name,
    size: blob.size,
    stream: () => blob.stream(),
    slice: (start, end) => blob.slice(start, end).arrayBuffer(),
  };
}

/** The first bytes and, for the mark at the end of a Parquet file, the last four. */
async function headOf(source: ByteSource): Promise<Uint8Array> {
  const { size } = source;
  if (size <= SIGNATURE) return new Uint8Array(await source.slice(0, size));
  const [start, end] = await Promise.all([source.slice(0, SIGNATURE), source.slice(size - 4, size)]);
  const bytes = new Uint8Array(SIGNATURE + 4);
  bytes.set(new Uint8Array(start));
  bytes.set(new Uint8Array(end), SIGNATURE);
  return bytes;
}
