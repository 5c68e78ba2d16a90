import "./messages.js";
import { GradusError, warning, type TableSource, type TablePart, type Warning } from "gradus";
import {
  firstBytes,
  lineBlocks,
  lineEnd,
  MAX_LINE,
  tooLongLine,
  wideLineEnd,
  type ByteSource,
} from "./blocks.js";
import { delimiterOf, readPiece, readWithLayout, type CsvLayout } from "./csv.js";
import { decode, isUtf16 } from "./decode.js";
import { detectMarkup, promisedKind, startsAsJson } from "./detect.js";
import { placeIn, type Piece } from "./excerpt.js";
import { wholeRecords } from "./quotes.js";
import type { StreamOptions } from "./stream.js";

type Known = StreamOptions & { source: string; partBytes: number };

/** What the start of a file tells. */
interface Head {
  layout: CsvLayout;
  /** Undefined while every byte is ASCII: the first line that is not decides. */
  encoding: string | undefined;
  warnings: Warning[];
}

/** Bytes of the start that decide about encoding, delimiter and names, whatever the size of the parts. */
const HEAD = 2 ** 20;
/** Heap that the cells of one byte of text need, and what is on its way: see HEAP_PER_BYTE of the file reader. */
const WORKING_FACTOR = 24;

/** A CSV or TSV file as a source of parts. @throws GradusError as `readCsv` does, for the first MiB */
export async function streamCsv(file: ByteSource, options: Known, isPacked: boolean): Promise<TableSource> {
  const { layout, encoding, warnings } = await readHead(file, options, isPacked);
  const isWide = encoding?.startsWith("utf-16") ?? false;
  return {
    source: file.name,
    size: file.size,
    columns: layout.columns.map(({ name }) => name),
    working: WORKING_FACTOR * options.partBytes,
    warnings,
    async *parts(): AsyncGenerator<TablePart> {
      const told = new Map<string, Warning>();
      let rows = 0;
      const blocks = lineBlocks(file, { size: options.partBytes, isPacked, isWide });
      for await (const piece of pieces(blocks, encoding, layout, options)) {
        const table = readPiece(piece, layout, options);
        const first = rows;
        rows += table.rows;
        table.numbers = Float64Array.from({ length: table.rows }, (_, r) => first + r);
        table.warnings = newWarnings([...piece.warnings, ...table.warnings], told);
        yield { table, read: piece.read };
      }
      const skipped = told.get("W167");
      if (skipped !== undefined) yield { table: nothing(file.name, layout, skipped), read: file.size };
    },
  };
}

async function readHead(file: ByteSource, options: Known, isPacked: boolean): Promise<Head> {
  const { name } = file;
  for (let size = HEAD; ; size *= 4) {
    const { bytes, isWhole } = await firstBytes(file, isPacked, size);
    if (bytes.length === 0) throw new GradusError("E100", { file: name, needed: 2 }, { file: name });
    const end = isUtf16(bytes, options) ? wideLineEnd(bytes) : lineEnd(bytes);
    const sample = isWhole ? bytes : bytes.subarray(0, end);
    const found = sample.length > 0 ? headFrom(sample, isWhole, options) : undefined;
    if (found !== undefined) return found;
    if (size > MAX_LINE) throw tooLongLine(name);
  }
}

/** What some whole lines tell; undefined if they hold no whole record with data. */
function headFrom(sample: Uint8Array, isWhole: boolean, options: Known): Head | undefined {
  const { source: file } = options;
  const decoded = decode(sample, options);
  const text = withoutMark(decoded.text);
  refuseOthers(text, options);
  const end = isWhole ? text.length : wholeRecords(text, delimiterOf(text, options)).end;
  if (end === 0 && !isWhole) return undefined;
  try {
    const { layout, table } = readWithLayout(text.slice(0, end), options);
    // What the cells tell is told again when they pass.
    const ofCells = new Set(["W167", "W169", "W171"]);
    const isOpen = options.encoding === undefined && !isWhole && decoded.text.length === sample.length;
    return {
      layout,
      encoding: isOpen ? undefined : decoded.encoding,
      warnings: [...decoded.warnings, ...table.warnings.filter(({ code }) => !ofCells.has(code))],
    };
  } catch (error) {
    const isShort = error instanceof GradusError && (error.code === "E169" || error.code === "E100");
    if (!isWhole && isShort) return undefined;
    throw error instanceof GradusError && error.code === "E100"
      ? new GradusError("E100", { file, needed: 2 }, { file }, { cause: error })
      : error;
  }
}

/** Texts that are no CSV. */
function refuseOthers(text: string, options: Known): void {
  const { source: file } = options;
  if (text.trim() === "") throw new GradusError("E100", { file, needed: 2 }, { file });
  const promised = promisedKind(options);
  const markup = detectMarkup(text);
  if (markup !== undefined) throw new GradusError("E164", { file, format: markup }, { file });
  if (promised === "xlsx" || promised === "parquet")
    throw new GradusError("E164", { file, format: "text" }, { file });
  if (promised === "json" || promised === "ndjson" || (startsAsJson(text) && options.kind === undefined))
    throw new GradusError("E532", { file, format: "JSON" }, { file });
}

/** The text of a file in pieces that hold whole records. @throws GradusError E166, E167, E172, E530 */
async function* pieces(
  blocks: AsyncIterable<{ bytes: Uint8Array; read: number }>,
  encoding: string | undefined,
  { delimiter }: CsvLayout,
  options: Known,
): AsyncGenerator<Piece & { read: number; warnings: Warning[] }> {
  let known = encoding;
  let rest = "";
  let [first, before] = [1, ""];
  let line = 1; // of the next block
  let read = 0;
  let warnings: Warning[] = [];
  for await (const block of blocks) {
    const decoded = decode(
      block.bytes,
      known === undefined ? options : { ...options, encoding: known },
      line,
    );
    // As many characters as bytes: ASCII, which says nothing about the encoding of what follows.
    if (known === undefined && decoded.text.length !== block.bytes.length) {
      known = decoded.encoding;
      warnings.push(...decoded.warnings);
    }
    const text = line === 1 ? withoutMark(decoded.text) : decoded.text;
    ({ read } = block);
    line += lineEnds(text);
    rest += text;
    const { end, open } = wholeRecords(rest, delimiter);
    if (rest.length - end > MAX_LINE) {
      if (open < 0) throw tooLongLine(options.source);
      throw quoteLeftOpen(rest, open, first, options.source);
    }
    if (end === 0) continue;
    const piece = rest.slice(0, end);
    yield { text: piece, first, before, read, warnings };
    warnings = [];
    first += lineEnds(piece);
    before = lastLine(piece);
    rest = rest.slice(end);
  }
  if (rest !== "") yield { text: rest, first, before, read, warnings };
}

function quoteLeftOpen(text: string, open: number, first: number, file: string): GradusError {
  const place = placeIn(text.slice(0, open + 1000), file, open);
  const line = place.line + first - 1;
  return new GradusError("E172", { line }, { file, line });
}

/** The line ends of a text, CR LF counted as one. */
function lineEnds(text: string): number {
  let count = 0;
  for (let i = text.indexOf("\n"); i !== -1; i = text.indexOf("\n", i + 1)) count++;
  for (let i = text.indexOf("\r"); i !== -1; i = text.indexOf("\r", i + 1)) if (text[i + 1] !== "\n") count++;
  return count;
}

/** The last line of some whole lines, with its end. */
function lastLine(text: string): string {
  const body = text.endsWith("\r\n") ? text.length - 2 : text.length - 1;
  const tail = text.slice(text.lastIndexOf("\n", body - 1) + 1);
  return tail.slice(tail.lastIndexOf("\r", tail.length - (text.length - body) - 1) + 1);
}

function withoutMark(text: string): string {
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** The warnings that were not told yet; rows that were left out are counted up, and told at the end. */
function newWarnings(warnings: readonly Warning[], told: Map<string, Warning>): Warning[] {
  return warnings.filter((one) => {
    const earlier = told.get(one.code);
    const count = Number(earlier?.values["count"] ?? 0) + Number(one.values["count"] ?? 0);
    const isCounted = one.code === "W167";
    if (earlier === undefined) told.set(one.code, one);
    else if (isCounted) told.set(one.code, warning("W167", { ...earlier.values, count }));
    return earlier === undefined && !isCounted;
  });
}

/** A part without rows, for what is known at the end only. */
function nothing(source: string, { columns }: CsvLayout, ...warnings: Warning[]): TablePart["table"] {
  return { source, columns: columns.map(({ name }) => ({ name, cells: [] })), rows: 0, warnings };
}
