import { expect, test } from "vitest";
import { kFold } from "./folds.js";

const count = (folds: Int32Array, k: number, keep: (i: number) => boolean = () => true): number[] =>
  Array.from({ length: k }, (_, fold) => folds.filter((f, i) => f === fold && keep(i)).length);
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

test("the folds differ by one row at most and depend on the seed alone", () => {
  const folds = kFold(range(103), 10);
  expect(count(folds, 10).toSorted((a, b) => a - b)).toEqual([10, 10, 10, 10, 10, 10, 10, 11, 11, 11]);
  expect(kFold(range(103), 10, { seed: 42 })).toEqual(folds);
  expect(kFold(range(103), 10, { seed: 1 })).not.toEqual(folds);
});

test("stratified folds differ by one row of each class at most", () => {
  const stratify = Int32Array.from({ length: 344 }, (_, r) => (r < 152 ? 0 : r < 276 ? 1 : 2));
  const folds = kFold(range(344), 5, { stratify });
  for (const k of [0, 1, 2]) {
    const counts = count(folds, 5, (i) => stratify[i] === k);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
  expect(Math.max(...count(folds, 5)) - Math.min(...count(folds, 5))).toBeLessThanOrEqual(1);
});

test("a group lies in one fold", () => {
  const groups = Int32Array.from({ length: 60 }, (_, r) => Math.floor(r / 7));
  const folds = kFold(range(60), 3, { groups });
  for (const group of new Set(groups)) {
    expect(new Set(folds.filter((_, i) => groups[i] === group)).size).toBe(1);
  }
  // Eight groups of 7 rows and one of 4: 21, 21 and 18.
  expect(count(folds, 3).toSorted((a, b) => a - b)).toEqual([18, 21, 21]);
});

test("codes are those of the table's rows, folds those of the given rows", () => {
  const stratify = Int32Array.of(9, 9, 0, 1, 0, 1);
  const folds = kFold([2, 3, 4, 5], 2, { stratify });
  expect(folds[0]).not.toBe(folds[2]);
  expect(folds[1]).not.toBe(folds[3]);
});

test("impossible numbers of folds are refused", () => {
  for (const k of [1, 11, 2.5, NaN]) expect(() => kFold(range(10), k)).toThrow(RangeError);
  expect(() => kFold(range(10), 3, { groups: new Int32Array(10) })).toThrow(
    new RangeError("Cannot make the folds: expected 2 to 1 folds of 1 groups, got 3"),
  );
});
