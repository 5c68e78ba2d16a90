import { expect, test } from "vitest";
import { normalQQ, residualHistogram, residualsAgainst } from "./residuals.js";

const data = { label: "y", part: "test", actual: [1, 2, 3], predicted: [1, 2, 13] } as const;

/** Heights of the filled rectangles. */
function heightsOf(svg: string): number[] {
  return [...svg.matchAll(/<rect fill="#[^"]*" height="([\d.]+)"/g)].map(([, height]) => Number(height));
}

test("residualHistogram() counts residuals of 0 twice and of 10 once", () => {
  // Bins of 0.5 from 0 to 10: the first holds two rows, the last one; their heights are as 2 to 1.
  const [first, last, ...others] = heightsOf(residualHistogram(data));
  expect(first / last).toBeCloseTo(2, 2);
  expect(others).toEqual([]);
});

test("residualHistogram() stacks the rows of two parts", () => {
  // Each part has 2 of its 3 residuals in the first bin; stacked, the second part's begin where the first's end.
  const svg = residualHistogram([data, { ...data, part: "train" }]);
  const bars = [
    ...svg.matchAll(/<rect fill="(#[^"]*)" height="([\d.]+)" width="[\d.]+" x="([\d.]+)" y="([\d.]+)"/g),
  ].map(([, fill, height, x, y]) => ({ fill, height: Number(height), x: Number(x), y: Number(y) }));
  const [lower, upper] = [...new Set(bars.map(({ x }) => x))].map((x) =>
    bars.filter((bar) => bar.x === x),
  )[0];
  expect(bars).toHaveLength(4);
  expect(upper.y + upper.height).toBeCloseTo(lower.y, 1);
  expect(upper.fill).not.toBe(lower.fill);
});

test("normalQQ() puts residuals −1, 0 and 1 at the quantiles 1/6, 1/2 and 5/6, ±0.967", () => {
  // scipy 1.17.1: norm.ppf(5 / 6) = 0.96742. The quartiles are −½ and ½: slope 1 / (2 · 0.67449) = 0.741.
  const svg = normalQQ({ label: "y", part: "test", actual: [0, 0, 0], predicted: [1, -1, 0] });
  expect(svg).toContain("offset 0 and slope 0.741");
  const x = [...svg.matchAll(/<circle cx="([\d.]+)"/g)].map(([, cx]) => Number(cx));
  const two = /translate\(([\d.]+),[\d.]+\)" y="0\.71em">(?:−1|1)<\/text>/g;
  const [minus, plus] = [...svg.matchAll(two)].map(([, at]) => Number(at));
  expect((x[2] - x[0]) / (plus - minus)).toBeCloseTo(0.967, 2);
});

test("residualsAgainst() a factor of names has a place for each, in the order of the names", () => {
  const svg = residualsAgainst({ ...data, factor: "kind", values: ["b", "b", "a"] });
  const [b, a] = [">b<", ">a<"].map((name) => svg.indexOf(name));
  expect(a).toBeGreaterThan(0);
  expect(b).toBeGreaterThan(a);
});
