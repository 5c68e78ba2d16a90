import { describe, expect, test } from "vitest";
import { linearNetwork, modelOf, tableOf } from "../../../test/explain.js";
import { expectNear } from "../../../test/near.js";
import { createNetwork } from "../bp/network.js";
import { createRandom } from "../random.js";
import { groupsOf } from "./groups.js";
import { designOf } from "./factors.js";
import { permutationImportance } from "./permutation.js";

const random = createRandom(3);
const normal = (n: number): number[] => Array.from({ length: n }, () => random.normal());

describe("permutationImportance()", () => {
  test("of an exact linear model is the RMSE √(2 w² var x), the idle factor has exactly 0", async () => {
    const [a, b, c] = [normal(2000), normal(2000), normal(2000)];
    const table = tableOf({ a, b, c, y: a.map((x, i) => 3 * x - b[i]) });
    const found = await permutationImportance(modelOf([linearNetwork([3, -1, 0])], table), table, {
      repeats: 5,
    });
    expect(found).toMatchObject({ metric: "rmse", rows: 2000, repeats: 5, groups: [], warnings: [] });
    expectNear(found.error, 0, 1e-14);
    // E (x − x')² = 2 var x for independent x and x' of one column
    const variance = (x: readonly number[]): number => {
      const m = x.reduce((s, v) => s + v) / x.length;
      return x.reduce((s, v) => s + (v - m) ** 2, 0) / x.length;
    };
    const wanted = [3 * Math.sqrt(2 * variance(a)), Math.sqrt(2 * variance(b))];
    found.importance.slice(0, 2).forEach(({ mean, sd }, i) => {
      // of 5 permutations; their mean lies within three of its standard errors
      expect(Math.abs(mean - wanted[i])).toBeLessThan((3 * sd) / Math.sqrt(5));
      expect(sd).toBeLessThan(0.05 * mean);
    });
    expectNear([found.importance[2].mean, found.importance[2].sd], [0, 0], 1e-14);
    expect(found.importance.map(({ rank }) => rank)).toEqual([1, 2, 3]);
  });

  test("factors with |r| > 0.7 are permuted as a group too, whose importance exceeds that of each", async () => {
    const a = normal(400);
    const b = a.map((x) => x + random.normal() / 3);
    const c = normal(400);
    const table = tableOf({ a, b, c, y: a.map((x, i) => x + b[i] + c[i]) });
    const model = modelOf([linearNetwork([1, 1, 1])], table);
    expect(groupsOf(designOf(model, table))).toEqual([[0, 1], [2]]);
    const { importance, groups, warnings } = await permutationImportance(model, table);
    expect(groups.map(({ factors }) => factors)).toEqual([["a", "b"]]);
    expect(groups[0].mean).toBeGreaterThan(1.2 * Math.max(importance[0].mean, importance[1].mean));
    expect(warnings.map(({ code, values }) => [code, values["factors"]])).toEqual([["W652", "a, b"]]);
  });

  test("of classes is the increase of the log-loss: a factor that decides has it, an idle one 0", async () => {
    const a = normal(300);
    const b = normal(300);
    const table = tableOf({ a, b, y: a.map((x) => (x > 0 ? "yes" : "no")) });
    const network = createNetwork([2, 1], { output: "sigmoid" });
    network.parameters.set([4, 0, 0]);
    const { metric, error, importance } = await permutationImportance(modelOf([network], table), table);
    expect(metric).toBe("logLoss");
    // mean ln(1 + e^(−4|a|)), by definition
    const wanted = a.reduce((sum, x) => sum + Math.log1p(Math.exp(-4 * Math.abs(x))), 0) / 300;
    expectNear(error, wanted, 1e-12);
    expect(importance[0].mean).toBeGreaterThan(1);
    expectNear(importance[1].mean, 0, 1e-14);
  });

  test("of an ensemble also gives each net's own; equal seeds give equal numbers", async () => {
    const a = normal(100);
    const table = tableOf({ a, b: normal(100), y: a });
    const model = modelOf([linearNetwork([2, 0]), linearNetwork([0, 0])], table);
    const first = await permutationImportance(model, table, { seed: 4 });
    expectNear(first.importance[0].ofNets[1], 0, 1e-14);
    // net 1 answers 2a: from √mean (2a − a)² to √mean (2a' − a)², which is √5 times as much where the mean is 0
    const size = Math.sqrt(a.reduce((sum, x) => sum + x * x, 0) / 100);
    expectNear(first.importance[0].ofNets[0] / (size * (Math.sqrt(5) - 1)), 1, 0.05);
    expect(await permutationImportance(model, table, { seed: 4 })).toEqual(first);
    expect(await permutationImportance(model, table, { seed: 5 })).not.toEqual(first);
  });

  test("refuses a single repeat, and counts its steps", async () => {
    const table = tableOf({ a: [1, 2, 3], b: [3, 1, 2] });
    const model = modelOf([linearNetwork([1, 1])], table);
    await expect(permutationImportance(model, table, { repeats: 1 })).rejects.toThrow(RangeError);
    const steps: [number, number][] = [];
    await permutationImportance(model, table, { repeats: 2, onProgress: (...step) => steps.push(step) });
    expect(steps).toEqual([1, 2, 3, 4].map((done) => [done, 4]));
  });
});
