import { describe, expect, test } from "vitest";
import { contour, borders, roundLevels } from "./contours.js";
import { curvesCsv, curvesSvg, smoothed } from "./curve-files.js";
import { newRun } from "./runs.js";

test("smoothed() is the mean weighted by powers of w, from the first number on", () => {
  expect(smoothed([4, 8, null, 2], 0.5)).toEqual([
    4,
    (0.5 * 4 + 8) / 1.5,
    null,
    (0.25 * 4 + 0.5 * 8 + 2) / 1.75,
  ]);
  expect(smoothed([1, 2], 0)).toEqual([1, 2]);
});

test("curvesCsv() has a line for each epoch of each net, missing numbers left empty", () => {
  const run = { ...newRun(2, { label: "y" }), metricName: "r2" };
  const curves = { epoch: [1, 2], train: [0.5, 0.25], validation: [null, 0.75], learningRate: [0.1, 0.1] };
  run.nets.set(3, { ...curves, gradient: [9, 8], metric: [null, 0.5], best: 2, bestLoss: 0.75 });
  expect(curvesCsv([run]).split("\n")).toEqual([
    "run,net,epoch,trainLoss,validationLoss,learningRate,gradientNorm,metric,metricName",
    "2,3,1,0.5,,0.1,9,,r2",
    "2,3,2,0.25,0.75,0.1,8,0.5,r2",
    "",
  ]);
});

test("curvesSvg() leaves out what a logarithmic axis cannot show, and escapes names", () => {
  const svg = curvesSvg([{ name: "a<b", x: [1, 2, 3], y: [1, 0, 100], colour: "--ink" }], {
    title: "Loss & more",
    xName: "epoch",
    isLog: true,
    isLogX: false,
    colour: () => "black",
  });
  // 1 lies at the bottom, 100 at the top: y = 280 and 34; x from 66 to 628.
  expect(svg).toContain('points="66.0,280.0 628.0,34.0"');
  expect(svg).toContain("a&lt;b");
  expect(svg).toContain("<title>Loss &amp; more</title>");
});

describe("lines on a grid", () => {
  test("contour() crosses between the middles of cells, by hand", () => {
    // 0 1 above 0 1: the level 0.25 runs upright at a quarter of the way.
    expect(contour([0, 1, 0, 1], 2, 2, 0.25)).toEqual([[0.75, 0.5, 0.75, 1.5]]);
    expect(contour([0, 0, 0, 0], 2, 2, 0.25)).toEqual([]);
  });

  test("borders() lie between cells of different classes", () => {
    expect(borders([0, 1, 0, 0], 2, 2)).toEqual([
      [1, 0, 1, 1],
      [1, 1, 2, 1],
    ]);
  });

  test("roundLevels() are round and between the ends", () => {
    expect(roundLevels(0.3, 9.7, 5)).toEqual([2, 4, 6, 8]);
    expect(roundLevels(1, 1, 5)).toEqual([]);
    expect(roundLevels(Number.NaN, 1, 5)).toEqual([]);
  });
});
