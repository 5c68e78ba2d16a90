import { createRandom } from "../random.js";
import { allRows } from "./columns.js";
import { columnSplit, groupBy, groupSplit, inOrder, STREAM, toParts } from "./split-column.js";
import type { Table } from "./table.js";

/** How the rows are divided. */
export interface SplitOptions {
  /**
   * `random`: shuffled, by class if `stratify` is given; `time`: the first rows train, the last test, by a column or by
   * the order of the table; `group`: all rows with the same value of `column` in one part; `column`: as `column` says;
   * `none`: all rows train. @default "random"
   */
  kind?: "random" | "time" | "group" | "column" | "none";
  /** Shares of training, validation and test; each ≥ 0, the first > 0, together 1. @default [0.7, 0.15, 0.15] */
  fractions?: readonly [number, number, number];
  /** Column of `time` (optional), `group` and `column`. */
  column?: string;
  /** @default 42 */
  seed?: number;
  /** Class of each row of the table; `random` then divides each class in the same shares. */
  stratify?: Int32Array;
  /** Which rows are divided. @default all */
  rows?: ArrayLike<number>;
}

/** Numbers of the rows of each part, ascending, no row in two parts. */
export interface Split {
  train: Int32Array;
  validation: Int32Array;
  test: Int32Array;
}

/**
 * Divides the rows of a table into training, validation and test rows.
 *
 * @throws RangeError for impossible fractions
 * @throws GradusError if a column is unknown, or a word of a split column is none of train, validation, test
 */
export function splitRows(table: Table, options: SplitOptions = {}): Split {
  const { kind = "random", fractions = [0.7, 0.15, 0.15], seed = 42 } = options;
  checkFractions(fractions);
  const rows = Int32Array.from(options.rows ?? allRows(table));
  switch (kind) {
    case "none":
      return parts(rows, [rows.length, 0, 0]);
    case "random":
      return randomSplit(rows, fractions, seed, options.stratify);
    case "time":
      return parts(inOrder(table, rows, options.column), shares(rows.length, fractions));
    case "group":
      return groupSplit(table, rows, shares(rows.length, fractions), seed, neededColumn(options));
    case "column":
      return columnSplit(table, rows, neededColumn(options));
    default:
      kind satisfies never;
      throw new RangeError(
        `Cannot split the rows: expected random, time, group, column or none, got "${String(kind)}"`,
      );
  }
}

/**
 * Whole numbers that add up to n, as near to the fractions of n as can be (largest remainders; equal ones to the first).
 *
 * @example
 * shares(1030, [0.7, 0.15, 0.15]) // [721, 155, 154]
 */
export function shares(n: number, fractions: readonly [number, number, number]): [number, number, number] {
  // Rounding off the last digits keeps 0.15 · 20 from being 2.9999….
  const wanted = fractions.map((fraction) => Number((fraction * n).toFixed(9)));
  const counts = wanted.map(Math.floor);
  const order = wanted
    .map((_, i) => i)
<<<<<<< HEAD
    .sort((i, j) => wanted[j]! - counts[j]! - (wanted[i]! - counts[i]!) || i - j);
=======
    .toSorted((i, j) => wanted[j] - counts[j] - (wanted[i] - counts[i]) || i - j);
>>>>>>> table
  let left = n - counts.reduce((sum, count) => sum + count, 0);
  for (let i = 0; left > 0; i = (i + 1) % 3, left--) counts[order[i]]++;
  return counts as [number, number, number];
}

function randomSplit(
  rows: Int32Array,
  fractions: readonly [number, number, number],
  seed: number,
  stratify: Int32Array | undefined,
): Split {
  const random = createRandom(seed, STREAM);
  const counts = shares(rows.length, fractions);
  if (stratify === undefined) return parts(random.shuffle(rows), counts);
  const train: number[] = [];
  const validation: number[] = [];
  const test: number[] = [];
  const classes = [...groupBy(rows, (r) => stratify[r]).values()];
  // A class with one row can only be learned from; the others share out what is wanted, class after class, so that the
  // roundings of one class are made good in the next.
  for (const [only, ...others] of classes) if (others.length === 0) train.push(only);
  const divisible = classes.filter((members) => members.length > 1);
  const total = rows.length - train.length;
  let seen = 0;
  for (const members of divisible) {
    const shuffled = random.shuffle(members);
    seen += members.length;
    // At least one row of each class stays for training.
    const room = members.length - 1;
    const v = Math.min(Math.round((seen * counts[1]) / total) - validation.length, room);
    const t = Math.min(Math.round((seen * counts[2]) / total) - test.length, room - v);
    shuffled.forEach((r, i) => (i < v ? validation : i < v + t ? test : train).push(r));
  }
<<<<<<< HEAD
  return sortedParts(train, validation, test);
}

/** Whole groups, the large ones first, each to the part that lacks most rows. */
function groupSplit(
  table: Table,
  rows: Int32Array,
  fractions: readonly [number, number, number],
  seed: number,
  name: string,
): Split {
  const words = wordsOf(findColumn(table, name), allRows(table));
  // A row without a group is a group of its own.
  const groups = [...groupBy(rows, (r) => words[r] ?? r).values()];
  const order = createRandom(seed, STREAM).shuffle(groups.map((_, g) => g));
  order.sort((a, b) => groups[b]!.length - groups[a]!.length);
  const lack = shares(rows.length, fractions) as number[];
  const chosen: number[][] = [[], [], []];
  order.forEach((g, done) => {
    const waiting = [0, 1, 2].filter((part) => fractions[part]! > 0 && chosen[part]!.length === 0);
    // The last groups go to parts that would else stay empty.
    const candidates =
      order.length - done <= waiting.length ? waiting : [0, 1, 2].filter((part) => fractions[part]! > 0);
    const part = candidates.reduce((best, p) => (lack[p]! > lack[best]! ? p : best));
    chosen[part]!.push(...groups[g]!);
    lack[part]! -= groups[g]!.length;
  });
  return sortedParts(chosen[0]!, chosen[1]!, chosen[2]!);
}

/** Words of a split column, as they are often written. */
const PARTS = new Map([
  ["train", 0],
  ["training", 0],
  ["validation", 1],
  ["valid", 1],
  ["val", 1],
  ["dev", 1],
  ["test", 2],
  ["testing", 2],
]);

function columnSplit(table: Table, rows: Int32Array, name: string): Split {
  const words = wordsOf(findColumn(table, name), rows);
  const chosen: number[][] = [[], [], []];
  words.forEach((word, i) => {
    const part = PARTS.get((word ?? "").trim().toLowerCase());
    if (part === undefined) {
      const values = { column: name, value: word ?? "", ...rowOf(table, rows[i]!) };
      throw new GradusError("E145", values, placeOf(table, rows[i]!, name));
    }
    chosen[part]!.push(rows[i]!);
  });
  if (chosen[0]!.length === 0) throw new GradusError("E146", { column: name }, { file: table.source });
  return sortedParts(chosen[0]!, chosen[1]!, chosen[2]!);
}

/** Rows ordered by a column, or as they are. */
function inOrder(table: Table, rows: Int32Array, name: string | undefined): Int32Array {
  if (name === undefined) return rows;
  const column = findColumn(table, name);
  if (column.type !== "number" && column.type !== "date") {
    throw new GradusError("E147", { column: name, found: column.type }, { file: table.source });
  }
  for (const r of rows) {
    if (Number.isNaN(column.values[r]!)) {
      throw new GradusError("E148", { column: name, ...rowOf(table, r) }, placeOf(table, r, name));
    }
  }
  return rows.toSorted((a, b) => column.values[a]! - column.values[b]! || a - b);
}

function parts(rows: Int32Array, [train, validation, test]: readonly [number, number, number]): Split {
  return {
    train: rows.slice(0, train).sort(),
    validation: rows.slice(train, train + validation).sort(),
    test: rows.slice(train + validation, train + validation + test).sort(),
  };
}

function sortedParts(train: number[], validation: number[], test: number[]): Split {
  return {
    train: Int32Array.from(train).sort(),
    validation: Int32Array.from(validation).sort(),
    test: Int32Array.from(test).sort(),
  };
}

function neededColumn({ kind, column }: SplitOptions): string {
  if (column === undefined)
    throw new TypeError(`Cannot split by ${kind}: expected the name of a column, got none`);
  return column;
=======
  return toParts(train, validation, test);
}

function neededColumn({ kind, column }: SplitOptions): string {
  if (column !== undefined) return column;
  throw new TypeError(`Cannot split by ${kind}: expected the name of a column, got none`);
>>>>>>> table
}

function checkFractions(fractions: readonly number[]): void {
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  const isRight = fractions.length === 3 && fractions.every((fraction) => fraction >= 0) && fractions[0] > 0;
  if (!isRight || Math.abs(sum - 1) > 1e-9) {
    throw new RangeError(
      `Cannot split the rows: expected three fractions from 0 to 1 with sum 1, the first above 0, got ${fractions.join(", ")}`,
    );
  }
}

/** The rows in their order, cut into parts of the given sizes. */
function parts(rows: Int32Array, [train, validation, test]: readonly [number, number, number]): Split {
  const end = train + validation;
  return toParts(rows.subarray(0, train), rows.subarray(train, end), rows.subarray(end, end + test));
}
