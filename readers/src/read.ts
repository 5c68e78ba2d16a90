import "./messages.js";
import { GradusError, type RawTable } from "gradus";
import { readCsv } from "./csv.js";
import { decode } from "./decode.js";
import { detectBytes, detectMarkup, promisedKind, startsAsJson } from "./detect.js";
import { unpack } from "./gzip.js";
import { readJson } from "./json.js";
import { MAX_BYTES, type ReadOptions, sourceName, type TableKind } from "./options.js";
import { readParquet } from "./parquet.js";
import { readXlsx } from "./xlsx.js";

/**
 * A table from a text: CSV or TSV, or JSON if `kind` or the ending of `source` says so, or if neither says anything and
 * the text starts as a JSON table does.
 *
 * @param text    the whole text; a mark at its start is left out
 * @param options see ReadOptions
 * @throws GradusError E031, E100, E164 (HTML, XML, JSON under another name), E168–E186
 * @example
 * readText("x,y\n1,2\n3,4\n").columns[1] // { name: "y", cells: ["2", "4"] }
 */
export function readText(text: string, options: ReadOptions = {}): RawTable {
  const file = sourceName(options);
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (body.trim() === "") throw new GradusError("E100", { file, needed: 2 }, { file });
  const promised = promisedKind(options);
  const markup = detectMarkup(body);
  if (markup !== undefined) throw new GradusError("E164", { file, format: markup }, { file });
  if (promised === "json" || promised === "ndjson") return readJson(body, { ...options, kind: promised });
  if (startsAsJson(body) && options.kind === undefined) {
    if (promised !== undefined) throw new GradusError("E164", { file, format: "JSON" }, { file });
    return readJson(body, options);
  }
  return readCsv(body, options);
}

/**
 * A table from the bytes of a file: CSV, TSV, JSON in any encoding, XLSX, Parquet, each also packed by gzip. What the
 * bytes are is seen from the bytes; a file whose name promises a text and that is a workbook is refused, not guessed at.
 *
 * @param bytes   the whole file
 * @param options see ReadOptions
 * @throws GradusError E030–E032, E100, E164–E186, E530
 */
export async function readBytes(bytes: Uint8Array, options: ReadOptions = {}): Promise<RawTable> {
  return readPacked(bytes, options, () => undefined);
}

/**
 * As readBytes; `checkSize` is told the number of bytes after unpacking, before they are parsed, and may throw.
 */
export async function readPacked(
  bytes: Uint8Array,
  options: ReadOptions,
  checkSize: (bytes: number) => void,
): Promise<RawTable> {
  const file = sourceName(options);
  if (bytes.length > MAX_BYTES) {
    throw new GradusError("E530", { file, size: bytes.length, unit: "bytes", limit: MAX_BYTES }, { file });
  }
  const outer = detectBytes(bytes);
  const content = outer.kind === "gzip" ? await unpack(bytes, "gzip", file) : bytes;
  const found = outer.kind === "gzip" ? detectBytes(content) : outer;
  checkSize(content.length);
  const promised = promisedKind(options);
  switch (found.kind) {
    case "gzip":
      throw new GradusError("E164", { file, format: "gzip in gzip" }, { file });
    case "other":
      throw new GradusError("E164", { file, format: found.name }, { file });
    case "zip":
      refuseOther(promised, "xlsx", "XLSX / ZIP", file);
      return readXlsx(content, options);
    case "parquet":
      refuseOther(promised, "parquet", "Parquet", file);
      return readParquet(content, options);
    case "text":
      return readDecoded(content, promised, options);
  }
}

function readDecoded(bytes: Uint8Array, promised: TableKind | undefined, options: ReadOptions): RawTable {
  const file = sourceName(options);
  if (bytes.length === 0) throw new GradusError("E100", { file, needed: 2 }, { file });
  const { text, encoding, warnings } = decode(bytes, options);
  if (promised === "xlsx" || promised === "parquet") {
    throw new GradusError("E164", { file, format: detectMarkup(text) ?? "text" }, { file });
  }
  const table = readText(text, options);
  return { ...table, format: { ...table.format, encoding }, warnings: [...warnings, ...table.warnings] };
}

/** A name that promises another format than the bytes have is refused. */
function refuseOther(promised: TableKind | undefined, found: TableKind, format: string, file: string): void {
  if (promised !== undefined && promised !== found) throw new GradusError("E164", { file, format }, { file });
}
