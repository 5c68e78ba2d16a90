import { log } from "../elementary.js";
import type { Matrix } from "../matrix.js";
import type { Task } from "../table/encode.js";

const ROUNDS = 50; // families added one by one
const START = 2; // times that each family is in before the first round: a guard against luck with few rows
const LEAST = 0.05; // share below which a family is left out: it was added in no round, or in one

/**
 * How much each family counts in the mean: families are added one by one, each time the one that makes the mean of those so far best,
 * again and again (ensemble selection with replacement, Caruana et al. 2004). Only predictions of rows that the nets have not seen are
 * looked at.
 *
 * @param predictions of each family for the same rows, outputs × rows, in the form of Y
 * @param Y           labels, outputs × rows
 * @param weights     of the rows. @default 1
 * @returns shares, one for each family, together 1; 0 for those below 5 %
 */
export function weighFamilies(
  task: Task,
  predictions: readonly Matrix[],
  Y: Matrix,
  weights?: Float64Array,
): number[] {
  const error = task === "regression" ? squaredError : logLoss;
  const counts = predictions.map(() => START);
  let total = START * predictions.length;
  const sum = new Float64Array(Y.data.length);
  for (const { data } of predictions) for (let k = 0; k < sum.length; k++) sum[k] += START * data[k];
  for (let round = 0; round < ROUNDS; round++) {
    const errors = predictions.map(({ data }) => error(sum, data, 1 / (total + 1), Y, weights));
    const best = errors.indexOf(Math.min(...errors));
    counts[best]++;
    total++;
    const { data } = predictions[best];
    for (let k = 0; k < sum.length; k++) sum[k] += data[k];
  }
  const kept = counts.map((count) => (count / total < LEAST ? 0 : count));
  const left = kept.reduce((a, b) => a + b, 0);
  return kept.map((count) => count / left);
}

type MeanError = (
  sum: Float64Array,
  one: Float64Array,
  factor: number,
  Y: Matrix,
  weights: Float64Array | undefined,
) => number;

/** Σ ω (y − h)² of the mean h = factor · (sum + one). */
const squaredError: MeanError = (sum, one, factor, { cols, data: y }, weights) => {
  let total = 0;
  for (let k = 0; k < y.length; k++) {
    const e = y[k] - factor * (sum[k] + one[k]);
    total += weights === undefined ? e * e : weights[k % cols] * e * e;
  }
  return total;
};

const TINY = 1e-7; // a probability below counts as this: one row that is surely wrong does not decide alone

/** −Σ ω ln p of the class that is right. */
const logLoss: MeanError = (sum, one, factor, { rows, cols, data: y }, weights) => {
  let total = 0;
  for (let k = 0; k < y.length; k++) {
    const h = factor * (sum[k] + one[k]);
    if (rows > 1 && y[k] === 0) continue;
    const p = y[k] > 0.5 ? h : 1 - h;
    total -= (weights === undefined ? 1 : weights[k % cols]) * log(Math.max(p, TINY));
  }
  return total;
};
