import { expect, test } from "vitest";
import { fitLine, parity, residualHistogram } from "./regression.js";

const data = { label: "y", part: "test", actual: [0, 50, 100], predicted: [0, 100, 50] } as const;

test("parity() puts points where the axes of its frame say", () => {
  // Range −3 … 103 on 400 − 56 − 12 = 332 pixels from the left edge 56 and up from 10 + 332: 56 + 332 · (0 + 3) / 106 = 65.4.
  const svg = parity(data, { width: 400 });
  const points = [...svg.matchAll(/cy="([\d.]+)" cx="([\d.]+)"/g)].map(([, y, x]) => [Number(x), Number(y)]);
  const at = (v: number) => (332 * (v + 3)) / 106;
  const wanted = data.actual.map((y, i) => [56 + at(y), 342 - at(data.predicted[i])]);
  expect(points).toHaveLength(3);
  points.flat().forEach((place, i) => expect(Math.abs(place - wanted.flat()[i])).toBeLessThan(0.51));
});

test("fitLine() gives slope 1/2, offset 25 and R 1/2 for (0, 0), (50, 100), (100, 50)", () => {
  // By hand: Sxx = 5000, Sxy = 2500, Syy = 5000, means 50.
  expect(fitLine(data.actual, data.predicted)).toEqual({ slope: 0.5, offset: 25, r: 0.5 });
});

test("the same data give the same bytes, in both languages", () => {
  expect(parity(data)).toBe(parity(data));
  expect(parity(data, { language: "zh" })).toContain("实际 y");
});

test("residualHistogram() counts residuals of 0 twice and of 10 once", () => {
  // Bins of 0.5 from 0 to 10: the first holds two rows, the last one; their heights are as 2 to 1.
  const svg = residualHistogram({ ...data, actual: [1, 2, 3], predicted: [1, 2, 13] });
  const heights = [...svg.matchAll(/<rect[^>]* height="([\d.]+)"/g)].map(([, height]) => Number(height));
  const drawn = heights.filter((height) => height > 0);
  expect(drawn).toHaveLength(2);
  expect(drawn[0] / drawn[1]).toBeCloseTo(2, 2);
});
