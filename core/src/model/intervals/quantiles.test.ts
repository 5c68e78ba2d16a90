import { describe, expect, test } from "vitest";
import { createNetwork } from "../../bp/network.js";
import { matrix, type Matrix } from "../../matrix.js";
import { createRandom } from "../../random.js";
import type { Encoder } from "../../table/encode.js";
import { toTable } from "../../table/types.js";
import { loadModel, saveModel } from "../file/file.js";
import { createIntervals, predictIntervals } from "./intervals.js";
import type { Model, ModelNet } from "../model.js";
import { train } from "../train.js";

const AS_IT_IS = { name: "none", center: 0, spread: 1, clip: false } as const;
const encoder: Encoder = {
  task: "regression",
  features: [{ name: "x", type: "number", indicator: false, scale: AS_IT_IS, min: 0, max: 10, fill: 5 }],
  labels: [{ name: "y", type: "number", scale: { ...AS_IT_IS, center: 10, spread: 2 }, min: 0, max: 10 }],
  inputs: ["x"],
};

/** Outputs `slope · x + intercept`. */
function lines(...of: [slope: number, intercept: number][]): Omit<ModelNet, "weight"> {
  const network = createNetwork([1, of.length], { output: "identity", seed: 1 });
  of.forEach(([slope, intercept], i) => {
    network.W[1].data[i] = slope;
    network.b[1][i] = intercept;
  });
  return { network };
}

const at = (x: number): Matrix => matrix(1, 1, Float64Array.of(x));

/** Two folds of two rows whose errors are their labels; the model answers x. */
function toy(quantiles: [slope: number, intercept: number][], H: number[]): Model {
  return {
    task: "regression",
    encoder,
    nets: [0, 1].map((fold) => ({ ...lines([1, 0]), weight: 0.5, family: "a", fold })),
    outOfFold: {
      fold: Int32Array.of(0, 0, 1, 1),
      Y: matrix(1, 4, Float64Array.of(3, 1, -2, 0)),
      H: matrix(1, 4),
    },
    quantiles: {
      level: 0.8,
      nets: [{ ...lines(...quantiles), weight: 1 }],
      H: matrix(2, 4, Float64Array.from(H)),
    },
    run: { split: { kind: "random" } } as unknown as Model["run"],
  };
}

function boundsOf(model: Model, x: number, level: number): [lo: number, hi: number] {
  const found = createIntervals(model, { level }).rowsOf(at(x));
  if (found.task !== "regression") throw new Error("expected numbers");
  return [found.bounds[0].lo[0], found.bounds[0].hi[0]];
}

describe("intervals of nets for quantiles", () => {
  // Quantiles of the rows 0 … 2, 2 … 0 (crossed), 0 … 2, −1 … 1: E = max(lo − y, y − hi) = 1, −1, 2, −1.
  const H = [0, 2, 0, -1, 2, 0, 2, 1];

  test("are widened by the misses of rows not seen, worked by hand, in the label's unit", () => {
    // level 0.6: the ⌈0.6 · 5⌉ = 3rd of −1, −1, 1, 2 is 1: 0 − 1 … 2 + 1 about the answer 1, in the unit 10 + 2 · h.
    const model = toy(
      [
        [1, -1],
        [1, 1],
      ],
      H,
    );
    expect(boundsOf(model, 1, 0.6)).toEqual([10, 18]);
    // level 0.4: the 2nd is −1, the quantiles shrink to a point.
    expect(boundsOf(model, 1, 0.4)).toEqual([14, 14]);
    expect(createIntervals(model, { level: 0.6 }).method).toBe("cqr");
    expect(createIntervals(model, { level: 0.6, kind: "cv" }).method).toBe("cv");
  });

  test("are put in order where the quantiles cross", () => {
    expect(
      boundsOf(
        toy(
          [
            [1, 1],
            [1, -1],
          ],
          H,
        ),
        1,
        0.6,
      ),
    ).toEqual([10, 18]);
  });

  test("tell what they realised on rows judged by the other fold, worked by hand", () => {
    // Fold 0 by E = 2, −1: reach 2: −2 … 4 twice, both within, width 6; fold 1 by 1, −1: reach 1: −1 … 3, which −2 misses by 1, and
    // −2 … 2, width 4. Winkler 5 + 5 · 1/4. The unit doubles widths.
    expect(
      createIntervals(
        toy(
          [
            [1, -1],
            [1, 1],
          ],
          H,
        ),
        { level: 0.6 },
      ).realised,
    ).toEqual([{ label: "y", coverage: 0.75, meanWidth: 10, intervalScore: 12.5, normalised: true }]);
  });
});

/** `y = 2x + x² e`: noise from none to much. */
function noisy(seed: number, rows: number) {
  const random = createRandom(seed, 8);
  const x = Array.from({ length: rows }, () => random.uniform());
  const y = x.map((v) => 2 * v + v * v * random.normal());
  const columns = [
    { name: "x", cells: x },
    { name: "y", cells: y },
  ];
  return { x, y, table: toTable({ source: "t", rows, columns, warnings: [] }) };
}

describe("train() with intervalMethod cqr", () => {
  const quick = { label: "y", hidden: [4], nets: 1, epochs: 40 } as const;

  test("noise that grows with x: narrower on average than equal widths, and 85 to 95 % held on both halves", async () => {
    const split = { fractions: [0.6, 0.1, 0.3] } as const;
    const model = await train(noisy(1, 700).table, { ...quick, split, intervalMethod: "cqr" });
    expect(model.quantiles?.nets.map(({ network }) => network.sizes.at(-1))).toEqual([2, 2, 2]);
    const again = loadModel(saveModel(model));
    expect(again.quantiles).toEqual(model.quantiles);
    const { x, y, table } = noisy(2, 3000);
    const measured = (kind: "cv" | "cqr") => {
      const found = predictIntervals(again, table, { kind });
      if (found.task !== "regression") throw new Error("expected numbers");
      const { lo, hi } = found.bounds[0];
      const held = (from: number, to: number) => {
        const rows = [...x.keys()].filter((i) => x[i] >= from && x[i] < to);
        return rows.filter((i) => y[i] >= lo[i] && y[i] <= hi[i]).length / rows.length;
      };
      const width = lo.reduce((sum, low, i) => sum + hi[i] - low, 0) / lo.length;
      return { low: held(0, 0.5), high: held(0.5, 1), width };
    };
    const [equal, own] = [measured("cv"), measured("cqr")];
    expect(equal.low).toBeGreaterThan(0.98);
    expect(own.width).toBeLessThan(0.9 * equal.width);
    for (const held of [own.low, own.high]) expect(Math.abs(held - 0.9)).toBeLessThan(0.05);
  });

  test.each(["none", "random"] as const)(
    "a run whose time is up before a family is ready gives a file that can be read: split %s",
    async (kind) => {
      const { table } = noisy(3, 60);
      const options = { label: "y", seconds: 1e-6, threads: 1, intervalMethod: "cqr" } as const;
      const model = await train(table, { ...options, split: { kind } });
      expect(model.outOfFold).toBeUndefined();
      expect(model.quantiles?.H.cols).toBe(model.heldOut?.Y.cols);
      expect(loadModel(saveModel(model)).quantiles).toEqual(model.quantiles);
    },
  );

  test("a run that is stopped while the nets for quantiles train goes on with the bits of one that never was", async () => {
    const { table } = noisy(4, 80);
    const options = { ...quick, epochs: 3, threads: 1, intervalMethod: "cqr" } as const;
    let asked = 0;
    const count = {
      get aborted() {
        asked++;
        return false;
      },
    };
    await train(table, { ...options, intervalMethod: "errors", signal: count });
    const before = asked;
    asked = 0;
    const signal = {
      get aborted() {
        return ++asked > before + 1;
      },
    };
    const stopped = loadModel(saveModel(await train(table, { ...options, signal })));
    expect(stopped.quantiles).toBeUndefined();
    expect(stopped.checkpoint?.done).toHaveLength(1);
    const resumed = await train(table, { ...options, resume: stopped });
    expect(saveModel(resumed)).toEqual(saveModel(await train(table, options)));
  });

  test("refuses classes, levels that are none, a level without cqr, and rows that all train", async () => {
    const { table } = noisy(1, 60);
    const refused = (options: object) => train(table, { ...quick, ...options });
    await expect(refused({ intervalMethod: "cqr", intervalLevel: 1 })).rejects.toThrow(
      "Cannot train for intervals: expected an intervalLevel between 0 and 1, got 1",
    );
    await expect(refused({ intervalLevel: 0.8 })).rejects.toThrow('expected intervalMethod "cqr" beside');
    await expect(refused({ intervalMethod: "cqr", split: { kind: "none" } })).rejects.toThrow(
      'expected a validation or a test part for "cqr", got rows that all train',
    );
    const words = toTable({
      source: "t",
      rows: 60,
      columns: [
        { name: "x", cells: Array.from({ length: 60 }, (_, i) => i) },
        { name: "y", cells: Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? "a" : "b")) },
      ],
      warnings: [],
    });
    await expect(train(words, { ...quick, intervalMethod: "cqr" })).rejects.toThrow("got classes");
  });
});
