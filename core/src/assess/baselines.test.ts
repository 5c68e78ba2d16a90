import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { column, matrix, selectColumns, type Matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import type { Task } from "../table/encode.js";
import { fitBaselines } from "./baselines.js";

interface Case {
  name: string;
  task: Task;
  X: number[][];
  Y: number[][];
  Xt: number[][];
  linear: number[][];
  lambda?: number;
}

const fixtures = new URL("../../../test/fixtures/baselines.json", import.meta.url);
const weightedFixtures = new URL("../../../test/fixtures/assess/weighted-baselines.json", import.meta.url);
const { cases: weighted } = JSON.parse(readFileSync(weightedFixtures, "utf8")) as {
  cases: (Case & { weights: number[]; constant: number[] })[];
};
const { cases } = JSON.parse(readFileSync(fixtures, "utf8")) as { cases: Case[] };

function fromRows(rows: number[][]): Matrix {
  return matrix(rows.length, rows[0].length, rows.flat());
}

function normals(rows: number, cols: number, seed: number): Matrix {
  const random = createRandom(seed);
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => random.normal()),
  );
}

function expectClose(actual: Matrix, wanted: ArrayLike<number>, digits: number): void {
  expect(actual.data.length).toBe(wanted.length);
  actual.data.forEach((value, k) => expect(value, `element ${k}`).toBeCloseTo(wanted[k], digits));
}

describe("fitBaselines()", () => {
  for (const { name, task, X, Y, Xt, linear, lambda } of cases) {
    it(`predicts as scikit-learn 1.9.1 within 1e-6: ${name}`, () => {
      const baselines = fitBaselines(task, fromRows(X), fromRows(Y));
      if (lambda !== undefined) expect(baselines.lambdas[0]).toBeCloseTo(lambda, 12);
      expectClose(baselines.predict(fromRows(Xt)).linear, linear.flat(), 6);
    });
  }

  for (const { name, task, X, Y, Xt, linear, lambda, weights, constant } of weighted) {
    it(`predicts as scikit-learn 1.9.1 with weights, within 1e-6: ${name}`, () => {
      const baselines = fitBaselines(task, fromRows(X), fromRows(Y), Float64Array.from(weights));
      if (lambda !== undefined) expect(baselines.lambdas[0]).toBeCloseTo(lambda, 12);
      const { mean, majority, linear: found } = baselines.predict(fromRows(Xt));
      expectClose(found, linear.flat(), 6);
      expectClose(
        (mean ?? majority)!,
        constant.flatMap((c) => Xt[0].map(() => c)),
        12,
      );
    });
  }

  it("refuses weights of another number, below 0 or all 0", () => {
    const fit = (...w: number[]) =>
      fitBaselines("regression", matrix(1, 2, [1, 2]), matrix(1, 2, [1, 3]), Float64Array.from(w));
    expect(() => fit(1)).toThrow("expected 2 weights ≥ 0, one of them above 0, got 1");
    expect(() => fit(1, -1)).toThrow("got 2 that are not");
    expect(() => fit(0, 0)).toThrow(RangeError);
  });

  it("predicts the mean, or the frequencies of the classes", () => {
    const X = matrix(1, 4, [1, 2, 3, 5]);
    const { mean, majority } = fitBaselines("regression", X, matrix(2, 4, [1, 2, 3, 6, 0, 0, 0, 4])).predict(
      matrix(1, 2),
    );
    expect([...mean!.data]).toEqual([3, 3, 1, 1]);
    expect(majority).toBeUndefined();
    expect([...fitBaselines("binary", X, matrix(1, 4, [1, 0, 1, 1])).predict(X).majority!.data]).toEqual([
      0.75, 0.75, 0.75, 0.75,
    ]);
    const classes = fitBaselines("classes", X, matrix(3, 4, [1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1]));
    expect([...classes.predict(matrix(1, 1)).majority!.data]).toEqual([0.25, 0.5, 0.25]);
  });

  it("recovers a linear law, and gives each label its own penalty", () => {
    const X = normals(3, 200, 1);
    const noise = normals(1, 200, 2).data;
    const law = X.data.slice(0, 200).map((x, s) => 2 * x - X.data[200 + s] + 7);
    const { lambdas, predict } = fitBaselines(
      "regression",
      X,
      matrix(2, 200, Float64Array.of(...law, ...noise)),
    );
    expectClose(matrix(1, 200, predict(X).linear.data.slice(0, 200)), law, 3);
    expect(lambdas[0]).toBe(0.001); // no noise: the least penalty
    expect(lambdas[1]).toBeGreaterThan(100); // nothing but noise
  });

  it("gives a constant input no weight and shares the weight of a repeated one", () => {
    const x = [1, 2, 3, 4, 5, 6];
    const y = [1.1, 1.9, 3.2, 3.9, 5.1, 5.9];
    const X = matrix(3, 6, [...x, ...x, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
    const { linear } = fitBaselines("regression", X, matrix(1, 6, y)).predict(
      matrix(3, 2, [2, 3, 2, 3, 0.1, 99]),
    );
    const apart = fitBaselines("regression", X, matrix(1, 6, y)).predict(
      matrix(3, 2, [2, 3, 2, 3, 0.1, 0.1]),
    );
    expect(linear.data).toEqual(apart.linear.data);
    expect(linear.data[1] - linear.data[0]).toBeCloseTo(1, 1); // slope 0.98 by least squares
    const binary = fitBaselines("binary", X, matrix(1, 6, [0, 0, 0, 1, 1, 1])).predict(X).linear;
    expect(binary.data.every((p, s) => (s < 3 ? p < 0.5 : p > 0.5))).toBe(true);
    expect(binary.data[0] + binary.data[5]).toBeCloseTo(1, 9); // symmetric about 3.5
  });

  it("stays finite for separable classes, a class without rows, one row and no inputs", () => {
    const X = matrix(1, 4, [-2e3, -1e3, 1e3, 2e3]);
    const Y = matrix(3, 4, [1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]); // nobody is in the third class
    const { linear } = fitBaselines("classes", X, Y).predict(X);
    expect(linear.data.every((p) => p >= 0 && p <= 1)).toBe(true);
    expect(column(linear, 0)[2]).toBeLessThan(1e-6);
    expect([
      ...fitBaselines("regression", matrix(1, 1, [4]), matrix(1, 1, [5])).predict(matrix(1, 1, [9])).linear
        .data,
    ]).toEqual([5]);
    expect([
      ...fitBaselines("regression", matrix(0, 2), matrix(1, 2, [5, 7])).predict(matrix(0, 1)).linear.data,
    ]).toEqual([6]);
    expect(
      fitBaselines("binary", matrix(0, 2), matrix(1, 2, [1, 0])).predict(matrix(0, 1)).linear.data[0],
    ).toBeCloseTo(0.5, 12);
    const oneClass = fitBaselines("binary", X, matrix(1, 4, [0, 0, 0, 0])).predict(X).linear;
    expect(oneClass.data.every((p) => p >= 0 && p < 1e-6)).toBe(true);
  });

  it("standardises away the unit and the offset of an input", () => {
    const X = normals(2, 50, 3);
    const Y = matrix(
      1,
      50,
      X.data.slice(0, 50).map((x, s) => x * X.data[50 + s] + x),
    );
    const plain = fitBaselines("regression", X, Y).predict(X).linear;
    const other = matrix(
      2,
      50,
      X.data.map((x, k) => (k < 50 ? x * 1e6 + 1e9 : x / 1024)),
    );
    expectClose(fitBaselines("regression", other, Y).predict(other).linear, plain.data, 6);
  });

  it("finds the same ridge regression by minimising as from the eigenvalues, within 1e-6", () => {
    // 350 inputs are beyond the exact way's 300. All but the first three are constant and get no weight; the law has no
    // noise, so that λ = 0.001 is chosen either way.
    const small = normals(3, 400, 4);
    const Y = matrix(
      1,
      400,
      small.data.slice(0, 400).map((x, s) => x - 2 * small.data[400 + s] + small.data[800 + s]),
    );
    const large = matrix(350, 400);
    large.data.set(small.data);
    const [exact, minimised] = [fitBaselines("regression", small, Y), fitBaselines("regression", large, Y)];
    expect([exact.lambdas[0], minimised.lambdas[0]]).toEqual([0.001, 0.001]);
    expectClose(minimised.predict(large).linear, exact.predict(small).linear.data, 6);
  });

  it("finds the same logistic regression by L-BFGS as by Newton, within 1e-5", () => {
    // 650 inputs are beyond Newton's 600 parameters. All but the first two are constant, so they get no weight, and the
    // two-input fit by Newton is the same minimum.
    const small = normals(2, 120, 5);
    const Y = matrix(
      1,
      120,
      small.data.slice(0, 120).map((x, s) => (x + 0.5 * small.data[120 + s] + Math.sin(7 * s) > 0 ? 1 : 0)),
    );
    const large = matrix(650, 120);
    large.data.set(small.data);
    expectClose(
      fitBaselines("binary", large, Y).predict(large).linear,
      fitBaselines("binary", small, Y).predict(small).linear.data,
      5,
    );
  });

  it("fits 20,000 rows of 13 inputs in less than a second, twice the same", () => {
    const X = normals(13, 20_000, 6);
    const y = X.data.slice(0, 20_000).map((x, s) => x - X.data[20_000 + s] + Math.cos(s));
    const start = performance.now();
    const regression = fitBaselines("regression", X, matrix(1, 20_000, y));
    const binary = fitBaselines(
      "binary",
      X,
      matrix(
        1,
        20_000,
        y.map((v) => (v > 0 ? 1 : 0)),
      ),
    );
    expect((performance.now() - start) / 2).toBeLessThan(1000);
    const few = selectColumns(X, [0, 1, 2]);
    expect(regression.predict(few)).toEqual(fitBaselines("regression", X, matrix(1, 20_000, y)).predict(few));
    expect(binary.predict(few).linear.data.every((p) => p > 0 && p < 1)).toBe(true);
  });

  it("refuses rows that do not match and values that are not finite", () => {
    const X = matrix(1, 2, [1, 2]);
    expect(() => fitBaselines("regression", X, matrix(1, 3))).toThrow(
      "expected 2 rows with labels and at least 1, got 3",
    );
    expect(() => fitBaselines("regression", matrix(1, 0), matrix(1, 0))).toThrow(RangeError);
    expect(() => fitBaselines("regression", matrix(1, 2, [1, NaN]), X)).toThrow(
      "expected finite values in X, got NaN",
    );
    expect(() => fitBaselines("regression", X, X).predict(matrix(2, 1))).toThrow(
      "expected 1 rows in X, got 2",
    );
  });
});
