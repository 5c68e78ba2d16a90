import type { Network } from "../bp/network.js";
import { isWholeTable, needsCurvature } from "../optimize/hyperparameters.js";
import type { Cost, TrainerOptions } from "./engine.js";

/** How fast an engine is: what was measured on one core of an AMD EPYC (Zen 4), see bench/RESULTS.md. */
export interface Speed {
  /** Milliseconds before the first step. */
  start: number;
  /** Microseconds that every step costs. */
  step: number;
  /** Floating-point operations in a microsecond, in matrix products. */
  flops: number;
  /** Microseconds for an activation with its derivative. */
  activation: number;
  /** Microseconds for the update of a parameter. */
  parameter: number;
  /** Microseconds for a value of a row that is fetched. */
  value: number;
}

/**
 * Floating-point operations in the matrix products of a training step, a multiplication and an addition as two: forward
 * `2 b Σ n_l n_(l−1)`, gradients as many, and error terms as many but for layer 1, before which none is needed. A skip adds its
 * forward pass and its gradient. Activations and the optimizer are not counted.
 *
 * @param sizes neurons of each layer, the input's first
 * @param batch rows of the step
 * @example
 * flopsOfStep([3, 3, 2], 1) // 72
 */
export function flopsOfStep(sizes: readonly number[], batch: number, skip = false): number {
  let products = skip ? 2 * sizes[0] * sizes.at(-1)! : 0;
  for (let l = 1; l < sizes.length; l++) products += sizes[l] * sizes[l - 1] * (l === 1 ? 2 : 3);
  return 2 * products * batch;
}

/** What a step would cost at a speed. */
export function costAt(speed: Speed, network: Network, { batch }: TrainerOptions): Cost {
  const { last, parameters, skip, front } = network;
  // A front's rows stand in for the inputs; its cosines, taken three times, count as activations.
  const sizes = front ? [front.rows, ...network.sizes.slice(1)] : network.sizes;
  const cosines = front ? 3 * front.frequency.data.length : 0;
  const neurons = sizes.slice(1).reduce((sum, n) => sum + n, 0);
  const values = network.sizes[0] + sizes[last];
  const step =
    speed.step +
    flopsOfStep(sizes, batch, skip !== undefined) / speed.flops +
    batch * ((neurons + cosines) * speed.activation + values * speed.value) +
    parameters.length * speed.parameter;
  return { start: speed.start, step };
}

/**
 * What an iteration costs: `rows · outputs · P² + P³` operations where JᵀJ is needed, else a few passes over the rows.
 *
 * @param flops operations in a microsecond
 */
export function iterationCost(
  { sizes, last, parameters: { length: P } }: Network,
  { batch, optimizer }: TrainerOptions,
  start: number,
  flops: number,
): Cost {
  const pass = 6 * batch * P;
  const isCurved = isWholeTable(optimizer) && needsCurvature(optimizer);
  const operations = isCurved ? batch * sizes[last] * P * P + P ** 3 + pass : 2 * pass;
  return { start, step: operations / flops };
}
