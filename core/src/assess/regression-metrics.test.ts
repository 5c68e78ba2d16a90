import { describe, expect, it } from "vitest";
import { meanMetrics, regressionMetrics, worstRow } from "./metrics.js";

const y = Float64Array.of(
  30.0148,
  33.5849,
  26.7103,
  19.3129,
  24.544,
  18.1002,
  30.7217,
  46.0826,
  24.0935,
  22.5543,
  35.8781,
  34.2826,
);
const prediction = Float64Array.of(
  31.4365,
  30.863,
  27.5933,
  23.0941,
  20.1671,
  17.2697,
  24.1168,
  41.9244,
  17.7266,
  22.6139,
  31.8083,
  36.3677,
);

describe("regressionMetrics()", () => {
  it("agrees with scikit-learn 1.9.1 to 1e-13", () => {
    const metrics = regressionMetrics(y, prediction);
    expect(metrics.rmse).toBeCloseTo(3.7273910655890843, 13);
    expect(metrics.mae).toBeCloseTo(3.1133083333333325, 13);
    expect(metrics.medianError).toBeCloseTo(3.25155, 13);
    expect(metrics.maxError).toBeCloseTo(6.604899999999997, 13);
    expect(metrics.r2).toBeCloseTo(0.7601253274936361, 13);
    expect(metrics.r).toBeCloseTo(0.9030893073659567, 13);
    expect(metrics.mape).toBeCloseTo(0.11065411202458826, 13);
    expect(metrics.bias).toBeCloseTo(-1.7415416666666668, 13); // numpy 2.4.6
    expect(metrics.wape).toBeCloseTo(0.10801350410937435, 13); // numpy 2.4.6
    expect(metrics.nrmse).toBeCloseTo(Math.sqrt(1 - 0.7601253274936361), 13);
  });

  it("agrees with scikit-learn 1.9.1 to 1e-13 with weights", () => {
    const metrics = regressionMetrics(y, prediction, { weights: [1, 2, 1, 0, 3, 1, 1, 2, 1, 1, 0.5, 1] });
    expect(metrics.rmse).toBeCloseTo(3.7797654961012115, 13);
    expect(metrics.mae).toBeCloseTo(3.2536206896551714, 13);
    expect(metrics.r2).toBeCloseTo(0.7725572412838683, 13);
    expect(metrics.r).toBeCloseTo(0.9427490049717047, 13);
    expect(metrics.mape).toBeCloseTo(0.11057120442611999, 13);
    expect(metrics.bias).toBeCloseTo(-2.6399103448275856, 13);
    expect(metrics.wape).toBeCloseTo(0.10786302042292634, 13);
  });

  it("counts a row of weight 2 twice and a row of weight 0 never", () => {
    const weighted = regressionMetrics(Float64Array.of(1, 2, 4, 9), Float64Array.of(2, 2, 1, 80), {
      weights: [1, 2, 1, 0],
    });
    const repeated = regressionMetrics(Float64Array.of(1, 2, 2, 4), Float64Array.of(2, 2, 2, 1));
    for (const name of Object.keys(repeated) as (keyof typeof repeated)[]) {
      expect(weighted[name], name).toBeCloseTo(repeated[name]!, 14);
    }
    expect(repeated.medianError).toBe(0.5); // |e| = 0, 0, 1, 3
  });

  it("has no R² and no r for a constant label, and no r for constant predictions", () => {
    const constant = regressionMetrics(Float64Array.of(0.1, 0.1, 0.1), Float64Array.of(0.1, 0.2, 0.3));
    expect(constant).toMatchObject({ r2: null, r: null, nrmse: null });
    // Predicting the mean: R² = 0 by its definition.
    expect(regressionMetrics(Float64Array.of(1, 2, 3), Float64Array.of(2, 2, 2))).toMatchObject({
      r2: 0,
      r: null,
    });
  });

  it("has a MAPE only for labels of one sign, none below a hundredth of their mean size", () => {
    const far = regressionMetrics(Float64Array.of(1, 2, 4), Float64Array.of(2, 2, 4));
    expect(far.mape).toBeCloseTo(1 / 3, 15);
    // 0.01 is less than a hundredth of the mean size, 3.0025.
    expect(regressionMetrics(Float64Array.of(0.01, 5, 4, 3), Float64Array.of(1, 5, 4, 3)).mape).toBeNull();
    expect(regressionMetrics(Float64Array.of(-2, -4), Float64Array.of(-1, -4)).mape).toBe(0.25);
    expect(regressionMetrics(Float64Array.of(-2, 4), Float64Array.of(-1, 4)).mape).toBeNull();
    expect(regressionMetrics(Float64Array.of(0, 4), Float64Array.of(1, 4)).mape).toBeNull();
    expect(regressionMetrics(Float64Array.of(0, 0), Float64Array.of(1, 4)).wape).toBeNull();
  });

  it("has a Q² against the mean of the training labels, one for all rows or one for each", () => {
    // By hand: Σe² = 1 + 0 + 4 = 5; against 0: 1 + 4 + 16 = 21; against 1, 0, 2: 0 + 4 + 4 = 8.
    const [labels, h] = [Float64Array.of(1, 2, 4), Float64Array.of(2, 2, 2)];
    expect(regressionMetrics(labels, h, { trainMean: 0 }).q2).toBeCloseTo(1 - 5 / 21, 15);
    expect(regressionMetrics(labels, h, { trainMean: [1, 0, 2] }).q2).toBeCloseTo(1 - 5 / 8, 15);
    // With the rows' own mean Q² is R².
    const own = regressionMetrics(y, prediction, { trainMean: y.reduce((a, b) => a + b) / y.length });
    expect(own.q2).toBeCloseTo(own.r2!, 13);
    expect(regressionMetrics(labels, h)).not.toHaveProperty("q2");
    expect(regressionMetrics(Float64Array.of(3, 3), Float64Array.of(3, 4), { trainMean: 3 }).q2).toBeNull();
  });

  it("keeps R² and r with an offset of 10^15", () => {
    // By hand on the labels less the offset: Σe² = 2, Σ(y − 2.5)² = 5; cov = 1, var y = 1.25, var p = 1.
    const { r2, r } = regressionMetrics(
      Float64Array.of(1, 2, 3, 4).map((v) => v + 1e15),
      Float64Array.of(2, 2, 2, 4).map((v) => v + 1e15),
    );
    expect(r2).toBeCloseTo(0.6, 14);
    expect(r).toBeCloseTo((1 / Math.sqrt(1.25 * 0.75)) * 0.75, 14); // p: 2, 2, 2, 4 → var 0.75, cov 0.75
  });

  it("neither overflows nor underflows at the ends of float64", () => {
    for (const unit of [1e-300, 1e300]) {
      const { rmse, mae, r2 } = regressionMetrics(
        Float64Array.of(1, 2, 3).map((v) => v * unit),
        Float64Array.of(2, 2, 5).map((v) => v * unit),
      );
      expect(rmse / unit).toBeCloseTo(Math.sqrt(5 / 3), 13);
      expect(mae / unit).toBeCloseTo(1, 13);
      expect(r2).toBeCloseTo(-1.5, 12);
    }
    expect(regressionMetrics(Float64Array.of(0, 0), Float64Array.of(5e-324, 5e-324)).rmse).toBe(5e-324);
  });

  it("works for one row", () => {
    expect(regressionMetrics(Float64Array.of(2), Float64Array.of(3))).toMatchObject({
      rmse: 1,
      bias: 1,
      medianError: 1,
      r2: null,
      r: null,
    });
  });

  it("refuses no rows, unequal lengths and values that are not finite", () => {
    const one = Float64Array.of(1);
    expect(() => regressionMetrics(new Float64Array(0), new Float64Array(0))).toThrow(RangeError);
    expect(() => regressionMetrics(one, Float64Array.of(1, 2))).toThrow(
      "Cannot compute metrics: expected 1 predictions, got 2",
    );
    expect(() => regressionMetrics(one, Float64Array.of(NaN))).toThrow(
      "expected finite predictions, got NaN in row 1",
    );
    expect(() => regressionMetrics(Float64Array.of(-Infinity), one)).toThrow(
      "expected finite labels, got -Infinity in row 1",
    );
    expect(() => regressionMetrics(Float64Array.of(1e308), Float64Array.of(-1e308))).toThrow(
      "expected finite errors",
    );
    expect(() => regressionMetrics(one, one, { weights: [-1] })).toThrow("expected weights ≥ 0, got -1");
    expect(() => regressionMetrics(one, one, { weights: [0] })).toThrow(
      "expected at least 1 row of weight > 0",
    );
  });
});

describe("meanMetrics()", () => {
  it("takes the mean of each metric over the labels, null if one has none", () => {
    const a = regressionMetrics(Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 6)); // rmse √3, mae 1
    const b = regressionMetrics(Float64Array.of(5, 5, 5), Float64Array.of(5, 5, 8)); // rmse √3, mae 1, constant
    expect(meanMetrics([a, b])).toMatchObject({ rmse: Math.sqrt(3), mae: 1, r2: null });
    expect(meanMetrics([a])).toEqual(a);
    expect(() => meanMetrics([])).toThrow(RangeError);
  });
});

it("worstRow() is the row of the largest error, the first of equals", () => {
  expect(worstRow(Float64Array.of(1, 2, 3), Float64Array.of(1, 4, 1))).toBe(1);
  expect(worstRow(new Float64Array(0), new Float64Array(0))).toBe(-1);
});
