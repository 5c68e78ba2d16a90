/** Formats that a table can be read from. `ndjson` is one JSON row a line. */
export type TableKind = "csv" | "tsv" | "json" | "ndjson" | "xlsx" | "parquet";

/** How to read; every option may be left out. */
export interface ReadOptions {
  /** File name, for messages and for its ending. @default "the table" */
  source?: string;
  /** Format. @default found from the bytes and the ending of `source` */
  kind?: TableKind;
  /** Label of an encoding as TextDecoder knows it. @default found: mark at the start, UTF-16, UTF-8, GB18030 */
  encoding?: string;
  /** One character, or "tab". @default found among , ; tab | */
  delimiter?: string;
  /** Whether the first row holds the names; `"auto"`: unless all its cells are numbers. @default true */
  header?: boolean | "auto";
  /** Name of a sheet of a workbook, or its number from 1. @default the first that holds cells */
  sheet?: string | number;
  /** What to do with rows that have too few or too many cells. @default "refuse" */
  badRows?: "refuse" | "skip";
  /** Adds _2, _3 to names that occur again, instead of refusing them. @default false */
  renameDuplicates?: boolean;
}

/** What messages call the table. */
export function sourceName(options: ReadOptions): string {
  return options.source ?? "the table";
}

/** Most columns of a table; 3,000 are usual in spectroscopy and genetics. */
export const MAX_COLUMNS = 10_000;
/** Most UTF-16 units of one cell: 1 MiB. */
export const MAX_CELL = 1_048_576;
/** Most UTF-16 units of one name. */
export const MAX_NAME = 1024;
/** Most UTF-16 units of a text: V8 holds no longer string (2^29 − 24). */
export const MAX_TEXT = 536_870_888;
/** Most bytes of a file, and of anything unpacked: 2 GiB. */
export const MAX_BYTES = 2 ** 31;
