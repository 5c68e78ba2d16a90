import "./messages.js";
import { GradusError, shortened, warning, type Cell, type RawTable, type Warning } from "gradus";
import Papa from "papaparse";
import { checkedDelimiter, sniffDelimiter } from "./delimiter.js";
import { excerpt, placeWithin, type Piece } from "./excerpt.js";
import { checkColumnCount, defaultNames, hasHeader, nameColumns } from "./header.js";
import { MAX_CELL, type ReadOptions, sourceName } from "./options.js";
import { unifyLineEnds } from "./quotes.js";

/** How a CSV file is laid out, so that its pieces can be read one by one. */
export interface CsvLayout {
  delimiter: string;
  /** Cells of a record. */
  width: number;
  /** Line of the first record, from 1. */
  firstLine: number;
  /** Whether the first record holds the names. */
  isHeader: boolean;
  /** Columns that are read, with their numbers in the file, from 0. */
  columns: { name: string; position: number }[];
}

/**
 * A table from a CSV or TSV text (RFC 4180; papaparse parses). Cells stay texts as they stand in the file, blanks
 * included; an empty cell is `null`, with quotes or without. A line with nothing in it is no row, also in a table of
 * one column: there a missing cell is written `""`. `lines` holds the line on which each row begins.
 *
 * @param text    the whole text; the line `sep=;` that Excel writes is honoured
 * @param options `delimiter`, `header`, `badRows`, `renameDuplicates`, `source`
 * @throws GradusError E031, E100, E168, E169, E171–E178, E186, E187
 * @example
 * readCsv("x,y\n1,2\n", {}).columns // [{ name: "x", cells: ["1"] }, { name: "y", cells: ["2"] }]
 */
export function readCsv(text: string, options: ReadOptions): RawTable {
  return readWithLayout(text, options).table;
}

/** As `readCsv`, with the layout that was found. */
export function readWithLayout(text: string, options: ReadOptions): { table: RawTable; layout: CsvLayout } {
  const file = sourceName(options);
  const { body } = withoutSepLine(text);
  const delimiter = delimiterOf(text, options);
  const piece = { text: body, first: 1, before: "" };
  refuseNul(piece, file);

  const records = parseRecords(piece, delimiter, file);
  if (records.length === 0) throw new GradusError("E100", { file, needed: 2 }, { file });
  const { cells: first, line: firstLine } = records[0];
  checkColumnCount(first.length, options);
  const { isHeader, warnings } = hasHeader(first, options);
  const layout = { delimiter, width: first.length, firstLine, isHeader };
  const rows = rowsOfWidth(isHeader ? records.slice(1) : records, piece, layout, options, warnings);
  if (rows.length === 0) throw new GradusError("E169", { file }, { file });

  const names = isHeader ? first : defaultNames(first.length);
  const columns = first.map((_, j) => column(rows, j, names[j], file));
  const named = nameColumns(names, columns, options, firstLine);
  warnings.push(
    ...named.warnings,
    ...oddNames(delimiter, named.columns, file),
    ...oddCells(piece, delimiter, file),
  );
  const kept = named.columns.map(({ name }, i) => ({ name, position: named.positions[i] }));
  return {
    table: tableOf(rows, named.columns, delimiter, file, warnings),
    layout: { ...layout, columns: kept },
  };
}

/** The delimiter that is given, or announced, or found. @throws GradusError E031 */
export function delimiterOf(text: string, options: ReadOptions): string {
  if (options.delimiter !== undefined) return checkedDelimiter(options.delimiter);
  const { body, delimiter } = withoutSepLine(text);
  return delimiter ?? (options.kind === "tsv" ? "\t" : sniffDelimiter(body));
}

/**
 * The table that one piece of a CSV text holds.
 *
 * @param piece  whole records; the first piece of a file begins with the header, if there is one
 * @param layout of the file, from `readWithLayout`
 * @throws GradusError as `readCsv` does, with the lines of the file
 */
export function readPiece(given: Piece, layout: CsvLayout, options: ReadOptions): RawTable {
  const file = sourceName(options);
  const { delimiter, isHeader, firstLine } = layout;
  const piece = given.first === 1 ? { ...given, text: withoutSepLine(given.text).body } : given;
  refuseNul(piece, file);
  const records = parseRecords(piece, delimiter, file).filter(({ line }) => !isHeader || line > firstLine);
  const warnings: Warning[] = [];
  const rows = rowsOfWidth(records, piece, layout, options, warnings);
  const columns = layout.columns.map(({ name, position }) => ({
    name,
    cells: column(rows, position, name, file),
  }));
  warnings.push(...oddCells(piece, delimiter, file));
  return tableOf(rows, columns, delimiter, file, warnings);
}

/** One record with the line of the file on which it begins. */
interface CsvRecord {
  cells: string[];
  line: number;
}

function tableOf(
  rows: readonly CsvRecord[],
  columns: RawTable["columns"],
  delimiter: string,
  file: string,
  warnings: Warning[],
): RawTable {
  return {
    source: file,
    columns,
    rows: rows.length,
    lines: Int32Array.from(rows, (row) => row.line),
    format: { kind: delimiter === "\t" ? "tsv" : "csv", delimiter },
    warnings,
  };
}

/** `sep=;` on the first line announces the delimiter; the line becomes blank, so that later lines keep their numbers. */
function withoutSepLine(text: string): { body: string; delimiter?: string } {
  const [, quote = "", delimiter] = /^("?)sep=([^\r\n])\1(?=[\r\n]|$)/i.exec(text.slice(0, 8)) ?? [];
  if (delimiter === undefined) return { body: text };
  return {
    body: text.slice("sep=".length + delimiter.length + 2 * quote.length),
    delimiter: checkedDelimiter(delimiter),
  };
}

function refuseNul(piece: Piece, file: string): void {
  const { text } = piece;
  const index = text.indexOf("\u0000");
  if (index === -1) return;
  const place = placeWithin(piece, file, index);
  const character = index - Math.max(text.lastIndexOf("\n", index), text.lastIndexOf("\r", index));
  throw new GradusError("E168", { line: place.line, character }, place);
}

/** All records that hold something, in their order. */
function parseRecords(piece: Piece, delimiter: string, file: string): CsvRecord[] {
  const unified = unifyLineEnds(piece, delimiter, file);
  // Papaparse takes a mark off the start of every text; within a file it belongs to the cell.
  const whole = piece.first > 1 && unified.startsWith("\ufeff") ? `\ufeff${unified}` : unified;
  const { data, errors } = Papa.parse<string[]>(whole, { delimiter, newline: "\n", header: false });
  if (errors.length > 0) throw new TypeError(`Cannot parse ${file}: ${errors[0].message}`); // unifyLineEnds refuses first
  const mayHoldLineEnds = unified.includes('"');
  const isOneColumn = data.every((cells) => cells.length === 1);
  const physical = isOneColumn && mayHoldLineEnds ? unified.split(/\r\n|\n|\r/) : [];
  const records: CsvRecord[] = [];
  let { first: line } = piece;
  for (const cells of data) {
    const isBlank = cells.length === 1 && cells[0].trim() === "";
    // In a table of one column `""` is a missing cell.
    if (!isBlank || physical[line - piece.first]?.startsWith('"')) records.push({ cells, line });
    line += 1 + (mayHoldLineEnds ? lineEndsIn(cells) : 0);
  }
  return records;
}

/** Line ends inside quoted cells, counted as an editor counts them: CR LF is one. */
function lineEndsIn(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let i = 0; i < cell.length; i++) {
      const code = cell.charCodeAt(i);
      if (code === 10 || (code === 13 && cell.charCodeAt(i + 1) !== 10)) count++;
    }
  }
  return count;
}

/** The records that have as many cells as the first of the file; others are refused, or left out and told. */
function rowsOfWidth(
  records: readonly CsvRecord[],
  piece: Piece,
  { delimiter, width: expected, firstLine }: Omit<CsvLayout, "columns">,
  options: ReadOptions,
  warnings: Warning[],
): CsvRecord[] {
  const rows = records.filter((record) => record.cells.length === expected);
  const count = records.length - rows.length;
  if (count === 0) return rows;
  const bad = records.find((record) => record.cells.length !== expected)!;
  if (options.badRows === "skip") {
    warnings.push(warning("W167", { count, line: bad.line }));
    return rows;
  }
  const { text, first, before } = piece;
  const start = before === "" ? first : first - 1;
  const values = { line: bad.line, found: bad.cells.length, expected, headerLine: firstLine, count };
  const shownLines = excerpt(before + text, bad.line - start + 1, undefined, start);
  const place = { file: sourceName(options), line: bad.line, excerpt: shownLines };
  throw expected === 1
    ? new GradusError("E186", { ...values, delimiter: shown(delimiter) }, place)
    : new GradusError(isSplitByDecimals(records, expected, delimiter) ? "E187" : "E171", values, place);
}

/** Whether decimal commas seem to have split the numbers of most rows. */
function isSplitByDecimals(records: readonly CsvRecord[], expected: number, delimiter: string): boolean {
  const bad = records.filter(({ cells }) => cells.length !== expected);
  if (delimiter !== "," || bad.length < 2 || 2 * bad.length < records.length) return false;
  return bad.every(({ cells }) => isSplit(cells, cells.length - expected));
}

/** Whether so many cells too many may come from decimal commas: as many pairs of whole numbers, and no decimal point. */
function isSplit(cells: readonly string[], extra: number): boolean {
  if (extra < 1 || cells.some((cell) => /^\s*[+-]?\d*\.\d/.test(cell))) return false;
  let pairs = 0;
  for (let i = 0; i + 1 < cells.length; i++) {
    if (!/^\s*[+-]?\d+$/.test(cells[i]) || !/^\d+\s*$/.test(cells[i + 1])) continue;
    pairs++;
    i++;
  }
  return pairs >= extra;
}

function column(rows: readonly CsvRecord[], j: number, name: string, file: string): Cell[] {
  return rows.map(({ cells, line }) => {
    const cell = cells[j];
    if (cell.length > MAX_CELL) {
      const values = { column: shortened(name), found: cell.length, limit: MAX_CELL, line };
      throw new GradusError("E178", values, { file, line, column: j + 1 });
    }
    return cell === "" ? null : cell;
  });
}

/** One column whose name looks like several. */
function oddNames(delimiter: string, columns: RawTable["columns"], file: string): Warning[] {
  const only = columns.length === 1 ? columns[0].name : "";
  if (!Array.from(",;\t| ").some((character) => only.includes(character))) return [];
  return [warning("W168", { file, column: shortened(only), delimiter: shown(delimiter) })];
}

/** What is read, but looks as if something else was meant. */
function oddCells(piece: Piece, delimiter: string, file: string): Warning[] {
  const warnings: Warning[] = [];
  const blankQuote = piece.text.indexOf(`${delimiter} "`);
  if (blankQuote !== -1) {
    const place = placeWithin(piece, file, blankQuote, 3);
    warnings.push(warning("W171", { file, line: place.line }, place));
  }
  const lost = piece.text.indexOf("\ufffd");
  if (lost !== -1) {
    const place = placeWithin(piece, file, lost);
    warnings.push(warning("W169", { line: place.line }, place));
  }
  return warnings;
}

/** A delimiter as it is named to the user. */
function shown(delimiter: string): string {
  return delimiter === "\t" ? "tab" : delimiter;
}
