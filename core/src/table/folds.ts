import { createRandom } from "../random.js";

/** How the rows are dealt into folds. */
export interface FoldOptions {
  /** @default 42 */
  seed?: number;
  /** Class of each row of the table; every fold then gets its share of each class. */
  stratify?: Int32Array;
  /** Group of each row of the table; a group is never divided. Takes precedence over `stratify`. */
  groups?: Int32Array;
}

/** Independent stream of the seed, so that folds do not repeat the draws of the split. */
const STREAM = 2;

/**
 * Fold of each row for k-fold cross-validation. Without groups the sizes of two folds differ by at most one, and so do
 * their rows of each class.
 *
 * @param rows numbers of rows
 * @param k    number of folds
 * @returns number of the fold, 0 … k − 1, of each entry of `rows`
 * @throws RangeError if k is not an integer from 2 to the number of rows, or of groups
 */
export function kFold(
  rows: ArrayLike<number>,
  k: number,
  { seed = 42, stratify, groups }: FoldOptions = {},
): Int32Array {
  const random = createRandom(seed, STREAM);
  const places = random.shuffle(Int32Array.from({ length: rows.length }, (_, i) => i));
  if (groups !== undefined) return groupFolds(places, k, (i) => groups[rows[i]]);
  checkFolds(k, rows.length, "rows");
  // Class after class in one line, dealt like cards: the shuffle within the classes is kept.
  const line =
    stratify === undefined ? places : places.toSorted((i, j) => stratify[rows[i]] - stratify[rows[j]]);
  const folds = new Int32Array(rows.length);
  line.forEach((i, n) => (folds[i] = n % k));
  return folds;
}

/** Whole groups, the large ones first, each to the fold with the fewest rows. */
function groupFolds(places: Int32Array, k: number, groupOf: (i: number) => number): Int32Array {
  const members = new Map<number, number[]>();
  for (const i of places) {
    const group = groupOf(i);
    const known = members.get(group);
    if (known === undefined) members.set(group, [i]);
    else known.push(i);
  }
  checkFolds(k, members.size, "groups");
  const folds = new Int32Array(places.length);
  const sizes = new Int32Array(k);
  for (const group of [...members.values()].toSorted((a, b) => b.length - a.length)) {
    const fold = sizes.indexOf(Math.min(...sizes));
    sizes[fold] += group.length;
    for (const i of group) folds[i] = fold;
  }
  return folds;
}

function checkFolds(k: number, most: number, what: string): void {
  if (!Number.isInteger(k) || k < 2 || k > most) {
    throw new RangeError(`Cannot make the folds: expected 2 to ${most} folds of ${most} ${what}, got ${k}`);
  }
}
