import {
  hadamard,
  matrix,
  multiplyTransposedA,
  multiplyTransposedB,
  rowSums,
  type Matrix,
} from "../matrix.js";
import { activation, type ActivationSpec } from "./activation.js";
import { softmax, type Forward } from "./forward.js";
import { backwardFront, type Front } from "./front.js";
import { evaluateLoss, type LossName, type LossSpec } from "./loss.js";
import { viewsOf, type Network } from "./network.js";
import { throughParametric } from "./parametric.js";

/** Everything that a backward pass computes. Slot 0 of each list is empty. */
export interface Backward {
  /** L of the batch. */
  loss: number;
  /** Error terms (sensitivities, local gradients) `δ^l = ∂L/∂Z^l`, sizes[l] × batch. */
  delta: Matrix[];
  /** `∂L/∂W^l`, as W[l]. */
  dW: Matrix[];
  /** `∂L/∂b^l`, as b[l]. */
  db: Float64Array[];
  /** ∂L/∂W^skip, if the network has a skip. */
  dSkip?: Matrix;
  /** ∂L/∂α^l, as alpha[l], if any activation is parametric. */
  dAlpha?: (Float64Array | undefined)[];
  /** Gradients of the front's parameters, as front, if the network has one. */
  dFront?: Front;
  /** All of them as one flat vector in the order of `network.parameters`. */
  gradient: Float64Array;
}

/**
 * Back-propagation: the error terms from the last layer to the first, and from each the gradients of its W and b
 * (tutorial §2(2) to §2(6)).
 *
 * @param network the network
 * @param pass    what `forward` returned for the batch
 * @param Y       labels, sizes[last] × batch
 * @param loss    name or spec of the loss. @default "half_mse_sum", the tutorial's
 * @param weights weight of each row, batch; 1 if left out
 * @throws RangeError if the shapes do not fit, or the loss is unknown
 * @see docs/tutorial.md §2
 */
export function backward(
  network: Network,
  pass: Forward,
  Y: Matrix,
  loss: LossName | LossSpec = "half_mse_sum",
  weights?: ArrayLike<number>,
): Backward {
  const { activations, W, last, alpha } = network;
  const { Z, H } = pass;
  const gradient = new Float64Array(network.parameters.length);
  const { W: dW, b: db, skip: dSkip, alpha: dAlpha, front: dFront } = viewsOf(network, gradient);
  const delta: Matrix[] = [];

  const { value, slope, of } = evaluateLoss(loss, Z[last], H[last], Y, weights);
  delta[last] = of === "z" ? slope : throughActivation(activations[last], Z[last], H[last], slope); // §2(2)
  for (let l = last; l >= 1; l--) {
    const before = l === 1 && pass.front ? pass.front.H : H[l - 1];
    dW[l].data.set(multiplyTransposedB(delta[l], before).data); // ∂L/∂W^l = δ^l (H^(l−1))ᵀ, §2(4)
    db[l].set(rowSums(delta[l])); // ∂L/∂b^l = δ^l, summed over the samples, §2(3)
    if (l > 1) {
      const dH = multiplyTransposedA(W[l], delta[l]); // (W^l)ᵀ δ^l: the sum over all neurons of layer l
      const [mask, own] = [pass.masks?.[l - 1], alpha?.[l - 1]];
      if (own) {
        const through = throughParametric(activations[l - 1], Z[l - 1], own, dH, mask);
        delta[l - 1] = through.delta;
        dAlpha![l - 1]!.set(through.dAlpha);
      } else delta[l - 1] = throughActivation(activations[l - 1], Z[l - 1], H[l - 1], dH, mask); // §2(5)
    }
  }
  if (network.front) {
    backwardFront(network.front, pass.front!, H[0], multiplyTransposedA(W[1], delta[1]), dFront!);
  }
  dSkip?.data.set(multiplyTransposedB(delta[last], H[0]).data);
  delta[0] = matrix(0, 0);
  return {
    loss: value,
    delta,
    dW,
    db,
    ...(dSkip ? { dSkip } : {}),
    ...(dAlpha ? { dAlpha } : {}),
    ...(dFront ? { dFront } : {}),
    gradient,
  };
}

/**
 * From ∂L/∂h to ∂L/∂z: `∂L/∂h ⊙ f'(z)`; through softmax by its full Jacobian, `δ_i = h_i (g_i − Σ_k g_k h_k)`.
 *
 * @param Z    weighted sums, n × batch
 * @param H    activations, n × batch; with a mask, those after the mask
 * @param dH   ∂L/∂h, n × batch
 * @param mask dropout mask of the layer, if any
 */
export function throughActivation(
  spec: ActivationSpec,
  Z: Matrix,
  H: Matrix,
  dH: Matrix,
  mask?: Matrix,
): Matrix {
  // What is left out has a share in the sum of softmax all the same: its h is taken from before the mask.
  if (spec.name === "softmax")
    return mask ? throughSoftmax(softmax(Z), hadamard(dH, mask)) : throughSoftmax(H, dH);
  return hadamard(dH, slopes(spec, Z, H, mask));
}

/** `f'(Z)`, n × batch; with a dropout mask f'(Z) ⊙ mask. Softmax has none: its derivative is a matrix for each sample. */
export function slopes(spec: ActivationSpec, Z: Matrix, H: Matrix, mask?: Matrix): Matrix {
  const { df } = activation(spec.name);
  const p = spec.parameters ?? {};
  const D = matrix(Z.rows, Z.cols);
  for (let k = 0; k < D.data.length; k++) {
    const m = mask === undefined ? 1 : mask.data[k];
    if (m !== 0) D.data[k] = m * df(Z.data[k], H.data[k] / m, p);
  }
  return D;
}

function throughSoftmax(H: Matrix, dH: Matrix): Matrix {
  const D = matrix(H.rows, H.cols);
  for (let s = 0; s < H.cols; s++) {
    let dot = 0;
    for (let k = s; k < H.data.length; k += H.cols) dot += dH.data[k] * H.data[k];
    for (let k = s; k < H.data.length; k += H.cols) D.data[k] = H.data[k] * (dH.data[k] - dot);
  }
  return D;
}
