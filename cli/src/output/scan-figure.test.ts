import type { ScanLayout } from "gradus";
import { expect, test } from "vitest";
import { texts } from "../language/language.js";
import { scanFigure } from "./scan-figure.js";

const layout = (name: string, parameters: number, error: number): ScanLayout => ({
  name,
  hidden: [],
  parameters,
  metric: "rmse",
  error,
  standardError: 0.5,
  spread: null,
  trainError: error / 2,
  folds: [error],
  gamma: null,
  evidence: null,
  nets: 5,
});
const figure = {
  layouts: [layout("none", 10, 4), layout("3", 100, 2), layout("9", 1000, 2.25)],
  best: "3",
  recommended: "3",
  label: "a < b & c",
  metric: "RMSE",
};

/** Places of the points of a line of the figure. */
function points(svg: string, colour: string): number[][] {
  const [, list] = new RegExp(`<polyline points="([^"]*)" fill="none" stroke="${colour}"`).exec(svg)!;
  return list.split(" ").map((one) => one.split(",").map(Number));
}

test("equal factors of parameters are equally far apart, and the error falls to scale", () => {
  const [a, b, c] = points(scanFigure(figure, texts.en), "#1f6feb");
  expect(b[0] - a[0]).toBeCloseTo(c[0] - b[0], 0); // 10, 100, 1000
  expect((b[1] - a[1]) / (b[1] - c[1])).toBeCloseTo((4 - 2) / (2.25 - 2), 0); // y grows downwards
});

test("each layout has its numbers, the chosen one its mark, in both languages, and a label cannot break the file", () => {
  const svg = scanFigure(figure, texts.en);
  expect(svg.match(/<title>(.*?)<\/title>/g)).toEqual([
    "<title>How many neurons for a &lt; b &amp; c?</title>",
    "<title>none: RMSE 4.000 ± 0.5000</title>",
    "<title>3: RMSE 2.000 ± 0.5000</title>",
    "<title>9: RMSE 2.250 ± 0.5000</title>",
  ]);
  expect(svg).toContain(">best, recommended</text>");
  expect(scanFigure({ ...figure, best: "9" }, texts.zh)).toMatch(/>推荐<.*>最小误差</s);
  expect(svg).not.toMatch(/NaN|undefined|Infinity/);
});

test("a single layout has a figure too", () => {
  expect(scanFigure({ ...figure, layouts: [layout("3", 20, 0)] }, texts.en)).not.toMatch(
    /NaN|undefined|Infinity/,
  );
});
