import { kFold, type FoldOptions } from "./folds.js";
import { columnNamed } from "./columns.js";
import { inOrder } from "./split-column.js";
import type { Table } from "./table.js";

/** One division of the rows for cross-validation. */
export interface Fold {
  /** From 0. */
  fold: number;
  /** From 1. */
  repeat: number;
  /** Rows to learn from, in the order of time where there is one, else ascending. */
  train: Int32Array;
  test: Int32Array;
}

/**
 * `random`: shuffled, by class or by group; `block`: blocks of rows that follow each other, each tested by a model of all
 * others; `time`: rolling origin, each block tested by a model of the rows before it; `leave-one-out`: each row, or each
 * group, tested by a model of all others.
 */
export type FoldKind = "random" | "block" | "time" | "leave-one-out";

/** How the rows are divided into folds. */
export interface FoldPlanOptions extends FoldOptions {
  /** @default "random" */
  kind?: FoldKind;
  /** Number of folds; `leave-one-out` has as many as there are rows or groups. @default 5 */
  folds?: number;
  /** How often the rows are dealt anew; only `random`. @default 1 */
  repeats?: number;
  /** Column that `block` and `time` go by. @default the order of the table */
  order?: string;
  /** Rows next to the test rows that `block` and `time` leave out of training, so that neighbours tell nothing. @default 0 */
  gap?: number;
}

/**
 * Divides rows into training and test rows, fold after fold.
 *
 * @param rows numbers of rows
 * @throws RangeError for numbers of folds, repeats or gaps that the rows do not allow, and for groups in blocks
 * @throws GradusError if the column of the order is unknown or has no order
 */
export function planFolds(table: Table, rows: Int32Array, options: FoldPlanOptions = {}): Fold[] {
  const { kind = "random", folds = 5, repeats = 1 } = options;
  if (kind !== "random" && repeats > 1)
    throw new RangeError(`Cannot repeat folds of kind "${kind}": expected 1 repeat, got ${repeats}`);
  switch (kind) {
    case "random":
      return Array.from({ length: repeats }, (_, i) => {
        const seed = (options.seed ?? 42) + i;
        return foldsOf(rows, kFold(rows, folds, { ...options, seed }), i + 1);
      }).flat();
    case "leave-one-out":
      return foldsOf(rows, eachAlone(rows, options.groups), 1);
    case "block":
    case "time":
      if (options.groups !== undefined)
        throw new RangeError(`Cannot make folds of kind "${kind}" with groups: expected no group, got one`);
      return orderedFolds(table, rows, kind, folds, options);
    default:
      kind satisfies never;
      throw new RangeError(
        `Cannot make the folds: expected random, block, time or leave-one-out, got "${String(kind)}"`,
      );
  }
}

/** The division in which each fold tests its rows and the others train. */
export function foldsOf(rows: Int32Array, foldOf: ArrayLike<number>, repeat: number): Fold[] {
  const numbers = [...new Set(Array.from(foldOf))].toSorted((a, b) => a - b);
  return numbers.map((fold) => ({
    fold,
    repeat,
    train: rows.filter((_, i) => foldOf[i] !== fold),
    test: rows.filter((_, i) => foldOf[i] === fold),
  }));
}

function eachAlone(rows: Int32Array, groups: Int32Array | undefined): Int32Array {
  if (groups === undefined) return rows.map((_, i) => i);
  const numbers = new Map<number, number>();
  return rows.map((row) => {
    if (!numbers.has(groups[row])) numbers.set(groups[row], numbers.size);
    return numbers.get(groups[row])!;
  });
}

/** Blocks of about equally many rows in their order; rows of the same time share one. */
function orderedFolds(
  table: Table,
  rows: Int32Array,
  kind: "block" | "time",
  folds: number,
  { order, gap = 0 }: FoldPlanOptions,
): Fold[] {
  if (!Number.isInteger(gap) || gap < 0)
    throw new RangeError(`Cannot make the folds: expected a gap of 0 rows or more, got ${gap}`);
  const line = inOrder(table, rows, order);
  const isSame = sameTime(table, line, order);
  // The rolling origin needs a first block that is never tested.
  const blocks = kind === "time" ? folds + 1 : folds;
  if (!Number.isInteger(folds) || folds < (kind === "time" ? 1 : 2) || blocks > line.length) {
    throw new RangeError(
      `Cannot make the folds: expected at most ${line.length} blocks of ${line.length} rows, got ${blocks}`,
    );
  }
  const bounds = Array.from({ length: blocks + 1 }, (_, b) => {
    let at = Math.round((b * line.length) / blocks);
    while (at > 0 && at < line.length && isSame(at)) at++;
    return at;
  });
  const plan = Array.from({ length: folds }, (_, fold) => {
    const [from, to] = bounds.slice(kind === "time" ? fold + 1 : fold);
    const before = line.subarray(0, Math.max(0, from - gap));
    const after = kind === "time" ? line.subarray(0, 0) : line.subarray(Math.min(line.length, to + gap));
    return { fold, repeat: 1, train: joined(before, after), test: line.slice(from, to) };
  });
  const bad = plan.find(({ train, test }) => train.length === 0 || test.length === 0);
  if (bad !== undefined) {
    throw new RangeError(
      `Cannot make the folds: expected rows to train and to test in fold ${bad.fold}, got ${bad.train.length} and ${bad.test.length}; try fewer folds or a smaller gap`,
    );
  }
  return plan;
}

/** Whether the row at a place of the line is of the same time as the one before. */
function sameTime(table: Table, line: Int32Array, order: string | undefined): (at: number) => boolean {
  const column = order === undefined ? undefined : columnNamed(table, order);
  if (column === undefined || !("values" in column)) return () => false;
  return (at) => column.values[line[at]] === column.values[line[at - 1]];
}

function joined(a: Int32Array, b: Int32Array): Int32Array {
  const all = new Int32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}
