/**
 * Seeded trainings whose bits must be the same everywhere: in every process, with any number of threads, in every version of
 * Node.js and in browsers. Most start from integers, so that only the kernels count; one from normal values, along cosines.
 */
import {
  createNetwork,
  createRandom,
  createWasmEngine,
  fit,
  matrix,
  type FitOptions,
  type FitResult,
  type InitialisationName,
  type Network,
  type Samples,
} from "gradus";

/** A network, how many rows it learns from, and how. */
interface Training {
  sizes: number[];
  hidden: string[];
  output: string;
  skip?: boolean;
  /** Start values; integers divided by 2000 if left out. */
  initialisation?: InitialisationName;
  rows: number;
  options: FitOptions;
}

const trainings: Record<string, Training> = {
  "adam with dropout": {
    sizes: [5, 13, 7, 2],
    hidden: ["tanh", "sigmoid"],
    output: "identity",
    rows: 101,
    options: { loss: "mse_mean", optimizer: { name: "adam" }, learningRate: 0.01, dropout: 0.2, batch: 16 },
  },
  "nesterov, a cycle of rate and momentum, classes": {
    sizes: [9, 17, 4],
    hidden: ["relu"],
    output: "softmax",
    rows: 90,
    options: {
      loss: {
        name: "cross_entropy_mean",
        parameters: { label_smoothing: 0.1, class_weight: [1, 2, 0.5, 3] },
      },
      optimizer: { name: "sgd", momentum: 0.9, nesterov: true },
      learningRate: 0.1,
      schedule: { name: "one_cycle", anneal: "linear", momentum: [0.85, 0.95] },
      dropout: 0.3,
      batch: 11,
    },
  },
  "rprop on all rows": {
    sizes: [1, 1],
    hidden: [],
    output: "sigmoid",
    rows: 33,
    options: { loss: "half_mse_sum", optimizer: { name: "rprop" }, batch: Infinity },
  },
  "rmsprop, a skip and a limit of the norm": {
    sizes: [20, 64, 32, 1],
    hidden: ["gelu_erf", "silu"],
    output: "identity",
    skip: true,
    rows: 130,
    options: {
      loss: "huber_mean",
      optimizer: { name: "rmsprop", centered: true, momentum: 0.5 },
      learningRate: 0.001,
      clipNorm: 0.5,
      schedule: { name: "step", every: 10, gamma: 0.5 },
    },
  },
  "adamw, penalties and many activations": {
    sizes: [3, 8, 9, 10, 11, 3],
    hidden: ["mish", "gaussian", "sine", "selu"],
    output: "sigmoid",
    rows: 70,
    options: {
      loss: { name: "bce_logits_mean", parameters: { pos_weight: 2 } },
      optimizer: { name: "adamw", amsgrad: true },
      learningRate: 0.02,
      l1: 0.001,
      l2: 0.01,
      maxNorm: 2,
      batch: 9,
    },
  },
  "radam on a wide layer": {
    sizes: [33, 300, 10],
    hidden: ["softplus"],
    output: "softsign",
    rows: 300,
    options: { loss: "log_cosh_mean", optimizer: { name: "radam" }, learningRate: 0.003, batch: 64 },
  },
  "adagrad on counts": {
    sizes: [4, 6, 5, 2],
    hidden: ["elu", "leaky_relu"],
    output: "softplus",
    rows: 50,
    options: { loss: "poisson_mean", optimizer: { name: "adagrad" }, learningRate: 0.05, clipValue: 0.1 },
  },
  adadelta: {
    sizes: [2, 5, 1],
    hidden: ["softsign"],
    output: "hard_sigmoid",
    rows: 40,
    options: { loss: "pinball_mean", optimizer: { name: "adadelta" }, learningRate: 1, batch: 7 },
  },
  "nadam from normal values, a cycle of cosines": {
    sizes: [7, 12, 5, 1],
    hidden: ["tanh", "relu"],
    output: "identity",
    initialisation: "he_normal",
    rows: 80,
    options: {
      loss: "mse_mean",
      optimizer: { name: "nadam" },
      learningRate: 0.01,
      schedule: { name: "one_cycle", momentum: [0.85, 0.95] },
    },
  },
  "adamax, tanh's gelu": {
    sizes: [6, 7, 3],
    hidden: ["gelu_tanh"],
    output: "tanh",
    rows: 45,
    options: { loss: "smooth_l1_mean", optimizer: { name: "adamax" }, learningRate: 0.01, dropout: 0.1 },
  },
};

/**
 * SHA-256 of what each training gives: the best and the last parameters, and the losses and norms of its epochs.
 *
 * @param threads how many share the work
 */
export async function digests(threads: number): Promise<Record<string, string>> {
  const engine = createWasmEngine({ threads });
  const found: Record<string, string> = {};
  for (const [name, training] of Object.entries(trainings)) {
    const network = startOf(training);
    const [learning, validating] = [0, 1].map((stream) => samplesOf(network, training, stream));
    const options = { seed: 5, epochs: 6, ...training.options, engine };
    found[name] = await digestOf(await fitted(network, learning, validating, options));
  }
  return found;
}

function startOf({ sizes, hidden, output, skip = false, initialisation = "zeros" }: Training): Network {
  const network = createNetwork(sizes, { hidden, output, skip, initialisation, seed: 2 });
  if (initialisation !== "zeros") return network;
  const random = createRandom(2, 9);
  for (let k = 0; k < network.parameters.length; k++) {
    network.parameters[k] = (random.integer(2001) - 1000) / 2000;
  }
  return network;
}

/** Rows whose labels any loss can bear: 0 and 1, for softmax one of them in each column. */
function samplesOf(network: Network, { rows, output }: Training, stream: number): Samples {
  const random = createRandom(3, stream);
  const X = matrix(network.sizes[0], rows);
  for (let k = 0; k < X.data.length; k++) X.data[k] = (random.integer(4001) - 2000) / 1000;
  const Y = matrix(network.sizes[network.last], rows);
  if (output === "softmax") {
    for (let s = 0; s < rows; s++) Y.data[random.integer(Y.rows) * rows + s] = 1;
  } else for (let k = 0; k < Y.data.length; k++) Y.data[k] = random.integer(2);
  return { X, Y };
}

async function fitted(
  network: Network,
  learning: Samples,
  validating: Samples,
  options: FitOptions,
): Promise<FitResult> {
  const epochs = fit(network, learning, validating, options);
  for (;;) {
    const next = await epochs.next();
    if (next.done) return next.value;
  }
}

async function digestOf({ network, checkpoint, history }: FitResult): Promise<string> {
  const epochs = history.flatMap((epoch) => [epoch.trainLoss, epoch.validationLoss!, epoch.gradientNorm]);
  const numbers = Float64Array.of(...network.parameters, ...checkpoint.parameters, ...epochs);
  if (!numbers.every(Number.isFinite)) throw new RangeError("Cannot compare bits: expected finite numbers");
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", numbers));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
