import { GradusError, shortened, warning, type Cell, type RawTable, type Warning } from "gradus";
import Papa from "papaparse";
import { checkedDelimiter, sniffDelimiter } from "./delimiter.js";
import { excerpt, placeIn } from "./excerpt.js";
import { checkColumnCount, defaultNames, hasHeader, nameColumns } from "./header.js";
import { MAX_CELL, type ReadOptions, sourceName } from "./options.js";
import { unifyLineEnds } from "./quotes.js";

/**
 * A table from a CSV or TSV text (RFC 4180; papaparse parses). Cells stay texts as they stand in the file, blanks
 * included; an empty cell is `null`, with quotes or without. A line with nothing in it is no row, also in a table of
 * one column: there a missing cell is written `""`. `lines` holds the line on which each row begins.
 *
 * @param text    the whole text; the line `sep=;` that Excel writes is honoured
 * @param options `delimiter`, `header`, `badRows`, `renameDuplicates`, `source`
 * @throws GradusError E031, E100, E168, E169, E171–E178, E186
 * @example
 * readCsv("x,y\n1,2\n", {}).columns // [{ name: "x", cells: ["1"] }, { name: "y", cells: ["2"] }]
 */
export function readCsv(text: string, options: ReadOptions): RawTable {
  const file = sourceName(options);
  const given = options.delimiter === undefined ? undefined : checkedDelimiter(options.delimiter);
  const { body, delimiter: announced } = withoutSepLine(text);
  const delimiter = given ?? announced ?? (options.kind === "tsv" ? "\t" : sniffDelimiter(body));
  refuseNul(body, file);

  const records = parseRecords(body, delimiter, file);
  if (records.length === 0) throw new GradusError("E100", { file, needed: 2 }, { file });
  const first = records[0];
  checkColumnCount(first.cells.length, options);
  const { isHeader, warnings } = hasHeader(first.cells, options);
  const rows = rowsOfWidth(records, isHeader ? 1 : 0, { body, delimiter, options, warnings });
  if (rows.length === 0) throw new GradusError("E169", { file }, { file });

  const names = isHeader ? first.cells : defaultNames(first.cells.length);
  const columns = first.cells.map((_, j) => column(rows, j, names[j], file));
  const named = nameColumns(names, columns, options, first.line);
  warnings.push(...named.warnings, ...oddities(body, delimiter, named.columns, file));
  return {
    source: file,
    columns: named.columns,
    rows: rows.length,
    lines: Int32Array.from(rows, (row) => row.line),
    format: { kind: delimiter === "\t" ? "tsv" : "csv", delimiter },
    warnings,
  };
}

/** One record with the line of the file on which it begins. */
interface CsvRecord {
  cells: string[];
  line: number;
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

function refuseNul(text: string, file: string): void {
  const index = text.indexOf("\u0000");
  if (index === -1) return;
  const place = placeIn(text, file, index);
  const character = index - Math.max(text.lastIndexOf("\n", index), text.lastIndexOf("\r", index));
  throw new GradusError("E168", { line: place.line, character }, place);
}

/** All records that hold something, in their order. */
function parseRecords(body: string, delimiter: string, file: string): CsvRecord[] {
  const unified = unifyLineEnds(body, delimiter, file);
  const { data, errors } = Papa.parse<string[]>(unified, { delimiter, newline: "\n", header: false });
  if (errors.length > 0) throw new TypeError(`Cannot parse ${file}: ${errors[0].message}`); // unifyLineEnds refuses first
  const mayHoldLineEnds = unified.includes('"');
  const isOneColumn = data.every((cells) => cells.length === 1);
  const physical = isOneColumn && mayHoldLineEnds ? unified.split(/\r\n|\n|\r/) : [];
  const records: CsvRecord[] = [];
  let line = 1;
  for (const cells of data) {
    const isBlank = cells.length === 1 && cells[0].trim() === "";
    // In a table of one column `""` is a missing cell.
    if (!isBlank || physical[line - 1]?.startsWith('"')) records.push({ cells, line });
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

/** The records from `start` on that have as many cells as the first; others are refused, or left out and told. */
function rowsOfWidth(
  records: readonly CsvRecord[],
  start: number,
  context: { body: string; delimiter: string; options: ReadOptions; warnings: Warning[] },
): CsvRecord[] {
  const { body, delimiter, options, warnings } = context;
  const header = records[0];
  const expected = header.cells.length;
  const rows = records.slice(start).filter((record) => record.cells.length === expected);
  const count = records.length - start - rows.length;
  if (count === 0) return rows;
  const bad = records.find((record) => record.cells.length !== expected)!;
  if (options.badRows === "skip") {
    warnings.push(warning("W167", { count, line: bad.line }));
    return rows;
  }
  const values = { line: bad.line, found: bad.cells.length, expected, headerLine: header.line, count };
  const place = { file: sourceName(options), line: bad.line, excerpt: excerpt(body, bad.line) };
  throw expected === 1
    ? new GradusError("E186", { ...values, delimiter: shown(delimiter) }, place)
    : new GradusError("E171", values, place);
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

/** What is read, but looks as if something else was meant. */
function oddities(body: string, delimiter: string, columns: RawTable["columns"], file: string): Warning[] {
  const warnings: Warning[] = [];
  const only = columns.length === 1 ? columns[0].name : "";
  if (Array.from(",;\t| ").some((character) => only.includes(character))) {
    warnings.push(warning("W168", { file, column: shortened(only), delimiter: shown(delimiter) }));
  }
  const blankQuote = body.indexOf(`${delimiter} "`);
  if (blankQuote !== -1) {
    const place = placeIn(body, file, blankQuote, 3);
    warnings.push(warning("W171", { file, line: place.line }, place));
  }
  const lost = body.indexOf("\ufffd");
  if (lost !== -1) {
    const place = placeIn(body, file, lost);
    warnings.push(warning("W169", { line: place.line }, place));
  }
  return warnings;
}

/** A delimiter as it is named to the user. */
function shown(delimiter: string): string {
  return delimiter === "\t" ? "tab" : delimiter;
}
