import { describe, expect, test } from "vitest";
import { createNetwork, type Network } from "../../bp/network.js";
import { referenceEngine } from "../../engine/reference.js";
import { matrix, type Matrix } from "../../matrix.js";
import { createRandom } from "../../random.js";
import type { Encoder } from "../../table/encode.js";
import { selectRows } from "../../table/columns.js";
import { toTable } from "../../table/types.js";
import { hasIntervals } from "./calibration.js";
import { loadModel, saveModel } from "../file/file.js";
import { createIntervals, predictIntervals } from "./intervals.js";
import { evaluateIntervals } from "./measure.js";
import type { Model, ModelNet } from "../model.js";
import { nearestRows } from "./nearest.js";
import { createPredictor } from "../predictor.js";
import { heldOutOf, netsWithout, scatterOf } from "../ensemble/unseen.js";
import { train } from "../train.js";

const AS_IT_IS = { name: "none", center: 0, spread: 1, clip: false } as const;

/** One feature x from 0 to 10, one label y; the label's scale as given. */
function encoderOf(center = 0, spread = 1): Encoder {
  return {
    task: "regression",
    features: [{ name: "x", type: "number", indicator: false, scale: AS_IT_IS, min: 0, max: 10, fill: 5 }],
    labels: [{ name: "y", type: "number", scale: { ...AS_IT_IS, center, spread }, min: 0, max: 10 }],
    inputs: ["x"],
  };
}

/** `h = slope · x + intercept`. */
function line(slope: number, intercept: number): Network {
  const network = createNetwork([1, 1], { output: "identity", seed: 1 });
  network.W[1].data[0] = slope;
  network.b[1][0] = intercept;
  return network;
}

const record = {
  split: { kind: "random", train: 4, validation: 0, test: 0 },
} as unknown as Model["run"];

const row = (values: readonly number[]): Matrix => matrix(1, values.length, Float64Array.from(values));
const xTable = (values: readonly number[]) =>
  toTable({ source: "t", rows: values.length, columns: [{ name: "x", cells: [...values] }], warnings: [] });

/** Two folds of two rows with errors 1, 3 and 2, 4; the net without fold 0 says 2x, the one without fold 1 says 2x + 1. */
function toy(): Model {
  return {
    task: "regression",
    encoder: encoderOf(10, 2),
    nets: [
      { network: line(2, 0), weight: 0.5, family: "a", fold: 0 },
      { network: line(2, 1), weight: 0.5, family: "a", fold: 1 },
    ],
    outOfFold: { fold: Int32Array.of(0, 0, 1, 1), Y: row([1, -3, 2, -4]), H: row([0, 0, 0, 0]) },
    run: record,
  };
}

describe("predictIntervals()", () => {
  test("lays the errors of rows not seen around the ensemble, worked by hand, and takes off what it gains", () => {
    // x = 1: μ = (2 + 3)/2. Errors 1, 2, 3, 4: the ⌈0.6 · 5⌉ = 3rd is 3: −0.5 … 5.5, in the label's unit, 10 + 2 · h, 9 … 21.
    const bounds = (model: Model) => {
      const found = predictIntervals(model, xTable([1]), { level: 0.6 });
      return found.task === "regression" && [found.method, found.bounds[0].lo[0], found.bounds[0].hi[0]];
    };
    expect(bounds(toy())).toEqual(["cv", 9, 21]);
    // Mean squared error 7.5, of which 2.7 is the scatter of the folds' nets: √(4.8/7.5) = 0.8 of the reach, 2.4.
    const { outOfFold, ...rest } = toy();
    const known = { ...rest, outOfFold: { ...outOfFold!, scatter: Float64Array.of(2.7) } };
    const [, lo, hi] = bounds(known) as [string, number, number];
    expect(lo).toBeCloseTo(10.2, 12);
    expect(hi).toBeCloseTo(19.8, 12);
  });

  test("kind cv+ gives the CV+ bounds of a toy of two folds worked by hand", () => {
    // x = 1: μ₋₀ = 2, μ₋₁ = 3. Upper numbers 3, 5, 5, 7: the ⌈0.6 · 5⌉ = 3rd is 5. Lower numbers −1, −1, 1, 1: the
    // ⌊0.4 · 5⌋ = 2nd is −1. In the label's unit, 10 + 2 · h.
    const found = predictIntervals(toy(), xTable([1]), { level: 0.6, kind: "cv+" });
    expect(found).toMatchObject({ task: "regression", method: "cv+", part: "folds", rows: 4, level: 0.6 });
    if (found.task !== "regression") return;
    expect([...found.values[0]]).toEqual([15]); // (2 + 3) / 2
    expect([...found.bounds[0].lo]).toEqual([8]);
    expect([...found.bounds[0].hi]).toEqual([20]);
  });

  test("tells the coverage of rows judged by the other fold, worked by hand", () => {
    // Fold 0 by the scores 2, 4: reach 4, both rows within, width 8. Fold 1 by 1, 3: reach 3, 2 within, 4 outside by 1, width 6.
    // Winkler: mean width 7 + 2/0.4 · 1/4 = 8.25. The label's unit doubles widths.
    const { realised } = createIntervals(toy(), { level: 0.6 });
    expect(realised).toEqual([
      { label: "y", coverage: 0.75, meanWidth: 14, intervalScore: 16.5, normalised: false },
    ]);
  });

  test("createPredictor().interval() gives one row the same bounds", () => {
    const predictor = createPredictor(toy(), { engine: referenceEngine });
    expect(predictor.interval({ x: 1 }, { level: 0.6 })).toEqual({ value: 15, lo: 9, hi: 21 });
    const folds = predictor.interval({ x: 1 }, { level: 0.6, kind: "cv+" });
    expect(folds).toEqual({ value: 15, lo: 8, hi: 20 });
  });

  test("is unbounded where the rows are too few for the level", () => {
    const found = predictIntervals(toy(), xTable([1]), { level: 0.9 });
    expect(found.task === "regression" && [found.bounds[0].lo[0], found.bounds[0].hi[0]]).toEqual([
      -Infinity,
      Infinity,
    ]);
  });

  test("names the factors outside of the training range, row by row", () => {
    expect(predictIntervals(toy(), xTable([-1, 5, 11]), { level: 0.6 }).outside).toEqual([["x"], [], ["x"]]);
  });

  test("refuses a model of which all rows taught it (E360) and a level that is none", () => {
    const { outOfFold: _, ...bare } = toy();
    expect(hasIntervals(bare)).toBe(false);
    expect(() => predictIntervals(bare, xTable([1]))).toThrow(expect.objectContaining({ code: "E360" }));
    expect(() => createIntervals(toy(), { level: 1 })).toThrow(RangeError);
    expect(() => createIntervals(toy(), { kind: "cqr" })).toThrow(expect.objectContaining({ code: "E361" }));
  });

  test("warns where validation rows chose the epoch (W362), and where rows follow one another in time (W360)", () => {
    const { outOfFold, ...bare } = toy();
    const { Y, H } = outOfFold!;
    const inTime = { ...record, split: { ...record.split, kind: "time" as const } };
    const codes = (model: Model) =>
      createIntervals(model, { level: 0.6 }).warnings.map(({ code }) => code as string);
    expect(codes({ ...bare, heldOut: { part: "validation", Y, H } })).toEqual(["W362"]);
    expect(codes({ ...bare, heldOut: { part: "test", Y, H }, run: inTime })).toEqual(["W360"]);
  });

  test("takes the weights of families for the nets without a fold", () => {
    const net = (family: string, weight: number, fold?: number): ModelNet => ({
      network: line(1, 0),
      weight,
      family,
      ...(fold === undefined ? {} : { fold }),
    });
    // Family a counts 0.6 and has one net without fold 0, family b counts 0.4.
    const nets = [net("a", 0.2, 0), net("a", 0.2, 1), net("a", 0.2), net("b", 0.2, 0), net("b", 0.2, 1)];
    const weights = netsWithout(nets, 0).map(({ weight }) => weight);
    expect(weights[0]).toBeCloseTo(0.6, 12);
    expect(weights[1]).toBeCloseTo(0.4, 12);
    expect(netsWithout(nets, 2)).toEqual([]);
  });

  test("scatterOf() is the mean square by which the nets without a fold differ from the ensemble, worked by hand", () => {
    // 2x and 2x + 1 around 2x + 0.5, everywhere.
    const fold = Int32Array.of(0, 0, 1, 1);
    expect(scatterOf(toy().nets, row([1, 2, 3, 4]), fold)).toEqual(Float64Array.of(0.25));
    expect(scatterOf(toy().nets, row([1, 2, 3]), Int32Array.of(0, 1, 2))).toBeUndefined();
  });
});

/** 4 folds; two families whose mean is right and whose difference is `2 · disagreement · x`. Noise of sd `sigma(x)`. */
function generated(
  seed: number,
  rows: number,
  sigma: (x: number) => number,
  disagreement: number,
): { model: Model; x: number[]; y: number[] } {
  const random = createRandom(seed, 3);
  const draw = () => {
    const x = 0.5 + 9.5 * random.uniform();
    return { x, y: 2 * x + sigma(x) * random.normal() };
  };
  const taught = Array.from({ length: rows }, draw);
  const fresh = Array.from({ length: 500 }, draw);
  const nets = [0, 1, 2, 3].flatMap((fold) =>
    [1, -1].map((sign) => ({
      network: line(2 + sign * disagreement, 0),
      weight: 1 / 8,
      family: String(sign),
      fold,
    })),
  );
  const model: Model = {
    task: "regression",
    encoder: encoderOf(),
    nets,
    outOfFold: {
      fold: Int32Array.from(taught, (_, i) => i % 4),
      Y: row(taught.map(({ y }) => y)),
      H: row(taught.map(({ x }) => 2 * x)),
      ...(disagreement > 0 ? { spread: row(taught.map(({ x }) => disagreement * x)) } : {}),
    },
    run: record,
  };
  return { model, x: fresh.map(({ x }) => x), y: fresh.map(({ y }) => y) };
}

/** Share of labels held, of the rows with x below 5 and of the others, over 20 seeds. */
function shares(sigma: (x: number) => number, disagreement: number) {
  const counts = { low: [0, 0], high: [0, 0], normalised: 0 };
  for (let seed = 1; seed <= 20; seed++) {
    const { model, x, y } = generated(seed, 200, sigma, disagreement);
    const found = createIntervals(model, { level: 0.9 });
    const { realised } = found;
    if (Array.isArray(realised) && realised[0].normalised) counts.normalised++;
    const intervals = found.rowsOf(row(x));
    if (intervals.task !== "regression") throw new Error("expected numbers");
    const { lo, hi } = intervals.bounds[0];
    x.forEach((at, i) => {
      const side = counts[at < 5 ? "low" : "high"];
      side[0] += y[i] >= lo[i] && y[i] <= hi[i] ? 1 : 0;
      side[1]++;
    });
  }
  const { low, high, normalised } = counts;
  return {
    all: (low[0] + high[0]) / (low[1] + high[1]),
    low: low[0] / low[1],
    high: high[0] / high[1],
    normalised,
  };
}

describe("coverage over 20 seeds of generated data", () => {
  test("lies within 2 points of 90 % for equal noise", () => {
    expect(Math.abs(shares(() => 1.5, 0).all - 0.9)).toBeLessThan(0.02);
  });

  test("lies within 2 points of 90 % for noise that grows with x, everywhere where the nets know it", () => {
    const blind = shares((x) => 0.5 * x, 0);
    expect(Math.abs(blind.all - 0.9)).toBeLessThan(0.02);
    expect(blind.low - blind.high).toBeGreaterThan(0.1); // equal widths are too wide on one side
    const knowing = shares((x) => 0.5 * x, 0.5);
    expect(Math.abs(knowing.all - 0.9)).toBeLessThan(0.02);
    expect(Math.abs(knowing.low - knowing.high)).toBeLessThan(0.06);
    expect(knowing.normalised).toBe(20);
  });
});

/** 5 folds whose nets wobble about the law with sd 1 where the noise has 1.5; the ensemble is their mean. */
function wobbling(seed: number): { model: Model; x: number[]; y: number[] } {
  const random = createRandom(seed, 4);
  const draw = () => {
    const x = 10 * random.uniform();
    return { x, y: 2 * x + 1.5 * random.normal() };
  };
  const [taught, fresh] = [Array.from({ length: 200 }, draw), Array.from({ length: 500 }, draw)];
  const nets = [0, 1, 2, 3, 4].map((fold) => {
    return { network: line(2, random.normal()), weight: 0.2, family: "a", fold };
  });
  const fold = Int32Array.from(taught, (_, i) => i % 5);
  const X = row(taught.map(({ x }) => x));
  const H = row(taught.map(({ x }, i) => 2 * x + nets[i % 5].network.b[1][0]));
  const scatter = scatterOf(nets, X, fold)!;
  const outOfFold = { fold, Y: row(taught.map(({ y }) => y)), H, scatter };
  const model: Model = { task: "regression", encoder: encoderOf(), nets, outOfFold, run: record };
  return { model, x: fresh.map(({ x }) => x), y: fresh.map(({ y }) => y) };
}

test("where nets wobble, cv holds 90 ± 2 % of new labels over 40 seeds, and cv+ more than 92 % with wider intervals", () => {
  const share = (kind: "cv" | "cv+") => {
    let [held, width] = [0, 0];
    for (let seed = 1; seed <= 40; seed++) {
      const { model, x, y } = wobbling(seed);
      const intervals = createIntervals(model, { level: 0.9, kind }).rowsOf(row(x));
      if (intervals.task !== "regression") throw new Error("expected numbers");
      const { lo, hi } = intervals.bounds[0];
      y.forEach((label, i) => {
        held += Number(label >= lo[i] && label <= hi[i]) / (40 * y.length);
        width += (hi[i] - lo[i]) / (40 * y.length);
      });
    }
    return { held, width };
  };
  const [cv, plus] = [share("cv"), share("cv+")];
  expect(Math.abs(cv.held - 0.9)).toBeLessThan(0.02);
  expect(plus.held).toBeGreaterThan(0.92);
  expect(plus.width).toBeGreaterThan(1.1 * cv.width);
});

describe("models of a run", () => {
  const random = createRandom(5, 0);
  const x = Array.from({ length: 150 }, () => 10 * random.uniform());
  const cells = x.map((at) => 3 * at + random.normal());
  const columns = [
    { name: "x", cells: x },
    { name: "y", cells },
  ];
  const table = toTable({ source: "t", rows: 150, columns, warnings: [] });
  const quick = { label: "y", hidden: [3], nets: 2, epochs: 20, batch: 16 } as const;

  test("one kind of network: split conformal from the test rows, kept in the file to the bit", async () => {
    const model = await train(table, { ...quick, split: { fractions: [0.5, 0.1, 0.4] } });
    expect(model.heldOut?.part).toBe("test");
    const again = loadModel(saveModel(model));
    expect(again.heldOut).toEqual(model.heldOut);
    const found = evaluateIntervals(again, table, { level: 0.8 });
    expect(found).toMatchObject({ method: "split", part: "test", rows: 150 });
    const [measured] = found.measured as { coverage: number; meanWidth: number }[];
    expect(measured.coverage).toBeGreaterThan(0.7);
    expect(measured.meanWidth).toBeGreaterThan(1);
  });

  test("families: errors of nets that left out a fold, kept in the file to the bit", async () => {
    const few = selectRows(
      table,
      Int32Array.from({ length: 70 }, (_, r) => r),
    );
    const model = await train(few, { label: "y" });
    expect(model.outOfFold?.spread?.cols).toBe(model.outOfFold?.fold.length);
    expect(model.outOfFold?.scatter?.[0]).toBeGreaterThan(0);
    const again = loadModel(saveModel(model));
    expect(again.outOfFold).toEqual(model.outOfFold);
    const found = evaluateIntervals(again, table);
    expect(found.method).toBe("cv");
    // Noise of sd 1: 90 % of the labels lie within ±1.645.
    const [realised] = found.realised as { coverage: number; meanWidth: number }[];
    expect(Math.abs(realised.coverage - 0.9)).toBeLessThan(0.05);
    expect(Math.abs(realised.meanWidth - 3.29)).toBeLessThan(0.9);
  });

  test("keep at most 5,000 rows for intervals, spread over the part", () => {
    const X = row(Array.from({ length: 12_000 }, (_, i) => i));
    const nets = [{ network: line(1, 0), weight: 1 }];
    const held = heldOutOf(nets, { test: null, validation: { X, Y: X } })!;
    expect(held.part).toBe("validation");
    expect([held.Y.cols, held.Y.data[0], held.Y.data[4999]]).toEqual([5000, 0, 11_997]);
  });
});

describe("nearestRows()", () => {
  test("gives the rows of the training table by the distance of the inputs, numbered from 1", () => {
    const near = nearestRows(toy(), xTable([0, 4, 9, 3]), xTable([3.4]), 2);
    expect(near[0].map(({ row: number }) => number)).toEqual([4, 2]);
    expect(near[0][0].distance).toBeCloseTo(0.4, 12);
  });
});

describe("evaluateIntervals()", () => {
  test("measures coverage and width of labelled rows, worked by hand", () => {
    // In the label's unit the toy's CV+ interval at x = 1 is 8 … 20: 9 lies within, 21 outside by 1.
    const columns = [
      { name: "x", cells: [1, 1] },
      { name: "y", cells: [9, 21] },
    ];
    const table = toTable(
      { source: "t", rows: 2, columns, warnings: [] },
      {
        types: new Map([
          ["y", "number"],
          ["x", "number"],
        ]),
      },
    );
    const { measured } = evaluateIntervals(toy(), table, { level: 0.6, kind: "cv+" });
    // 12 + 2/0.4 · 1/2 = 14.5
    expect(measured).toEqual([
      { label: "y", coverage: 0.5, meanWidth: 12, intervalScore: 14.5, normalised: false },
    ]);
  });

  test("rows count by their weight, those of weight 0 not at all", () => {
    const columns = [
      { name: "x", cells: [1, 1, 1] },
      { name: "y", cells: [9, 21, 99] },
      { name: "w", cells: [3, 1, 0] },
    ];
    const types = new Map(columns.map(({ name }) => [name, "number"] as const));
    const table = toTable({ source: "t", rows: 3, columns, warnings: [] }, { types });
    const found = evaluateIntervals(toy(), table, { level: 0.6, kind: "cv+", weight: "w" });
    expect(found.rows).toBe(2);
    // 12 + 2/0.4 · 1/4 = 13.25
    expect(found.measured).toEqual([
      { label: "y", coverage: 0.75, meanWidth: 12, intervalScore: 13.25, normalised: false },
    ]);
  });
});
