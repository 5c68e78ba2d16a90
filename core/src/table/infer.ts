import "../messages/table.js";
import { warning } from "../errors.js";
import { categoryColumn, rowOf } from "./columns.js";
import { parseDates } from "./dates.js";
import {
  readNumbers,
  readWords,
  refuseCell,
  shownCell,
  type ColumnReader,
  type NumberColumn,
} from "./reading.js";
import type { Cell, Column } from "./table.js";
import { booleanColumn, dateColumn, numberColumn, tellNumbers } from "./typed.js";
import { booleanPair, booleanWord, isLetterPair, isSpreadsheetDate } from "./words.js";

/** Largest share of other words in a column of numbers or of dates. */
const STRAYS = 0.1;
/** More different words than this share of the cells, and more than this number, are no categories but text. */
const TEXT_SHARE = 0.5;
const TEXT_LEVELS = 20;

/** The column with the type that its cells show. Adds to the reader's warnings. */
export function inferType(reader: ColumnReader): Column {
  return (
    inferBooleans(reader) ??
    inferTypedDates(reader) ??
    inferCodes(reader) ??
    inferNumbers(reader) ??
    inferDates(reader) ??
    wordColumn(reader)
  );
}

/** Booleans, if every cell is one or a word for one. */
function inferBooleans(reader: ColumnReader): Column | null {
  const codes = new Int32Array(reader.cells.length).fill(-1);
  const pairs = new Set<number>();
  // How often each spelling occurs, of the false words and of the true ones.
  const spellings: [Map<string, number>, Map<string, number>] = [new Map(), new Map()];
  for (const [r, cell] of reader.cells.entries()) {
    if (cell === null) continue;
    const word = typeof cell === "boolean" || typeof cell === "string" ? String(cell) : "";
    const found = booleanWord(word);
    if (found === undefined) return null;
    codes[r] = found.value;
    pairs.add(found.pair);
    const counts = spellings[found.value as 0 | 1];
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  if (pairs.size === 0) return null;
  // A letter means true or false only beside its partner: "F" and "T", but not "F" and "y".
  if (pairs.size > 1 && [...pairs].some(isLetterPair)) return null;
  const pair = booleanPair(Math.min(...pairs));
  const levels = [mostFrequent(spellings[0]) ?? pair[0], mostFrequent(spellings[1]) ?? pair[1]] as const;
  if (pairs.size > 1) {
    const words = [...spellings[0].keys(), ...spellings[1].keys()].toSorted().join(", ");
    reader.warnings.push(warning("W126", { column: reader.name, words, no: levels[0], yes: levels[1] }));
  }
  return booleanColumn(reader.name, codes, levels);
}

/** Dates, if every cell is one. */
function inferTypedDates({ name, cells }: ColumnReader): Column | null {
  if (!cells.some((cell) => cell !== null) || !cells.every((cell) => cell === null || cell instanceof Date))
    return null;
  return dateColumn(
    name,
    Float64Array.from(cells, (cell) => (cell === null ? NaN : cell.getTime())),
  );
}

/** Words, if the cells are digits that a number would not keep: zeros in front at equal width, or more digits than float64 has. */
function inferCodes(reader: ColumnReader): Column | null {
  const digits = reader.cells.filter((cell) => cell !== null);
  if (digits.length === 0 || !digits.every(isDigits)) return null;
  const width = digits[0].length;
  const isPadded = width > 1 && digits.every((d) => d.length === width) && digits.some((d) => d[0] === "0");
  const tooLong = digits.some((d) => !Number.isSafeInteger(Number(d)));
  if (!isPadded && !tooLong) return null;
  const example = digits.find((d) => (isPadded ? d[0] === "0" : !Number.isSafeInteger(Number(d))))!;
  reader.warnings.push(warning("W123", { column: reader.name, value: shownCell(example) }));
  return wordColumn(reader);
}

/** Numbers, if nearly every cell is one. */
function inferNumbers(reader: ColumnReader): Column | null {
  const column = readNumbers(reader);
  const { present, strays, infinite } = column;
  if (present === 0) return reader.cells.every((cell) => cell === null) ? numberColumn(reader, column) : null;
  if (strays.length > STRAYS * present) {
    if (strays.length < present / 2) {
      const values = {
        column: reader.name,
        count: present - strays.length,
        present,
        value: shownCell(reader.cells[strays[0]]),
      };
      reader.warnings.push(warning("W128", { ...values, ...rowOf(reader.place, strays[0]) }));
    }
    return null;
  }
  if (hasMixedUnits(column)) {
    const units = [...column.units.keys()].map((unit) => (unit === "" ? "-" : unit)).join(" ");
    reader.warnings.push(warning("W127", { column: reader.name, units }));
    return null;
  }
  if (reader.isLabel) for (const r of strays) refuseCell(reader, "E121", r);
  else if (strays.length > 0) tellStrays(reader, "W120", strays);
  if (infinite >= 0) refuseInfinite(reader, column);
  tellNumbers(reader, column);
  return numberColumn(reader, column);
}

/** Dates, if nearly every cell is one and day and month can be told apart. */
function inferDates(reader: ColumnReader): Column | null {
  const words = readWords(reader).map((word) =>
    word !== null && reader.words.amongNumbers.has(word) ? null : word,
  );
  const dates = parseDates(words, STRAYS);
  if (dates === null) return null;
  if ("ambiguous" in dates) {
    reader.warnings.push(warning("W125", { column: reader.name, value: dates.ambiguous }));
    return null;
  }
  if (dates.strays.length > 0) tellStrays(reader, "W134", dates.strays);
  return dateColumn(reader.name, dates.values);
}

/** Categories, or text where most words differ. */
function wordColumn(reader: ColumnReader): Column {
  const words = readWords(reader);
  const damaged = reader.cells.find(
    (cell) => cell instanceof Date || (typeof cell === "string" && isSpreadsheetDate(cell)),
  );
  if (damaged !== undefined) {
    reader.warnings.push(warning("W124", { column: reader.name, value: shownCell(damaged) }));
  }
  const column = categoryColumn(reader.name, words);
  const levels = "levels" in column ? column.levels.length : 0;
  const isText = levels > TEXT_LEVELS && levels > TEXT_SHARE * (words.length - column.missing);
  return isText && !reader.isLabel
    ? { name: reader.name, missing: column.missing, type: "text", texts: words }
    : column;
}

/** Refuses infinite numbers. */
export function refuseInfinite(reader: ColumnReader, { values }: NumberColumn): void {
  for (const [r, x] of values.entries()) {
    if (x !== Infinity && x !== -Infinity) continue;
    refuseCell(reader, "E122", r);
    values[r] = NaN;
  }
}

function tellStrays(reader: ColumnReader, code: "W120" | "W134", strays: readonly number[]): void {
  const first = strays[0];
  const values = { column: reader.name, count: strays.length, value: shownCell(reader.cells[first]) };
  reader.warnings.push(warning(code, { ...values, ...rowOf(reader.place, first) }));
}

/** Whether the signs beside the numbers contradict each other: two currencies, or a percent sign beside some only. */
function hasMixedUnits({ units }: NumberColumn): boolean {
  const signs = [...units.keys()].filter((unit) => unit !== "");
  return signs.length > 1 || (units.has("%") && units.has(""));
}

function mostFrequent(counts: ReadonlyMap<string, number>): string | undefined {
  let best: string | undefined;
  for (const [word, count] of counts) {
    const most = best === undefined ? 0 : counts.get(best)!;
    if (count > most || (count === most && word < best!)) best = word;
  }
  return best;
}

function isDigits(cell: Cell): cell is string {
  if (typeof cell !== "string") return false;
  for (let i = 0; i < cell.length; i++) {
    const code = cell.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return cell !== "";
}
