import { describe, expect, test } from "vitest";
import { exp, log } from "../../elementary.js";
import { createRandom } from "../../random.js";
import { tableFromColumns } from "../../table/types.js";
import { chooseRecipe } from "../../train/auto.js";
import { train, type Progress } from "../train.js";

const all = { split: { kind: "random", fractions: [1, 0, 0] } } as const;

describe("families for classes", () => {
  test("differ in layers and decay; a decay stands for a number of rows", () => {
    const { families, folds, clamp } = chooseRecipe("auto", {
      task: "classes",
      rows: 200,
      inputs: 4,
      outputs: 3,
      plain: false,
    });
    const told = families.map(({ name, hidden, l2 }) => [name, ...hidden.map(({ size }) => size), l2]);
    expect(told).toEqual([
      ["linear", 0.005],
      ["smooth", 20, 0.005],
      ["steady", 50, 0.015],
      ["deep", 30, 30, 0.005],
    ]);
    expect([folds, clamp]).toEqual([10, null]);
  });

  // Classes by the sign of a·b on a grid that −1 maps to itself, class for class: −w is as good for logistic regression as w, and since
  // its loss is convex, w = 0 is best: it cannot come below ln 2, whatever its weights.
  test("see what logistic regression cannot: log-loss of unseen rows below 0.3 where its own is at least ln 2", async () => {
    const grid = Array.from({ length: 64 }, (_, i) => [(i % 8) - 3.5, Math.floor(i / 8) - 3.5]);
    const table = tableFromColumns([
      ["a", grid.map(([a]) => a)],
      ["b", grid.map(([, b]) => b)],
      ["kind", grid.map(([a, b]) => (a * b > 0 ? "same" : "other"))],
    ]);
    const { run } = await train(table, { label: "kind", ...all, threads: 1 });
    expect(run.metrics.validation!["logLoss"]).toBeLessThan(0.3);
    expect(run.families!.find(({ name }) => name === "linear")!.weight).toBe(0);
  });

  // Labels are drawn with known probabilities: none can predict them better on average than by these.
  test("keep probabilities honest: log-loss of unseen rows within 0.05 of that of the probabilities that drew the labels", async () => {
    const random = createRandom(3);
    const a = Array.from({ length: 100 }, () => random.normal());
    const b = Array.from({ length: 100 }, () => random.normal());
    const p = a.map((v, i) => 1 / (1 + exp(b[i] - 2 * v)));
    const y = p.map((share) => random.uniform() < share);
    const best = y.reduce((sum, isYes, i) => sum - log(isYes ? p[i] : 1 - p[i]), 0) / y.length;
    const table = tableFromColumns([
      ["a", a],
      ["b", b],
      ["y", y.map((isYes) => (isYes ? "yes" : "no"))],
    ]);
    const { run } = await train(table, { label: "y", ...all, threads: 1 });
    expect(run.metrics.validation!["logLoss"]).toBeLessThan(best + 0.05);
  });

  test("of nets that no row stops only the first is measured after each iteration: that takes a pass of its own", async () => {
    const a = Array.from({ length: 40 }, (_, i) => i);
    const table = tableFromColumns([
      ["a", a],
      ["kind", a.map((v) => (v < 20 ? "low" : "high"))],
    ]);
    const measured = new Map<number, boolean>();
    const onProgress = ({ net, epoch }: Progress) => measured.set(net, "accuracy" in epoch.metrics);
    await train(table, { label: "kind", ...all, threads: 1, onProgress });
    expect(measured.get(1)).toBe(true);
    expect([...measured].filter(([, isMeasured]) => isMeasured)).toHaveLength(1);
  });

  test("a class with a single row takes part", async () => {
    const a = Array.from({ length: 13 }, (_, i) => i);
    const table = tableFromColumns([
      ["a", a],
      ["kind", a.map((v) => (v === 12 ? "rare" : v < 6 ? "low" : "high"))],
    ]);
    const { encoder, nets } = await train(table, { label: "kind", ...all, threads: 1 });
    expect(encoder.labels).toHaveLength(1);
    expect(nets.length).toBeGreaterThan(0);
  });
});
