import { exp } from "../elementary.js";
import { addColumnInPlace, addInPlace, matrix, multiply, type Matrix } from "../matrix.js";
import { activation, type ActivationSpec } from "./activation.js";
import { throughFront, type FrontPass } from "./front.js";
import type { Network } from "./network.js";
import { activateParametric } from "./parametric.js";

/** Everything that a forward pass computes. Slot 0 of Z is empty; `H[0]` is the input X, `H[last]` the prediction ŷ. */
export interface Forward {
  /** Weighted sums before f: `Z[l]` is sizes[l] × batch. */
  Z: Matrix[];
  /** Activations: `H[l]` is sizes[l] × batch. */
  H: Matrix[];
  /** Dropout masks of the hidden layers, if any: 0 for a neuron left out, else 1 / (1 − p). */
  masks?: (Matrix | undefined)[];
  /** What the front gave, if there is one: layer 1 reads its H instead of `H[0]`. */
  front?: FrontPass;
}

/**
 * Forward propagation: `Z^l = W^l H^(l−1) + b^l`, `H^l = f(Z^l)`, layer after layer (tutorial §1).
 *
 * @param network the network; its skip, if it has one, adds W^skip H⁰ to Z^last
 * @param X       input, sizes[0] × batch: a sample is a column
 * @param masks   dropout masks by layer, during training only: `H^l = f(Z^l) ⊙ mask^l` (Srivastava et al. 2014)
 * @returns all Z and all H, new matrices
 * @throws RangeError if X has another number of rows than the network has inputs
 * @see docs/tutorial.md §1
 */
export function forward(network: Network, X: Matrix, masks?: (Matrix | undefined)[]): Forward {
  const { W, b, last } = network;
  if (X.rows !== network.sizes[0]) {
    throw new RangeError(
      `Cannot compute W[1] H[0]: expected ${network.sizes[0]} rows in H[0], got ${X.rows}`,
    );
  }
  const Z: Matrix[] = [matrix(0, 0)];
  const H: Matrix[] = [X];
  const front = network.front && throughFront(network.front, X);
  for (let l = 1; l <= last; l++) {
    Z[l] = multiply(W[l], l === 1 && front ? front.H : H[l - 1]);
    addColumnInPlace(Z[l], b[l]);
    if (l === last && network.skip) addInPlace(Z[l], multiply(network.skip, X));
    H[l] = activateLayer(network, l, Z[l]);
    const mask = masks?.[l];
    if (mask) for (let k = 0; k < mask.data.length; k++) H[l].data[k] *= mask.data[k];
  }
  return { Z, H, ...(masks ? { masks } : {}), ...(front ? { front } : {}) };
}

/** `H^l = f(Z^l)` of a network's layer, with its α where the activation is parametric. */
export function activateLayer({ activations, alpha }: Network, l: number, Z: Matrix): Matrix {
  const own = alpha?.[l];
  return own ? activateParametric(activations[l], Z, own) : activate(activations[l], Z);
}

/**
 * `h = f(z)` for every element; softmax over each column.
 *
 * @param Z n × batch
 * @returns n × batch, a new matrix
 */
export function activate(spec: ActivationSpec, Z: Matrix): Matrix {
  if (spec.name === "softmax") return softmax(Z);
  const { f } = activation(spec.name);
  const p = spec.parameters ?? {};
  const H = matrix(Z.rows, Z.cols);
  for (let k = 0; k < Z.data.length; k++) H.data[k] = f(Z.data[k], p);
  return H;
}

/** `h_i = e^(z_i − max z) / Σ_k e^(z_k − max z)` of each column: the largest z is taken off, so that nothing overflows. */
export function softmax(Z: Matrix): Matrix {
  const H = matrix(Z.rows, Z.cols);
  for (let s = 0; s < Z.cols; s++) {
    let max = -Infinity;
    for (let i = 0; i < Z.rows; i++) max = Math.max(max, Z.data[i * Z.cols + s]);
    let sum = 0;
    for (let i = 0; i < Z.rows; i++) sum += H.data[i * Z.cols + s] = exp(Z.data[i * Z.cols + s] - max);
    for (let i = 0; i < Z.rows; i++) H.data[i * Z.cols + s] /= sum;
  }
  return H;
}
