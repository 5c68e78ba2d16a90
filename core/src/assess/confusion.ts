import type { Matrix } from "../matrix.js";
import { sum } from "./sums.js";

/** Precision, recall and F1 of one class; null where there is nothing to divide by. */
export interface ClassScore {
  /** Right among the rows predicted as this class. */
  precision: number | null;
  /** Right among the rows of this class. */
  recall: number | null;
  f1: number | null;
  /** Rows of this class. */
  rows: number;
}

/** Metrics that follow from the confusion matrix alone. */
export type ConfusionMetrics = {
  /** Fraction of rows whose most probable class is right. */
  accuracy: number;
  /** Mean over the classes present of the fraction of their rows that are right. */
  balancedAccuracy: number;
  /** Mean F1 over the classes that occur among labels or predictions. */
  macroF1: number;
  /** F1 of all classes' counts together; every row having one class, it equals the accuracy. */
  microF1: number;
  /** Matthews' correlation coefficient, for any number of classes (Gorodkin 2004); null if labels or predictions are all of one class. */
  mcc: number | null;
  /** Cohen's κ; null if agreement by chance is certain. */
  kappa: number | null;
};

/** Index of the largest entry of each column, the first of equals. */
export function mostProbable(P: Matrix): Int32Array {
  return Int32Array.from({ length: P.cols }, (_, s) => {
    let best = 0;
    for (let k = 1; k < P.rows; k++) {
      if (P.data[k * P.cols + s] > P.data[best * P.cols + s]) best = k;
    }
    return best;
  });
}

/**
 * Rows counted by true class (row of the result) and predicted class (column).
 *
 * @param count   number of classes
 * @param weights weight of each row, ≥ 0. @default all 1
 * @throws RangeError for unequal lengths and for classes outside 0 … count − 1
 */
export function confusionMatrix(
  classes: Int32Array,
  predicted: Int32Array,
  count: number,
  weights?: ArrayLike<number>,
): Matrix {
  if (predicted.length !== classes.length) {
    throw new RangeError(
      `Cannot count classes: expected ${classes.length} predictions, got ${predicted.length}`,
    );
  }
  checkClasses(classes, count);
  checkClasses(predicted, count);
  const data = new Float64Array(count * count);
  for (let s = 0; s < classes.length; s++) data[classes[s] * count + predicted[s]] += weights?.[s] ?? 1;
  return { rows: count, cols: count, data };
}

/** Precision, recall and F1 of each class of a confusion matrix. */
export function classScores(confusion: Matrix): ClassScore[] {
  const { actual, predicted } = margins(confusion);
  return Array.from({ length: confusion.rows }, (_, k) => {
    const hits = confusion.data[k * confusion.cols + k];
    return {
      precision: quotient(hits, predicted[k]),
      recall: quotient(hits, actual[k]),
      f1: quotient(2 * hits, actual[k] + predicted[k]),
      rows: actual[k],
    };
  });
}

/** Metrics of a confusion matrix that counts at least one row. */
export function confusionMetrics(confusion: Matrix): ConfusionMetrics {
  const scores = classScores(confusion);
  const present = scores.filter((score) => score.rows > 0);
  // F1 is null for a class that occurs on neither side; a class never right has F1 = 0.
  const f1 = scores.map((score) => score.f1).filter((score) => score !== null);
  const accuracy = right(confusion) / sum(confusion.data);
  return {
    accuracy,
    balancedAccuracy: sum(present.map((score) => score.recall!)) / present.length,
    macroF1: sum(f1) / f1.length,
    microF1: accuracy,
    ...agreement(confusion),
  };
}

/** @throws RangeError for classes outside 0 … count − 1 */
export function checkClasses(classes: Int32Array, count: number): void {
  const bad = classes.findIndex((k) => k < 0 || k >= count);
  if (bad >= 0) {
    throw new RangeError(
      `Cannot count classes: expected classes 0 to ${count - 1}, got ${classes[bad]} in row ${bad + 1}`,
    );
  }
}

/** Matthews' correlation and Cohen's κ from the counts. */
function agreement(confusion: Matrix): Pick<ConfusionMetrics, "mcc" | "kappa"> {
  const { actual, predicted, total } = margins(confusion);
  const dot = (a: Float64Array, b: Float64Array) => sum(a.map((x, k) => (x / total) * (b[k] / total)));
  const hits = right(confusion) / total;
  const chance = dot(actual, predicted);
  const spread = Math.sqrt((1 - dot(actual, actual)) * (1 - dot(predicted, predicted)));
  return {
    mcc: spread === 0 ? null : (hits - chance) / spread,
    kappa: chance === 1 ? null : (hits - chance) / (1 - chance),
  };
}

function margins(confusion: Matrix): { actual: Float64Array; predicted: Float64Array; total: number } {
  const actual = new Float64Array(confusion.rows);
  const predicted = new Float64Array(confusion.cols);
  confusion.data.forEach((count, at) => {
    actual[Math.floor(at / confusion.cols)] += count;
    predicted[at % confusion.cols] += count;
  });
  return { actual, predicted, total: sum(actual) };
}

function right(confusion: Matrix): number {
  let hits = 0;
  for (let k = 0; k < confusion.rows; k++) hits += confusion.data[k * confusion.cols + k];
  return hits;
}

function quotient(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
