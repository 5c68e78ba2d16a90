import type { Matrix } from "../matrix.js";
import { sum } from "./sums.js";

/** How well class probabilities fit the classes; null where a metric has no value. */
export type ClassMetrics = {
  /** Fraction of rows whose most probable class is right. */
  accuracy: number;
  /** Mean over the classes present of the fraction of their rows that are right. */
  balancedAccuracy: number;
  /** `mean −ln p`, p the probability of the true class, kept within [2^−52, 1 − 2^−52]; nats. */
  logLoss: number;
  /** Mean F1 over the classes that occur among labels or predictions. */
  macroF1: number;
  /** Area under the ROC curve of class 1, ties counted half; null unless there are two classes and both occur. */
  auc: number | null;
  /** Average precision of class 1, `Σ (recall_k − recall_(k−1)) · precision_k`; null as for `auc`. */
  averagePrecision: number | null;
  /** Two classes: `mean (p − y)²` of class 1. More: `mean Σ_k (p_k − y_k)²` (Brier 1950). */
  brier: number;
  /** Matthews' correlation coefficient, for any number of classes (Gorodkin 2004); null if labels or predictions are all of one class. */
  mcc: number | null;
  /** Cohen's κ; null if agreement by chance is certain. */
  kappa: number | null;
};

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

const EPSILON = 2 ** -52; // the clip of scikit-learn's log_loss for float64

/**
 * Metrics of a classification. The predicted class is the most probable one, the first of equals.
 *
 * @param classes class of each row, 0 … P.rows − 1
 * @param P       probabilities, classes × rows; at least two classes
 * @throws RangeError without rows, for unequal numbers of rows, unknown classes and probabilities outside [0, 1]
 */
export function classMetrics(classes: Int32Array, P: Matrix): ClassMetrics {
  checkClasses(classes, P.rows);
  checkProbabilities(classes, P);
  const confusion = confusionMatrix(classes, mostProbable(P), P.rows);
  const scores = classScores(confusion);
  const present = scores.filter((score) => score.rows > 0);
  // F1 is null for a class that occurs on neither side; a class never right has F1 = 0.
  const f1 = scores.map((score) => score.f1).filter((score) => score !== null);
  return {
    accuracy: right(confusion) / classes.length,
    balancedAccuracy: sum(present.map((score) => score.recall!)) / present.length,
    logLoss: logLoss(classes, P),
    macroF1: sum(f1) / f1.length,
    ...ranking(classes, P),
    brier: brier(classes, P),
    ...agreement(confusion),
  };
}

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
 * @param count number of classes
 * @throws RangeError for unequal lengths and for classes outside 0 … count − 1
 */
export function confusionMatrix(classes: Int32Array, predicted: Int32Array, count: number): Matrix {
  if (predicted.length !== classes.length) {
    throw new RangeError(
      `Cannot count classes: expected ${classes.length} predictions, got ${predicted.length}`,
    );
  }
  checkClasses(classes, count);
  checkClasses(predicted, count);
  const data = new Float64Array(count * count);
  for (let s = 0; s < classes.length; s++) data[classes[s] * count + predicted[s]] += 1;
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

/** `mean −ln p` of the true class, p kept within [2^−52, 1 − 2^−52]; nats. */
export function logLoss(classes: Int32Array, P: Matrix): number {
  const losses = Float64Array.from(classes, (k, s) => {
    return -Math.log(Math.min(Math.max(P.data[k * P.cols + s], EPSILON), 1 - EPSILON));
  });
  return sum(losses) / classes.length;
}

function brier(classes: Int32Array, P: Matrix): number {
  const first = P.rows === 2 ? 1 : 0; // of two classes, class 1 alone
  const squares = Float64Array.from(classes, (k, s) => {
    let total = 0;
    for (let c = first; c < P.rows; c++) total += (P.data[c * P.cols + s] - (c === k ? 1 : 0)) ** 2;
    return total;
  });
  return sum(squares) / classes.length;
}

/** Area under the ROC curve and average precision: one walk down the ranks, rows of equal probability at once. */
function ranking(classes: Int32Array, P: Matrix): Pick<ClassMetrics, "auc" | "averagePrecision"> {
  const positives = classes.reduce((count, k) => count + (k === 1 ? 1 : 0), 0);
  const negatives = classes.length - positives;
  if (P.rows !== 2 || positives === 0 || negatives === 0) return { auc: null, averagePrecision: null };
  const score = P.data.subarray(P.cols, 2 * P.cols);
  const order = Uint32Array.from(classes, (_, s) => s).sort((s, t) => score[t] - score[s]);
  let [hits, misses, area, precision] = [0, 0, 0, 0];
  for (let from = 0; from < order.length;) {
    let to = from;
    let tied = 0;
    for (; to < order.length && score[order[to]] === score[order[from]]; to++) tied += classes[order[to]];
    const wrong = to - from - tied;
    area += wrong * (hits + tied / 2); // each negative is beaten by all above it and half of its equals
    hits += tied;
    misses += wrong;
    precision += (tied / positives) * (hits / (hits + misses));
    from = to;
  }
  return { auc: area / positives / negatives, averagePrecision: precision };
}

/** Matthews' correlation and Cohen's κ from the counts. */
function agreement(confusion: Matrix): Pick<ClassMetrics, "mcc" | "kappa"> {
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

function margins(confusion: Matrix): {
  actual: Float64Array;
  predicted: Float64Array;
  total: number;
} {
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

function checkClasses(classes: Int32Array, count: number): void {
  const bad = classes.findIndex((k) => k < 0 || k >= count);
  if (bad >= 0) {
    throw new RangeError(
      `Cannot count classes: expected classes 0 to ${count - 1}, got ${classes[bad]} in row ${bad + 1}`,
    );
  }
}

function checkProbabilities(classes: Int32Array, P: Matrix): void {
  if (classes.length === 0 || classes.length !== P.cols) {
    throw new RangeError(
      `Cannot compute metrics: expected ${P.cols} classes and at least 1, got ${classes.length}`,
    );
  }
  if (P.rows < 2) throw new RangeError(`Cannot compute metrics: expected at least 2 classes, got ${P.rows}`);
  const bad = P.data.findIndex((p) => !(p >= 0 && p <= 1));
  if (bad >= 0) {
    throw new RangeError(
      `Cannot compute metrics: expected probabilities from 0 to 1, got ${P.data[bad]} in row ${(bad % P.cols) + 1}`,
    );
  }
}
