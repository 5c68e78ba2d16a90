/** Dropout, penalties, limits, weights and labels of every kind: some steps of each engine beside those of the reference. */
import {
  createRandom,
  referenceEngine,
  type Engine,
  type LossName,
  type LossSpec,
  type Network,
  type Samples,
  type TrainerOptions,
} from "gradus";
import { describe, test } from "vitest";
import {
  exempt,
  expectClose,
  networkOf,
  others,
  samplesOf,
  skipWhereAbsent,
  trainerOptions,
  withTrainer,
  type Subject,
} from "./engines.js";

const ROWS = 37;
const BATCH = 10;

const regression = networkOf([5, 9, 6, 2], "tanh", "identity", { skip: true, seed: 1 });
const classes = networkOf([4, 7, 5], "relu", "softmax", { seed: 2 });
const binary = networkOf([4, 9, 3], "silu", "sigmoid", { seed: 4 });

/** A network with its loss, options that are switched on, and what is done to the rows. */
interface Case {
  network: Network;
  loss: LossName | LossSpec;
  options?: Partial<TrainerOptions>;
  change?: (samples: Samples) => void;
}

const cases: Record<string, Case> = {
  "dropout of 0.3": { network: regression, loss: "mse_mean", options: { dropout: 0.3 } },
  "dropout of 0.5 with cross-entropy and Adam": {
    network: classes,
    loss: "cross_entropy_mean",
    options: { dropout: 0.5, optimizer: { name: "adam" } },
  },
  "dropout so near to 1 that nothing is left": {
    network: regression,
    loss: "mse_mean",
    options: { dropout: 1 - 1e-12 },
  },
  "an L1 penalty": { network: regression, loss: "mse_mean", options: { l1: 0.03 } },
  "an L2 penalty": { network: regression, loss: "mse_mean", options: { l2: 0.2 } },
  "both penalties": { network: regression, loss: "mse_mean", options: { l1: 0.01, l2: 0.1 } },
  "a limit of the rows' norms": { network: regression, loss: "mse_mean", options: { maxNorm: 0.7 } },
  "a limit of the gradient's elements": {
    network: regression,
    loss: "half_mse_sum",
    options: { clipValue: 0.4 },
  },
  "a limit of the gradient's norm": { network: regression, loss: "half_mse_sum", options: { clipNorm: 0.8 } },
  "a limit of the norm that is never met": {
    network: regression,
    loss: "mse_mean",
    options: { clipNorm: 1e6 },
  },
  "both limits, penalties and dropout at once": {
    network: regression,
    loss: "half_mse_sum",
    options: { clipValue: 0.5, clipNorm: 1, l1: 0.01, l2: 0.1, dropout: 0.2, maxNorm: 1 },
  },
  "row weights, some of them 0": { network: regression, loss: "mse_mean", change: weigh },
  "row weights and a loss that is a sum": { network: regression, loss: "half_mse_sum", change: weigh },
  "row weights and a loss divided by the rows": {
    network: regression,
    loss: "half_mse_batch_mean",
    change: weigh,
  },
  "batches whose weights sum to 0, dropout going on behind them": {
    network: regression,
    loss: "mse_mean",
    options: { dropout: 0.3, optimizer: { name: "adam" } },
    change(samples) {
      weigh(samples);
      samples.weights!.fill(0, 10, 20).fill(0, 30);
    },
  },
  "row weights and cross-entropy": { network: classes, loss: "cross_entropy_mean", change: weigh },
  "class weights": {
    network: classes,
    loss: { name: "cross_entropy_mean", parameters: { class_weight: [1, 2, 0.5, 3, 1.5] } },
  },
  "class weights, row weights and label smoothing": {
    network: classes,
    loss: {
      name: "cross_entropy_mean",
      parameters: { class_weight: [1, 2, 0.5, 3, 1.5], label_smoothing: 0.1 },
    },
    change: weigh,
  },
  "one weight for all classes": {
    network: classes,
    loss: { name: "cross_entropy_mean", parameters: { class_weight: 2.5 } },
  },
  "label smoothing": {
    network: classes,
    loss: { name: "cross_entropy_mean", parameters: { label_smoothing: 0.2 } },
  },
  "labels that are probabilities": { network: classes, loss: "cross_entropy_mean", change: soften },
  "labels that are probabilities, with class weights": {
    network: classes,
    loss: { name: "cross_entropy_mean", parameters: { class_weight: [1, 2, 0.5, 3, 1.5] } },
    change: soften,
  },
  "labels that sum to less than 1": {
    network: classes,
    loss: "cross_entropy_mean",
    change: ({ Y }) => Y.data.forEach((y, k) => (Y.data[k] = y * (k % 3 === 0 ? 0.5 : 1))),
  },
  "pos_weight for each output": {
    network: binary,
    loss: { name: "bce_logits_mean", parameters: { pos_weight: [3, 0.5, 1] } },
  },
  "pos_weight of a loss of probabilities, with row weights": {
    network: binary,
    loss: { name: "bce_prob_mean", parameters: { pos_weight: 4 } },
    change: weigh,
  },
  "probabilities as labels of sigmoid": { network: binary, loss: "bce_logits_mean", change: soften },
  "huber with its own δ": { network: regression, loss: { name: "huber_mean", parameters: { delta: 0.3 } } },
  "smooth L1 with its own β": {
    network: regression,
    loss: { name: "smooth_l1_mean", parameters: { beta: 0.4 } },
  },
  "smooth L1 with β = 0": { network: regression, loss: { name: "smooth_l1_mean", parameters: { beta: 0 } } },
  "pinball with a τ for each output": {
    network: regression,
    loss: { name: "pinball_mean", parameters: { tau: [0.05, 0.95] } },
  },
  "pinball with its own τ": { network: regression, loss: { name: "pinball_mean", parameters: { tau: 0.9 } } },
  "leaky ReLU and ELU with their own parameters": {
    network: {
      ...regression,
      activations: [
        { name: "" },
        { name: "leaky_relu", parameters: { slope: 0.2 } },
        { name: "elu", parameters: { alpha: 0.6 } },
        { name: "identity" },
      ],
    },
    loss: "mse_mean",
  },
};

describe.each(others)(
  "three epochs of $label differ from the reference's by less than $run with",
  (subject) => {
    skipWhereAbsent(subject);
    test.for(Object.entries(cases))("%s", async ([, one], context) => {
      const lacking = exempt(subject, one.network, trainerOptions(one.loss, BATCH, one.options));
      context.skip(lacking !== undefined, lacking);
      await checkCase(subject, one);
    });
  },
);

async function checkCase({ engine, run }: Subject, { network, loss, options, change }: Case): Promise<void> {
  const name = typeof loss === "string" ? loss : loss.name;
  const samples = samplesOf(network, name, ROWS, createRandom(6, 5));
  change?.(samples);
  const settings = trainerOptions(loss, BATCH, options);
  const wanted = await threeEpochs(referenceEngine, network, settings, samples);
  const got = await threeEpochs(engine, network, settings, samples);
  expectClose("parameters", got.parameters, wanted.parameters, run);
  expectClose("loss", got.loss, wanted.loss, run);
  expectClose("gradientNorm", got.gradientNorm, wanted.gradientNorm, run);
  expectClose("loss of evaluate()", got.evaluation.loss, wanted.evaluation.loss, run);
  expectClose("H", got.evaluation.H.data, wanted.evaluation.H.data, run);
}

async function threeEpochs(engine: Engine, network: Network, settings: TrainerOptions, samples: Samples) {
  return withTrainer(engine, network, settings, samples, async ({ trainer, rows, train }) => {
    const learningRate = settings.loss.name === "half_mse_sum" ? 0.01 : 0.1; // a sum over ten rows goes ten times as far
    const pass = await train(3, { learningRate, momentum: undefined });
    const evaluation = await trainer.evaluate(rows);
    return { ...pass, evaluation, parameters: trainer.parameters.slice() };
  });
}

/** Whole and broken weights; every fifth row is left out. */
function weigh(samples: Samples): void {
  samples.weights = Float64Array.from({ length: ROWS }, (_, s) => (s % 5 === 2 ? 0 : 0.5 + (s % 4) / 2));
}

/** Labels between 0 and 1; columns of softmax's sum to 1. */
function soften({ Y }: Samples): void {
  const random = createRandom(8, 8);
  for (let s = 0; s < Y.cols; s++) {
    const column = Array.from({ length: Y.rows }, () => random.uniform());
    const sum = column.reduce((total, x) => total + x, 0);
    column.forEach((x, i) => (Y.data[i * Y.cols + s] = Math.fround(x / sum)));
  }
}
