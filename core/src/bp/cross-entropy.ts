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
    let mass = 0; // Σ q_k: how much the softmax as a whole is pulled down
    for (let k = s; k < Q.data.length; k += Q.cols) mass += Q.data[k];
    for (let k = s; k < Q.data.length; k += Q.cols) {
      const [h, q] = [H.data[k], Q.data[k]];
      // h mass − q, without the cancellation where h is close to 1: Σ h = 1 lets the others stand for 1 − h.
      slope.data[k] = (omega * (h * (mass - q) - (q === 0 ? 0 : q * sumOfOthers(H, s, k)))) / total;
      if (q !== 0) value += omega * q * surprise(Z, s, k);
    }
  }
  return { value: value / total, slope };
}

function sumOfOthers(H: Matrix, s: number, own: number): number {
  let sum = 0;
  for (let k = s; k < H.data.length; k += H.cols) if (k !== own) sum += H.data[k];
  return sum;
}

/**
 * `−ln softmax(z)_i = ln Σ_k e^(z_k − z_i)` of the element at `own` in column s. The largest power is taken off, so that nothing
 * overflows; if that is z_i's own, `log1p` of the others keeps the digits of a small loss.
 */
export function surprise(Z: Matrix, s: number, own: number): number {
  let max = own;
  for (let k = s; k < Z.data.length; k += Z.cols) if (Z.data[k] > Z.data[max]) max = k;
  let others = 0;
  for (let k = s; k < Z.data.length; k += Z.cols) if (k !== max) others += Math.exp(Z.data[k] - Z.data[max]);
  return Z.data[max] - Z.data[own] + Math.log1p(others);
}
