import "../messages/table.js";
import { warning, type Warning } from "../errors.js";
import { sameName } from "../names.js";
import { categoryColumn, makeTable, rowOf, selectRows } from "./columns.js";
import { parseDate, parseDates } from "./dates.js";
import { decideDecimal, decimalEvidence } from "./decimal.js";
import { refuseInfinite } from "./infer.js";
import type { Decimal } from "./number.js";
import { readNumbers, refuseCell, shownCell, type ColumnReader } from "./reading.js";
import type { Cell, Column, ColumnType, RawTable, Table } from "./table.js";
import { booleanColumn, dateColumn, numberColumn } from "./typed.js";
import { cleaned, type TypeOptions } from "./types.js";
import { booleanWord, missingSet } from "./words.js";

/** How the cells of a column were read, so that further rows of the same file are read alike. */
export interface ColumnReading {
  name: string;
  type: ColumnType;
  decimal: Decimal;
  /** Whether the day stands before the month. */
  dayFirst: boolean;
  /** Whether a dash is a word and no missing cell. */
  keepsDash: boolean;
  /** Whether a cell of another type is refused; else it counts as missing. */
  isStrict: boolean;
}

/** Cells that were of another type than their column, and counted as missing. */
export interface Strays {
  count: number;
  /** As a message shows the first one, and where it stands. */
  first: { value: string; where: string; number: number };
}

/**
 * How the columns of a table were read.
 *
 * @param raw     the rows that the types were found in
 * @param table   what `toTable(raw, options)` gave
 * @param options the same
 */
export function readingsOf(raw: RawTable, table: Table, options: TypeOptions = {}): ColumnReading[] {
  const words = missingSet(options.missing);
  const cells = raw.columns.map((column) => column.cells.map((cell) => cleaned(cell, words)));
  const evidence = cells.map(decimalEvidence);
  const given = new Set([...(options.types?.keys() ?? [])].map(sameName));
  const labels = new Set((options.label ?? []).map(sameName));
  return table.columns.map(({ name, type }, i) => {
    const own = cells[i];
    const { decimal } =
      options.decimal === "." || options.decimal === ","
        ? { decimal: options.decimal }
        : decideDecimal(evidence[i], evidence, raw.format?.delimiter);
    const dates = type === "date" ? parseDates(own.map(wordOf), 1) : null;
    return {
      name,
      type,
      decimal,
      dayFirst: dates !== null && "dayFirst" in dates ? dates.dayFirst : true,
      keepsDash: given.has(sameName(name)) || own.includes("+"),
      isStrict: given.has(sameName(name)) || labels.has(sameName(name)),
    };
  });
}

/**
 * Further rows as a table whose columns are read as others were.
 *
 * @param readings one for each column, in order
 * @param strays   by the name of the column; gets what is found
 * @throws GradusError E121, E124, E125 for a strict column's cell of another type, E122 for an infinite number
 */
export function tableAlike(
  raw: RawTable,
  readings: readonly ColumnReading[],
  strays: Map<string, Strays>,
  options: TypeOptions = {},
): Table {
  const words = missingSet(options.missing);
  const bad = new Set<number>();
  const warnings: Warning[] = [];
  const { source, lines, numbers } = raw;
  const place = {
    source,
    ...(lines === undefined ? {} : { lines }),
    ...(numbers === undefined ? {} : { numbers }),
  };
  const columns = raw.columns.map(({ name, cells }, i) => {
    const reader: ColumnReader = {
      name,
      cells: cells.map((cell) => cleaned(cell, words)),
      words,
      decimal: readings[i].decimal,
      isGuess: false,
      isLabel: false,
      badCells: options.badCells ?? "refuse",
      bad,
      warnings,
      place: { ...place, number: i + 1 },
    };
    return columnAlike(reader, readings[i], (rows) => addStrays(strays, reader, rows));
  });
  const table = makeTable(columns, { ...place, rows: raw.rows, warnings });
  if (bad.size === 0) return table;
  const kept = Array.from({ length: raw.rows }, (_, r) => r).filter((r) => !bad.has(r));
  return { ...selectRows(table, kept), skipped: Int32Array.from(bad).toSorted() };
}

/** A warning for each column with strays. */
export function strayWarnings(
  readings: readonly ColumnReading[],
  strays: ReadonlyMap<string, Strays>,
): Warning[] {
  return readings.flatMap(({ name, type }) => {
    const found = strays.get(name);
    return found === undefined
      ? []
      : [warning("W157", { column: name, count: found.count, type, ...found.first })];
  });
}

/** One column; `stray` gets the rows of cells that are of another type. */
function columnAlike(
  reader: ColumnReader,
  reading: ColumnReading,
  stray: (rows: readonly number[]) => void,
): Column {
  const { name, cells } = reader;
  const { isStrict } = reading;
  const misfits = (rows: readonly number[], code: "E121" | "E124" | "E125"): void => {
    if (isStrict) for (const r of rows) refuseCell(reader, code, r);
    else if (rows.length > 0) stray(rows);
  };
  switch (reading.type) {
    case "number": {
      const column = readNumbers(reader);
      misfits(column.strays, "E121");
      if (column.infinite >= 0) refuseInfinite(reader, column);
      return numberColumn(reader, column);
    }
    case "date": {
      const { values, strays } = datesAlike(reader, reading.dayFirst);
      misfits(strays, "E125");
      return dateColumn(name, values);
    }
    case "boolean": {
      const strays: number[] = [];
      const codes = Int32Array.from(cells, (cell, r) => {
        if (cell === null) return -1;
        const value = booleanOf(cell, isStrict);
        if (value === undefined) strays.push(r);
        return value ?? -1;
      });
      misfits(strays, "E124");
      return booleanColumn(name, codes, ["false", "true"]);
    }
    case "category":
      return categoryColumn(name, wordsAlike(reader, reading));
    case "text": {
      const texts = wordsAlike(reader, reading);
      return {
        name,
        missing: texts.reduce((n, text) => n + (text === null ? 1 : 0), 0),
        type: "text",
        texts,
      };
    }
    default:
      reading.type satisfies never;
      throw new RangeError(`Cannot read column "${name}": expected a type, got "${String(reading.type)}"`);
  }
}

function datesAlike(
  { cells, words }: ColumnReader,
  dayFirst: boolean,
): { values: Float64Array; strays: number[] } {
  const strays: number[] = [];
  const values = Float64Array.from(cells, (cell, r) => {
    if (cell instanceof Date) return cell.getTime();
    const word = wordOf(cell);
    if (word === null || words.amongNumbers.has(word.toLowerCase())) return NaN;
    const date = parseDate(word);
    const value = date === null ? NaN : dayFirst ? date.dayFirst : date.monthFirst;
    if (Number.isNaN(value)) strays.push(r);
    return value;
  });
  return { values, strays };
}

function booleanOf(cell: Cell, isGiven: boolean): number | undefined {
  const word = String(cell);
  if (isGiven && (word === "0" || word === "1")) return Number(word);
  return booleanWord(word)?.value;
}

function wordsAlike({ cells, words }: ColumnReader, { keepsDash }: ColumnReading): (string | null)[] {
  return cells.map((cell) => {
    const word = wordOf(cell);
    return word !== null && !keepsDash && words.dashes.has(word) ? null : word;
  });
}

/** A cell as a word. */
function wordOf(cell: Cell): string | null {
  if (cell === null) return null;
  return cell instanceof Date ? cell.toISOString() : String(cell);
}

function addStrays(strays: Map<string, Strays>, reader: ColumnReader, rows: readonly number[]): void {
  const known = strays.get(reader.name);
  if (known !== undefined) {
    known.count += rows.length;
    return;
  }
  const first = { value: shownCell(reader.cells[rows[0]]), ...rowOf(reader.place, rows[0]) };
  strays.set(reader.name, { count: rows.length, first });
}
