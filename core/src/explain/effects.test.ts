import { describe, expect, test } from "vitest";
import { linearNetwork, modelOf, tableOf } from "../../../test/explain.js";
import { expectNear } from "../../../test/near.js";
import { matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import { createRandom } from "../random.js";
import { averageEffects } from "./effects.js";

/** A model whose nets each leave out a fold. */
function foldsOf(networks: Parameters<typeof modelOf>[0], table: Parameters<typeof modelOf>[1]): Model {
  const model = modelOf(networks, table);
  const n = table.rows;
  return {
    ...model,
    nets: model.nets.map((net, fold) => ({ ...net, family: "a", fold })),
    outOfFold: {
      fold: Int32Array.from({ length: n }, (_, i) => i % networks.length),
      Y: matrix(1, n),
      H: matrix(1, n),
    },
  };
}

describe("averageEffects()", () => {
  const table = tableOf({ a: [1, 2, 3, 10], c: ["p", "q", "p", "r"] });

  test("gives slopes and differences of levels with errors from the folds, worked by hand, p as scipy has it", async () => {
    // a; p, q, r. Slopes 1, 2, 3: mean 2, se² = 2/3 · (1 + 0 + 1), t = 2/1.1547 = √3 with 2 degrees of freedom.
    const networks = [1, 2, 3].map((slope) => linearNetwork([slope, 0, 5, slope]));
    const found = await averageEffects(foldsOf(networks, table), table);
    expect(found).toMatchObject({ output: "y", rows: 4, folds: 3, level: 0.95 });
    expect(found.effects.map(({ factor, level }) => [factor, level])).toEqual([
      ["a", undefined],
      ["c", "q"],
      ["c", "r"],
    ]);
    const [a, q, r] = found.effects;
    expectNear([a.effect, a.se], [2, Math.sqrt(4 / 3)], 1e-12);
    // scipy 1.17.1: 2 * stats.t.sf(3 ** 0.5, 2) and stats.t.ppf(0.975, 2)
    expectNear([a.p], [0.22540333075851665], 1e-9);
    expectNear([a.hi - a.lo], [2 * 4.302652729749462 * Math.sqrt(4 / 3)], 1e-8);
    expect([q.effect, q.se, q.lo, q.hi, q.p]).toEqual([5, 0, 5, 5, 0]);
    expectNear([r.effect, r.se], [2, Math.sqrt(4 / 3)], 1e-12);
  });

  test("refuses a model without nets that leave out a fold (E656)", async () => {
    const model = modelOf([linearNetwork([1, 0, 0, 0])], table);
    await expect(averageEffects(model, table)).rejects.toThrow(expect.objectContaining({ code: "E656" }));
  });

  test("the interval of least-squares lines holds the true slope in 91 to 99 % of 200 samples, and p < 0.05 comes in 1 to 9 % of idle factors", async () => {
    let [held, significant] = [0, 0];
    for (let seed = 1; seed <= 200; seed++) {
      const random = createRandom(seed, 5);
      const x = Array.from({ length: 60 }, () => random.normal());
      const y = x.map((v) => 2 * v + random.normal());
      const idle = x.map(() => random.normal());
      const own = tableOf({ x, idle, y });
      const networks = Array.from({ length: 10 }, (_, k) => {
        const keep = (i: number) => i % 10 !== k;
        return linearNetwork([slopeOf(x, y, keep), slopeOf(idle, y, keep)]);
      });
      const [ofX, ofIdle] = (await averageEffects(foldsOf(networks, own), own)).effects;
      if (ofX.lo <= 2 && 2 <= ofX.hi) held++;
      if (ofIdle.p < 0.05) significant++;
    }
    expect(held / 200).toBeGreaterThan(0.91);
    expect(held / 200).toBeLessThan(0.99);
    expect(significant / 200).toBeGreaterThan(0.01);
    expect(significant / 200).toBeLessThan(0.09);
  });
});

/** Slope of the least-squares line through some rows. */
function slopeOf(x: readonly number[], y: readonly number[], keep: (i: number) => boolean): number {
  const rows = [...x.keys()].filter(keep);
  const mean = (values: readonly number[]) => rows.reduce((sum, i) => sum + values[i], 0) / rows.length;
  const [mx, my] = [mean(x), mean(y)];
  const xy = rows.reduce((sum, i) => sum + (x[i] - mx) * (y[i] - my), 0);
  return xy / rows.reduce((sum, i) => sum + (x[i] - mx) ** 2, 0);
}
