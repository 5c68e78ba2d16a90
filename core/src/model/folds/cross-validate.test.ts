import { describe, expect, test } from "vitest";
import { createRandom } from "../../random.js";
import { tableFromColumns } from "../../table/types.js";
import { crossValidate } from "./cross-validate.js";
import { forecast, learningCurve } from "./learning-curve.js";
import { train } from "../train.js";

const quick = { hidden: [4], nets: 1, epochs: 15, label: "y" } as const;
const random = createRandom(11);
const n = 120;
const a = Array.from({ length: n }, () => random.normal());
const b = Array.from({ length: n }, () => random.normal());
const y = a.map((x, i) => 2 * x + b[i] + 0.1 * random.normal());
const day = (r: number) => new Date(Date.UTC(2024, 0, 1 + r)).toISOString().slice(0, 10);
const plain = () =>
  tableFromColumns([
    ["a", a],
    ["b", b],
    ["y", y],
  ]);

describe("crossValidate()", () => {
  test("compares network and linear baseline on the same folds, and gives intervals around the pooled metrics", async () => {
    const cv = await crossValidate(plain(), { ...quick, folds: 3, repeats: 2 });
    expect([cv.kind, cv.complete, cv.folds.length]).toEqual(["random", true, 6]);
    const { comparison, pairs } = cv;
    const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
    expect(comparison!.model).toBeCloseTo(mean(cv.folds.map((fold) => fold.metrics["rmse"]!)), 12);
    expect(comparison!.difference).toBeCloseTo(comparison!.model - comparison!.baseline, 12);
    expect(comparison).toMatchObject({ metric: "rmse", against: "linear", df: 5 });
    // The truth is linear: fifteen epochs of a net do not beat it.
    expect(comparison!.useful).toBe(false);
    expect(pairs.map(({ pair }) => pair.join(" - "))).toEqual([
      "net - linear",
      "net - mean",
      "linear - mean",
    ]);
    for (const { p, adjusted } of pairs) expect(adjusted).toBeGreaterThanOrEqual(p);
    const { lo, hi } = cv.confidence.metrics["r2"]!;
    expect(lo).toBeLessThan(cv.pooled["r2"]!);
    expect(hi).toBeGreaterThan(cv.pooled["r2"]!);
    // Q² against the means of the training parts lies near R², never far above it.
    expect(cv.pooled["q2"]).toBeCloseTo(cv.pooled["r2"]!, 1);
  });

  test("a table in the order of dates is divided into blocks unless another kind is asked for, and says so", async () => {
    const table = tableFromColumns([
      ["when", a.map((_, r) => day(r))],
      ["a", a],
      ["y", y],
    ]);
    const cv = await crossValidate(table, { ...quick, folds: 4 });
    expect(cv).toMatchObject({ kind: "block", order: "when" });
    expect(cv.warnings.map(({ code }) => code)).toContain("W230");
    const shuffled = await crossValidate(table, { ...quick, folds: 2, kind: "random" });
    expect(shuffled.kind).toBe("random");
    expect(shuffled.warnings.map(({ code }) => code)).not.toContain("W230");
    const rolling = await crossValidate(table, { ...quick, folds: 3, order: "when" });
    expect(rolling.folds.map((fold) => fold.train)).toEqual([30, 60, 90]);
  });

  test("so is one in the order of numbers whose name tells of time", async () => {
    const table = tableFromColumns([
      ["julday", a.map((_, r) => 2 * r)],
      ["a", a],
      ["y", y],
    ]);
    const cv = await crossValidate(table, { ...quick, folds: 4 });
    expect(cv).toMatchObject({ kind: "block", order: "julday" });
    expect(cv.folds.map(({ test }) => test)).toEqual([30, 30, 30, 30]);
  });

  test("rows alike in all features but one stay together, in cv and in train, and keep all features", async () => {
    const mixture = a.map((_, r) => Math.floor(r / 3));
    const table = tableFromColumns([
      ["p", mixture.map((g) => a[g])],
      ["q", mixture.map((g) => b[g])],
      ["age", a.map((_, r) => 1 + (r % 3))],
      ["y", y],
    ]);
    const cv = await crossValidate(table, { ...quick, folds: 4, groupExcept: ["age"] });
    expect(cv).toMatchObject({ group: ["p", "q"], groupExcept: ["age"] });
    expect(cv.folds.map((fold) => fold.test)).toEqual([30, 30, 30, 30]);
    const asked = await crossValidate(table, { ...quick, folds: 2 });
    expect(asked.warnings.map(({ code }) => code)).toContain("W180");
    const model = await train(table, { ...quick, split: { kind: "group", except: ["age"] } });
    expect(model.run.data.features).toEqual(["p", "q", "age"]);
    expect(model.run.split.train % 3).toBe(0);
    expect(model.run.warnings.map(({ code }) => code)).not.toContain("W180");
    const named = await train(table, { ...quick, split: { kind: "group", columns: ["p", "q"] } });
    expect(named.run.data.features).toEqual(["age"]);
  });

  test("leave-one-out has a fold for each row; fewer than 30 rows are told", async () => {
    const few = tableFromColumns([
      ["a", a.slice(0, 12)],
      ["y", y.slice(0, 12)],
    ]);
    const cv = await crossValidate(few, { ...quick, kind: "leave-one-out", epochs: 3 });
    expect(cv.folds).toHaveLength(12);
    expect(cv.pooled["r2"]).toBeTypeOf("number");
    const plainly = await crossValidate(few, { ...quick, folds: 3, epochs: 3 });
    expect(plainly.warnings.map(({ code }) => code)).toContain("W231");
  });

  test("row weights count in the pooled metrics: a row of weight 2 is two rows of weight 1", async () => {
    const w = a.map((_, r) => (r % 2 === 0 ? 2 : 1));
    const folds = a.map((_, r) => r % 3);
    const weighted = tableFromColumns([
      ["a", a],
      ["y", y],
      ["w", w],
    ]);
    const cv = await crossValidate(weighted, { ...quick, folds, weight: "w" });
    const squares = cv.folds.map(({ metrics }) => metrics["rmse"]! ** 2);
    const sizes = [0, 1, 2].map((fold) =>
      w.reduce((sum, weight, r) => sum + (folds[r] === fold ? weight : 0), 0),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const pooled = squares.reduce((sum, square, i) => sum + (square * sizes[i]) / total, 0);
    expect(cv.pooled["rmse"]).toBeCloseTo(Math.sqrt(pooled), 10);
  });

  test("the signal ends it after the fold at work is left; before the first fold it is an error", async () => {
    const signal = { aborted: false };
    const cv = await crossValidate(plain(), {
      ...quick,
      folds: 4,
      signal,
      onFold: () => (signal.aborted = true),
    });
    expect([cv.complete, cv.folds.length, cv.comparison]).toEqual([false, 1, null]);
    const never = crossValidate(plain(), { ...quick, signal: { aborted: true } });
    await expect(never).rejects.toMatchObject({ code: "E209" });
  });
});

describe("learningCurve()", () => {
  test("tests the same rows with more and more training rows, of which each smaller part is within the larger", async () => {
    const seen: number[] = [];
    const curve = await learningCurve(plain(), {
      ...quick,
      folds: 3,
      shares: [0.25, 0.5, 1],
      onPoint: ({ rows }) => seen.push(rows),
    });
    expect(seen).toEqual([20, 40, 80]);
    expect(curve.points.map(({ rows }) => rows)).toEqual(seen);
    const whole = await crossValidate(plain(), { ...quick, folds: 3 });
    expect(curve.points[2].test).toBeCloseTo(whole.mean["rmse"]!, 12);
    expect(curve.points[0].linear).toBeGreaterThan(curve.points[2].linear);
    expect(curve.doubled!.rows).toBe(160);
  });

  test("forecast() tells a falling curve, a flat one and an uneven one apart", () => {
    const points = (...errors: number[]) => errors.map((test_, i) => ({ rows: 100 * 2 ** i, test: test_ }));
    expect(forecast(points(8, 4, 2, 1))).toMatchObject({ verdict: "more", doubled: { rows: 1600 } });
    expect(forecast(points(8, 4, 2, 1)).doubled!.gain).toBeCloseTo(0.5, 9);
    expect(forecast(points(3, 2.01, 2, 2, 2)).verdict).toBe("enough");
    expect(forecast(points(2, 1, 2, 1)).verdict).toBe("unclear");
    expect(forecast(points(2, 1)).verdict).toBe("unclear");
  });

  test("impossible shares are refused", async () => {
    await expect(learningCurve(plain(), { ...quick, shares: [0, 1] })).rejects.toThrow(
      "above 0 and up to 1, got 0",
    );
  });
});
