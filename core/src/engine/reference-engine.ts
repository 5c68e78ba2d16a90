import { backward } from "../bp/backward.js";
import { forward } from "../bp/forward.js";
import { evaluateLoss, losses } from "../bp/loss.js";
import { groupPieces } from "../bp/groups.js";
import { additionsOf, copyNetwork, type Network } from "../bp/network.js";
import { matrix, type Matrix } from "../matrix.js";
import { createGroupedOptimizer } from "../optimize/factors.js";
import { createOptimizer } from "../optimize/first-order.js";
import { isWholeTable } from "../optimize/hyperparameters.js";
import {
  addPenaltyGradient,
  clipByNorm,
  clipByValue,
  euclideanNorm,
  limitRowNorms,
  penaltyLoss,
  weightMask,
} from "../optimize/regularise.js";
import { maskBits, type Random } from "../random.js";
import { costAt, iterationCost, type Speed } from "./cost.js";
import type { Engine, Rate, Samples, Trainer, TrainerOptions } from "./engine.js";
import { HeldSamples } from "./held.js";
import { forwardInChunks, referenceEnsemble } from "./reference-predict.js";
import { checkParameters, checkSamples, selectSamples } from "./samples.js";
import { wholeTableMisfit } from "./whole-table-misfit.js";
import type { WholeTableParts } from "./whole-table-trainers.js";

const SPEED: Speed = {
  start: 0,
  step: 6,
  flops: 2200,
  activation: 0.04,
  parameter: 0.02,
  value: 0.01,
};

/** The reference, with the methods that look at all rows at hand or still to be loaded. */
export function createReferenceEngine(parts: () => WholeTableParts | Promise<WholeTableParts>) {
  return {
    name: "reference",
    precision: "float64",
    lacks: wholeTableMisfit,
    cost: (network: Network, options: TrainerOptions) =>
      isWholeTable(options.optimizer)
        ? iterationCost(network, options, 0, SPEED.flops / 5)
        : costAt(SPEED, network, options),
    trainer: async (network: Network, options: TrainerOptions): Promise<Trainer> =>
      isWholeTable(options.optimizer)
        ? (await parts()).plainTrainer(network, options)
        : createTrainer(network, options),
    predict: (network: Network, X: Matrix): Matrix => forwardInChunks(network, X).H,
    ensemble: referenceEnsemble,
  } as const satisfies Engine;
}

function createTrainer(given: Network, options: TrainerOptions): Trainer {
  const network = copyNetwork(given);
  const optimizer = options.factors
    ? createGroupedOptimizer(options.optimizer, groupPieces(network), options.factors)
    : createOptimizer(options.optimizer, network.parameters.length);
  const isWeight = weightMask(network.sizes, network.skip !== undefined, additionsOf(network));
  const isSum = losses[options.loss.name].divide === "none";

  function update(
    samples: Samples,
    { learningRate, momentum, dropout = 1, decay }: Rate,
    random: Random,
  ): { loss: number; norm: number } {
    const masks =
      options.dropout > 0
        ? dropoutMasks(network, samples.X.cols, options.dropout * dropout, random)
        : undefined;
    const pass = forward(network, samples.X, masks);
    const { loss, gradient } = backward(network, pass, samples.Y, options.loss, samples.weights);
    let whole = loss;
    if (options.l1 > 0 || options.l2 > 0) {
      const penalty = { l1: options.l1, l2: options.l2 };
      whole += penaltyLoss(network.parameters, isWeight, penalty);
      addPenaltyGradient(gradient, network.parameters, isWeight, penalty);
    }
    const norm = euclideanNorm(gradient);
    if (options.clipValue < Infinity) clipByValue(gradient, options.clipValue);
    if (options.clipNorm < Infinity) clipByNorm(gradient, options.clipNorm);
    optimizer.step(network.parameters, gradient, learningRate, momentum, decay, whole);
    if (options.maxNorm < Infinity) {
      for (let l = 1; l <= network.last; l++) limitRowNorms(network.W[l], options.maxNorm);
    }
    return { loss, norm };
  }
  return {
    parameters: network.parameters,
    hold(samples) {
      checkSamples(samples, network.sizes[0], network.sizes[network.last]);
      return new HeldSamples(samples);
    },
    epoch(rows, order, rate, random) {
      const { samples } = rows as HeldSamples;
      let [total, share, gradientNorm] = [0, 0, 0];
      for (let from = 0; from < order.length; from += options.batch) {
        const batch = selectSamples(samples, order.subarray(from, from + options.batch));
        const weight =
          batch.weights === undefined ? batch.X.cols : batch.weights.reduce((sum, w) => sum + w, 0);
        const now = rate();
        if (weight === 0) continue; // rows of weight 0 count as absent
        const { loss, norm } = update(batch, now, random);
        total += isSum ? loss : loss * weight;
        share += weight;
        gradientNorm = norm;
      }
      return { loss: isSum ? total : total / share, gradientNorm };
    },
    evaluate(rows) {
      const { samples } = rows as HeldSamples;
      const { Z, H } = forwardInChunks(network, samples.X);
      return { loss: evaluateLoss(options.loss, Z, H, samples.Y, samples.weights).value, H };
    },
    state: () => optimizer.state(),
    restore(parameters, state) {
      checkParameters(parameters, network.parameters.length);
      optimizer.restore(state);
      network.parameters.set(parameters);
    },
  };
}

/**
 * Inverted dropout: a neuron stays with probability 1 − p and is then multiplied by 1 / (1 − p) (Srivastava et al. 2014). One
 * draw gives the key of the update; each mask depends on the key, the layer, the neuron and the sample alone.
 */
function dropoutMasks(network: Network, batch: number, p: number, random: Random): (Matrix | undefined)[] {
  const key = random.integer(2 ** 32);
  return network.sizes.map((n, l) => {
    if (l === 0 || l === network.last) return undefined;
    const mask = matrix(n, batch);
    for (let i = 0; i < n; i++) {
      for (let s = 0; s < batch; s++) {
        mask.data[i * batch + s] = maskBits(key, l, i, s) < p * 2 ** 32 ? 0 : 1 / (1 - p);
      }
    }
    return mask;
  });
}
