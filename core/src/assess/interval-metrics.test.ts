import { expect, it } from "vitest";
import { intervalMetrics } from "./interval-metrics.js";

it("intervalMetrics() counts bounds as inside and fines what lies outside by 2/α times the distance", () => {
  // By hand, α = 0.2: widths 2, 2, 4; the third label lies 1 below: 10 · 1.
  const metrics = intervalMetrics([0, 5, 9], [0, 4, 10], [2, 6, 14], { nominal: 0.8 });
  expect(metrics.coverage).toBeCloseTo(2 / 3, 15);
  expect(metrics.meanWidth).toBeCloseTo(8 / 3, 15);
  expect(metrics.intervalScore).toBeCloseTo((8 + 10) / 3, 12);
  const weighted = intervalMetrics([0, 5, 9], [0, 4, 10], [2, 6, 14], { nominal: 0.8, weights: [1, 0, 1] });
  expect(weighted).toMatchObject({ coverage: 0.5, meanWidth: 3 });
});

it("intervalMetrics() of unbounded intervals covers all, at infinite width", () => {
  const all = intervalMetrics([1], [-Infinity], [Infinity], { nominal: 0.9 });
  expect(all).toEqual({ coverage: 1, meanWidth: Infinity, intervalScore: Infinity });
});

it("intervalMetrics() refuses no rows, unequal lengths, impossible coverage and bounds in wrong order", () => {
  expect(() => intervalMetrics([], [], [], { nominal: 0.9 })).toThrow(RangeError);
  expect(() => intervalMetrics([1], [1, 2], [2], { nominal: 0.9 })).toThrow("got 2 and 1");
  expect(() => intervalMetrics([1], [1], [2], { nominal: 1 })).toThrow("between 0 and 1, got 1");
  expect(() => intervalMetrics([1], [3], [2], { nominal: 0.9 })).toThrow("got 3 and 2 in row 1");
});
