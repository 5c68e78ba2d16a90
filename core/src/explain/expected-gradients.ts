import { matrix, type Matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import type { Design } from "./factors.js";
import { slopes } from "./slopes.js";
import type { Surface } from "./surface.js";

/** Gauss–Legendre nodes and weights on (0, 1), eight points, to 16 digits: exact for polynomials of degree 15. */
const NODES = [
  0.019855071751231884, 0.10166676129318664, 0.2372337950418355, 0.4082826787521751, 0.5917173212478249,
  0.7627662049581645, 0.8983332387068134, 0.9801449282487682,
];
const WEIGHTS = [
  0.05061426814518813, 0.11119051722668724, 0.15685332293894363, 0.181341891689181, 0.181341891689181,
  0.15685332293894363, 0.11119051722668724, 0.05061426814518813,
];

/**
 * Expected gradients (Erion et al. 2021): integrated gradients `(x_i − b_i) ∫₀¹ ∂_i f(b + a (x − b)) da` (Sundararajan et al. 2017),
 * averaged over the background's rows b; the integral by eight Gauss–Legendre points instead of by chance. In the encoded inputs,
 * whose shares are added up for each factor.
 *
 * @param X rows to explain
 * @param s which of them
 */
export function gradientValues(
  model: Model,
  surface: Surface,
  { factors, X: B }: Design,
  X: Matrix,
  s: number,
): number[] {
  const M = matrix(B.rows, B.cols * NODES.length);
  for (let i = 0; i < B.rows; i++) {
    const x = X.data[i * X.cols + s];
    for (let b = 0; b < B.cols; b++) {
      const from = B.data[i * B.cols + b];
      NODES.forEach((a, k) => (M.data[i * M.cols + k * B.cols + b] = from + a * (x - from)));
    }
  }
  const { mean: D } = slopes(model, surface, M);
  return factors.map(({ from, count }) => {
    let share = 0;
    for (let i = from; i < from + count; i++) {
      for (let b = 0; b < B.cols; b++) {
        const way = X.data[i * X.cols + s] - B.data[i * B.cols + b];
        WEIGHTS.forEach((w, k) => (share += (w * way * D.data[i * M.cols + k * B.cols + b]) / B.cols));
      }
    }
    return share;
  });
}
