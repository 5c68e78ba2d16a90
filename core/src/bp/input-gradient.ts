import { addInPlace, matrix, multiplyTransposedA, type Matrix } from "../matrix.js";
import { throughActivation } from "./backward.js";
import type { Forward } from "./forward.js";
import { frontInputGradient } from "./front.js";
import type { Network } from "./network.js";
import { throughParametric } from "./parametric.js";

/**
 * The error terms carried one layer further, to the input: `δ⁰ = (W¹)ᵀ δ¹ + (W^skip)ᵀ δ^last`. Where the errors at the output are
 * those of a loss, it is ∂L/∂X; where they are 1 for one output and 0 for the others, it is the derivative of that output.
 *
 * @param network the network
 * @param pass    what `forward` returned for the batch
 * @param dH      derivative of the quantity by the output, sizes[last] × batch: ∂L/∂H^last, or ones for ∂ŷ/∂X
 * @returns sizes[0] × batch, a new matrix
 * @throws RangeError if the shapes do not fit each other
 * @see docs/tutorial.md §2(5)
 */
export function inputGradient(network: Network, pass: Forward, dH: Matrix): Matrix {
  const { activations, W, last, skip, alpha, front } = network;
  const { Z, H, masks } = pass;
  let delta = throughActivation(activations[last], Z[last], H[last], dH); // §2(2)
  // The skip leads straight from the last weighted sum to the input.
  const dX = skip ? multiplyTransposedA(skip, delta) : matrix(H[0].rows, H[0].cols);
  for (let l = last; l > 1; l--) {
    const dHidden = multiplyTransposedA(W[l], delta); // (W^l)ᵀ δ^l
    const [mask, own] = [masks?.[l - 1], alpha?.[l - 1]];
    delta = own
      ? throughParametric(activations[l - 1], Z[l - 1], own, dHidden, mask).delta
      : throughActivation(activations[l - 1], Z[l - 1], H[l - 1], dHidden, mask); // §2(5)
  }
  const dFirst = multiplyTransposedA(W[1], delta); // the layer of the input has no f
  addInPlace(dX, front ? frontInputGradient(front, H[0], dFirst) : dFirst);
  return dX;
}
