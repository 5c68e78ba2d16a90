import { describe, expect, test } from "vitest";
import { GradusError } from "../errors.js";
import { allRows } from "./columns.js";
import { planFolds, type FoldPlanOptions } from "./fold-plan.js";
import { tableFromColumns } from "./types.js";

const table = (cells: readonly number[]) => tableFromColumns([["t", [...cells]]]);
const counting = (n: number) => table(Array.from({ length: n }, (_, r) => r));
const plan = (n: number, options: FoldPlanOptions) => {
  const rows = counting(n);
  return planFolds(rows, allRows(rows), options).map(({ train, test: tested }) => ({
    train: [...train],
    test: [...tested],
  }));
};

describe("planFolds()", () => {
  test("random folds test each row once in every repeat and train on the others, dealt anew each time", () => {
    const rows = counting(23);
    const folds = planFolds(rows, allRows(rows), { folds: 4, repeats: 2 });
    expect(folds.map(({ fold, repeat }) => [repeat, fold])).toEqual(
      [1, 2].flatMap((repeat) => [0, 1, 2, 3].map((fold) => [repeat, fold])),
    );
    for (const repeat of [1, 2]) {
      const own = folds.filter((one) => one.repeat === repeat);
      expect(own.flatMap((one) => [...one.test]).toSorted((a, b) => a - b)).toEqual([...allRows(rows)]);
      for (const one of own)
        expect([...one.train, ...one.test].toSorted((a, b) => a - b)).toEqual([...allRows(rows)]);
    }
    expect(folds[0].test).not.toEqual(folds[4].test);
  });

  test("blocks follow each other; the gap is left out on both sides", () => {
    expect(plan(9, { kind: "block", folds: 3 }).map((one) => one.test)).toEqual([
      [0, 1, 2],
      [3, 4, 5],
      [6, 7, 8],
    ]);
    expect(plan(9, { kind: "block", folds: 3, gap: 1 })[1]).toEqual({ train: [0, 1, 7, 8], test: [3, 4, 5] });
  });

  test("a rolling origin trains on all that is earlier, less the gap, and never tests the first block", () => {
    expect(plan(8, { kind: "time", folds: 3 })).toEqual([
      { train: [0, 1], test: [2, 3] },
      { train: [0, 1, 2, 3], test: [4, 5] },
      { train: [0, 1, 2, 3, 4, 5], test: [6, 7] },
    ]);
    expect(plan(8, { kind: "time", folds: 3, gap: 1 })[1]).toEqual({ train: [0, 1, 2], test: [4, 5] });
  });

  test("a column gives the order, and rows of the same time stay in one block", () => {
    const rows = table([3, 1, 2, 2, 2, 1]);
    const folds = planFolds(rows, allRows(rows), { kind: "block", folds: 2, order: "t" });
    // In order: 1 1 2 2 2 3; the half lies among the twos, so the block ends after them.
    expect(folds.map((one) => [...one.test])).toEqual([[1, 5, 2, 3, 4], [0]]);
    expect(() => planFolds(rows, allRows(rows), { kind: "time", order: "x" })).toThrow(GradusError);
  });

  test("leave-one-out tests each row alone, or each group", () => {
    expect(plan(3, { kind: "leave-one-out" })).toEqual([
      { train: [1, 2], test: [0] },
      { train: [0, 2], test: [1] },
      { train: [0, 1], test: [2] },
    ]);
    const groups = Int32Array.of(7, 3, 7, 3, 5);
    expect(plan(5, { kind: "leave-one-out", groups }).map((one) => one.test)).toEqual([[0, 2], [1, 3], [4]]);
  });

  test("what the rows do not allow is refused", () => {
    expect(() => plan(4, { kind: "block", folds: 5 })).toThrow("expected at most 4 blocks of 4 rows, got 5");
    expect(() => plan(4, { kind: "block", folds: 1 })).toThrow(RangeError);
    expect(() => plan(4, { kind: "time", folds: 4 })).toThrow("got 5");
    expect(() => plan(6, { kind: "time", folds: 2, gap: 2 })).toThrow("in fold 0, got 0 and 2");
    expect(() => plan(6, { kind: "time", gap: -1 })).toThrow("a gap of 0 rows or more, got -1");
    expect(() => plan(6, { kind: "block", repeats: 2 })).toThrow("expected 1 repeat, got 2");
    expect(() => plan(6, { kind: "block", folds: 2, groups: new Int32Array(6) })).toThrow("with groups");
    expect(() => plan(6, { kind: "other" as "block" })).toThrow('got "other"');
    const same = table([1, 1, 1, 1]);
    expect(() => planFolds(same, allRows(same), { kind: "block", folds: 2, order: "t" })).toThrow(
      "fold 0, got 0 and 4",
    );
  });
});
