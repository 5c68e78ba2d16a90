import { GradusError, shortened, type MessageValues, type Place, type Warning } from "../errors.js";
import type { MessageCode } from "../messages/messages.js";
import { rowOf } from "./columns.js";
import type { Decimal } from "./number.js";
import { parseNumber } from "./number.js";
import type { Cell } from "./table.js";
import type { MissingWords } from "./words.js";

/** A column on its way to a type. */
export interface ColumnReader {
  name: string;
  /** Texts trimmed, null where missing. */
  cells: readonly Cell[];
  words: MissingWords;
  decimal: Decimal;
  /** Whether the decimal sign was not decided by the column's own cells. */
  isGuess: boolean;
  isLabel: boolean;
  badCells: "refuse" | "skip";
  /** Rows to be left out; the readers add to it. */
  bad: Set<number>;
  /** The readers add to it. */
  warnings: Warning[];
  place: {
    source: string;
    /** Of the column, from 1. */ number: number;
    lines?: Int32Array;
    numbers?: Float64Array;
  };
}

/** The numbers of a column and what else its cells said. */
export interface NumberColumn {
  /** NaN where missing or no number. */
  values: Float64Array;
  /** Cells that are there. */
  present: number;
  /** Rows of cells that are no numbers, nor missing. */
  strays: number[];
  /** Signs beside the numbers, with the number of cells of each; "" is none (zeros not counted). */
  units: Map<string, number>;
  /** First row of a number that was not read as JavaScript would. */
  unusual: number;
  /** First row of an infinite number; −1 if there is none. */
  infinite: number;
}

/** Reads every cell as a number. */
export function readNumbers({ cells, words, decimal }: ColumnReader): NumberColumn {
  const column: NumberColumn = {
    values: new Float64Array(cells.length).fill(NaN),
    present: 0,
    strays: [],
    units: new Map(),
    unusual: -1,
    infinite: -1,
  };
  cells.forEach((cell, r) => {
    if (
      cell === null ||
      (typeof cell === "string" && cell.length < 6 && words.amongNumbers.has(cell.toLowerCase()))
    )
      return;
    column.present++;
    const reading =
      typeof cell === "number"
        ? { value: cell, separator: "", unit: "" }
        : typeof cell === "string"
          ? parseNumber(cell, { decimal })
          : null;
    if (reading === null) {
      column.strays.push(r);
      return;
    }
    const { value, separator, unit } = reading;
    column.values[r] = value;
    if (value !== 0 || unit !== "") column.units.set(unit, (column.units.get(unit) ?? 0) + 1);
    if (!Number.isFinite(value) && column.infinite < 0) column.infinite = r;
    const isUnusual = unit !== "" || separator !== "" || (decimal === "," && String(cell).includes(","));
    if (isUnusual && column.unusual < 0) column.unusual = r;
  });
  return column;
}

/** The cells as words; null where missing. */
export function readWords({ cells, words }: ColumnReader): (string | null)[] {
  const hasPlus = cells.some((cell) => cell === "+");
  return cells.map((cell) => {
    if (cell === null) return null;
    if (cell instanceof Date) return cell.toISOString();
    const word = String(cell);
    return !hasPlus && words.dashes.has(word) ? null : word;
  });
}

/** A cell as a message shows it. */
export function shownCell(cell: Cell | undefined): string {
  return shortened(cell instanceof Date ? cell.toISOString() : String(cell ?? ""));
}

/** An error about one cell of the column. */
export function cellError(
  reader: ColumnReader,
  code: MessageCode,
  row: number,
  values: MessageValues = {},
): GradusError {
  const { source, number, lines } = reader.place;
  const line = lines?.[row];
  const place: Place = { file: source, column: number, ...(line === undefined ? {} : { line }) };
  const shown = { column: reader.name, value: shownCell(reader.cells[row]), ...rowOf(reader.place, row) };
  return new GradusError(code, { ...shown, ...values }, place);
}

/** Refuses a cell that does not fit, or marks its row to be left out. */
export function refuseCell(reader: ColumnReader, code: MessageCode, row: number): void {
  if (reader.badCells === "refuse") throw cellError(reader, code, row);
  reader.bad.add(row);
}

/** What the name says in brackets at its end, if it is short: "kg/m³" in "water (kg/m³)"; "" if nothing. */
export function unitOf(name: string): string {
  const trimmed = name.trim();
  const open = BRACKETS.get(trimmed.at(-1) ?? "");
  if (open === undefined) return "";
  const at = trimmed.lastIndexOf(open);
  const unit = trimmed.slice(at + 1, -1).trim();
  return at > 0 && unit.length <= 20 ? unit : "";
}

/**
 * The unit that is still to be told of a column: none where its name ends in it, in brackets.
 *
 * @example
 * untoldUnit("flow [m3/h]", "m3/h") // undefined
 * untoldUnit("flow", "m3/h") // "m3/h"
 */
export function untoldUnit(name: string, unit: string | undefined): string | undefined {
  return unit === undefined || unitOf(name) === unit ? undefined : unit;
}

const BRACKETS = new Map([
  [")", "("],
  ["]", "["],
  ["\uff09", "\uff08"],
  ["】", "【"],
]);
