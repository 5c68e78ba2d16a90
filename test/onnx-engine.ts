import { loadOnnxEngine } from "@gradus/onnx";
import {
  createNetwork,
  createRandom,
  matrix,
  type Engine,
  type Network,
  type Rate,
  type Samples,
  type Trainer,
  type TrainerOptions,
} from "gradus";
import { expect } from "vitest";

/** The engine, or why this machine cannot load it. */
const { engine, reason } = await loadOnnxEngine().then(
  (loaded) => ({ engine: loaded as Engine | undefined, reason: "" }),
  (error: unknown) => ({ engine: undefined, reason: String(error) }),
);
export const onnx = engine;
if (engine === undefined) console.warn(`tests of the engine are skipped: ${reason}`);

/** A network whose neurons are not saturated, however wide. */
export const scaled = { hidden: "tanh", output: "identity", initialisation: "glorot_uniform" } as const;

/** Nothing but gradient descent. */
export const plain: TrainerOptions = {
  loss: { name: "mse_mean" },
  optimizer: { name: "sgd" },
  batch: 5,
  dropout: 0,
  l1: 0,
  l2: 0,
  maxNorm: Infinity,
  clipNorm: Infinity,
  clipValue: Infinity,
};

/** The largest |a − b| / max(1e-3, |b|), the measure of the golden cases. */
export function worst(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(got.length).toBe(expected.length);
  let most = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(got[i] - expected[i]) / Math.max(1e-3, Math.abs(expected[i]));
    if (!(error <= most)) most = error;
  }
  return most;
}

/** What a generator returns in the end. */
export async function finish<T>(steps: AsyncGenerator<unknown, T, void>): Promise<T> {
  for (;;) {
    const { done, value } = await steps.next();
    if (done === true) return value;
  }
}

/** One epoch over the rows in their order. */
export async function pass(trainer: Trainer, samples: Samples, rate: () => Rate): Promise<void> {
  const order = Uint32Array.from({ length: samples.X.cols }, (_, s) => s);
  await trainer.epoch(trainer.hold(samples), order, rate, createRandom(3));
}

/** The same learning rate for each update. */
export function constant(learningRate: number): () => Rate {
  return () => ({ learningRate, momentum: undefined });
}

/** Rates one after the other. */
export function inTurn(rates: Rate[]): () => Rate {
  let k = 0;
  return () => rates[k++ % rates.length];
}

/** A small network. */
export function tanhNetwork(sizes: number[]): Network {
  return createNetwork(sizes, { hidden: "tanh", output: "identity", seed: 5 });
}

/** Seeded rows, uniform in [−1, 1]. */
export function random([inputs, outputs]: [number, number], rows: number, seed = 1): Samples {
  const draw = createRandom(seed);
  const fill = (n: number): Float64Array =>
    Float64Array.from({ length: n * rows }, () => 2 * draw.uniform() - 1);
  return { X: matrix(inputs, rows, fill(inputs)), Y: matrix(outputs, rows, fill(outputs)) };
}

/** Makes the labels one-hot columns. */
export function oneHot({ Y }: Samples): void {
  for (let s = 0; s < Y.cols; s++) {
    for (let i = 0; i < Y.rows; i++) Y.data[i * Y.cols + s] = (s * 7) % 3 === i ? 1 : 0;
  }
}
