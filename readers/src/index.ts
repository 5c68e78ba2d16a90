export { readBytes, readText } from "./read.js";
export type { ReadOptions, TableKind } from "./options.js";
export { type CsvColumn, toCsv, type WriteCsvOptions } from "./write-csv.js";
export { excerpt } from "./excerpt.js";
