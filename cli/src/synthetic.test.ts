import { describe, expect, test } from "vitest";
import { madeUpRows } from "./synthetic.js";

const made = { sizes: [5, 4, 3], rows: 2000, loss: "mse_mean", seed: 1 } as const;
const mean = (values: Float64Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe("madeUpRows()", () => {
  test("x is uniform in [−1, 1): mean 0 and variance 1/3 within 0.02", () => {
    const { X } = madeUpRows(made);
    expect([X.rows, X.cols]).toEqual([5, 2000]);
    expect(Math.abs(mean(X.data))).toBeLessThan(0.02);
    expect(Math.abs(mean(X.data.map((x) => x * x)) - 1 / 3)).toBeLessThan(0.02);
    expect(X.data.every((x) => x >= -1 && x < 1)).toBe(true);
  });

  test("y of a loss of numbers is sin(s) + s²/4: never below −0.5921, its lowest value at s = −1.03", () => {
    const { Y } = madeUpRows(made);
    expect([Y.rows, Y.cols]).toEqual([3, 2000]);
    expect(Y.data.every((y) => y > -0.5921 && Number.isFinite(y))).toBe(true);
    expect(Math.min(...Y.data)).toBeLessThan(-0.592);
    expect(new Set(Y.data).size).toBeGreaterThan(5900);
  });

  test("the same seed gives the same rows, another gives others", () => {
    expect(madeUpRows(made)).toEqual(madeUpRows(made));
    expect(madeUpRows({ ...made, seed: 2 }).Y.data).not.toEqual(madeUpRows(made).Y.data);
  });

  test("classes are one-hot, and each is there", () => {
    const { Y } = madeUpRows({ ...made, loss: "cross_entropy_mean" });
    expect(Y.data.every((y) => y === 0 || y === 1)).toBe(true);
    for (let s = 0; s < Y.cols; s++) expect(Y.data[s] + Y.data[2000 + s] + Y.data[4000 + s]).toBe(1);
    for (let i = 0; i < 3; i++) expect(Y.data.subarray(2000 * i, 2000 * (i + 1))).toContain(1);
  });

  test("0 or 1 for bce, not negative for poisson", () => {
    const { Y } = madeUpRows({ ...made, loss: "bce_prob_mean" });
    expect(new Set(Y.data)).toEqual(new Set([0, 1]));
    const counts = madeUpRows({ ...made, loss: "poisson_mean" });
    expect(counts.Y.data.every((y) => y >= 0)).toBe(true);
  });
});
