import type { Matrix } from "../matrix.js";
import { activation } from "./activation.js";
import { backward } from "./backward.js";
import { forward, type Forward } from "./forward.js";
import { evaluateLoss, losses, lossSpec, type Loss, type LossName, type LossSpec } from "./loss.js";
import { additionsOf, blockSize, copyNetwork, parameterBlocks, type Block, type Network } from "./network.js";

/** One parameter's derivative, computed in both ways. */
export interface CheckedGradient {
  /** "W", "b", "skip" or "alpha", its layer, and its place from 1: row i, column j; of a front, its name there and layer 0. */
  name: Block["name"];
  layer: number;
  row: number;
  column: number;
  /** By back-propagation. */
  analytic: number;
  /** By differences of the loss. */
  numeric: number;
  relativeError: number;
}

/** Outcome of a gradient check. */
export interface GradientCheck {
  /** Largest relative error; 0 if nothing could be checked. */
  maxRelativeError: number;
  worst: CheckedGradient | undefined;
  /** Parameters compared. */
  checked: number;
  /** Parameters left out because the difference would straddle a kink of f or of the loss. */
  skipped: number;
}

const FLOOR = 1e-4; // a derivative counts as at least this share of the largest one: below lies only rounding
const ROUNDING = 8 * 2 ** -52 * 1e6; // a few roundings of the loss, divided by ε, count as an error of at most 1e-6

/**
 * Compares back-propagation with differences of the loss, parameter by parameter.
 *
 * The numeric derivative is the central difference at ε and at ε/2, extrapolated (Richardson): (4 D(ε/2) − D(ε)) / 3, with an
 * error of order ε⁴. Relative error: |a − n| / max(|a|, |n|, 1e-4 · the largest |∂L/∂w|, 1.8e-9 |L| / ε); the last term
 * is for gradients that are 0, where the difference shows only the rounding of L.
 *
 * @param network the network; left alone
 * @param X       sizes[0] × batch
 * @param Y       sizes[last] × batch
 * @param loss    @default "half_mse_sum"
 * @param options `epsilon`: step ε, relative to max(1, |w|), @default 1e-3; `weights`: weight of each row;
 *   `limit`: check at most so many parameters, evenly spread, @default all
 * @see docs/tutorial.md §2(6)
 */
export function checkGradient(
  network: Network,
  X: Matrix,
  Y: Matrix,
  loss: LossName | LossSpec = "half_mse_sum",
  options: { epsilon?: number; weights?: ArrayLike<number>; limit?: number } = {},
): GradientCheck {
  const { epsilon = 1e-3, weights, limit = Infinity } = options;
  const { loss: value, gradient } = backward(network, forward(network, X), Y, loss, weights);
  const largest = gradient.reduce((max, g) => Math.max(max, Math.abs(g)), 0);
  const floor = Math.max(FLOOR * largest, (ROUNDING * Math.abs(value)) / epsilon, Number.MIN_VALUE);
  const probe = copyNetwork(network);
  const result: GradientCheck = { maxRelativeError: 0, worst: undefined, checked: 0, skipped: 0 };

  function passAt(k: number, w: number): { pass: Forward; value: number } {
    probe.parameters[k] = w;
    const pass = forward(probe, X);
    const { value } = evaluateLoss(loss, pass.Z[probe.last], pass.H[probe.last], Y, weights);
    return { pass, value };
  }
  const stride = Math.max(1, Math.ceil(gradient.length / limit));
  for (let k = 0; k < gradient.length; k += stride) {
    const w = network.parameters[k];
    const step = epsilon * Math.max(1, Math.abs(w));
    const [above, below] = [passAt(k, w + step), passAt(k, w - step)];
    const [near, far] = [passAt(k, w + step / 2), passAt(k, w - step / 2)];
    probe.parameters[k] = w;
    if (straddlesKink(network, above.pass, below.pass, Y, loss)) {
      result.skipped++;
      continue;
    }
    const wide = (above.value - below.value) / (2 * step);
    const narrow = (near.value - far.value) / step;
    const numeric = (4 * narrow - wide) / 3;
    const analytic = gradient[k];
    const relativeError =
      Math.abs(analytic - numeric) / Math.max(Math.abs(analytic), Math.abs(numeric), floor);
    result.checked++;
    if (
      relativeError > result.maxRelativeError ||
      Number.isNaN(relativeError) ||
      result.worst === undefined
    ) {
      result.maxRelativeError = relativeError;
      result.worst = { ...parameterName(network, k), analytic, numeric, relativeError };
    }
  }
  return result;
}

/** Which parameter stands at place k of the flat vector, rows and columns counted from 1. */
export function parameterName(
  network: Network,
  k: number,
): Pick<CheckedGradient, "name" | "layer" | "row" | "column"> {
  let at = k;
  for (const block of parameterBlocks(network.sizes, network.skip !== undefined, additionsOf(network))) {
    const { name, layer, shape } = block;
    const cols = shape[1] ?? 1;
    if (at < blockSize(block))
      return { name, layer, row: Math.floor(at / cols) + 1, column: (at % cols) + 1 };
    at -= blockSize(block);
  }
  throw new RangeError(`Cannot name parameter ${k}: expected one of ${network.parameters.length}`);
}

/** Whether some z passes a kink of its f, or some residual a kink of the loss, between the two passes. */
function straddlesKink(
  network: Network,
  above: Forward,
  below: Forward,
  Y: Matrix,
  given: LossName | LossSpec,
): boolean {
  for (let l = 1; l <= network.last; l++) {
    const { name } = network.activations[l];
    if (name === "softmax") continue;
    for (const kink of activation(name).kinks) {
      if (above.Z[l].data.some((z, k) => z > kink !== below.Z[l].data[k] > kink)) return true;
    }
  }
  const spec = lossSpec(given);
  const loss: Loss = losses[spec.name];
  for (const kink of loss.kinks(spec.parameters as Record<string, number>)) {
    const [high, low] = [above.H[network.last].data, below.H[network.last].data];
    if (high.some((h, k) => h - Y.data[k] > kink !== low[k] - Y.data[k] > kink)) return true;
  }
  return false;
}
