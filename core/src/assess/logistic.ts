import { sigmoid } from "../bp/activation.js";
import { softmax } from "../bp/forward.js";
import { exp, log } from "../elementary.js";
import { cholesky, solveCholesky } from "../linear.js";
import { addColumnInPlace, matrix, multiply, multiplyTransposedB, type Matrix } from "../matrix.js";
import { minimise, type Objective } from "./minimise.js";

const NEWTON_PARAMETERS = 600; // beyond, the Hessian costs more than the steps it saves
const NEWTON_WORK = 1e9; // multiplications for one Hessian
const NEWTON_STEPS = 50;
const TOLERANCE = 1e-10; // of the gradient, against the one at the start

/** Weights and biases of a linear classifier: `Z = W X + b`, then sigmoid (one row) or softmax. */
export interface LinearClassifier {
  W: Matrix;
  b: Float64Array;
}

/**
 * Logistic regression with the penalty ½‖W‖² (C = 1), the biases free: the minimum of
 * `Σ_rows −w ln p(true class) + ½‖W‖²`. Newton's method for up to 600 parameters, else L-BFGS. Deterministic; the penalty
 * keeps W finite for separable classes and unique for collinear inputs.
 *
 * @param X inputs × rows, standardised
 * @param Y one row of 0 and 1, or one-hot rows, × rows
 * @param weights of the rows, which their losses are multiplied by
 */
export function fitLogistic(X: Matrix, Y: Matrix, weights: Float64Array): LinearClassifier {
  const inputs = withOnes(X);
  const length = Y.rows * inputs.rows;
  const isSmall = length <= NEWTON_PARAMETERS && length ** 2 * (X.cols / 2) <= NEWTON_WORK;
  const objective = penalisedLoss(inputs, Y, weights);
  const start = new Float64Array(length);
  const theta = isSmall
    ? newton(objective, inputs, weights, start, Y.rows)
    : minimise(objective, start, { iterations: 250 });
  return split(theta, Y.rows, X.rows);
}

/** Probabilities: one row, or one for each class, × rows. */
export function predictLogistic({ W, b }: LinearClassifier, X: Matrix): Matrix {
  const Z = multiply(W, X);
  addColumnInPlace(Z, b);
  return probabilities(Z);
}

/** θ holds, class after class, the weights and then the bias: `Z = Θ [X; 1]`. */
function penalisedLoss(inputs: Matrix, Y: Matrix, weights: Float64Array): Objective {
  return (theta) => {
    const Z = multiply(matrix(Y.rows, inputs.rows, theta), inputs);
    const P = probabilities(Z);
    const errors = matrix(
      P.rows,
      P.cols,
      P.data.map((p, k) => weights[k % P.cols] * (p - Y.data[k])),
    );
    const gradient = multiplyTransposedB(errors, inputs).data;
    let penalty = 0;
    theta.forEach((w, k) => {
      if (isBias(k, inputs.rows)) return;
      gradient[k] += w;
      penalty += w * w;
    });
    return { value: loss(Z, Y, weights) + penalty / 2, gradient };
  };
}

/** `Σ −w ln p(true class)`, from Z, so that no probability of 0 is taken the logarithm of. */
function loss(Z: Matrix, Y: Matrix, weights: Float64Array): number {
  let total = 0;
  for (let s = 0; s < Z.cols; s++) {
    if (Z.rows === 1) {
      total +=
        weights[s] * (Math.max(Z.data[s], 0) + log(1 + exp(-Math.abs(Z.data[s]))) - Y.data[s] * Z.data[s]);
      continue;
    }
    let [max, sum, right] = [-Infinity, 0, 0];
    for (let k = s; k < Z.data.length; k += Z.cols) max = Math.max(max, Z.data[k]);
    for (let k = s; k < Z.data.length; k += Z.cols) {
      sum += exp(Z.data[k] - max);
      right += Y.data[k] * Z.data[k];
    }
    total += weights[s] * (max + log(sum) - right);
  }
  return total;
}

/** Newton's method (iteratively reweighted least squares), steps halved where the value would rise. */
function newton(
  objective: Objective,
  inputs: Matrix,
  weights: Float64Array,
  start: Float64Array,
  classes: number,
): Float64Array {
  let theta = start;
  let at = objective(theta);
  const enough = TOLERANCE * largestEntry(at.gradient);
  for (let i = 0; i < NEWTON_STEPS && largestEntry(at.gradient) > enough; i++) {
    const L = cholesky(hessian(theta, inputs, weights, classes));
    if (L === null) return minimise(objective, theta);
    const step = solveCholesky(L, at.gradient);
    let length = 1;
    for (; length > 1e-6; length /= 2) {
      const next = theta.map((w, k) => w - length * step[k]);
      const there = objective(next);
      if (there.value < at.value) {
        [theta, at] = [next, there];
        break;
      }
    }
    if (length <= 1e-6) break; // the value cannot be told from the minimum
  }
  return theta;
}

/**
 * Blocks `[X;1] diag(w p_k (δ_kl − p_l)) [X;1]ᵀ`, plus 1 for each weight. Biases get 10^−10 of their own curvature: equal
 * shifts of all biases change nothing, and a step along them must not be taken.
 */
function hessian(theta: Float64Array, inputs: Matrix, weights: Float64Array, classes: number): Matrix {
  const m = inputs.rows;
  const P = probabilities(multiply(matrix(classes, m, theta), inputs));
  const H = matrix(classes * m, classes * m);
  for (let k = 0; k < classes; k++) {
    for (let l = 0; l <= k; l++) {
      const scaled = matrix(m, inputs.cols, inputs.data.slice());
      for (let s = 0; s < inputs.cols; s++) {
        const p = P.data[k * P.cols + s];
        const curvature = weights[s] * (k === l ? p * (1 - p) : -p * P.data[l * P.cols + s]);
        for (let j = s; j < scaled.data.length; j += inputs.cols) scaled.data[j] *= curvature;
      }
      const block = multiplyTransposedB(scaled, inputs);
      for (let i = 0; i < m; i++)
        H.data.set(block.data.subarray(i * m, (i + 1) * m), (k * m + i) * H.cols + l * m);
    }
  }
  for (let i = 0; i < H.rows; i++) {
    H.data[i * H.cols + i] += isBias(i, m) ? 1e-10 * (1 + H.data[i * H.cols + i]) : 1;
  }
  return H;
}

function probabilities(Z: Matrix): Matrix {
  return Z.rows === 1 ? matrix(1, Z.cols, Z.data.map(sigmoid)) : softmax(Z);
}

/** X with a last row of ones, for the biases. */
function withOnes(X: Matrix): Matrix {
  const data = new Float64Array((X.rows + 1) * X.cols).fill(1);
  data.set(X.data);
  return matrix(X.rows + 1, X.cols, data);
}

function split(theta: Float64Array, classes: number, inputs: number): LinearClassifier {
  const W = matrix(classes, inputs);
  const b = new Float64Array(classes);
  for (let k = 0; k < classes; k++) {
    const own = theta.subarray(k * (inputs + 1), (k + 1) * (inputs + 1));
    W.data.set(own.subarray(0, inputs), k * inputs);
    b[k] = own[inputs]!;
  }
  return { W, b };
}

function isBias(k: number, width: number): boolean {
  return k % width === width - 1;
}

function largestEntry(v: Float64Array): number {
  return v.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}
