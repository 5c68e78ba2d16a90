import type { Warning } from "../errors.js";

/** A cell as a reader delivers it. CSV gives texts only; JSON, XLSX and Parquet give typed values. `null` is a missing cell. */
export type Cell = string | number | boolean | Date | null;

/** A table as read, before the columns have types. */
export interface RawTable {
  /** What messages call it: the file's name, or "the table". */
  source: string;
  /** Columns in their order; all `cells` have `rows` entries. Names as in the header, trimmed. */
  columns: { name: string; cells: Cell[] }[];
  rows: number;
  /** Line of the file (from 1) on which each row begins, if it came from a text. */
  lines?: Int32Array;
  /** Number of each row, from 0, in the longer table of which this holds some rows. */
  numbers?: Float64Array;
  /** Encoding, delimiter and the like, as found by the reader. */
  format?: { encoding?: string; delimiter?: string; kind?: string };
  /** What the reader noticed. */
  warnings: Warning[];
}

/** What a column holds. */
export type ColumnType = "number" | "category" | "boolean" | "date" | "text";

/** A column with its type. Missing: NaN in `values`, −1 in `codes`, null in `texts`. */
export type Column = {
  /** As in the header, with the unit's brackets if there are any. */
  name: string;
  /** Unit found in the header, such as "kg/m³" in "water (kg/m³)". */
  unit?: string;
  /** Missing cells. */
  missing: number;
} & (
  | { type: "number"; values: Float64Array }
  | { type: "date"; values: Float64Array } // milliseconds since 1970-01-01 UTC
  | { type: "category" | "boolean"; levels: string[]; codes: Int32Array } // boolean: levels are the two words, false first
  | { type: "text"; texts: (string | null)[] }
);

/** Columns of equal length, in order, found by name through a Map. */
export interface Table {
  source: string;
  columns: Column[];
  index: Map<string, number>;
  rows: number;
  lines?: Int32Array;
  numbers?: Float64Array;
  format?: RawTable["format"];
  /** Rows of the raw table, from 0, that were left out because of a cell that did not fit (`badCells: "skip"`). */
  skipped?: Int32Array;
  warnings: Warning[];
}
