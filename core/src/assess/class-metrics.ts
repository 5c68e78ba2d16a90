import { log } from "../elementary.js";
import type { Matrix } from "../matrix.js";
import { calibrationError, reliability } from "./calibration.js";
import {
  checkClasses,
  confusionMatrix,
  confusionMetrics,
  mostProbable,
  type ConfusionMetrics,
} from "./confusion.js";
import { ranking, ranksOf, type Ranking } from "./ranking.js";
import { sum } from "./sums.js";

/** How well class probabilities fit the classes; null where a metric has no value. */
export type ClassMetrics = ConfusionMetrics &
  Ranking & {
    /** `mean −ln p`, p the probability of the true class, kept within [2^−52, 1 − 2^−52]; nats. */
    logLoss: number;
    /** Two classes: `mean (p − y)²` of class 1. More: `mean Σ_k (p_k − y_k)²` (Brier 1950). */
    brier: number;
    /** Expected calibration error over 15 bins of equally many rows: mean distance of probability and frequency. */
    ece: number;
  };

const EPSILON = 2 ** -52; // the clip of scikit-learn's log_loss for float64

/**
 * Metrics of a classification. The predicted class is the most probable one, the first of equals.
 *
 * @param classes class of each row, 0 … P.rows − 1
 * @param P       probabilities, classes × rows; at least two classes
 * @param options `weights`: weight of each row, ≥ 0. @default all 1
 * @throws RangeError without rows, for unequal numbers of rows, unknown classes, probabilities outside [0, 1] and weights
 *   that are negative, not finite or all 0
 */
export function classMetrics(
  classes: Int32Array,
  P: Matrix,
  { weights }: { weights?: ArrayLike<number> } = {},
): ClassMetrics {
  checkClasses(classes, P.rows);
  checkProbabilities(classes, P);
  const w = weights === undefined ? new Float64Array(classes.length).fill(1) : Float64Array.from(weights);
  checkWeights(w, classes.length);
  const mean = (values: Float64Array) => sum(values.map((x, s) => x * w[s])) / sum(w);
  return {
    ...confusionMetrics(confusionMatrix(classes, mostProbable(P), P.rows, w)),
    ...ranking(ranksOf(classes, P), w),
    logLoss: mean(logLosses(classes, P)),
    brier: mean(brierScores(classes, P)),
    ece: calibrationError(reliability(classes, P, { weights: w })),
  };
}

/** `−ln p` of each row. */
export function logLosses(classes: Int32Array, P: Matrix): Float64Array {
  return Float64Array.from(classes, (k, s) => {
    return -log(Math.min(Math.max(P.data[k * P.cols + s], EPSILON), 1 - EPSILON));
  });
}

/** Squared distance of probabilities and class of each row. */
export function brierScores(classes: Int32Array, P: Matrix): Float64Array {
  const first = P.rows === 2 ? 1 : 0; // of two classes, class 1 alone
  return Float64Array.from(classes, (k, s) => {
    let total = 0;
    for (let c = first; c < P.rows; c++) total += (P.data[c * P.cols + s] - (c === k ? 1 : 0)) ** 2;
    return total;
  });
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

function checkWeights(weights: Float64Array, rows: number): void {
  if (weights.length !== rows) {
    throw new RangeError(`Cannot compute metrics: expected ${rows} weights, got ${weights.length}`);
  }
  const bad = weights.findIndex((w) => !(w >= 0 && w < Infinity));
  if (bad >= 0) {
    throw new RangeError(
      `Cannot compute metrics: expected weights ≥ 0, got ${weights[bad]} in row ${bad + 1}`,
    );
  }
  if (weights.every((w) => w === 0))
    throw new RangeError("Cannot compute metrics: expected at least 1 row of weight > 0, got 0");
}
