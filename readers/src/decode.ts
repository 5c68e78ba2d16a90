import "./messages.js";
import { GradusError, warning, type Warning } from "gradus";
import { excerpt, positionOf } from "./excerpt.js";
import { guessLegacyEncoding } from "./legacy.js";
import { MAX_TEXT, type ReadOptions, sourceName } from "./options.js";

/** A text with the encoding it was read in. */
export interface DecodedText {
  text: string;
  /** Label as TextDecoder spells it, such as "utf-8" or "gb18030". */
  encoding: string;
  warnings: Warning[];
}

/**
 * The text of bytes, never with a character replaced in silence. In this order: the mark at the start (UTF-8, UTF-16);
 * the encoding that is asked for; UTF-16 without a mark, known by its zero bytes; UTF-8; GB18030 if the characters it
 * gives are plausible Chinese, with a warning. Anything else is refused with the encodings that may be meant.
 *
 * @param first number of the first line in the file, where the bytes are some lines of one
 * @throws GradusError E030 (unknown label), E165 (binary), E166, E167 (bytes not valid), E530 (too long)
 */
export function decode(bytes: Uint8Array, options: ReadOptions, first = 1): DecodedText {
  const file = sourceName(options);
  const label = options.encoding === undefined ? undefined : knownLabel(options.encoding);
  // Only a file begins with a mark; in its middle the same bytes are characters.
  const mark = first === 1 ? markedEncoding(bytes) : undefined;
  if (mark !== undefined) {
    const isOther = label !== undefined && !label.startsWith(mark.slice(0, 6));
    const warnings = isOther ? [warning("W161", { file, encoding: mark, given: options.encoding! })] : [];
    return { text: decodeAs(bytes, mark, file, first), encoding: mark, warnings };
  }
  if (label !== undefined)
    return { text: decodeAs(bytes, label, file, first), encoding: label, warnings: [] };
  const wide = unmarkedUtf16(bytes);
  if (wide !== undefined) return { text: decodeAs(bytes, wide, file, first), encoding: wide, warnings: [] };
  const text = tryDecode(bytes, "utf-8", file, first);
  if (looksBinary(bytes, text !== undefined)) throw new GradusError("E165", { file }, { file });
  if (text !== undefined) return { text, encoding: "utf-8", warnings: [] };
  return decodeLegacy(bytes, file, first);
}

/** Whether bytes are the start of a text in UTF-16. @throws GradusError E030 */
export function isUtf16(bytes: Uint8Array, { encoding }: ReadOptions): boolean {
  const mark = markedEncoding(bytes);
  const even = bytes.subarray(0, bytes.length & ~1);
  const found = mark ?? (encoding === undefined ? unmarkedUtf16(even) : knownLabel(encoding));
  return found?.startsWith("utf-16") ?? false;
}

/** A label for TextDecoder in its own spelling. */
function knownLabel(given: string): string {
  try {
    return new TextDecoder(given).encoding;
  } catch (error) {
    const examples =
      "utf-8, gb18030, gbk, big5, shift_jis, euc-jp, euc-kr, windows-1252, iso-8859-2, koi8-r, utf-16le";
    throw new GradusError("E030", { given, examples }, {}, { cause: error });
  }
}

/** The encoding that a byte order mark at the start names. */
function markedEncoding(bytes: Uint8Array): "utf-8" | "utf-16le" | "utf-16be" | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  return undefined;
}

/** Bytes at the start that decide about UTF-16 and about binary data. */
const SAMPLE = 8192;

/**
 * UTF-16 without a mark: delimiters, digits and line ends give a zero byte in each unit, on one side only. A tenth of
 * the units is enough, since a table of Chinese words has fewer of them.
 */
function unmarkedUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const end = Math.min(bytes.length, SAMPLE) & ~1;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < end; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  const enough = end / 20;
  if (bytes.length % 2 !== 0 || end < 4) return undefined;
  if (odd > enough && even === 0) return "utf-16le";
  return even > enough && odd === 0 ? "utf-16be" : undefined;
}

/**
 * Binary data: control bytes that no text has, in more than a hundredth of bytes that are no UTF-8 anyway, or a tenth of
 * those that are. (Less of them is a damaged text, and its line is named.)
 */
function looksBinary(bytes: Uint8Array, isUtf8: boolean): boolean {
  const sample = bytes.subarray(0, SAMPLE);
  let controls = 0;
  for (const byte of sample)
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27) || byte === 127) controls++;
  return controls > sample.length / (isUtf8 ? 10 : 100);
}

/** Bytes that are no UTF-8 and have no encoding asked for. */
function decodeLegacy(bytes: Uint8Array, file: string, first: number): DecodedText {
  const { encoding, candidates } = guessLegacyEncoding(bytes);
  if (encoding !== undefined) {
    const text = decodeAs(bytes, encoding, file, first);
    return { text, encoding, warnings: [warning("W160", { file })] };
  }
  const bad = firstBadLine(bytes, "utf-8");
  const line = bad + first - 1;
  const place = { file, line, excerpt: lossyExcerpt(bytes, "utf-8", bad, first) };
  throw new GradusError("E166", { line, candidates: candidates.join(" | ") }, place);
}

function decodeAs(bytes: Uint8Array, encoding: string, file: string, first: number): string {
  const text = tryDecode(bytes, encoding, file, first);
  if (text !== undefined) return text;
  const bad = firstBadLine(bytes, encoding);
  const line = bad + first - 1;
  throw new GradusError(
    "E167",
    { line, encoding },
    { file, line, excerpt: lossyExcerpt(bytes, encoding, bad, first) },
  );
}

/** The text, or undefined if a byte is not valid in the encoding. */
function tryDecode(bytes: Uint8Array, encoding: string, file: string, first: number): string | undefined {
  // The shortest UTF-16 unit is one byte of most encodings, two of UTF-16.
  const units = encoding.startsWith("utf-16") ? bytes.length / 2 : bytes.length;
  if (units > MAX_TEXT && encoding !== "utf-8") throw tooLong(file, bytes.length);
  try {
    // Only Unicode has marks; Node.js takes a letter "ÿ" off windows-1252 if it is told to leave them.
    const ignoreBOM = first > 1 && encoding.startsWith("utf");
    return new TextDecoder(encoding, { fatal: true, ignoreBOM }).decode(bytes);
  } catch (error) {
    if (bytes.length > MAX_TEXT) throw tooLong(file, bytes.length, error);
    return undefined;
  }
}

function tooLong(file: string, size: number, cause?: unknown): GradusError {
  return new GradusError("E530", { file, size, unit: "bytes of text", limit: MAX_TEXT }, { file }, { cause });
}

/**
 * Line of the first bytes that are not valid. In the encodings of texts other than UTF-16 the byte 10 is always a line
 * end, so that each line can be tried alone.
 */
function firstBadLine(bytes: Uint8Array, encoding: string): number {
  if (encoding.startsWith("utf-16")) {
    const text = new TextDecoder(encoding).decode(bytes);
    return positionOf(text, Math.max(0, text.indexOf("\ufffd"))).line;
  }
  const decoder = new TextDecoder(encoding, { fatal: true });
  let start = 0;
  for (let line = 1; start < bytes.length; line++) {
    const end = bytes.indexOf(10, start);
    const stop = end === -1 ? bytes.length : end + 1;
    try {
      decoder.decode(bytes.subarray(start, stop));
    } catch {
      return line;
    }
    start = stop;
  }
  return 1;
}

/** Excerpt with U+FFFD where bytes are not valid; only the lines shown are decoded. */
function lossyExcerpt(bytes: Uint8Array, encoding: string, line: number, first: number): string {
  const isWide = encoding.startsWith("utf-16");
  const head = isWide ? bytes : bytes.subarray(0, lineEndByte(bytes, line));
  return excerpt(new TextDecoder(encoding).decode(head), line, undefined, first);
}

function lineEndByte(bytes: Uint8Array, line: number): number {
  let end = -1;
  for (let n = 0; n < line; n++) {
    end = bytes.indexOf(10, end + 1);
    if (end === -1) return bytes.length;
  }
  return end;
}
