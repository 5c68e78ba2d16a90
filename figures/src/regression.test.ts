import { expect, test } from "vitest";
import { fitLine, parity, regression } from "./regression.js";

const data = { label: "y", part: "test", actual: [0, 50, 100], predicted: [0, 100, 50] } as const;

test("parity() puts points where the axes of its frame say", () => {
  // Both axes go from −3 to 103: 3 % more than 0 … 100 at both ends.
  const svg = parity(data, { width: 400 });
  const [, height, width, x, y] =
    /<rect fill="none" height="([\d.]+)" stroke="#dfe4ea" width="([\d.]+)" x="([\d.]+)" y="([\d.]+)"/
      .exec(svg)!
      .map(Number);
  const points = [...svg.matchAll(/cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, cx, cy]) => [cx, cy].map(Number));
  const wanted = data.actual.map((v, i) => [
    x + (width * (v + 3)) / 106,
    y + height - (height * (data.predicted[i] + 3)) / 106,
  ]);
  expect(width).toBeCloseTo(height, 6);
  expect(points).toHaveLength(3);
  points.flat().forEach((place, i) => expect(place).toBeCloseTo(wanted.flat()[i], 1));
});

test("fitLine() gives slope 1/2, offset 25 and R 1/2 for (0, 0), (50, 100), (100, 50)", () => {
  // By hand: Sxx = 5000, Sxy = 2500, Syy = 5000, means 50.
  expect(fitLine(data.actual, data.predicted)).toEqual({ slope: 0.5, offset: 25, r: 0.5 });
});

test("parity() says R and the line of the fit, in both languages", () => {
  expect(parity(data)).toContain("R = 0.5,  ŷ = 0.5 y + 25");
  expect(parity(data, { language: "zh" })).toContain("实际 y");
});

test("regression() has a chart for each part", () => {
  const svg = regression([data, { ...data, part: "train" }], { width: 700 });
  expect(svg.match(/>(?:training|test) rows</g)).toEqual([">test rows<", ">training rows<"]);
});

test("fitLine() through equal lists has no offset of what rounding leaves", () => {
  const values = [0.1, 0.2, 0.3, 70.7, 33.3, 0.7];
  expect(fitLine(values, values).offset).toBe(0);
  expect(fitLine([1, 2, 3], [1.001, 2.001, 3.001]).offset).toBeCloseTo(0.001, 12);
});
