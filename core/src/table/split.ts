import { createRandom } from "../random.js";
import { allRows, columnNamed, isMissing } from "./columns.js";
import { rowGroups } from "./duplicates.js";
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
  /** `group`: columns whose values together make the group, in place of `column`. */
  columns?: readonly string[];
  /**
   * `group`: columns that may differ within a group, in place of `column`: rows that agree in all others make one. In training
   * the others are the features.
   */
  except?: readonly string[];
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
  /** Group of each row of the table: further divisions of the training rows keep the rows of a group together. */
  groups?: Int32Array;
  /** Whether the rows follow one another in time: further divisions take blocks of neighbours. */
  inTime?: boolean;
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
      return groupSplit(groupsOf(table, options), rows, shares(rows.length, fractions), seed);
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
 * Whole numbers that add up to n, as near to the fractions of n as can be (largest remainders; equal ones to the first);
 * the first is at least 1.
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
    .toSorted((i, j) => wanted[j] - counts[j] - (wanted[i] - counts[i]) || i - j);
  let left = n - counts.reduce((sum, count) => sum + count, 0);
  for (let i = 0; left > 0; i = (i + 1) % 3, left--) counts[order[i]]++;
  // Without a row to learn from there is nothing to validate or test.
  if (counts[0] === 0 && n > 0) {
    counts[counts[2] > counts[1] ? 2 : 1]--;
    counts[0] = 1;
  }
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
  return toParts(train, validation, test);
}

/**
 * Number of the group of each row, as `column`, `columns` or `except` say. Rows that agree in all columns of a group have
 * the same number; a row in which all of them are missing is a group of its own.
 *
 * @throws TypeError if none of the three is given
 * @throws GradusError E103 or E104 for an unknown name
 */
export function groupsOf(
  table: Table,
  options: Pick<SplitOptions, "column" | "columns" | "except">,
): Int32Array {
  const left = new Set(options.except?.map((name) => columnNamed(table, name).name));
  const others = table.columns.map((column) => column.name).filter((name) => !left.has(name));
  const names = options.columns ?? (options.except ? others : [neededColumn({ ...options, kind: "group" })]);
  const columns = names.map((name) => columnNamed(table, name));
  const { groups, count } = rowGroups(columns, table.rows);
  let next = count;
  return groups.map((group, row) => (columns.every((column) => isMissing(column, row)) ? next++ : group));
}

function neededColumn({ kind, column }: SplitOptions): string {
  if (column !== undefined) return column;
  throw new TypeError(`Cannot split by ${kind}: expected the name of a column, got none`);
}

/** @throws RangeError for impossible shares */
export function checkFractions(fractions: readonly number[]): void {
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
