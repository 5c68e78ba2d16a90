import { isPlainNumber, parseNumber, type Decimal } from "./number.js";
import type { Cell } from "./table.js";

/** What the cells of a column say about the sign before the fraction. */
export interface DecimalEvidence {
  /** Cells that are numbers only with a decimal point, such as "0.5" or "1,234.5". */
  point: number;
  /** Cells that are numbers only with a decimal comma, such as "0,5" or "1.234,5". */
  comma: number;
  /** First cell that is a number either way, such as "1,101"; "" if there is none. */
  either: string;
}

/** Point and comma, plain and full-width. */
const MARKS = [".", ",", "\uff0e", "\uff0c"];

/** Counts what the texts among the cells say. */
export function decimalEvidence(cells: readonly Cell[]): DecimalEvidence {
  const evidence: DecimalEvidence = { point: 0, comma: 0, either: "" };
  for (const cell of cells) {
    if (typeof cell !== "string" || cell.length > 40) continue;
    if (!MARKS.some((mark) => cell.includes(mark))) continue;
    // The usual cell: a point that cannot be a separator of thousands.
    if (cell[cell.length - 4] !== "." && isPlainNumber(cell)) {
      evidence.point++;
      continue;
    }
    const withPoint = parseNumber(cell) !== null;
    const withComma = parseNumber(cell, { decimal: "," }) !== null;
    if (withPoint && !withComma) evidence.point++;
    else if (withComma && !withPoint) evidence.comma++;
    else if (withComma && evidence.either === "") evidence.either = cell;
  }
  return evidence;
}

/**
 * Decides how a column is read: by its own cells, else by the other columns, else by the delimiter (a table separated by
 * semicolons comes from a country with the decimal comma).
 *
 * @param own       of the column
 * @param all       of every column of the table
 * @param delimiter of the file, if it is a text
 * @returns `isGuess`: whether the column's own cells leave it open and it makes a difference
 */
export function decideDecimal(
  own: DecimalEvidence,
  all: readonly DecimalEvidence[],
  delimiter?: string,
): { decimal: Decimal; isGuess: boolean } {
  if (own.point > 0 || own.comma > 0) return { decimal: own.comma > own.point ? "," : ".", isGuess: false };
  const pointElsewhere = all.some((other) => other.point > other.comma);
  const commaElsewhere = all.some((other) => other.comma > other.point);
  if (own.either.includes(",") || own.either.includes("\uff0c")) {
    const isComma = commaElsewhere ? !pointElsewhere : !pointElsewhere && delimiter === ";";
    return { decimal: isComma ? "," : ".", isGuess: true };
  }
  const isComma = commaElsewhere && !pointElsewhere;
  return { decimal: isComma ? "," : ".", isGuess: isComma && own.either !== "" };
}
