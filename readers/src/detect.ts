import type { ReadOptions, TableKind } from "./options.js";

/** Endings of file names and the formats they promise; `.gz` after them is minded. */
const ENDINGS = new Map<string, TableKind>([
  ["csv", "csv"],
  ["tsv", "tsv"],
  ["tab", "tsv"],
  ["json", "json"],
  ["ndjson", "ndjson"],
  ["jsonl", "ndjson"],
  ["xlsx", "xlsx"],
  ["xlsm", "xlsx"],
  ["parquet", "parquet"],
  ["pq", "parquet"],
]);

/** First bytes (Latin-1) of formats that are no table we read, and what a person calls them. */
const SIGNATURES: readonly (readonly [start: string, name: string])[] = [
  ["%PDF-", "PDF"],
  ["\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1", "XLS (Excel 97–2003)"],
  ["\u0089PNG\r\n", "PNG"],
  ["\u00ff\u00d8\u00ff", "JPEG"],
  ["GIF87a", "GIF"],
  ["GIF89a", "GIF"],
  ["\u0089HDF\r\n", "HDF5"],
  ["\u0093NUMPY", "NumPy"],
  ["SQLite format 3\u0000", "SQLite"],
  ["ARROW1\u0000\u0000", "Arrow / Feather"],
  ["MATLAB 5.0 MAT-file", "MATLAB"],
  ["Rar!\u001a\u0007", "RAR"],
  ["7z\u00bc\u00af\u0027\u001c", "7-Zip"],
  ["\u00fd7zXZ\u0000", "xz"],
  ["\u0028\u00b5\u002f\u00fd", "Zstandard"],
  ["\u007fELF", "ELF"],
];
const LONGEST_SIGNATURE = 24;

/** What the first bytes say. */
export type BytesKind =
  | { kind: "gzip" | "zip" | "parquet" | "text" }
  /** A format that is no table; `name` as a person calls it. */
  | { kind: "other"; name: string };

/** What bytes are, by their first (for Parquet also their last) bytes. */
export function detectBytes(bytes: Uint8Array): BytesKind {
  const start = latin1(bytes, 0, LONGEST_SIGNATURE);
  if (start.startsWith("\u001f\u008b")) return { kind: "gzip" };
  if (start.startsWith("PK\u0003\u0004") || start.startsWith("PK\u0005\u0006")) return { kind: "zip" };
  // "PAR1" could be the name of a column: a Parquet file has it at its end too.
  if (start.startsWith("PAR1") && latin1(bytes, bytes.length - 4, 4) === "PAR1") return { kind: "parquet" };
  for (const [signature, name] of SIGNATURES) if (start.startsWith(signature)) return { kind: "other", name };
  if (start.startsWith("BZh") && start.slice(4, 10) === "1AY&SY") return { kind: "other", name: "bzip2" };
  if (bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5) return { kind: "other", name: "Python pickle" };
  if (start.slice(4, 8) === "\u0000\u0000\u0000\u0000" && start[8] === "{")
    return { kind: "other", name: "safetensors" };
  return { kind: "text" };
}

/** The name of a text format that is no table, or undefined: HTML and XML by their first tag. */
export function detectMarkup(text: string): string | undefined {
  const start = text.slice(0, 1024).trimStart().slice(0, 16).toLowerCase();
  if (["<!doctype html", "<html", "<head", "<body"].some((tag) => start.startsWith(tag))) return "HTML";
  if (start.startsWith("<?xml") || start.startsWith("<!doctype")) return "XML";
  if (start.startsWith("{\\rtf")) return "RTF";
  return undefined;
}

/** The format that `kind`, or else the ending of the file's name, promises. */
export function promisedKind(options: ReadOptions): TableKind | undefined {
  if (options.kind !== undefined) return options.kind;
  const parts = (options.source ?? "").toLowerCase().split(".");
  if (parts.at(-1) === "gz") parts.pop();
  return parts.length < 2 ? undefined : ENDINGS.get(parts.at(-1)!);
}

/** Whether a text starts as a JSON table does: `[{`, `[[` or `{"`, blanks between them allowed. */
export function startsAsJson(text: string): boolean {
  const [first, second] = text.slice(0, 1024).replaceAll(/\s/g, "");
  return (first === "[" && (second === "{" || second === "[")) || (first === "{" && second === '"');
}

function latin1(bytes: Uint8Array, from: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(Math.max(0, from), Math.max(0, from) + length));
}
