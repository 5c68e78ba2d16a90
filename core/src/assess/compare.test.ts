import { describe, expect, it } from "vitest";
import { known } from "../../../test/assess.js";
import { createRandom } from "../random.js";
import { comparePairs, holm, resampledTest } from "./compare.js";

describe("resampledTest()", () => {
  it("is the formula with the t distribution of scipy 1.17.1", () => {
    const { differences, ratio, mean, ...expected } = known.difference;
    const found = resampledTest(differences, ratio);
    expect(found.difference).toBeCloseTo(mean, 13);
    expect(found.df).toBe(9);
    for (const name of ["t", "p", "lo", "hi"] as const) expect(found[name]).toBeCloseTo(expected[name], 11);
  });

  it("tells no difference where there is none, and is certain of a constant one", () => {
    expect(resampledTest([0, 0, 0], 0.1)).toMatchObject({ difference: 0, lo: 0, hi: 0, p: 1 });
    expect(resampledTest([2, 2, 2], 0.1)).toMatchObject({ difference: 2, lo: 2, hi: 2, p: 0 });
  });

  it("finds a difference between equal models in about 5 % of 400 runs of 10 folds, the plain test in far more", () => {
    // Folds that share 8/9 of their training rows: a common part in all differences, of the size of the ratio.
    const random = createRandom(3);
    let [corrected, plain] = [0, 0];
    for (let run = 0; run < 400; run++) {
      const common = random.normal() / 3; // variance 1/9
      const d = Array.from({ length: 10 }, () => common + random.normal());
      if (resampledTest(d, 1 / 9).p < 0.05) corrected++;
      if (resampledTest(d, 0).p < 0.05) plain++;
    }
    expect(corrected / 400).toBeGreaterThan(0.02);
    expect(corrected / 400).toBeLessThan(0.08);
    expect(plain / 400).toBeGreaterThan(0.13);
  });

  it("refuses one fold and what is not finite", () => {
    expect(() => resampledTest([1], 0.1)).toThrow("Cannot compare: expected at least 2 folds, got 1");
    expect(() => resampledTest([1, NaN], 0.1)).toThrow("expected finite differences, got NaN");
  });

  it("comparePairs() adjusts p by Holm over all pairs", () => {
    const scores = new Map([
      ["net", [1, 1.1, 0.9, 1]],
      ["linear", [2, 2.2, 2.1, 1.9]],
      ["mean", [4, 4.1, 3.8, 4]],
    ]);
    const pairs = comparePairs(scores, 1 / 3);
    expect(pairs.map(({ pair }) => pair.join(" "))).toEqual(["net linear", "net mean", "linear mean"]);
    const p = pairs.map((one) => one.p);
    expect(pairs.map((one) => one.adjusted)).toEqual(holm(p));
    expect(pairs[0].difference).toBeCloseTo(-1.05, 12);
    expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]); // by hand: 3 · 0.01, then 2 · 0.03, then not below it
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(() =>
      comparePairs(
        new Map([
          ["a", [1, 2]],
          ["b", [1]],
        ]),
        0,
      ),
    ).toThrow("expected 2 folds, got 1");
  });
});
