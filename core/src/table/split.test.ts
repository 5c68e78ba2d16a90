import { expect, test } from "vitest";
import { GradusError } from "../errors.js";
import { shares, splitRows, type Split, type SplitOptions } from "./split.js";
import type { Cell } from "./table.js";
import { tableFromColumns } from "./types.js";

const rowsOnly = (n: number) => tableFromColumns([["x", Array.from({ length: n }, (_, i) => i)]]);
const sizes = ({ train, validation, test: rest }: Split) => [train.length, validation.length, rest.length];
const all = ({ train, validation, test: rest }: Split) =>
  [...train, ...validation, ...rest].toSorted((a, b) => a - b);

function byColumn(cells: readonly Cell[], options: SplitOptions): Split {
  return splitRows(tableFromColumns([["c", cells]]), { column: "c", ...options });
}

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof GradusError) return error.code;
    throw error;
  }
  return "no error";
}

test("shares() adds up, the largest remainders first", () => {
  expect(shares(1030, [0.7, 0.15, 0.15])).toEqual([721, 155, 154]);
  expect(shares(20, [0.7, 0.15, 0.15])).toEqual([14, 3, 3]);
  expect(shares(1, [0.7, 0.15, 0.15])).toEqual([1, 0, 0]);
  expect(shares(10, [0.8, 0, 0.2])).toEqual([8, 0, 2]);
  expect(shares(3, [0.1, 0.45, 0.45])).toEqual([1, 1, 1]);
  expect(shares(0, [0.7, 0.15, 0.15])).toEqual([0, 0, 0]);
});

test("a random split has every row once, ascending, and is the same for the same seed only", () => {
  const table = rowsOnly(1030);
  const split = splitRows(table);
  expect(sizes(split)).toEqual([721, 155, 154]);
  expect(all(split)).toEqual(Array.from({ length: 1030 }, (_, r) => r));
  for (const part of Object.values(split)) expect(part).toEqual(part.toSorted());
  expect(splitRows(table, { seed: 42 })).toEqual(split);
  expect(splitRows(table, { seed: 43 })).not.toEqual(split);
});

test("only the given rows are divided", () => {
  const rows = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
  expect(all(splitRows(rowsOnly(20), { rows }))).toEqual(rows);
});

test("a stratified split gives every part its share of every class, to one row", () => {
  const stratify = Int32Array.from({ length: 200 }, (_, r) => (r < 100 ? 0 : r < 160 ? 1 : 2));
  const split = splitRows(rowsOnly(200), { stratify });
  expect(sizes(split)).toEqual([140, 30, 30]);
  [100, 60, 40].forEach((size, k) => {
    const count = (rows: Int32Array): number => rows.filter((r) => stratify[r] === k).length;
    expect(Math.abs(count(split.train) - 0.7 * size)).toBeLessThanOrEqual(1);
    expect(Math.abs(count(split.validation) - 0.15 * size)).toBeLessThanOrEqual(1);
    expect(Math.abs(count(split.test) - 0.15 * size)).toBeLessThanOrEqual(1);
  });
});

test("a class with one row trains, and every class has a training row", () => {
  const stratify = Int32Array.from({ length: 40 }, (_, r) => (r === 39 ? 99 : Math.floor(r / 2)));
  const split = splitRows(rowsOnly(40), { stratify });
  expect(all(split)).toHaveLength(40);
  expect(split.train).toContain(39);
  expect(new Set(split.train.map((r) => stratify[r])).size).toBe(21);
});

test("a split by time trains on the past and tests on the future", () => {
  expect(splitRows(rowsOnly(10), { kind: "time", fractions: [0.6, 0.2, 0.2] })).toEqual({
    train: Int32Array.of(0, 1, 2, 3, 4, 5),
    validation: Int32Array.of(6, 7),
    test: Int32Array.of(8, 9),
  });
  const split = byColumn([5, 1, 4, 2, 3], { kind: "time", fractions: [0.6, 0.2, 0.2] });
  expect(split).toEqual({
    train: Int32Array.of(1, 3, 4),
    validation: Int32Array.of(2),
    test: Int32Array.of(0),
  });
  expect(code(() => byColumn(["a", "b", "c"], { kind: "time" }))).toBe("E147");
  expect(code(() => byColumn([1, null, 3], { kind: "time" }))).toBe("E148");
});

test("a group is never divided, and no part stays empty while there are groups", () => {
  const groups = Array.from({ length: 100 }, (_, r) => `g${Math.floor(r / 10)}`);
  const split = byColumn(groups, { kind: "group" });
  const names = Object.values(split).map((rows: Int32Array) => new Set(Array.from(rows, (r) => groups[r])));
  expect(names.map((set) => set.size).reduce((a, b) => a + b)).toBe(10);
  expect(all(split)).toHaveLength(100);
  expect(sizes(split)).toEqual([70, 20, 10]);
  expect(sizes(byColumn(["a", "a", "b", "b", "c"], { kind: "group" }))).toEqual([2, 2, 1]);
  expect(sizes(byColumn(["a", "a", "a"], { kind: "group", fractions: [0.1, 0.45, 0.45] }))).toEqual([
    3, 0, 0,
  ]);
});

test("rows without a group are groups of their own", () => {
  const cells = Array.from({ length: 20 }, () => null);
  expect(sizes(byColumn(cells, { kind: "group" }))).toEqual([14, 3, 3]);
});

test("a split column says where each row belongs, in the usual words", () => {
  const words = ["train", "Training", "val", "valid", "dev", "validation", "TEST", "train"];
  expect(byColumn(words, { kind: "column" })).toEqual({
    train: Int32Array.of(0, 1, 7),
    validation: Int32Array.of(2, 3, 4, 5),
    test: Int32Array.of(6),
  });
  expect(code(() => byColumn(["train", "holdout"], { kind: "column" }))).toBe("E145");
  expect(code(() => byColumn(["train", null, "test"], { kind: "column" }))).toBe("E145");
  expect(code(() => byColumn(["test", "val"], { kind: "column" }))).toBe("E146");
});

test("none trains on all rows", () => {
  expect(sizes(splitRows(rowsOnly(7), { kind: "none" }))).toEqual([7, 0, 0]);
});

test("impossible requests are refused", () => {
  const table = rowsOnly(10);
  for (const fractions of [
    [0.5, 0.2, 0.2],
    [0, 0.5, 0.5],
    [1.2, -0.1, -0.1],
    [NaN, 0.5, 0.5],
  ] as const) {
    expect(() => splitRows(table, { fractions })).toThrow(RangeError);
  }
  expect(() => splitRows(table, { kind: "group" })).toThrow(TypeError);
  expect(code(() => splitRows(table, { kind: "group", column: "nobody" }))).toBe("E104");
});

test("300,000 rows are divided", () => {
  const table = rowsOnly(300_000);
  const stratify = Int32Array.from({ length: table.rows }, (_, r) => r % 2);
  expect(sizes(splitRows(table, { stratify }))).toEqual([210_000, 45_000, 45_000]);
});
