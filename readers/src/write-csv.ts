import { isNumberText } from "./number-text.js";

/** A column to be written: its name, and one text or number per row; `null` is a missing cell. */
export interface CsvColumn {
  name: string;
  cells: readonly (string | number | null)[];
}

/** How to write. */
export interface WriteCsvOptions {
  /** One character. @default "," */
  delimiter?: string;
  /**
   * Puts `'` before texts that a spreadsheet would run as a formula (OWASP, "CSV Injection"; CWE-1236). Numbers, also
   * negative ones, stay as they are. @default true
   */
  neutralise?: boolean;
}

/**
 * A CSV text (RFC 4180, lines end with LF) of columns: header first, cells quoted where they must be. Numbers are written
 * with all their digits. Missing cells are empty; in a table of one column they are `""`, since an empty line is no row.
 *
 * @throws RangeError if columns differ in length, or a number is not finite
 * @example
 * toCsv([{ name: "x", cells: [-1.5, "=1+1"] }]) // "x\n-1.5\n'=1+1\n"
 */
export function toCsv(
  columns: readonly CsvColumn[],
  { delimiter = ",", neutralise = true }: WriteCsvOptions = {},
): string {
  const rows = columns[0]?.cells.length ?? 0;
  for (const { name, cells } of columns) {
    if (cells.length !== rows) {
      throw new RangeError(`Cannot write column "${name}": expected ${rows} cells, got ${cells.length}`);
    }
  }
  const empty = columns.length === 1 ? '""' : "";
  const text = (value: string): string => {
    const safe = neutralise && isFormula(value) ? `'${value}` : value;
    return mustQuote(safe, delimiter) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const lines = [columns.map(({ name }) => text(name)).join(delimiter)];
  for (let i = 0; i < rows; i++) {
    const cells = columns.map(({ name, cells }) => {
      const cell = cells[i]!;
      if (cell === null) return empty;
      return typeof cell === "string" ? text(cell) : finite(cell, name, i);
    });
    lines.push(cells.join(delimiter));
  }
  return `${lines.join("\n")}\n`;
}

/** Characters that start a formula in Excel, LibreOffice or WPS, the full-width ones of East Asian input included. */
const FORMULA_STARTS = "=+-@\t\r\n\u0000＝＋－＠";

function isFormula(text: string): boolean {
  return text !== "" && FORMULA_STARTS.includes(text[0]) && !isNumberText(text);
}

/** Texts with blanks at an end are quoted too, so that no reader trims them. */
function mustQuote(text: string, delimiter: string): boolean {
  if (text === "" || text !== text.trim()) return true;
  return text.includes(delimiter) || text.includes('"') || text.includes("\n") || text.includes("\r");
}

function finite(value: number, name: string, row: number): string {
  if (!Number.isFinite(value)) {
    throw new RangeError(
      `Cannot write column "${name}", row ${row + 1}: expected a finite number, got ${value}`,
    );
  }
  return Object.is(value, -0) ? "-0" : String(value);
}
