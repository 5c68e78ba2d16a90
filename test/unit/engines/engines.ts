/** The engines that one suite tests, and what its tests share. A new engine is one more entry of `others`. */
import { setFlagsFromString } from "node:v8";
import {
  activations,
  createNetwork,
  createRandom,
  createRelaxedWasmEngine,
  createWasmEngine,
  lossMisfit,
  losses,
  lossSpec,
  matrix,
  referenceEngine,
  type Engine,
  type Held,
  type Loss,
  type LossName,
  type LossSpec,
  type Network,
  type Pass,
  type Random,
  type Rate,
  type Samples,
  type Trainer,
  type TrainerOptions,
} from "gradus";
import { beforeEach, expect } from "vitest";

/** An engine under test, and what is promised of it. */
export interface Subject {
  label: string;
  engine: Engine;
  /** Largest error of one step beside `bp/`, as a share of the largest element. */
  step: number;
  /** The same after some tens of steps. */
  run: number;
  /** Takes one of so many cases where there are hundreds: threads start slowly. */
  every: number;
  /** Cases that it lacks are left out; an engine without this must be able to do all of them. */
  isPartial?: boolean;
}

// A float32 has a step of 1.2e-7; sums of 300 terms and the elementary functions take a few of them.
const FLOAT32 = { step: 3e-6, run: 1e-5, every: 1 };

// Node.js 20 has relaxed SIMD behind a flag.
const relaxed = createRelaxedWasmEngine();
if (lacking(relaxed) !== undefined) setFlagsFromString("--experimental-wasm-relaxed-simd");

/** Engines beside the reference. */
export const others: Subject[] = [
  { ...FLOAT32, label: "wasm", engine: createWasmEngine() },
  { ...FLOAT32, label: "wasm-relaxed", engine: relaxed },
  { ...FLOAT32, label: "wasm with 2 threads", engine: createWasmEngine({ threads: 2 }), every: 40 },
];

/** All engines. */
export const subjects: Subject[] = [
  { label: "reference", engine: referenceEngine, step: 1e-13, run: 1e-12, every: 1 },
  ...others,
];

/** Why an engine cannot run here; nothing if it can. */
function lacking(engine: Engine): string | undefined {
  return engine.lacks?.(createNetwork([1, 1]), trainerOptions("mse_mean", 1));
}

/** Skips the tests of the group where the engine cannot run, and says why. */
export function skipWhereAbsent(subject: Subject): void {
  const absent = lacking(subject.engine);
  beforeEach((context) => context.skip(absent !== undefined, absent));
}

/** Why an engine need not do a case; nothing if it must. */
export function exempt(
  { engine, isPartial }: Subject,
  network: Network,
  options: TrainerOptions,
): string | undefined {
  return isPartial ? engine.lacks?.(network, options) : undefined;
}

/** Options of a trainer with nothing switched on: plain gradient descent. */
export function trainerOptions(
  loss: LossName | LossSpec,
  batch: number,
  others: Partial<TrainerOptions> = {},
): TrainerOptions {
  const none = { dropout: 0, l1: 0, l2: 0, maxNorm: Infinity, clipNorm: Infinity, clipValue: Infinity };
  return { ...none, loss: lossSpec(loss), optimizer: { name: "sgd" }, batch, ...others };
}

/** What may follow an output activation. */
export function lossesAfter(output: string): LossName[] {
  return (Object.keys(losses) as LossName[]).filter(
    (name) => lossMisfit(name, { name: output }) === undefined,
  );
}

/** Every activation of the table, and softmax. */
export const activationNames = [...Object.keys(activations), "softmax"];

/** A network whose start values are float32, biases and skip included, of about the size that keeps z near 1. */
export function networkOf(
  sizes: readonly number[],
  hidden: string,
  output: string,
  { skip = false, seed = 0 } = {},
): Network {
  const random = createRandom(seed, 9);
  const network = createNetwork(sizes, { hidden, output, skip, initialisation: "glorot_uniform", seed });
  for (const b of network.b) for (let i = 0; i < b.length; i++) b[i] = random.uniform() - 0.5;
  network.skip?.data.forEach((_, k, data) => (data[k] = random.uniform() - 0.5));
  network.parameters.forEach((w, k, all) => (all[k] = Math.fround(w)));
  return network;
}

/** Rows of float32 values whose labels a loss can bear. */
export function samplesOf(network: Network, loss: LossName, count: number, random: Random): Samples {
  const X = matrix(network.sizes[0], count);
  for (let k = 0; k < X.data.length; k++) X.data[k] = Math.fround(2 * random.uniform() - 1);
  const Y = matrix(network.sizes[network.last], count);
  const { output, labels }: Pick<Loss, "output" | "labels"> = losses[loss];
  for (let k = 0; k < Y.data.length; k++) {
    const u = random.uniform();
    if (labels[1] === 1) Y.data[k] = u < 0.5 ? 1 : 0;
    else Y.data[k] = labels[0] === 0 ? Math.floor(4 * u) : Math.fround(3 * u - 1);
  }
  if (output === "softmax") {
    Y.data.fill(0);
    for (let s = 0; s < count; s++) Y.data[random.integer(Y.rows) * count + s] = 1;
  }
  return { X, Y };
}

/** A trainer at work on some rows. */
export interface Run {
  trainer: Trainer;
  rows: Held;
  /** Epochs in the order of the rows, or in the given one, always with the same rate or as told for each update. */
  train(epochs: number, rate?: Rate | (() => Rate), order?: Uint32Array): Promise<Pass>;
}

/** Holds the rows in a new trainer, calls `use` and closes the trainer. */
export async function withTrainer<T>(
  engine: Engine,
  network: Network,
  options: TrainerOptions,
  samples: Samples,
  use: (run: Run) => Promise<T>,
): Promise<T> {
  const trainer = await engine.trainer(network, options);
  try {
    const rows = trainer.hold(samples);
    const random = createRandom(1, 2);
    const inOrder = Uint32Array.from({ length: rows.count }, (_, s) => s);
    return await use({
      trainer,
      rows,
      async train(epochs, rate = { learningRate: 1, momentum: undefined }, order = inOrder) {
        let pass: Pass = { loss: Number.NaN, gradientNorm: Number.NaN };
        for (let k = 0; k < epochs; k++) {
          pass = await trainer.epoch(rows, order, typeof rate === "function" ? rate : () => rate, random);
        }
        return pass;
      },
    });
  } finally {
    trainer.close?.();
  }
}

/**
 * Compares vectors, and names the worst element, both values and the tolerance.
 *
 * @param tolerance largest difference, as a share of the largest expected element, or of `least` if that is larger
 */
export function expectClose(
  what: string,
  actual: ArrayLike<number> | number,
  expected: ArrayLike<number> | number,
  tolerance: number,
  least = 1e-2,
): void {
  const [a, b] = [actual, expected].map((x) => (typeof x === "number" ? [x] : Array.from(x)));
  expect(a, what).toHaveLength(b.length);
  const scale = b.reduce((most, x) => Math.max(most, Math.abs(x)), least);
  const errors = b.map((x, k) => Math.abs(a[k] - x) / scale);
  const worst = errors.reduce((w, e, k) => (e > errors[w] || Number.isNaN(e) ? k : w), 0);
  const isClose = errors.every((e) => e <= tolerance);
  expect(isClose, `${what}[${worst}]: expected ${b[worst]} ± ${tolerance * scale}, got ${a[worst]}`).toBe(
    true,
  );
}
