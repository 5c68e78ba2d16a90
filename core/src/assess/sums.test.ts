import { describe, expect, it } from "vitest";
import { largest, rootMeanSquare, sum, weightedMean } from "./sums.js";

describe("sums", () => {
  it("sum() keeps what plain addition loses", () => {
    expect(sum([1, 1e100, 1, -1e100])).toBe(2); // plain: 0 (Neumaier's example)
    expect(sum(Array.from({ length: 10 }, () => 0.1))).toBe(1); // plain: 0.9999999999999999
    expect(sum([])).toBe(0);
  });

  it("weightedMean() and rootMeanSquare() hold at the ends of float64", () => {
    expect(weightedMean(Float64Array.of(1.5e308, 1.5e308), Float64Array.of(1, 1))).toBe(1.5e308);
    expect(weightedMean(Float64Array.of(2, 8), Float64Array.of(3, 1))).toBe(3.5);
    expect(rootMeanSquare(Float64Array.of(3e200, -4e200), Float64Array.of(1, 1)) / 1e200).toBeCloseTo(
      Math.sqrt(12.5),
      14,
    );
    expect(rootMeanSquare(Float64Array.of(0, -0), Float64Array.of(1, 1))).toBe(0);
  });

  it("largest() is the largest absolute value", () => {
    expect(largest([1, -3, 2])).toBe(3);
    expect(largest([])).toBe(0);
  });
});
