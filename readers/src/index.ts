export { readBytes, readText } from "./read.js";
export { blobSource, streamTable, type ByteSource, type StreamOptions } from "./stream.js";
export { MAX_BYTES, MAX_CELL, MAX_COLUMNS, MAX_NAME, type ReadOptions, type TableKind } from "./options.js";
export { type CsvColumn, toCsv, type WriteCsvOptions } from "./write-csv.js";
export { excerpt } from "./excerpt.js";
