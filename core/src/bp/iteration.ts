import { matrix, type Matrix } from "../matrix.js";
import { backward, slopes } from "./backward.js";
import { descend } from "./descent.js";
import { forward } from "./forward.js";
import { evaluateLoss, lossMisfit, lossSpec, lossTerms, type LossName, type LossSpec } from "./loss.js";
import { namedAddition, views, type Network } from "./network.js";

/** Every number of one iteration: forward, loss, backward, descent. Slot 0 of each list is empty; `H[0]` is X. */
export interface Iteration {
  network: Network;
  X: Matrix;
  Y: Matrix;
  lossSpec: Required<LossSpec>;
  /** Weight of each row, if they differ. */
  weights?: readonly number[];
  /** Learning rate η. */
  eta: number;
  /** Weighted sums, activations and `f'(Z^l)`, each sizes[l] × batch. A softmax layer has no f'. */
  Z: Matrix[];
  H: Matrix[];
  slopes: (Matrix | undefined)[];
  /** What each output of each sample adds to the loss, sizes[last] × batch. */
  terms: Matrix;
  loss: number;
  /** Error terms `δ^l`, sizes[l] × batch. */
  delta: Matrix[];
  /** ∂L/∂W^l, ∂L/∂b^l and ∂L/∂W^skip, as W[l], b[l] and skip. */
  dW: Matrix[];
  db: Float64Array[];
  dSkip?: Matrix;
  /** `ΔW^l = −η ∂L/∂W^l`, `Δb^l` and ΔW^skip: what the update adds. */
  stepW: Matrix[];
  stepB: Float64Array[];
  stepSkip?: Matrix;
  /** The network after the update, and its loss for the same samples. */
  next: Network;
  lossAfter: number;
}

/** How an iteration is carried out. */
export interface IterationOptions {
  /** @default "half_mse_sum", the tutorial's ½ Σ (y − h)² */
  loss?: LossName | LossSpec;
  /** Learning rate η > 0 of plain gradient descent. @default 0.5 */
  eta?: number;
  /** Weight of each row, batch. @default 1 each */
  weights?: ArrayLike<number>;
}

/**
 * One iteration of the tutorial's loop, every intermediate number kept.
 *
 * @param network the network before the update; left alone
 * @param X       sizes[0] × batch
 * @param Y       sizes[last] × batch
 * @throws RangeError if shapes, loss and output activation, weights or η do not fit, and for a network with a front or with
 *   parametric activations, which the tutorial does not have
 * @see docs/tutorial.md §2(6)
 */
export function iterate(network: Network, X: Matrix, Y: Matrix, options: IterationOptions = {}): Iteration {
  const { loss = "half_mse_sum", eta = 0.5, weights } = options;
  const { sizes, last, activations } = network;
  const addition = namedAddition(network);
  if (addition !== undefined) {
    throw new RangeError(
      `Cannot show an iteration: expected a network of layers and a skip alone, got one with ${addition}; try backward()`,
    );
  }
  const misfit = lossMisfit(loss, activations[last]);
  if (misfit !== undefined) throw new RangeError(misfit);
  if (weights !== undefined && weights.length !== X.cols) {
    throw new RangeError(`Cannot weight the samples: expected ${X.cols} weights, got ${weights.length}`);
  }
  const { Z, H } = forward(network, X);
  const { loss: value, delta, dW, db, dSkip, gradient } = backward(network, { Z, H }, Y, loss, weights);
  const next = descend(network, { gradient }, eta);
  const after = forward(next, X);
  const steps = views(
    sizes,
    network.skip !== undefined,
    gradient.map((g) => -eta * g),
  );
  return {
    network,
    X,
    Y,
    lossSpec: lossSpec(loss),
    ...(weights === undefined ? {} : { weights: Array.from(weights) }),
    eta,
    Z,
    H,
    slopes: Z.map((z, l) =>
      l === 0 || activations[l].name === "softmax" ? undefined : slopes(activations[l], z, H[l]),
    ),
    terms: lossTerms(loss, Z[last], H[last], Y, weights),
    loss: value,
    delta,
    dW,
    db,
    ...(dSkip ? { dSkip } : {}),
    stepW: steps.W,
    stepB: steps.b,
    ...(steps.skip ? { stepSkip: steps.skip } : {}),
    next,
    lossAfter: evaluateLoss(loss, after.Z[last], after.H[last], Y, weights).value,
  };
}

/** A vector as a matrix of one column, sharing its numbers. */
export function asColumn(v: Float64Array): Matrix {
  return matrix(v.length, 1, v);
}
