import { lossSpec, type LossName, type LossSpec } from "../../bp/loss.js";
import type { Network } from "../../bp/network.js";
import type { Samples } from "../engine.js";
import { Arena } from "./arena.js";
import type { SecondOrder } from "./curvature.js";
import type { Options64 } from "./full-batch.js";
import { Jacobian64 } from "./jacobian64.js";
import { LIMIT_SECOND_ORDER } from "./limits.js";
import { curvedLosses } from "../curved-losses.js";
import { NormalEquations64, placeSquare } from "./normal-equations64.js";
import { Pass64 } from "./pass64.js";

export { LIMIT_SECOND_ORDER };

/**
 * Holds rows in linear memory and gives loss, gradient and Gauss–Newton curvature by the float64 kernels, J being made and used up
 * in blocks of 256 samples. J is ∂r/∂parameters of the residuals r = h − y for the squared losses (Hagan & Menhaj 1994); for bce_logits_mean
 * and cross_entropy_mean JᵀJ is the generalised Gauss–Newton matrix (Schraudolph 2002).
 *
 * @param network its parameters are left alone; only its shape and its activations count
 * @param samples copied
 * @param loss    half_mse_sum, half_mse_batch_mean, mse_mean, bce_logits_mean or cross_entropy_mean
 * @param options `limit`: most parameters, @default 3000
 * @throws RangeError for other losses, more parameters, activations that were registered, and for shapes that do not fit
 * @example
 * const { network, X, Y } = exampleNetwork();
 * createSecondOrder(network, { X, Y }, "half_mse_sum").normalEquations(network.parameters).objective // 0.13283683953341
 */
export function createSecondOrder(
  network: Network,
  samples: Samples,
  loss: LossName | LossSpec,
  { simd = "plain", limit = LIMIT_SECOND_ORDER }: Options64 & { limit?: number } = {},
): SecondOrder {
  checkLimits(network, lossSpec(loss).name, limit);
  const count = network.parameters.length;
  const arena = new Arena();
  const J = new Jacobian64(arena, network);
  // One row and column more than there are parameters: what only fills up J falls there.
  const square = placeSquare(arena, count + 1);
  const pass = new Pass64(network, samples, loss, arena, simd);
  J.writeMaps(pass);
  return new NormalEquations64(pass, J, square);
}

function checkLimits({ parameters }: Network, loss: LossName, limit: number): void {
  if (!curvedLosses.includes(loss)) {
    throw new RangeError(
      `Cannot set up normal equations for loss "${loss}": expected one of ${curvedLosses.map((name) => `"${name}"`).join(", ")}; try a method that needs only gradients`,
    );
  }
  if (parameters.length > limit) {
    throw new RangeError(
      `Cannot set up normal equations: expected at most ${limit} parameters, got ${parameters.length}, and time grows with their cube; try fewer neurons, a method that needs only gradients, or a higher limit`,
    );
  }
}
