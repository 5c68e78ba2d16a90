import { log } from "../elementary.js";
import { addColumnInPlace, multiply, selectColumns, type Matrix } from "../matrix.js";
import type { Random } from "../random.js";
import { activateLayer } from "./forward.js";
import { throughFront } from "./front.js";
import type { Network } from "./network.js";

const ROWS = 1024; // so many tell the spread of a weighted sum to about 2 %
const DRAWN = 5;

/**
 * Start values from rows, layer after layer: w ~ N(0, 1), each neuron's divided by the standard deviation of its weighted sum over
 * the rows; `b = −Σ_k e_k z(x_k)` over 5 random rows with random weights e that sum to 1, so that the neuron turns somewhere
 * within the data (Holzmüller, Grinsztajn & Steinwart 2024, RealMLP, "he+5"; Steinwart 2019). A front, if there is one, has to have its start values.
 *
 * @param X inputs × rows, at least one; of more than 1024 so many are drawn at random
 * @throws RangeError if X has another number of rows than the network has inputs, or no columns
 */
export function startFromData(network: Network, X: Matrix, random: Random): void {
  const { W, b, last, front } = network;
  if (X.rows !== network.sizes[0] || X.cols === 0) {
    throw new RangeError(
      `Cannot initialise from data: expected ${network.sizes[0]} inputs of at least one row, got ${X.rows} of ${X.cols}`,
    );
  }
  const rows = Array.from({ length: ROWS }, () => random.integer(X.cols));
  const sample = X.cols <= ROWS ? X : selectColumns(X, rows);
  let H = front ? throughFront(front, sample).H : sample;
  for (let l = 1; l <= last; l++) {
    for (let k = 0; k < W[l].data.length; k++) W[l].data[k] = random.normal();
    const Z = multiply(W[l], H);
    for (let i = 0; i < Z.rows; i++) {
      const z = Z.data.subarray(i * Z.cols, (i + 1) * Z.cols);
      const sd = spreadOf(z);
      const w = W[l].data.subarray(i * W[l].cols, (i + 1) * W[l].cols);
      for (let j = 0; j < w.length; j++) w[j] /= sd;
      for (let s = 0; s < z.length; s++) z[s] /= sd;
      b[l][i] = -meanOfFew(z, random);
    }
    addColumnInPlace(Z, b[l]);
    H = activateLayer(network, l, Z);
  }
}

/** Standard deviation; 1 where all values are the same. */
function spreadOf(z: Float64Array): number {
  const mean = z.reduce((sum, x) => sum + x, 0) / z.length;
  const variance = z.reduce((sum, x) => sum + (x - mean) * (x - mean), 0) / z.length;
  return variance > 1e-24 * mean * mean ? Math.sqrt(variance) : 1;
}

/** Weighted mean of a few random values, the weights exponentially distributed. */
function meanOfFew(z: Float64Array, random: Random): number {
  let [sum, total] = [0, 0];
  for (let k = 0; k < DRAWN; k++) {
    const weight = -log(1 - random.uniform());
    sum += weight * z[random.integer(z.length)];
    total += weight;
  }
  return total > 0 ? sum / total : 0;
}
