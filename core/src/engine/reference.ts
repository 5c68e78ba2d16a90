import { backward } from "../bp/backward.js";
import { forward } from "../bp/forward.js";
import { evaluateLoss, losses } from "../bp/loss.js";
import { copyNetwork, type Network } from "../bp/network.js";
import { matrix, selectColumns, type Matrix } from "../matrix.js";
import { createOptimizer } from "../optimize/first-order.js";
import {
  addPenaltyGradient,
  clipByNorm,
  clipByValue,
  euclideanNorm,
  limitRowNorms,
  weightMask,
} from "../optimize/regularise.js";
import type { Random } from "../random.js";
import type { Engine, Rate, Samples, Trainer, TrainerOptions } from "./engine.js";

const CHUNK = 4096; // rows per forward pass when only predicting: bounds the memory

/** The algorithm as it stands in `bp/`, in float64: plain, exact, and what every other engine is compared with. */
export const referenceEngine: Engine = {
  name: "reference",
  precision: "float64",
  trainer: createTrainer,
  predict,
};

function createTrainer(given: Network, options: TrainerOptions): Trainer {
  const network = copyNetwork(given);
  const optimizer = createOptimizer(options.optimizer, network.parameters.length);
  const isWeight = weightMask(network.sizes, network.skip !== undefined);
  const isSum = losses[options.loss.name].divide === "none";

  function update(
    samples: Samples,
    { learningRate, momentum }: Rate,
    random: Random,
  ): { loss: number; norm: number } {
    const masks =
      options.dropout > 0 ? dropoutMasks(network, samples.X.cols, options.dropout, random) : undefined;
    const pass = forward(network, samples.X, masks);
    const { loss, gradient } = backward(network, pass, samples.Y, options.loss, samples.weights);
    if (options.l1 > 0 || options.l2 > 0) {
      addPenaltyGradient(gradient, network.parameters, isWeight, { l1: options.l1, l2: options.l2 });
    }
    const norm = euclideanNorm(gradient);
    if (options.clipValue < Infinity) clipByValue(gradient, options.clipValue);
    if (options.clipNorm < Infinity) clipByNorm(gradient, options.clipNorm);
    optimizer.step(network.parameters, gradient, learningRate, momentum);
    if (options.maxNorm < Infinity) {
      for (let l = 1; l <= network.last; l++) limitRowNorms(network.W[l], options.maxNorm);
    }
    return { loss, norm };
  }
  return {
    parameters: network.parameters,
    epoch(samples, order, rate, random) {
      let [total, share, gradientNorm] = [0, 0, 0];
      for (let from = 0; from < order.length; from += options.batch) {
        const rows = Array.prototype.slice.call(order, from, from + options.batch) as number[];
        const batch = selectSamples(samples, rows);
        const weight =
          batch.weights === undefined ? rows.length : batch.weights.reduce((sum, w) => sum + w, 0);
        const now = rate();
        if (weight === 0) continue; // rows of weight 0 count as absent
        const { loss, norm } = update(batch, now, random);
        total += isSum ? loss : loss * weight;
        share += weight;
        gradientNorm = norm;
      }
      return { loss: isSum ? total : total / share, gradientNorm };
    },
    evaluate(samples) {
      const { Z, H } = forwardInChunks(network, samples.X);
      return { loss: evaluateLoss(options.loss, Z, H, samples.Y, samples.weights).value, H };
    },
    state: () => optimizer.state(),
    restore(parameters, state) {
      network.parameters.set(parameters);
      optimizer.restore(state);
    },
  };
}

/** The rows of the given numbers, in that order. */
export function selectSamples(samples: Samples, rows: ArrayLike<number>): Samples {
  const { weights } = samples;
  return {
    X: selectColumns(samples.X, rows),
    Y: selectColumns(samples.Y, rows),
    ...(weights ? { weights: Float64Array.from(rows, (row) => weights[row]) } : {}),
  };
}

function predict(network: Network, X: Matrix): Matrix {
  return forwardInChunks(network, X).H;
}

/** Z and H of the last layer for any number of rows, a chunk at a time. */
function forwardInChunks(network: Network, X: Matrix): { Z: Matrix; H: Matrix } {
  const { last } = network;
  if (X.cols <= CHUNK) {
    const pass = forward(network, X);
    return { Z: pass.Z[last], H: pass.H[last] };
  }
  const n = network.sizes[last];
  const [Z, H] = [matrix(n, X.cols), matrix(n, X.cols)];
  for (let from = 0; from < X.cols; from += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, X.cols - from) }, (_, s) => from + s);
    const pass = forward(network, selectColumns(X, rows));
    for (let i = 0; i < n; i++) {
      const piece = [i * rows.length, (i + 1) * rows.length] as const;
      Z.data.set(pass.Z[last].data.subarray(...piece), i * X.cols + from);
      H.data.set(pass.H[last].data.subarray(...piece), i * X.cols + from);
    }
  }
  return { Z, H };
}

/** Inverted dropout: a neuron stays with probability 1 − p and is then multiplied by 1 / (1 − p) (Srivastava et al. 2014). */
function dropoutMasks(network: Network, batch: number, p: number, random: Random): (Matrix | undefined)[] {
  return network.sizes.map((n, l) => {
    if (l === 0 || l === network.last) return undefined;
    const mask = matrix(n, batch);
    for (let k = 0; k < mask.data.length; k++) mask.data[k] = random.uniform() < p ? 0 : 1 / (1 - p);
    return mask;
  });
}
