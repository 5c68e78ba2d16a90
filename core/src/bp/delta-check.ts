import { addColumnInPlace, addInPlace, matrix, multiply, type Matrix } from "../matrix.js";
import { activateLayer, forward } from "./forward.js";
import { evaluateLoss, type LossName, type LossSpec } from "./loss.js";
import type { Network } from "./network.js";

const STEP = 1e-3; // the extrapolated difference errs by about STEP⁴

/**
 * Error terms of one layer by differences of the loss, `δ_i^l = ∂L/∂z_i^l`, without back-propagation: z alone is moved, and
 * the layers after it are computed again. Central differences at ε and ε/2, extrapolated: (4 D(ε/2) − D(ε)) / 3.
 *
 * @param network the network
 * @param X       sizes[0] × batch
 * @param Y       sizes[last] × batch
 * @param l       number of the layer, 1 … last
 * @param loss    @default "half_mse_sum"
 * @param weights weight of each row, batch; 1 if left out
 * @returns sizes[l] × batch, to be compared with `backward(…).delta[l]`
 * @throws RangeError if there is no such layer
 * @see docs/tutorial.md §2(2)
 */
export function numericDelta(
  network: Network,
  X: Matrix,
  Y: Matrix,
  l: number,
  loss: LossName | LossSpec = "half_mse_sum",
  weights?: ArrayLike<number>,
): Matrix {
  if (!Number.isInteger(l) || l < 1 || l > network.last) {
    throw new RangeError(`Cannot check δ[${l}]: expected a layer from 1 to ${network.last}, got ${l}`);
  }
  const Z = forward(network, X).Z[l];
  const delta = matrix(Z.rows, Z.cols);
  const moved = matrix(Z.rows, Z.cols, Z.data.slice());
  function lossAt(k: number, z: number): number {
    moved.data[k] = z;
    const [Zlast, Hlast] = onward(network, X, moved, l);
    return evaluateLoss(loss, Zlast, Hlast, Y, weights).value;
  }
  for (let k = 0; k < Z.data.length; k++) {
    const z = Z.data[k];
    const step = STEP * Math.max(1, Math.abs(z));
    const wide = (lossAt(k, z + step) - lossAt(k, z - step)) / (2 * step);
    const narrow = (lossAt(k, z + step / 2) - lossAt(k, z - step / 2)) / step;
    delta.data[k] = (4 * narrow - wide) / 3;
    moved.data[k] = z;
  }
  return delta;
}

/** Z and H of the last layer, from Z of layer l onward. */
function onward(network: Network, X: Matrix, from: Matrix, l: number): [Matrix, Matrix] {
  const { W, b, last } = network;
  let Z = from;
  let H = activateLayer(network, l, Z);
  for (let k = l + 1; k <= last; k++) {
    Z = multiply(W[k], H);
    addColumnInPlace(Z, b[k]);
    if (k === last && network.skip) addInPlace(Z, multiply(network.skip, X));
    H = activateLayer(network, k, Z);
  }
  return [Z, H];
}
