import type { Warning } from "../errors.js";
import type { RawTable } from "./table.js";

/** A table too large for the memory: it passes by in parts, as often as wanted, the same rows in the same order each time. */
export interface TableSource {
  /** What messages call it. */
  source: string;
  /** Bytes that one pass reads. */
  size: number;
  /** Names of the columns, in order. */
  columns: string[];
  /** Bytes of memory that reading itself needs, about. */
  working: number;
  /** What was noticed before any row was read. */
  warnings: Warning[];
  /** One pass over the rows. */
  parts(): AsyncIterable<TablePart>;
}

/** Some rows of a source. What was noticed in them stands in `table.warnings`. */
export interface TablePart {
  table: RawTable;
  /** Bytes read so far, up to the source's `size`. */
  read: number;
}
