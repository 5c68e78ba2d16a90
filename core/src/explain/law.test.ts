import { expect, test } from "vitest";
import type { Curve } from "./curve.js";
import { lawOf, type Law } from "./law.js";
import { qualityWarnings } from "./quality.js";
import { compareRankings } from "./rankings.js";
import { describeLaw, lawCaption, shapeName } from "./sentence.js";

/** A curve on 0 … 20 whose data are spread evenly. */
function curve(f: (x: number) => number, rest: Partial<Curve> = {}): Curve {
  const x = Array.from({ length: 41 }, (_, i) => i / 2);
  return {
    factor: "age",
    unit: "d",
    kind: "number",
    output: "strength",
    outputUnit: "MPa",
    method: "ale",
    x,
    y: x.map(f),
    lo: null,
    hi: null,
    n: x.map(() => 1),
    deciles: Array.from({ length: 11 }, (_, k) => 2 * k),
    ice: null,
    ...rest,
  };
}

const law = (f: (x: number) => number): Law => lawOf(curve(f), 1);

test("a line rises without a bend, from the first to the ninth decile of the data", () => {
  expect(law((x) => 2 * x)).toMatchObject({
    shape: "rising",
    from: 2,
    to: 18,
    change: 32,
    bend: null,
    turn: null,
  });
  expect(law((x) => -x)).toMatchObject({ shape: "falling", change: -16 });
});

test("a law of two pieces bends where they meet", () => {
  expect(law((x) => Math.min(x, 8)).bend).toEqual({ at: 8, to: "flatter" });
  expect(law((x) => -Math.max(x, 8)).bend).toEqual({ at: 8, to: "steeper" });
});

test("parabolas turn at their vertex, a sine of two waves is mixed, ripples below a twentieth of the sd are flat", () => {
  expect(law((x) => -((x - 7) ** 2))).toMatchObject({ shape: "peak", turn: 7 });
  expect(law((x) => (x - 12) ** 2)).toMatchObject({ shape: "valley", turn: 12 });
  expect(law((x) => Math.sin(x))).toMatchObject({ shape: "mixed" });
  expect(law((x) => 0.02 * Math.sin(x))).toMatchObject({ shape: "flat" });
});

test("levels are told by the lowest and the highest that occur", () => {
  const levels = curve(() => 0, {
    kind: "levels",
    x: ["p", "q", "r"],
    y: [1, 4, 9],
    n: [3, 2, 0],
    deciles: null,
  });
  expect(lawOf(levels, 1)).toMatchObject({
    shape: "levels",
    change: 3,
    lowest: "p",
    highest: "q",
    from: null,
  });
});

test("describeLaw() says each shape in both languages, with units, and nothing of causes", () => {
  const shapes = [
    law((x) => Math.min(x, 8)),
    law((x) => -x),
    law((x) => -((x - 7) ** 2)),
    law((x) => (x - 12) ** 2),
    law(() => 3),
    law((x) => Math.sin(x)),
  ];
  expect(shapes.map((one) => describeLaw(one, "en"))).toEqual([
    "age: from 2 to 18 d strength rises by 6 MPa on average; it flattens above 8",
    "age: from 2 to 18 d strength falls by 16 MPa on average",
    "age: from 2 to 18 d strength first rises, then falls; it is highest near 7",
    "age: from 2 to 18 d strength first falls, then rises; it is lowest near 12",
    "age: strength hardly depends on it",
    // sin 18 − sin 2
    "age: from 2 to 18 d strength goes up and down; from end to end it changes by -1.66 MPa",
  ]);
  expect(shapes.map((one) => describeLaw(one, "zh"))).toEqual([
    "age 从 2 增至 18 d，strength 平均升高 6 MPa；8 以上趋缓",
    "age 从 2 增至 18 d，strength 平均降低 16 MPa",
    "age 从 2 增至 18 d，strength 先升后降，在 7 附近最高",
    "age 从 2 增至 18 d，strength 先降后升，在 12 附近最低",
    "age：strength 几乎不随之变化",
    "age 从 2 增至 18 d，strength 时升时降，两端相差 -1.66 MPa",
  ]);
  expect([lawCaption("en"), lawCaption("zh"), shapeName("peak", "zh")]).toEqual([
    "an association that the model has learned, not causation",
    "模型学到的关联，不等于因果",
    "先升后降",
  ]);
});

test("describeLaw() tells no unit that a name ends in, and differences of shares in percentage points", () => {
  const named: Law = { ...law((x) => x), factor: "age [d]", output: "strength (MPa)" };
  expect(describeLaw(named, "en")).toBe("age [d]: from 2 to 18 strength (MPa) rises by 16 on average");
  const shares = { ...named, factor: "age", output: "efficiency [%]", outputUnit: "%" };
  expect(describeLaw(shares, "en")).toBe(
    "age: from 2 to 18 d efficiency [%] rises by 16 percentage points on average",
  );
  expect(describeLaw(shares, "zh")).toBe("age 从 2 增至 18 d，efficiency [%] 平均升高 16 个百分点");
});

test("dates are told as days, levels by their words", () => {
  const start = Date.UTC(2020, 0, 1);
  const dates = curve((x) => x, {
    kind: "date",
    x: Array.from({ length: 41 }, (_, i) => start + (i / 2) * 86_400_000),
    deciles: Array.from({ length: 11 }, (_, k) => start + 2 * k * 86_400_000),
  });
  expect(describeLaw(lawOf(dates, 1), "en")).toBe(
    "age: from 2020-01-03 to 2020-01-19 strength rises by 16 MPa on average",
  );
  const levels = curve(() => 0, { kind: "levels", x: ["p", "q"], y: [1, 4], n: [3, 2], deciles: null });
  expect(describeLaw(lawOf(levels, 1), "en")).toBe(
    "age: strength is 3 MPa higher on average with q than with p",
  );
});

test("qualityWarnings() tells of R² below 0.3, of classifiers without skill, and of no rows to tell", () => {
  const run = (metrics: Record<string, number> | null, logLoss = 1): Parameters<typeof qualityWarnings>[0] =>
    ({
      task: metrics !== null && "r2" in metrics ? "regression" : "binary",
      run: {
        metrics: { train: {}, validation: metrics, test: null },
        baselines: { majority: { train: {}, validation: { logLoss }, test: null } },
      },
    }) as unknown as Parameters<typeof qualityWarnings>[0];
  const codes = (model: Parameters<typeof qualityWarnings>[0]): string[] =>
    qualityWarnings(model).map(({ code }) => code);
  expect(codes(run({ r2: 0.29 }))).toEqual(["W650"]);
  expect(codes(run({ r2: 0.31 }))).toEqual([]);
  expect(codes(run({ logLoss: 0.96 }))).toEqual(["W651"]);
  expect(codes(run({ logLoss: 0.5 }))).toEqual([]);
  expect(codes(run(null))).toEqual(["W653"]);
});

test("compareRankings() ranks, and correlates ranks by hand: 1 2 3 against 1 3 2 is ρ = 1/2, τ = 1/3", () => {
  const { methods, agreement, order } = compareRankings(
    ["a", "b", "c"],
    [
      {
        method: "first",
        values: [9, 5, 1],
        ofNets: [
          [9, 5, 1],
          [3, 2, 1],
          [1, 2, 3],
        ],
      },
      { method: "second", values: [9, 1, 5] },
      { method: "third", values: [2, null, 7] },
    ],
  );
  expect(methods.map((one) => one.ranks)).toEqual([
    [1, 2, 3],
    [1, 3, 2],
    [2, null, 1],
  ]);
  // pairs of nets: 1, −1, −1
  expect(methods.map((one) => one.stability)).toEqual([-1 / 3, null, null]);
  expect(agreement.map((one) => [one.spearman, one.kendall].map((v) => Number(v.toFixed(12))))).toEqual([
    [0.5, Number((1 / 3).toFixed(12))],
    [-1, -1],
    [-1, -1],
  ]);
  expect(order.map(({ factor }) => factor)).toEqual(["a", "c", "b"]);
  expect(() => compareRankings(["a"], [{ method: "x", values: [] }])).toThrow(RangeError);
});
