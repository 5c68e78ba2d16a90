import { describe, expect, it } from "vitest";
import { oneStandardError, usualLayouts } from "./layouts.js";

const judged = (parameters: number, error: number, standardError: number | null = 0.1) => ({
  parameters,
  error,
  standardError,
});

describe("oneStandardError()", () => {
  // By hand: the least error is 1.00 (22 parameters), the bound 1.00 + 0.08 = 1.08.
  it("takes the smallest layout whose error is at most that of the best and its own standard error", () => {
    const layouts = [
      judged(4, 1.3),
      judged(10, 1.05, 0.3),
      judged(16, 1.02),
      judged(22, 1, 0.08),
      judged(31, 1.01),
    ];
    expect(oneStandardError(layouts)).toEqual({ best: 3, recommended: 1 });
  });

  it("the bound belongs to it, what lies beyond does not, whatever its own standard error", () => {
    expect(oneStandardError([judged(4, 1.25, 9), judged(9, 1, 0.25)])).toEqual({ best: 1, recommended: 0 });
    expect(oneStandardError([judged(4, 1.2501, 9), judged(9, 1, 0.25)])).toEqual({ best: 1, recommended: 1 });
  });

  it("the order of the layouts is of no account; of equally many parameters the lower error counts", () => {
    const layouts = [judged(22, 1, 0.08), judged(10, 1.07), judged(10, 1.04), judged(4, 2)];
    expect(oneStandardError(layouts)).toEqual({ best: 0, recommended: 2 });
  });

  it("without a standard error only the best will do, an error that is no number never", () => {
    expect(oneStandardError([judged(4, 1.01, null), judged(9, 1, null), judged(2, Number.NaN)])).toEqual({
      best: 1,
      recommended: 1,
    });
    expect(oneStandardError([judged(2, Infinity)])).toBeUndefined();
    expect(oneStandardError([])).toBeUndefined();
  });
});

describe("usualLayouts()", () => {
  // 1 input, 1 output, skip: H neurons have 3 H + 2 parameters, two layers H-K have 2 H + K (H + 1) + K + 2.
  it("rise in parameters and bear twice the labels for br, a third for lm, but always the first three", () => {
    const shape = { inputs: 1, outputs: 1, rows: 30, skip: true };
    expect(usualLayouts({ name: "br" }, shape)).toEqual([[], [2], [3], [5], [8], [12]]); // at most 60
    expect(usualLayouts({ name: "lm" }, shape)).toEqual([[], [2], [3]]); // at most 10
    expect(usualLayouts({ name: "lbfgs" }, shape)).toHaveLength(10);
  });
});
