import "../messages/assessing.js";
import { warning, type Warning } from "../errors.js";
import { rowGroups } from "./duplicates.js";
import type { Column, Table } from "./table.js";

/** Share of rows that must agree with another one in all features but one before they count as repeated. */
const REPEATED = 0.1;
/** With fewer other features, rows agree by chance. */
const LEAST_OTHERS = 2;
/** Leaving out another feature must bring together at most this part of the rows: else the table is a grid of settings. */
const GRID = 0.5;
/** Cells looked at; of a larger table the first rows stand for all. */
const MOST_CELLS = 3e6;
/** Different values below which an ordered column does not mean that the table is ordered by time. */
const LEAST_TIMES = 20;
/** Names of columns of numbers that count time. */
const TIME_NAME =
  /^(t|time|date|day|hour|minute|second|month|year|doy|step|cycle|epoch)$|jul.?day|julian|day.?of|timestamp|datetime|unix|时间|日期|时刻|时间戳|儒略/i;

/** Rows that repeat each other in all features but one. */
export interface Repeats {
  /** The feature that differs within a group. */
  varies: string;
  /** Share of the rows that agree with another one, 0 … 1. */
  share: number;
}

/**
 * Whether rows are the same thing measured several times: they agree in all features but one, in which they differ (the same
 * mixture at several ages, the same blade at several frequencies). A table in which several features would serve is a grid
 * of settings, and no such case.
 *
 * @param features columns to learn from; texts are passed over
 * @returns null where fewer than a tenth of the rows repeat others
 */
export function repeatedFactors(table: Table, features: readonly Column[]): Repeats | null {
  const columns = features.filter(({ type }) => type !== "text");
  if (columns.length <= LEAST_OTHERS) return null;
  const rows = Math.min(table.rows, Math.floor(MOST_CELLS / columns.length));
  const numbers = columns.map((column) => rowGroups([column], table.rows).groups);
  const whole = hashes(numbers, rows);
  const shares = columns.map((_, c) => repeatedShare(whole, numbers[c], c, rows));
  const best = shares.indexOf(Math.max(...shares));
  const next = Math.max(0, ...shares.filter((_, c) => c !== best));
  if (shares[best] < REPEATED || next > GRID * shares[best]) return null;
  return { varies: columns[best].name, share: shares[best] };
}

/** A column in whose order the rows of the table stand, if it is one of time. */
export interface TimeOrder {
  column: string;
  /** Dates, rather than numbers under a name that tells of time. */
  isDate: boolean;
}

/**
 * Whether the table is in the order of time: a column of dates rises or falls from row to row, or one of numbers whose name
 * tells of time. Dates go before numbers.
 *
 * @param labels names of columns that do not count
 */
export function timeOrder(table: Table, labels: readonly string[]): TimeOrder | null {
  const ordered = table.columns.flatMap((column): TimeOrder[] => {
    if (labels.includes(column.name) || !("values" in column)) return [];
    const isDate = column.type === "date";
    if (!isDate && (column.missing > 0 || !TIME_NAME.test(column.name.trim()))) return [];
    const values = column.values.filter((x) => !Number.isNaN(x));
    if (values.length < 0.9 * table.rows || !isMonotone(values)) return [];
    return new Set(values).size < LEAST_TIMES ? [] : [{ column: column.name, isDate }];
  });
  return ordered.find(({ isDate }) => isDate) ?? ordered[0] ?? null;
}

/**
 * What speaks against a random division of the rows: repeated measurements of the same thing, and an order of time.
 *
 * @param features columns to learn from
 * @param labels   names of the labels
 */
export function dependenceWarnings(
  table: Table,
  features: readonly Column[],
  labels: readonly string[],
): Warning[] {
  const repeats = repeatedFactors(table, features);
  // A curve over time alone is no table of dependent rows.
  const order = features.length > 1 ? timeOrder(table, labels) : null;
  return [
    ...(repeats === null
      ? []
      : [warning("W180", { column: repeats.varies, share: (100 * repeats.share).toFixed(0) })]),
    ...(order === null ? [] : [warning("W181", { column: order.column })]),
  ];
}

/** Two sums of hashes for each row, over all columns: leaving a column out is a subtraction. */
interface Hashes {
  a: Uint32Array;
  b: Uint32Array;
}

function hashes(numbers: readonly Int32Array[], rows: number): Hashes {
  const [a, b] = [new Uint32Array(rows), new Uint32Array(rows)];
  numbers.forEach((codes, c) => {
    for (let r = 0; r < rows; r++) {
      a[r] += mixed(codes[r], 2 * c);
      b[r] += mixed(codes[r], 2 * c + 1);
    }
  });
  return { a, b };
}

/** A number and a column's number, mixed to 32 bits (the finalizer of MurmurHash3). */
function mixed(code: number, salt: number): number {
  let h = Math.imul(code ^ Math.imul(salt + 1, 0x9e3779b9), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Share of the rows that agree with another row but for one column, in which not all of them agree. */
function repeatedShare({ a, b }: Hashes, codes: Int32Array, c: number, rows: number): number {
  const first = new Map<number, number>(); // first row of each group
  const size = new Int32Array(rows);
  const differs = new Uint8Array(rows);
  for (let r = 0; r < rows; r++) {
    const high = (a[r] - mixed(codes[r], 2 * c)) >>> 0;
    const low = (b[r] - mixed(codes[r], 2 * c + 1)) >>> 11; // 53 bits in all
    const key = high * 2 ** 21 + low;
    const leader = first.get(key);
    if (leader === undefined) first.set(key, r);
    size[leader ?? r]++;
    if (leader !== undefined && codes[leader] !== codes[r]) differs[leader] = 1;
  }
  return rows === 0 ? 0 : size.reduce((sum, n, r) => sum + (differs[r] === 1 ? n : 0), 0) / rows;
}

function isMonotone(values: Float64Array): boolean {
  return (
    values.every((x, i) => i === 0 || x >= values[i - 1]) ||
    values.every((x, i) => i === 0 || x <= values[i - 1])
  );
}
