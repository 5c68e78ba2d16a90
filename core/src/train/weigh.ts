import type { Matrix } from "../matrix.js";
import type { Task } from "../table/encode.js";

const LEAST = 0.05; // share below which a family is left out

/**
 * How much each family counts in the mean, from predictions of rows that the nets have not seen: of numbers by `selected`, of classes by
 * `shared`.
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
  const shares = task === "regression" ? selected(predictions, Y, weights) : shared(predictions, Y, weights);
  const kept = shares.map((share) => (share < LEAST ? 0 : share));
  const left = kept.reduce((a, b) => a + b, 0);
  return kept.map((share) => share / left);
}

const ROUNDS = 50; // families added one by one
const START = 2; // times that each family is in before the first round: a guard against luck with few rows

/**
 * Numbers: families are added one by one, each time the one that makes the squared error of the mean of those so far least, again and again
 * (ensemble selection with replacement, Caruana et al. 2004).
 */
function selected(predictions: readonly Matrix[], Y: Matrix, weights: Float64Array | undefined): number[] {
  const counts = predictions.map(() => START);
  let total = START * predictions.length;
  const sum = new Float64Array(Y.data.length);
  for (const { data } of predictions) for (let k = 0; k < sum.length; k++) sum[k] += START * data[k];
  for (let round = 0; round < ROUNDS; round++) {
    const errors = predictions.map(({ data }) => squaredError(sum, data, 1 / (total + 1), Y, weights));
    const best = errors.indexOf(Math.min(...errors));
    counts[best]++;
    total++;
    const { data } = predictions[best];
    for (let k = 0; k < sum.length; k++) sum[k] += data[k];
  }
  return counts.map((count) => count / total);
}

/** Σ ω (y − h)² of the mean h = factor · (sum + one). */
function squaredError(
  sum: Float64Array,
  one: Float64Array,
  factor: number,
  { cols, data: y }: Matrix,
  weights: Float64Array | undefined,
): number {
  let total = 0;
  for (let k = 0; k < y.length; k++) {
    const e = y[k] - factor * (sum[k] + one[k]);
    total += weights === undefined ? e * e : weights[k % cols] * e * e;
  }
  return total;
}

const STEPS = 200; // of the shares
const PRIOR = 1; // rows that each family counts as having got right before the first (Laplace): with few rows the shares stay alike
const TINY = 1e-7; // a probability below counts as this: one row that is surely wrong does not decide alone

/**
 * Classes: the families share each row by the probabilities that they gave to its class, and a family's share of the whole is that of
 * the rows (expectation and maximisation of the shares of a mixture, Dempster, Laird & Rubin 1977), one row being added to each:
 *
 * ```
 * r_fs = v_f p_f(y_s) / Σ_g v_g p_g(y_s),   v_f ← (Σ ω_s r_fs + 1) / (rows + families)
 * ```
 */
function shared(predictions: readonly Matrix[], Y: Matrix, weights: Float64Array | undefined): number[] {
  const right = predictions.map((H) => ofTruth(H, Y));
  const total = weights?.reduce((sum, w) => sum + w, 0) ?? Y.cols;
  const counted = weights?.filter((w) => w > 0).length ?? Y.cols;
  let shares = right.map(() => 1 / right.length);
  for (let step = 0; step < STEPS; step++) {
    const rows = right.map(() => 0);
    for (let s = 0; s < Y.cols; s++) {
      const mixed = right.reduce((sum, p, f) => sum + shares[f] * p[s], 0);
      const weight = ((weights?.[s] ?? 1) * counted) / total; // 1 on average: the prior's rows are such
      for (let f = 0; f < rows.length; f++) rows[f] += (weight * shares[f] * right[f][s]) / mixed;
    }
    shares = rows.map((own) => (own + PRIOR) / (counted + PRIOR * rows.length));
  }
  return shares;
}

/** Probability of the class that is right, for each row. */
function ofTruth(H: Matrix, Y: Matrix): Float64Array {
  return Float64Array.from({ length: Y.cols }, (_, s) => {
    if (Y.rows === 1) return Math.max(TINY, Y.data[s] > 0.5 ? H.data[s] : 1 - H.data[s]);
    let p = 0;
    for (let i = 0; i < Y.rows; i++) p += Y.data[i * Y.cols + s] * H.data[i * Y.cols + s];
    return Math.max(TINY, p);
  });
}
