import { sigmoid } from "../bp/activation.js";
import { softmax } from "../bp/forward.js";
import { log } from "../elementary.js";
import { matrix, type Matrix } from "../matrix.js";
import { upperQuantile } from "./conformal.js";
import { sum } from "./sums.js";

/**
 * `lac`: every class whose probability reaches a threshold (Sadinle, Lei & Wasserman 2019): the smallest sets on average, may
 * be empty. `aps`: the most probable classes until a threshold is reached (Romano, Sesia & Candès 2020): sets adapt to how
 * hard a row is, none is empty.
 */
export type SetMethod = "lac" | "aps";

/**
 * Sets of classes that hold the true one with probability 1 − α at least, on average over rows, if the calibration rows had
 * no part in the model.
 *
 * @param calibration classes of the calibration rows and their probabilities, classes × rows
 * @param P           probabilities of the new rows, classes × rows
 * @param options     `alpha`: 1 − nominal coverage. @default method "lac"
 * @returns 1 where a class belongs to the set of a row, classes × rows
 */
export function conformalSets(
  calibration: { classes: Int32Array; P: Matrix },
  P: Matrix,
  { alpha, method = "lac" }: { alpha: number; method?: SetMethod },
): Matrix {
  const scores = trueScores(calibration.classes, calibration.P, method);
  const threshold = upperQuantile(scores, alpha);
  const sets = matrix(P.rows, P.cols);
  for (let s = 0; s < P.cols; s++) {
    const own = setScores(P, s, method);
    // Of `aps` the most probable class always belongs to the set.
    const least = method === "aps" ? Math.min(...own) : Infinity;
    own.forEach((score, k) => (sets.data[k * P.cols + s] = score <= threshold || score === least ? 1 : 0));
  }
  return sets;
}

/** Rows that a fold's model was kept from, and what that model says of new rows. */
export interface ConformalClassFold {
  /** Classes of the fold's rows, and their probabilities by a model without them, classes × rows. */
  classes: ArrayLike<number>;
  P: Matrix;
  /** Probabilities of the new rows by that model, classes × rows. */
  prediction: Matrix;
}

/**
 * CV+ sets (Romano, Sesia & Candès 2020, eq. 11): a class stays out where its scores, each by the model of a fold, exceed those
 * of too many rows of the folds. At least 1 − 2α of true classes are held, in practice about 1 − α. One fold gives `conformalSets`.
 *
 * @returns 1 where a class belongs to the set of a row, classes × rows
 */
export function crossConformalSets(
  folds: readonly ConformalClassFold[],
  { alpha, method = "lac" }: { alpha: number; method?: SetMethod },
): Matrix {
  const sorted = folds.map(({ classes, P }) => trueScores(classes, P, method).toSorted());
  const n = sorted.reduce((sum, { length }) => sum + length, 0);
  const rank = Math.ceil((1 - alpha) * (n + 1) - 1e-9);
  const { rows, cols } = folds[0].prediction;
  const sets = matrix(rows, cols);
  for (let s = 0; s < cols; s++) {
    const counts = new Int32Array(rows);
    const total = new Float64Array(rows);
    folds.forEach(({ prediction }, f) => {
      setScores(prediction, s, method).forEach((score, k) => {
        counts[k] += below(sorted[f], score);
        total[k] += score;
      });
    });
    const least = method === "aps" ? Math.min(...total) : -1;
    for (let k = 0; k < rows; k++) sets.data[k * cols + s] = counts[k] < rank || total[k] === least ? 1 : 0;
  }
  return sets;
}

/** How little the true class of each row conforms. */
export function trueScores(classes: ArrayLike<number>, P: Matrix, method: SetMethod): Float64Array {
  return Float64Array.from(classes, (k, s) => setScores(P, s, method)[k]);
}

/** How many sorted numbers lie below a value. */
function below(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How little each class of a row conforms: `1 − p_k`, or the probability of all classes at least as probable. */
function setScores(P: Matrix, s: number, method: SetMethod): Float64Array {
  const p = Float64Array.from({ length: P.rows }, (_, k) => P.data[k * P.cols + s]);
  if (method === "lac") return p.map((x) => 1 - x);
  return p.map((x) => p.reduce((total, other) => total + (other >= x ? other : 0), 0));
}

/**
 * Temperature scaling (Guo et al. 2017, §4.2): the T > 0 for which `softmax(Z / T)` has the least mean log-loss on rows that
 * the model has not learned from. The most probable class of each row stays the same.
 *
 * @param Z       what goes into softmax, classes × rows (of two classes also one row, what goes into the sigmoid)
 * @param classes class of each row
 * @returns T between 1/50 and 50
 */
export function temperature(Z: Matrix, classes: Int32Array): number {
  const logits = Z.rows === 1 ? matrix(2, Z.cols, [...new Float64Array(Z.cols), ...Z.data]) : Z;
  // The loss is convex in β = 1/T: its slope rises, and is 0 at the minimum.
  let [low, high] = [1 / 50, 50];
  for (let i = 0; i < 60; i++) {
    const beta = Math.sqrt(low * high);
    if (slope(logits, classes, beta) < 0) low = beta;
    else high = beta;
  }
  return 1 / Math.sqrt(low * high);
}

const LEAST = 1e-12; // a probability below counts as this, for its logarithm

/** What would go into the sigmoid, or into softmax, to give these probabilities. */
export function logits(H: Matrix): Matrix {
  const safe = (p: number): number => log(Math.max(p, LEAST));
  return matrix(
    H.rows,
    H.cols,
    H.data.map((p) => (H.rows === 1 ? safe(p) - safe(1 - p) : safe(p))),
  );
}

/** `softmax(Z / T)`, classes × rows; of one row the sigmoid. */
export function withTemperature(Z: Matrix, T: number): Matrix {
  if (Z.rows === 1)
    return matrix(
      1,
      Z.cols,
      Z.data.map((z) => sigmoid(z / T)),
    );
  return softmax(
    matrix(
      Z.rows,
      Z.cols,
      Z.data.map((z) => z / T),
    ),
  );
}

/** Derivative of the log-loss by β: `Σ_rows (Σ_k p_k z_k − z_true)`, p = softmax(βZ). */
function slope(Z: Matrix, classes: Int32Array, beta: number): number {
  const P = withTemperature(Z, 1 / beta);
  return sum(
    Float64Array.from(classes, (k, s) => {
      let mean = 0;
      for (let c = 0; c < Z.rows; c++) mean += P.data[c * Z.cols + s] * Z.data[c * Z.cols + s];
      return mean - Z.data[k * Z.cols + s];
    }),
  );
}
