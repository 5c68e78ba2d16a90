import { describe, expect, test } from "vitest";
import { lossSpec } from "../../bp/loss.js";
import { createNetwork, type Network, type NetworkOptions } from "../../bp/network.js";
import { matrix, type Matrix } from "../../matrix.js";
import type { OptimizerSpec } from "../../optimize/optimizer.js";
import { createRandom, type Random } from "../../random.js";
import type { Samples, TrainerOptions } from "../engine.js";
import { layOut, type Layout } from "./layout.js";
import { WasmTrainer } from "./trainer.js";

const RATE = { learningRate: 0.05, momentum: undefined };

/** Sizes with every remainder by 4 and 8, and the options that change what the kernels write. */
const cases: [sizes: number[], rows: number, network: NetworkOptions, options: Partial<TrainerOptions>][] = [
  [[1, 1], 1, {}, {}],
  [[3, 5, 2], 19, { hidden: "tanh" }, {}],
  [[4, 8, 8, 4], 32, { hidden: "relu", output: "identity" }, { optimizer: { name: "adam" } }],
  [[5, 9, 13, 3], 21, { hidden: "gelu_erf", output: "identity", skip: true }, { clipNorm: 0.3 }],
  [[7, 6, 11, 1], 27, { hidden: "silu", output: "identity" }, { dropout: 0.4, l1: 0.01, l2: 0.1 }],
  [[2, 17, 5], 25, { output: "softmax" }, { loss: { name: "cross_entropy_mean" } }],
  [
    [3, 5, 2],
    23,
    { hidden: { name: "mish", trainable: true }, front: { embed: [true, false, true] } },
    { dropout: 0.3 },
  ],
  [
    [2, 9, 6, 1],
    19,
    { hidden: { name: "selu", trainable: true }, front: { embed: [true, true], scale: false }, skip: true },
    { clipNorm: 0.3, factors: { alpha: { learningRate: 0.1 } }, optimizer: { name: "adamw" } },
  ],
  [[6, 10, 3], 23, { hidden: "softmax", output: "softmax" }, { maxNorm: 0.5, clipValue: 0.01 }],
];

describe.each([1, 2])(
  "what the kernels wrote before has no part in what they reckon, %i threads",
  (threads) => {
    test.each(cases)("sizes %j, %i rows, %j, %j", async (sizes, count, networkOptions, given) => {
      const network = createNetwork(sizes, networkOptions);
      const options = optionsOf(given);
      const samples = samplesOf(sizes, count, options.loss.name === "cross_entropy_mean");
      const trainer = new WasmTrainer(network, options, { simd: "plain", threads });
      const layout = layoutOf(trainer, network, options, threads);
      const start = { parameters: trainer.parameters.slice(), state: trainer.state() };
      const [rows, few] = [samples, samplesOf(sizes, Math.min(count, 3), false)].map((all) =>
        trainer.hold(all),
      );
      const order = Uint32Array.from({ length: count }, (_, s) => s);

      /** Two epochs with a measurement after each; poison before each if there is any. */
      async function run(poison: () => void): Promise<unknown[]> {
        const random = createRandom(3);
        const results: unknown[] = [];
        trainer.restore(start.parameters, start.state);
        for (let k = 0; k < 2; k++) {
          poison();
          results.push(await trainer.epoch(rows, order, () => RATE, random), [...trainer.parameters]);
          poison();
          const { loss, H } = await trainer.evaluate(k === 0 ? rows : few);
          results.push(loss, [...H.data]);
        }
        return results;
      }
      const clean = await run(() => {});
      const written = writtenFloats(trainer.floats(), layout);
      expect(written.length).toBeGreaterThan(sizes.length * 8);
      const poisoned = await run(() => {
        const floats = trainer.floats();
        for (const at of written) floats[at] = Number.NaN;
      });
      trainer.close();
      expect(poisoned).toEqual(clean);
      expect(clean.flat().every((x) => typeof x !== "number" || Number.isFinite(x))).toBe(true);
    });
  },
);

/**
 * Places that a run has written and that a step must write before it reads them: all that is not 0 behind the weights. What is
 * 0 there pads, and must stay 0.
 */
function writtenFloats(floats: Float32Array, layout: Layout): number[] {
  const places: number[] = [];
  const collect = (from: number, end: number): void => {
    for (let at = from / 4; at < end / 4; at++) if (floats[at] !== 0) places.push(at);
  };
  collect(layout.layers[0].H, layout.pairList);
  collect(layout.norms, layout.outputFactors);
  collect(layout.steps, layout.end);
  return places;
}

/** The trainer's own layout, laid out once more. */
function layoutOf(
  trainer: WasmTrainer,
  network: Network,
  { batch, clipNorm }: TrainerOptions,
  threads: number,
): Layout {
  const copies = 1 + trainer.state().arrays.size + (clipNorm < Infinity ? 1 : 0);
  return layOut(network, { batch, copies, threads });
}

/** Batches of 10, so that the last one is short. */
function optionsOf(given: Partial<TrainerOptions>): TrainerOptions {
  const none = { dropout: 0, l1: 0, l2: 0, maxNorm: Infinity, clipNorm: Infinity, clipValue: Infinity };
  const { name, parameters } = given.loss ?? { name: "mse_mean" };
  const optimizer: OptimizerSpec = { name: "sgd" };
  return { ...none, batch: 10, optimizer, ...given, loss: lossSpec({ name, parameters: parameters ?? {} }) };
}

function samplesOf(sizes: readonly number[], count: number, isOneHot: boolean): Samples {
  const random = createRandom(1, 5);
  const X = randomMatrix(sizes[0], count, random);
  const Y = randomMatrix(sizes.at(-1)!, count, random);
  if (isOneHot) {
    Y.data.fill(0);
    for (let s = 0; s < count; s++) Y.data[random.integer(Y.rows) * count + s] = 1;
  }
  return { X, Y };
}

function randomMatrix(rows: number, cols: number, random: Random): Matrix {
  return matrix(
    rows,
    cols,
    Array.from({ length: rows * cols }, () => random.uniform()),
  );
}
