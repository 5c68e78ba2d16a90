import { describe, expect, it } from "vitest";
import { known } from "../../../test/assess.js";
import { matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { wilson } from "./bootstrap.js";
import { classIntervals, classStatistic, regressionIntervals, regressionStatistic } from "./confidence.js";
import { classMetrics, regressionMetrics } from "./metrics.js";

function expectAll(found: Record<string, number | null>, expected: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(expected)) {
    if (typeof value === "number") expect(found[name], name).toBeCloseTo(value, 12);
  }
}

const y = Float64Array.from(known.regression.y);
const prediction = Float64Array.from(known.regression.prediction);
const { trainMean } = known.regression;

describe("intervals of metrics", () => {
  it("regressionStatistic() is regressionMetrics() with the same weights, to 1e-12", () => {
    const random = createRandom(1);
    for (let run = 0; run < 5; run++) {
      const weights = y.map(() => random.integer(3));
      const { maxError: _, ...expected } = regressionMetrics(y, prediction, { weights, trainMean });
      expectAll(regressionStatistic(y, prediction, trainMean)(weights), expected);
    }
  });

  it.each(["binary", "several"] as const)(
    "classStatistic() is classMetrics() with the same weights, %s",
    (name) => {
      const classes = Int32Array.from(known[name].classes);
      const P = matrix(known[name].P.length / classes.length, classes.length, known[name].P);
      const random = createRandom(2);
      for (let run = 0; run < 5; run++) {
        const weights = Float64Array.from(classes, () => random.integer(3));
        expectAll(classStatistic(classes, P)(weights), classMetrics(classes, P, { weights }));
      }
    },
  );

  it("the interval of every metric but the largest error holds its value", () => {
    const metrics = regressionMetrics(y, prediction, { trainMean });
    const intervals = regressionIntervals([{ y, prediction, trainMean }]);
    expect(Object.keys(intervals).toSorted()).toEqual(
      Object.keys(metrics)
        .filter((name) => name !== "maxError")
        .toSorted(),
    );
    for (const [name, interval] of Object.entries(intervals)) {
      const value = metrics[name as keyof typeof metrics]!;
      expect(interval!.lo, name).toBeLessThan(value);
      expect(interval!.hi, name).toBeGreaterThan(value);
    }
  });

  it("the interval of R² holds the true one in 90 to 98 % of 150 samples of 60 rows", () => {
    // y = x + e with unit variances, predicted by x: R² = 1/2.
    const random = createRandom(5);
    let hits = 0;
    for (let run = 0; run < 150; run++) {
      const x = Float64Array.from({ length: 60 }, () => random.normal());
      const labels = x.map((v) => v + random.normal());
      const { lo, hi } = regressionIntervals([{ y: labels, prediction: x }], { replicates: 300, seed: run })[
        "r2"
      ]!;
      if (lo <= 0.5 && 0.5 <= hi) hits++;
    }
    expect(hits / 150).toBeGreaterThanOrEqual(0.9);
    expect(hits / 150).toBeLessThanOrEqual(0.98);
  });

  it("of several labels it is the mean that has an interval; of accuracy Wilson's", () => {
    const two = regressionIntervals([
      { y, prediction },
      { y: y.map((v) => 10 * v), prediction: prediction.map((v) => 10 * v) },
    ]);
    const one = regressionIntervals([{ y, prediction }]);
    expect(two["rmse"]!.lo).toBeCloseTo(5.5 * one["rmse"]!.lo, 8);
    const classes = Int32Array.of(0, 1, 1, 0, 1, 0, 1, 1, 0, 0);
    const P = matrix(2, 10, [...Array<number>(10).fill(0.4), ...Array<number>(10).fill(0.6)]);
    expect(classIntervals(classes, P)["accuracy"]).toEqual(wilson(0.5, 10));
  });

  it("the calibration error has none, by rows or by groups: drawn rows have larger ones than the rows themselves", () => {
    const random = createRandom(5);
    const p = Float64Array.from({ length: 120 }, () => 0.2 + 0.6 * random.uniform());
    const classes = Int32Array.from(p, (share) => (random.uniform() < share ? 1 : 0));
    const P = matrix(2, 120, [...p.map((share) => 1 - share), ...p]);
    const groups = classes.map((_, s) => s >> 2);
    expect(classIntervals(classes, P, { replicates: 50 })["ece"]).toBeNull();
    expect(classIntervals(classes, P, { replicates: 50, groups })["ece"]).toBeNull();
    expect(classIntervals(classes, P, { replicates: 50 })["brier"]).not.toBeNull();
  });
});
