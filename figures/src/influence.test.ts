import { emptyNetwork, type Curve } from "gradus";
import { expect, test } from "vitest";
import { factorCurve, factorCurves, importance } from "./influence.js";
import { network } from "./network.js";
import { performance } from "./training.js";

function curveOf(factor: string, y: number[]): Curve {
  const shared = {
    kind: "number",
    output: "strength",
    method: "ale",
    lo: null,
    hi: null,
    deciles: null,
    ice: null,
  } as const;
  return { ...shared, factor, x: y.map((_, i) => i), y, n: y.map(() => 9) };
}

/** The frame of the first chart of a figure. */
function frameOf(svg: string): Record<"height" | "width" | "x" | "y", number> {
  const [, height, width, x, y] =
    /<rect fill="none" height="([\d.]+)" stroke="#dfe4ea" width="([\d.]+)" x="([\d.]+)" y="([\d.]+)"/
      .exec(svg)!
      .map(Number);
  return { height, width, x, y };
}

test("factorCurve() goes from corner to corner of its frame, less the margins of 2 % and 5 %", () => {
  // x from 0 to 1 on −0.02 … 1.02, y from 0 to 10 on −0.5 … 10.5.
  const svg = factorCurve(curveOf("age", [0, 10]));
  const { height, width, x, y } = frameOf(svg);
  const [, x1, y1, x2, y2] = /stroke-width="2.25"><path d="M([\d.]+),([\d.]+)L([\d.]+),([\d.]+)"/
    .exec(svg)!
    .map(Number);
  expect(x1).toBeCloseTo(x + (width * 0.02) / 1.04, 1);
  expect(x2).toBeCloseTo(x + (width * 1.02) / 1.04, 1);
  expect(y1).toBeCloseTo(y + (height * 10.5) / 11, 1);
  expect(y2).toBeCloseTo(y + (height * 0.5) / 11, 1);
});

test("factorCurves() of 14 factors shows the 12 with the largest range, and says that 2 are left", () => {
  const svg = factorCurves(
    Array.from({ length: 14 }, (_, i) => curveOf(`factor ${i}`, [0, i])),
    { width: 500 },
  );
  expect(svg).toContain(">⋯ 2 more<");
  expect(svg).not.toMatch(/>factor [01]</);
  expect(svg).toContain(">factor 2<");
});

test("factorCurves() draws words around 0 beside numbers around 0, each in the order of its name", () => {
  // 70 on 1 row and 74 on 3: less the mean 73 they are −3 and 1. One frame serves both: −3 … 5 and 5 % beyond.
  const words: Curve = {
    ...curveOf("pump", [74, 70]),
    kind: "levels",
    method: "pd",
    x: ["P10", "P2"],
    n: [3, 1],
  };
  const svg = factorCurves([words, curveOf("flow", [-2, 5])], { width: 500 });
  const { height, y } = frameOf(svg);
  const at = (value: number) => y + (height * (5.4 - value)) / 8.8;
  const dots = [...svg.matchAll(/<circle cx="[\d.]+" cy="([\d.]+)" r="5"/g)].map(([, cy]) => Number(cy));
  expect(dots).toHaveLength(2);
  expect(dots[0]).toBeCloseTo(at(-3), 0);
  expect(dots[1]).toBeCloseTo(at(1), 0);
  expect(svg.indexOf(">P2<")).toBeLessThan(svg.indexOf(">P10<"));
});

test("importance() puts the most important factor first, and its interval around the mean", () => {
  // The first line is the one at 0. Means 1 and 3 with sd ½: the axis goes from 0 to 3.5 and 4 % beyond.
  const found = [
    { factor: "small", mean: 1 },
    { factor: "large", mean: 3 },
  ].map((one) => ({ ...one, sd: 0.5, rank: 1, ofNets: [] }));
  const svg = importance({ metric: "rmse", importance: found });
  const { width, x } = frameOf(svg);
  const at = (value: number) => x + (width * (value + 0.14)) / 3.78;
  const [, [, low, high]] = [...svg.matchAll(/<line x1="([\d.]+)" x2="([\d.]+)"/g)];
  expect(Number(low)).toBeCloseTo(at(2.5), 1);
  expect(Number(high)).toBeCloseTo(at(3.5), 1);
  expect(svg.indexOf(">large<")).toBeLessThan(svg.indexOf(">small<"));
});

test("performance() marks the best epoch at its place and says its loss", () => {
  const history = [0.4, 0.2, 0.3].map((loss, i) => ({
    epoch: i + 1,
    trainLoss: loss / 2,
    validationLoss: loss,
    learningRate: 0.1,
    gradientNorm: 1,
    best: i === 1,
    metrics: {},
  }));
  const svg = performance({ loss: "mse_mean", history, best: 2 });
  const { width, x } = frameOf(svg);
  expect(svg).toContain("best: epoch 2, 0.2");
  expect(svg).toContain("mean squared error");
  const second = performance(
    { loss: "cross_entropy_mean", history, best: 2, net: { number: 1, of: 54 } },
    { language: "zh" },
  );
  expect(second).toContain("交叉熵");
  expect(second).toContain("第 1 个网络（共训练 54 个）");
  expect(Number(/<circle cx="([\d.]+)" cy="[\d.]+" r="5.5"/.exec(svg)![1])).toBeCloseTo(x + width / 2, 1);
});

test("network() draws a positive weight solid and a negative one dashed, as wide as its root says", () => {
  // Weights 4 and −1: widths 0.6 + 3.4 and 0.6 + 3.4 / 2; the biases are not drawn.
  const net = emptyNetwork([2, 1], ["identity"], false, Float64Array.from([4, -1, 9]));
  const svg = network({ network: net, inputs: ["a", "b"], outputs: ["y"] });
  const lines = [...svg.matchAll(/<line [^>]*stroke-width="([\d.]+)"( stroke-dasharray="7 4")?/g)].slice(
    0,
    2,
  );
  expect(lines.map(([, width, dashes]) => [Number(width), dashes !== undefined])).toEqual([
    [2.3, true],
    [4, false],
  ]);
});

test("network() says which net of those that predict it is, and whole what an input says of empty cells", () => {
  const inputs = ["length_of_the_bill_in_millimetres", "length_of_the_bill_in_millimetres is missing"];
  const data = { network: emptyNetwork([2, 1], ["identity"]), inputs, net: { number: 16, of: 41 } };
  const svg = network(data, { width: 400, language: "zh" });
  expect(svg).toContain("第 16 个网络（共 41 个参与预测）");
  expect(svg).toMatch(/>length_\w*… 缺失</);
  expect(network(data, { width: 400 })).toMatch(/>lengt\w*… is missing</);
});

test("network() puts every second head lower where they have no room beside each other", () => {
  const net = { network: emptyNetwork([1, 2, 2, 1], ["tanh", "tanh", "identity"]) };
  const heights = (width: number): string[] =>
    [...network(net, { width }).matchAll(/<text x="[\d.]+" y="(\d+)"[^>]*font-weight="600"/g)].map(
      ([, y]) => y,
    );
  expect(heights(640)).toEqual(["14", "14", "14", "14"]);
  expect(heights(240)).toEqual(["14", "44", "14", "44"]);
});

test("network() of 64 hidden neurons draws 20 and says that 44 are left out", () => {
  const svg = network({ network: emptyNetwork([1, 64, 1], ["tanh", "identity"]) });
  expect(svg.match(/<circle/g)).toHaveLength(22);
  expect(svg).toContain(">⋯ 44 more<");
});
