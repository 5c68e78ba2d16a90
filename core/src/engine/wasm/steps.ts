import { risingMomentum } from "../../optimize/adam.js";
import type { FirstOrderName } from "../../optimize/optimizer.js";
import { power } from "../../optimize/rule.js";

/** What a method needs beside the gradient. */
interface Method {
  /** Names of its vectors, in the order of the arenas; the names are those of core/src/optimize. */
  vectors: (h: Hyper) => string[];
  /** Where a vector starts, if not at 0. */
  start?: (h: Hyper) => number;
  /** Nesterov, AMSGrad, or centred. */
  variant?: string;
  /** Writes up to 12 numbers of step t from `at` on, in the order that core/kernels/descent.ts reads them. */
  numbers: (out: Float32Array, at: number, h: Hyper, eta: number, t: number, scalars: Scalars) => void;
}

type Hyper = Readonly<Record<string, number>>;
type Scalars = Map<string, number>;

function put(out: Float32Array, at: number, ...values: number[]): void {
  for (let i = 0; i < values.length; i++) out[at + i] = values[i];
}

/** `1 − β^t`, as core/src/optimize has it; exactly 1 once β^t is below half a unit in its last place. */
function correction(beta: number, t: number): number {
  return 1 - powerOf(beta, t);
}

const BLOCK = 256;
/** β^0 … β^255, and the power of the last multiple of 256 that was asked for. */
interface Powers {
  beta: number;
  low: number[];
  block: number;
  high: number;
}
const powers: Powers[] = [];

/** β^t as the product of two powers that are kept, because `power` itself would cost more than a step of a small network. */
function powerOf(beta: number, t: number): number {
  const table = powersOf(beta);
  const place = t % BLOCK;
  const block = (t - place) / BLOCK;
  if (block !== table.block) {
    table.block = block;
    table.high = power(beta, block * BLOCK);
  }
  return (table.low[place] ??= power(beta, place)) * table.high;
}

function powersOf(beta: number): Powers {
  for (const table of powers) if (table.beta === beta) return table;
  if (powers.length > 64) powers.length = 0; // a schedule may move β at every step
  const table = { beta, low: [], block: 0, high: 1 };
  powers.push(table);
  return table;
}

const adam: Method = {
  vectors: (h) => (h["amsgrad"] ? ["means", "squares", "largest"] : ["means", "squares"]),
  variant: "amsgrad",
  numbers(out, at, h, eta, t) {
    // One by one: a list of arguments would cost as much as a tenth of a step of a small network.
    const [beta1, beta2] = [h["beta1"], h["beta2"]];
    out[at] = eta / correction(beta1, t);
    out[at + 1] = h["weightDecay"];
    out[at + 2] = beta1;
    out[at + 3] = 1 - beta1;
    out[at + 4] = beta2;
    out[at + 5] = 1 - beta2;
    out[at + 6] = h["epsilon"];
    out[at + 7] = 1 / Math.sqrt(correction(beta2, t));
    out[at + 8] = 1;
  },
};

/** Every first-order method by name. */
export const methods: { readonly [Name in FirstOrderName]: Method } = {
  sgd: {
    vectors: (h) => (h["momentum"] > 0 ? ["velocity"] : []),
    variant: "nesterov",
    numbers(out, at, h, eta, t) {
      const isFirst = t === 1;
      const take = isFirst ? 1 : 1 - h["dampening"];
      put(out, at, eta, h["weightDecay"], isFirst ? 0 : h["momentum"], take, h["momentum"]);
    },
  },
  rmsprop: {
    vectors: (h) => [
      "squares",
      ...(h["centered"] ? ["means"] : []),
      ...(h["momentum"] > 0 ? ["velocity"] : []),
    ],
    variant: "centered",
    numbers(out, at, h, eta) {
      put(out, at, eta, h["weightDecay"], h["alpha"], 1 - h["alpha"], h["epsilon"], h["momentum"]);
    },
  },
  adam,
  adamw: {
    ...adam,
    numbers(out, at, h, eta, t, scalars) {
      adam.numbers(out, at, h, eta, t, scalars);
      out[at + 1] = 0;
      out[at + 8] = 1 - eta * h["weightDecay"];
    },
  },
  adamax: {
    vectors: () => ["means", "largest"],
    numbers(out, at, h, eta, t) {
      put(out, at, eta / correction(h["beta1"], t), h["weightDecay"], h["beta1"], 1 - h["beta1"]);
      put(out, at + 4, h["beta2"], h["epsilon"]);
    },
  },
  nadam: {
    vectors: () => ["means", "squares"],
    numbers(out, at, h, eta, t, scalars) {
      const mu = risingMomentum(h["beta1"], h["momentumDecay"], t);
      const next = risingMomentum(h["beta1"], h["momentumDecay"], t + 1);
      const product = (scalars.get("momentumProduct") ?? 1) * mu;
      scalars.set("momentumProduct", product);
      const [forGradient, forMean] = [(eta * (1 - mu)) / (1 - product), (eta * next) / (1 - product * next)];
      put(out, at, forGradient, h["weightDecay"], h["beta1"], 1 - h["beta1"], h["beta2"], 1 - h["beta2"]);
      put(out, at + 6, h["epsilon"], 1 / Math.sqrt(correction(h["beta2"], t)), forMean);
    },
  },
  radam: {
    vectors: () => ["means", "squares"],
    numbers(out, at, h, eta, t) {
      const left = correction(h["beta2"], t);
      const longest = 2 / (1 - h["beta2"]) - 1;
      const rho = longest - (2 * t * powerOf(h["beta2"], t)) / left;
      const r = Math.sqrt(
        (((rho - 4) * (rho - 2)) / ((longest - 4) * (longest - 2))) * (longest / rho) * left,
      );
      put(out, at, eta / correction(h["beta1"], t), h["weightDecay"], h["beta1"], 1 - h["beta1"]);
      put(out, at + 4, h["beta2"], 1 - h["beta2"], h["epsilon"], rho > 5 ? r : 0);
    },
  },
  adagrad: {
    vectors: () => ["squares"],
    start: (h) => h["initialAccumulator"],
    numbers(out, at, h, eta, t) {
      put(out, at, eta / (1 + (t - 1) * h["learningRateDecay"]), h["weightDecay"], h["epsilon"]);
    },
  },
  adadelta: {
    vectors: () => ["squares", "steps"],
    numbers(out, at, h, eta) {
      put(out, at, eta, h["weightDecay"], h["rho"], 1 - h["rho"], h["epsilon"]);
    },
  },
  rprop: {
    vectors: () => ["gradient", "step"],
    numbers(out, at, h, eta, t) {
      put(out, at, t === 1 ? eta : 0, h["etaMinus"], h["etaPlus"], h["stepMin"], h["stepMax"]);
    },
  },
};
