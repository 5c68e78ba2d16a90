import { matrix, type Matrix } from "../matrix.js";
import { softmax } from "./forward.js";

/** Labels as cross-entropy sees them, and what the loss is divided by. */
export interface SmoothedLabels {
  /** `q_i = c_i ((1 − e) y_i + e/n)` with label smoothing e and class weights c, n × batch. */
  Q: Matrix;
  /** Sum of the rows' class weights, `Σ_s ω_s Σ_i c_i y_i`: B where there are no weights. */
  total: number;
}

/**
 * Smooths and weights the labels of a cross-entropy (Szegedy et al. 2016, section 7).
 *
 * @param Y           one-hot or probability columns, n × batch
 * @param smoothing   e, fraction 0 … 1
 * @param classWeight c, one for all classes or one for each
 * @param weights     weight ω of each row, batch; 1 if left out
 */
export function smoothedLabels(
  Y: Matrix,
  smoothing: number,
  classWeight: number | readonly number[],
  weights?: ArrayLike<number>,
): SmoothedLabels {
  const Q = matrix(Y.rows, Y.cols);
  let total = 0;
  for (let s = 0; s < Y.cols; s++) {
    const omega = weights === undefined ? 1 : weights[s];
    for (let i = 0; i < Y.rows; i++) {
      const c = typeof classWeight === "number" ? classWeight : classWeight[i];
      const k = i * Y.cols + s;
      Q.data[k] = c * ((1 - smoothing) * Y.data[k] + smoothing / Y.rows);
      total += omega * c * Y.data[k];
    }
  }
  return { Q, total };
}

/**
 * `−Σ_i q_i ln softmax(z)_i` of each column, summed and divided by the labels' total; its slope is `h_i Σ_k q_k − q_i`.
 *
 * @param Z       weighted sums of the output layer, n × batch
 * @param labels  what `smoothedLabels` returned
 * @param weights weight of each row, batch; 1 if left out
 * @returns the loss and ∂L/∂Z
 */
export function crossEntropy(
  Z: Matrix,
  { Q, total }: SmoothedLabels,
  weights?: ArrayLike<number>,
): { value: number; slope: Matrix } {
  const H = softmax(Z);
  const slope = matrix(Z.rows, Z.cols);
  let value = 0;
  for (let s = 0; s < Z.cols; s++) {
    const omega = weights === undefined ? 1 : weights[s];
    const logSum = logSumExp(Z, s);
    let mass = 0; // Σ q_k: how much the softmax as a whole is pulled down
    for (let k = s; k < Q.data.length; k += Q.cols) {
      mass += Q.data[k];
      value += omega * Q.data[k] * (logSum - Z.data[k]);
    }
    for (let k = s; k < Q.data.length; k += Q.cols) {
      slope.data[k] = (omega * mass * H.data[k] - omega * Q.data[k]) / total;
    }
  }
  return { value: value / total, slope };
}

/** `ln Σ_k e^(z_k)` of column s, the largest z taken off, so that nothing overflows. */
export function logSumExp(Z: Matrix, s: number): number {
  let max = -Infinity;
  for (let k = s; k < Z.data.length; k += Z.cols) max = Math.max(max, Z.data[k]);
  let sum = 0;
  for (let k = s; k < Z.data.length; k += Z.cols) sum += Math.exp(Z.data[k] - max);
  return max + Math.log(sum);
}
