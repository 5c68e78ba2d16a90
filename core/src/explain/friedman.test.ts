/** The whole: Friedman's function 1 (Friedman 1991), whose laws are known, learned from noisy rows and then read off the model. */
import { beforeAll, describe, expect, test } from "vitest";
import type { Model } from "../model/model.js";
import { train } from "../model/train.js";
import { createRandom } from "../random.js";
import { tableFromColumns } from "../table/types.js";
import type { Table } from "../table/table.js";
import { lawOf } from "./law.js";
import { permutationImportance } from "./permutation.js";
import { explain, rankFactors, type Explanation } from "./overview.js";

/** y = 10 sin(π x1 x2) + 20 (x3 − ½)² + 10 x4 + 5 x5 + noise; x6 … x10 are idle. */
function friedman(rows: number, seed: number): Table {
  const random = createRandom(seed);
  const x = Array.from({ length: 10 }, () => Array.from({ length: rows }, () => random.uniform()));
  const y = x[0].map((_, i) => {
    const [a, b, c, d, e] = x.map((column) => column[i]);
    return 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + random.normal() / 2;
  });
  return tableFromColumns([...x.map((column, j): [string, number[]] => [`x${j + 1}`, column]), ["y", y]]);
}

const idle = ["x6", "x7", "x8", "x9", "x10"];
const heldOut = friedman(300, 2);
let model: Model;
let found: Explanation;
beforeAll(async () => {
  model = await train(friedman(500, 1), { label: "y", nets: 2, hidden: [20], epochs: 120 });
  found = await explain(model, heldOut);
});

describe("a model of Friedman's function 1", () => {
  test("the five idle factors rank last by permutation and by sensitivity; x4 is first", async () => {
    const last = (values: { factor: string; size: number }[]): string[] =>
      values
        .toSorted((a, b) => a.size - b.size)
        .slice(0, 5)
        .map(({ factor }) => factor);
    const importance = found.permutation!.importance.map(({ factor, mean }) => ({ factor, size: mean }));
    const strength = found.sensitivity.factors.map((one) => ({ factor: one.factor, size: one.strength }));
    expect(last(importance).toSorted()).toEqual(idle.toSorted());
    expect(last(strength).toSorted()).toEqual(idle.toSorted());
    expect(found.permutation!.importance.find(({ rank }) => rank === 1)!.factor).toBe("x4");
    // next to nothing beside the RMSE that x4 is worth
    expect(Math.max(...importance.slice(5).map(({ size }) => size))).toBeLessThan(0.1);
  });

  test("with a decay for each input, as in the default, the idle factors lie within two standard deviations of zero", async () => {
    const optimizer = { name: "br", prior: "ard" } as const;
    const relevant = await train(friedman(500, 1), {
      label: "y",
      nets: 1,
      hidden: [10],
      activation: "tanh",
      optimizer,
      epochs: 100,
    });
    const { importance } = await permutationImportance(relevant, heldOut);
    for (const { factor, mean, sd, rank } of importance) {
      expect(rank > 5).toBe(idle.includes(factor));
      expect(Math.abs(mean) <= 2 * sd).toBe(idle.includes(factor));
    }
  });

  test("ALE of x4 is a line of slope 10 within 1, that of x3 the parabola within 0.5, its valley at ½ within 0.1", () => {
    const line = found.curves.find(({ factor }) => factor === "x4")!;
    const [x, y] = [line.x as number[], line.y];
    const slope = (y.at(-1)! - y[0]) / (x.at(-1)! - x[0]);
    expect(Math.abs(slope - 10)).toBeLessThan(1);
    expect(found.sensitivity.factors[3]).toMatchObject({ positive: 1 });
    const parabola = found.curves.find(({ factor }) => factor === "x3")!;
    // 20 ((x − ½)² − 1/12) has mean 0 on [0, 1]
    const errors = parabola.y.map((v, i) => v - 20 * (((parabola.x[i] as number) - 0.5) ** 2 - 1 / 12));
    // the net itself errs most at the ends of the range
    expect(Math.max(...errors.slice(3, -3).map(Math.abs))).toBeLessThan(0.5);
    const law = lawOf(parabola, found.sensitivity.sd);
    expect(law.shape).toBe("valley");
    expect(Math.abs(law.turn! - 0.5)).toBeLessThan(0.1);
  });

  test("rankings by nine methods lie side by side; those that know the data agree, and put the idle factors last", async () => {
    const { methods, order, agreement } = await rankFactors(model, heldOut);
    expect(methods.map(({ method }) => method)).toEqual([
      "permutation",
      "sensitivity",
      "ale",
      "miv",
      "shapley",
      "sobol",
      "lek",
      "olden",
      "garson",
    ]);
    for (const method of ["permutation", "sensitivity", "shapley", "sobol"]) {
      const { ranks } = methods.find((one) => one.method === method)!;
      expect(ranks.slice(5).every((rank) => rank! > 5)).toBe(true);
    }
    expect(new Set(order.slice(0, 2).map(({ factor }) => factor))).toContain("x4");
    const pair = agreement.find((one) => one.methods.join() === "permutation,shapley")!;
    expect(pair.spearman).toBeGreaterThan(0.8);
    expect(methods[0].stability).toBeGreaterThan(0.7);
  });
});
