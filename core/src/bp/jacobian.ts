import { matrix, multiplyTransposedA, selectColumns, type Matrix } from "../matrix.js";
import { throughActivation } from "./backward.js";
import { forward, type Forward } from "./forward.js";
import { namedAddition, views, type Network } from "./network.js";

/**
 * Derivatives of the outputs by every parameter: back-propagation of 1 from one output of one sample after the other, by the
 * recursion of the error terms (tutorial §2(3) to §2(5)) with `∂o_i/∂z` in the place of `∂L/∂z` at the output.
 *
 * ```
 * δ^last = 1 for z_i of the output, f'(z_i) for h_i;   δ^(l−1) = (W^l)ᵀ δ^l ⊙ f'(z^(l−1))
 * ∂o_i/∂W^l = δ^l (h^(l−1))ᵀ,   ∂o_i/∂b^l = δ^l
 * ```
 *
 * @param X  input, sizes[0] × batch
 * @param of "h": of the activations of the output layer; "z": of its weighted sums
 * @returns (batch · outputs) × parameters: of each sample in turn a row for each output
 * @throws RangeError if X has another number of rows than the network has inputs, for a front and for parametric activations
 * @see docs/tutorial.md §2
 */
export function outputJacobian(network: Network, X: Matrix, of: "h" | "z" = "h"): Matrix {
  const addition = namedAddition(network);
  if (addition !== undefined) {
    throw new RangeError(
      `Cannot compute the Jacobian: expected a network of layers and a skip alone, got one with ${addition}`,
    );
  }
  const n = network.sizes[network.last];
  const J = matrix(X.cols * n, network.parameters.length);
  for (let s = 0; s < X.cols; s++) {
    const pass = forward(network, selectColumns(X, [s]));
    for (let i = 0; i < n; i++) {
      const row = (s * n + i) * J.cols;
      outputGradient(network, pass, i, of, J.data.subarray(row, row + J.cols));
    }
  }
  return J;
}

/** Writes the derivatives of output i by the parameters; the pass is that of one sample. */
function outputGradient(
  network: Network,
  { Z, H }: Forward,
  i: number,
  of: "h" | "z",
  gradient: Float64Array,
): void {
  const { sizes, activations, W, last } = network;
  const { W: dW, b: db, skip: dSkip } = views(sizes, network.skip !== undefined, gradient);
  const one = matrix(sizes[last], 1);
  one.data[i] = 1;
  let delta = of === "z" ? one : throughActivation(activations[last], Z[last], H[last], one);
  if (dSkip) putOuter(dSkip, delta, H[0]);
  for (let l = last; l >= 1; l--) {
    putOuter(dW[l], delta, H[l - 1]); // §2(4)
    db[l].set(delta.data); // §2(3)
    if (l > 1) {
      delta = throughActivation(activations[l - 1], Z[l - 1], H[l - 1], multiplyTransposedA(W[l], delta)); // §2(5)
    }
  }
}

/** `M ← δ hᵀ`. */
function putOuter(M: Matrix, delta: Matrix, h: Matrix): void {
  for (let i = 0; i < M.rows; i++) {
    for (let j = 0; j < M.cols; j++) M.data[i * M.cols + j] = delta.data[i] * h.data[j];
  }
}
