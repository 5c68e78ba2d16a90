import { addColumnInPlace, matrix, multiply, type Matrix } from "../matrix.js";
import type { Task } from "../table/encode.js";
import { fitLogistic, predictLogistic, type LinearClassifier } from "./logistic.js";
import { fitRidge } from "./ridge.js";
import { rootMeanSquare, weightedMean } from "./sums.js";

/** What a network has to beat, fitted on the same training rows. */
export interface Baselines {
  task: Task;
  /** Penalty λ of each label of the ridge regression; empty for classes, whose penalty is fixed (C = 1). */
  lambdas: number[];
  /**
   * Predictions in the form of the network's outputs, so that the same decoding serves.
   *
   * @param X inputs × rows
   * @throws RangeError if X has another number of rows than the inputs fitted on
   */
  predict: (X: Matrix) => BaselinePredictions;
}

/** Outputs × rows of each baseline. */
export type BaselinePredictions = {
  /** Regression: the mean of the training labels. */
  mean?: Matrix;
  /** Classes: their frequencies in the training rows, so that the most frequent one is predicted. */
  majority?: Matrix;
  /** Ridge regression or logistic regression. */
  linear: Matrix;
};

/**
 * Fits the baselines: the mean and a ridge regression, or the class frequencies and a logistic regression with the penalty
 * ½‖W‖². Inputs are standardised inside; a constant input gets no weight. No chance is involved.
 *
 * @param X inputs × rows, the training rows
 * @param Y as encoded: labels × rows; binary: one row of 0 and 1; classes: one-hot rows
 * @param w weight of each row, ≥ 0; a row of weight 2 counts as two rows. @default all 1
 * @throws RangeError without rows, for unequal numbers of rows, for values that are not finite and for impossible weights
 */
export function fitBaselines(
  task: Task,
  X: Matrix,
  Y: Matrix,
  w: Float64Array = new Float64Array(X.cols).fill(1),
): Baselines {
  check(X, Y, w);
  const means = rows(Y).map((row) => weightedMean(row, w));
  const scaling = fitStandard(X, w);
  const Z = standardise(scaling, X);
  const constant = task === "regression" ? "mean" : "majority";
  const { lambdas, model } =
    task === "regression" ? ridge(Z, Y, means, w) : { lambdas: [], model: fitLogistic(Z, Y, w) };
  return {
    task,
    lambdas,
    predict(given) {
      if (given.rows !== X.rows) {
        throw new RangeError(
          `Cannot predict with the baselines: expected ${X.rows} rows in X, got ${given.rows}`,
        );
      }
      const scaled = standardise(scaling, given);
      return {
        [constant]: constantRows(means, given.cols),
        linear: task === "regression" ? linear(model, scaled) : predictLogistic(model, scaled),
      };
    },
  };
}

function ridge(
  Z: Matrix,
  Y: Matrix,
  means: readonly number[],
  w: Float64Array,
): { lambdas: number[]; model: LinearClassifier } {
  const centred = Y.data.map((y, k) => y - means[Math.floor(k / Y.cols)]);
  const roots = w.map(Math.sqrt);
  const total = Math.sqrt(w.reduce((sum, weight) => sum + weight, 0));
  const weigh = (x: number, k: number) => x * roots[k % Z.cols];
  const fits = fitRidge(
    matrix(Z.rows, Z.cols, Z.data.map(weigh)),
    matrix(Y.rows, Y.cols, centred.map(weigh)),
    roots.map((root) => root / total),
  );
  const W = matrix(Y.rows, Z.rows);
  fits.forEach(({ w }, i) => W.data.set(w, i * W.cols));
  return { lambdas: fits.map(({ lambda }) => lambda), model: { W, b: Float64Array.from(means) } };
}

/** `W X + b`. */
function linear({ W, b }: LinearClassifier, X: Matrix): Matrix {
  const H = multiply(W, X);
  addColumnInPlace(H, b);
  return H;
}

/** Mean and standard deviation (with n) of each input; the deviation of a constant input counts as 1. */
interface Standard {
  means: number[];
  deviations: number[];
}

function fitStandard(X: Matrix, w: Float64Array): Standard {
  const means = rows(X).map((row) => weightedMean(row, w));
  const deviations = rows(X).map((row, j) => {
    if (row.every((x) => x === row[0])) return 1;
    return (
      rootMeanSquare(
        row.map((x) => x - means[j]),
        w,
      ) || 1
    );
  });
  return { means, deviations };
}

function standardise({ means, deviations }: Standard, X: Matrix): Matrix {
  const Z = matrix(X.rows, X.cols);
  for (let j = 0; j < X.rows; j++) {
    for (let k = j * X.cols; k < (j + 1) * X.cols; k++) Z.data[k] = (X.data[k] - means[j]) / deviations[j];
  }
  return Z;
}

function constantRows(values: readonly number[], cols: number): Matrix {
  const H = matrix(values.length, cols);
  values.forEach((value, i) => H.data.fill(value, i * cols, (i + 1) * cols));
  return H;
}

function rows(A: Matrix): Float64Array[] {
  return Array.from({ length: A.rows }, (_, i) => A.data.subarray(i * A.cols, (i + 1) * A.cols));
}

function check(X: Matrix, Y: Matrix, w: Float64Array): void {
  const isWeight = w.every((weight) => weight >= 0 && weight < Infinity) && w.some((weight) => weight > 0);
  if (X.cols > 0 && (w.length !== X.cols || !isWeight)) {
    throw new RangeError(
      `Cannot fit the baselines: expected ${X.cols} weights ≥ 0, one of them above 0, got ${w.length}${isWeight ? "" : " that are not"}`,
    );
  }
  if (X.cols === 0 || X.cols !== Y.cols) {
    throw new RangeError(
      `Cannot fit the baselines: expected ${X.cols} rows with labels and at least 1, got ${Y.cols}`,
    );
  }
  for (const [name, A] of [
    ["X", X],
    ["Y", Y],
  ] as const) {
    const bad = A.data.findIndex((x) => !Number.isFinite(x));
    if (bad >= 0) {
      throw new RangeError(`Cannot fit the baselines: expected finite values in ${name}, got ${A.data[bad]}`);
    }
  }
}
