import type { LossName, LossSpec } from "../../bp/loss.js";
import type { Network } from "../../bp/network.js";
import type { Objective } from "../../optimize/whole-table.js";
import { matrix } from "../../matrix.js";
import type { Evaluation, Samples } from "../engine.js";
import { Arena } from "./arena.js";
import type { Simd } from "./load.js";
import { Pass64 } from "./pass64.js";

/** The loss of all rows, and what the network makes of them. */
export interface FullBatch extends Objective {
  /** L and `H[last]` at the given parameters. */
  evaluate(parameters: Float64Array): Evaluation;
}

/** How the kernels are chosen. */
export interface Options64 {
  /** @default "plain": the same bits everywhere */
  simd?: Simd;
}

/**
 * Holds rows in linear memory and gives their loss and gradient by the float64 kernels: the values of `backward`, to rounding.
 *
 * @param network its parameters are left alone; only its shape and its activations count
 * @param samples copied
 * @param loss    name or spec
 * @throws RangeError if shapes, loss, activations and weights do not fit each other, for activations that were registered,
 *   and if 4 GiB do not suffice
 * @example
 * const { network, X, Y } = exampleNetwork();
 * createFullBatch(network, { X, Y }, "half_mse_sum").loss(network.parameters) // 0.13283683953341
 */
export function createFullBatch(
  network: Network,
  samples: Samples,
  loss: LossName | LossSpec,
  { simd = "plain" }: Options64 = {},
): FullBatch {
  return fullBatchOf(new Pass64(network, samples, loss, new Arena(), simd));
}

/** Loss, gradient and prediction by a pass. */
export function fullBatchOf(pass: Pass64): FullBatch {
  const { scale } = pass.head;
  return {
    count: pass.count,
    loss(parameters) {
      pass.setParameters(parameters);
      let sum = 0;
      pass.blocks((from, samples) => {
        pass.forward(from, samples, false);
        sum += pass.loss(from, samples, scale);
      });
      return sum;
    },
    gradient(parameters, into) {
      pass.setParameters(parameters);
      pass.gradientView.fill(0);
      let sum = 0;
      pass.blocks((from, samples) => {
        pass.forward(from, samples, true);
        sum += pass.loss(from, samples, scale);
        pass.backward(from, samples);
      });
      into.set(pass.gradientView);
      return sum;
    },
    evaluate(parameters) {
      pass.setParameters(parameters);
      const { n, H: at } = pass.layers[pass.last];
      const { count } = pass.rows;
      const H = matrix(n, count);
      let loss = 0;
      pass.blocks((from, samples) => {
        pass.forward(from, samples, false);
        loss += pass.loss(from, samples, scale);
        const own = Math.min(samples, count - from); // the last block is filled up
        for (let i = 0; i < n; i++) H.data.set(pass.doubles(at + i * pass.row, own), i * count + from);
      });
      return { loss, H };
    },
  };
}
