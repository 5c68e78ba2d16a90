import { describe, expect, test } from "vitest";
import { planNets, type Family } from "./family.js";

const base: Family = {
  name: "one",
  hidden: [{ size: 2, activation: { name: "tanh" } }],
  initialisation: "glorot_uniform",
  optimizer: { name: "br" },
  learningRate: 0.1,
  schedule: { name: "constant" },
  batch: null,
  epochs: 10,
  patience: null,
  l2: 0,
  whole: 2,
  each: 1,
  stop: null,
};
const fold = Int32Array.of(0, 1, 2, 0, 1, 2);
const list = (rows: Int32Array | undefined): number[] | undefined => rows && [...rows];

describe("planNets()", () => {
  test("has a net for each fold that never sees it, then those that see all rows, family after family", () => {
    const plan = planNets([base, { ...base, each: 0, whole: 1 }], { count: 6, fold }, 3, 1);
    expect(plan.map(({ family, fold: left, rows }) => [family, left, list(rows)])).toEqual([
      [0, 0, [1, 2, 4, 5]],
      [0, 1, [0, 2, 3, 5]],
      [0, 2, [0, 1, 3, 4]],
      [0, null, undefined],
      [0, null, undefined],
      [1, null, undefined],
    ]);
    expect(plan.every(({ stop }) => stop === undefined)).toBe(true);
  });

  test('with stop "fold" the fold that is left out chooses the epoch', () => {
    const plan = planNets([{ ...base, whole: 0, stop: "fold" }], { count: 6, fold }, 3, 1);
    expect(plan.map(({ stop }) => list(stop))).toEqual([
      [0, 3],
      [1, 4],
      [2, 5],
    ]);
  });

  test("a share that stops is drawn from the net's own rows, anew for each net and alike for equal seeds", () => {
    const rows = { count: 40, fold: Int32Array.from({ length: 40 }, (_, i) => i % 4) };
    const plan = planNets([{ ...base, stop: 0.2 }], rows, 4, 7);
    for (const { fold: left, rows: own, stop } of plan) {
      const all = [...own!, ...stop!].toSorted((a, b) => a - b);
      expect(all).toEqual(Array.from(Array(40).keys()).filter((i) => left === null || i % 4 !== left));
      expect(stop).toHaveLength(left === null ? 8 : 6);
    }
    expect(new Set(plan.map(({ stop }) => String(stop))).size).toBe(plan.length);
    expect(planNets([{ ...base, stop: 0.2 }], rows, 4, 7)).toEqual(plan);
  });

  test("rows of a group are not divided between those that train and those that stop", () => {
    const groups = Int32Array.from({ length: 30 }, (_, i) => Math.floor(i / 5));
    const rows = { count: 30, fold: groups.map((g) => g % 3), groups };
    for (const { rows: own, stop } of planNets([{ ...base, stop: 0.3 }], rows, 3, 3)) {
      const stopping = new Set([...stop!].map((i) => groups[i]));
      expect([...own!].some((i) => stopping.has(groups[i]))).toBe(false);
    }
  });
});
