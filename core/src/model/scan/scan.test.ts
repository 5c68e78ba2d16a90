import { describe, expect, it } from "vitest";
import { createRandom } from "../../random.js";
import { tableFromColumns } from "../../table/types.js";
import { scan, type ScanLayout, type ScanOptions } from "./scan.js";

/** One and a half waves with noise of standard deviation 0.2: no net can err less, 1 neuron with a skip cannot follow them. */
const ROWS = 130;
const random = createRandom(3, 0);
const x = Array.from({ length: ROWS }, (_, i) => (2 * i) / (ROWS - 1) - 1);
const noise = x.map(() => random.normal());
const y = x.map((value, i) => Math.sin(1.5 * Math.PI * value) + 0.2 * noise[i]);
const noisy = tableFromColumns([
  ["x", x],
  ["y", y],
]);
const options: ScanOptions = { label: "y", layouts: [[20], [1], [3], [6]], restarts: 2, threads: 1 };

describe("scan()", () => {
  it("recommends few neurons for a noisy wave, with an error near the noise of 0.2", async () => {
    const result = await scan(noisy, options);
    const { layouts, recommended, best } = result;
    expect(layouts.map(({ name, parameters }) => [name, parameters])).toEqual([
      ["1", 5],
      ["3", 11],
      ["6", 20],
      ["20", 62],
    ]);
    const of = (name: string | null): ScanLayout => layouts.find((one) => one.name === name)!;
    expect(["3", "6"]).toContain(recommended);
    expect(of(recommended).error).toBeLessThan(0.2 * 1.2);
    expect(of(recommended).error).toBeGreaterThan(0.2 * 0.8);
    expect(of("1").error).toBeGreaterThan(1.5 * of(best).error);
    expect(of(recommended).error).toBeLessThanOrEqual(of(best).error + of(best).standardError!);
    // Bayesian regularisation leaves weights idle that are not needed.
    expect(of("20").gamma!).toBeLessThan(30);
    expect(result.options).toEqual({ hidden: of(recommended).hidden, optimizer: "br" });
    expect([result.complete, result.rows + result.testRows, result.metric]).toEqual([true, ROWS, "rmse"]);
  });

  it("a layout's figures follow from its folds, and do not depend on what else is tried", async () => {
    const all = await scan(noisy, { ...options, layouts: [[3], [1]] });
    const alone = await scan(noisy, { ...options, layouts: [[1]] });
    expect(alone.layouts[0]).toEqual(all.layouts[0]);
    const { folds, error, standardError } = all.layouts[0];
    const mean = folds.reduce((a, b) => a + b, 0) / 5;
    const variance = folds.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 4;
    expect(folds).toHaveLength(5);
    expect(error).toBeCloseTo(mean, 12);
    expect(standardError).toBeCloseTo(Math.sqrt(variance / 5), 12);
    expect((await scan(noisy, { ...options, layouts: [[1]], seed: 7 })).layouts[0].error).not.toBe(error);
  });

  it("the labels of test rows have no part in it", async () => {
    const given = {
      train: Int32Array.from(x.keys()).slice(0, 100),
      validation: new Int32Array(0),
      test: Int32Array.of(100, 101, 129),
    };
    const other = tableFromColumns([
      ["x", x],
      ["y", y.map((value, i) => (i < 100 ? value : 1e6))],
    ]);
    const few: ScanOptions = { ...options, layouts: [[2]], split: given };
    expect((await scan(other, few)).layouts).toEqual((await scan(noisy, few)).layouts);
  });

  it("tells a fraction that rises to 1, and each layout when it is ready", async () => {
    const told: string[] = [];
    const fractions: number[] = [];
    await scan(noisy, {
      ...options,
      layouts: [[], [2]],
      onLayout: ({ name }) => told.push(name),
      onProgress: ({ fraction }) => fractions.push(fraction),
    });
    expect(told).toEqual(["none", "2"]);
    expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
    expect(fractions.at(-1)).toBe(1);
  });

  it("a signal leaves the layouts that are ready, marked incomplete; before the first there is none", async () => {
    const signal = { aborted: false };
    const whole = await scan(noisy, { ...options, layouts: [[2], [4]] });
    const some = await scan(noisy, {
      ...options,
      layouts: [[2], [4]],
      signal,
      onLayout: () => (signal.aborted = true),
    });
    expect([some.complete, some.layouts, some.best]).toEqual([false, whole.layouts.slice(0, 1), "2"]);
    const none = await scan(noisy, { ...options, signal });
    expect(none).toMatchObject({
      complete: false,
      layouts: [],
      best: null,
      recommended: null,
      options: null,
    });
  });

  it("classes: log-loss under a decay of one by the rows; adam stops by a share of its rows", async () => {
    const rows = Array.from({ length: 80 }, (_, i) => i);
    const table = tableFromColumns([
      ["a", rows.map((i) => Math.sin(7 * i))],
      ["c", rows.map((i) => (Math.sin(7 * i) + 0.5 * Math.sin(3.1 * i) > 0 ? "up" : "down"))],
    ]);
    const result = await scan(table, { label: "c", layouts: [[], [2]], folds: 3, restarts: 1, threads: 1 });
    expect(result).toMatchObject({ metric: "logLoss", optimizer: "lbfgs", folds: 3 });
    expect(result.layouts.map(({ spread, gamma }) => [spread, gamma])).toEqual([
      [null, null],
      [null, null],
    ]);
    expect(result.layouts[0].parameters).toBe(2); // without a hidden layer there is no skip beside it
    const adam = await scan(table, {
      label: "c",
      layouts: [[3]],
      optimizer: "adam",
      epochs: 5,
      folds: 2,
      restarts: 2,
      threads: 1,
    });
    expect(adam).toMatchObject({ optimizer: "adam", complete: true, options: { optimizer: "adam" } });
    expect(adam.layouts[0].spread).toBeGreaterThan(0);
  });

  it.each([
    [{ restarts: 0 }, "restarts 0"],
    [{ folds: 1 }, "folds 1"],
    [{ layouts: [] }, "at least one layout"],
  ])("refuses %j", async (bad, message) => {
    await expect(scan(noisy, { ...options, ...bad })).rejects.toThrow(message);
  });
});
