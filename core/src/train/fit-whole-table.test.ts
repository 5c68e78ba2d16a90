import { describe, expect, test } from "vitest";
import { randomCase, type CaseOptions } from "../../../test/random-case.js";
import { registerActivation } from "../bp/activation.js";
import { createNetwork } from "../bp/network.js";
import { createWasmEngine } from "../engine/wasm.js";
import type { Samples } from "../engine/engine.js";
import { referenceEngine } from "../engine/reference.js";
import { wholeTableEngine } from "../engine/whole-table.js";
import { GradusError } from "../errors.js";
import { matrix } from "../matrix.js";
import type { OptimizerSpec } from "../optimize/optimizer.js";
import { penaltyLoss, weightMask } from "../optimize/regularise.js";
import type { Epoch } from "./epoch.js";
import type { Feed } from "./feed.js";
import { fit } from "./fit.js";
import { trainerOptions, type FitOptions, type FitResult } from "./fitting.js";

const options: CaseOptions = { seed: 1, sizes: [2, 4, 1], rows: 40, loss: "mse_mean" };
const { network, samples } = randomCase(options);
const { samples: validation } = randomCase({ ...options, seed: 2, rows: 20 });
const LM: OptimizerSpec = { name: "lm" };
const BR: OptimizerSpec = { name: "br", prior: "ard" };

async function run(
  given: FitOptions,
  { training = samples, held = null as Samples | null, stopAfter = Infinity, start = network } = {},
): Promise<{ epochs: Epoch[]; result: FitResult }> {
  const signal = { aborted: false };
  const steps = fit(start, training, held, { loss: "mse_mean", signal, ...given });
  const epochs: Epoch[] = [];
  for (;;) {
    const { value, done } = await steps.next();
    if (done === true) return { epochs, result: value };
    epochs.push(value);
    signal.aborted = epochs.length >= stopAfter;
  }
}

const withoutSeconds = (epochs: Epoch[]) => epochs.map((epoch) => ({ ...epoch, seconds: 0 }));

describe.each([LM, BR])("fit() with $name", (optimizer) => {
  test("gives an iteration for each epoch, its numbers, and those of the start", async () => {
    const { epochs, result } = await run({ optimizer, epochs: 6 });
    expect(epochs).toHaveLength(6);
    expect(result.stopped).toBe("epochs");
    const { loss, record } = result.start!;
    expect(record["sse"]).toBeCloseTo(40 * loss, 12);
    expect(record["mu"]).toBe(1e-3);
    for (const { trainLoss, iteration } of epochs) {
      expect(iteration!["sse"]).toBeCloseTo(40 * trainLoss, 12); // the loss after the iteration
      expect(iteration!["mu"]).toBeGreaterThan(0);
    }
    expect(epochs[0].trainLoss).toBeLessThan(loss);
    expect(network).toEqual(randomCase(options).network); // the start values are left alone
  });

  test("without validation rows the last weights are the result", async () => {
    const { epochs, result } = await run({ optimizer, epochs: 12 });
    expect(epochs.every((epoch) => epoch.best)).toBe(true);
    expect(result.best).toBe(12);
    expect([...result.network.parameters]).toEqual([...result.checkpoint.parameters]);
  });

  test("with validation rows they choose, and patience ends the run", async () => {
    const { epochs, result } = await run({ optimizer, epochs: 300, patience: 4 }, { held: validation });
    const losses = epochs.map((epoch) => epoch.validationLoss!);
    expect(result.stopped).toBe("early");
    expect(result.best).toBe(losses.indexOf(Math.min(...losses)) + 1);
    expect(epochs).toHaveLength(result.best + 4);
  });

  test.each([
    ["in WebAssembly", wholeTableEngine],
    ["on the reference", referenceEngine],
  ])("%s goes on from a checkpoint with the same bits", async (_, engine) => {
    const whole = await run({ optimizer, engine, epochs: 9 }, { held: validation });
    const first = await run({ optimizer, engine, epochs: 9 }, { held: validation, stopAfter: 4 });
    expect(first.result.stopped).toBe("abort");
    const { checkpoint: resume } = first.result;
    // Other start values show that nothing is taken from them.
    const start = randomCase({ ...options, seed: 9 }).network;
    const rest = await run({ optimizer, engine, epochs: 9, resume }, { held: validation, start });
    expect([...rest.result.network.parameters]).toEqual([...whole.result.network.parameters]);
    expect(withoutSeconds(rest.result.history)).toEqual(withoutSeconds(whole.result.history));
    expect(rest.result.start).toEqual(whole.result.start);
    expect(rest.result.evidence).toEqual(whole.result.evidence);
  });

  test("the two engines agree to 1e-9 after five iterations", async () => {
    const [fast, plain] = await Promise.all(
      [wholeTableEngine, referenceEngine].map((engine) => run({ optimizer, engine, epochs: 5 })),
    );
    plain.result.network.parameters.forEach((w, k) => {
      expect(fast.result.network.parameters[k]).toBeCloseTo(w, 9);
    });
  });

  test("a goal and a limit of time end it", async () => {
    expect((await run({ optimizer, goal: 1e9 })).result.stopped).toBe("goal");
    expect((await run({ optimizer, seconds: 0 })).result.stopped).toBe("time");
  });

  test("a start whose loss is no number is E201", async () => {
    const start = randomCase(options).network;
    start.parameters[0] = Number.NaN;
    await expect(run({ optimizer }, { start })).rejects.toThrow(GradusError);
  });

  test("serves activations that were registered", async () => {
    const name = `whole_table_cube_${optimizer.name}`;
    registerActivation(name, { f: (z) => z ** 3, df: (z) => 3 * z * z });
    const start = createNetwork([2, 3, 1], { hidden: name, output: "identity", seed: 4 });
    const { result } = await run({ optimizer, epochs: 5 }, { start });
    expect(result.history.at(-1)!.trainLoss).toBeLessThan(result.start!.loss);
  });
});

describe.each<OptimizerSpec>([{ name: "lbfgs" }, { name: "scg" }, { name: "gdx" }])(
  "fit() with $name",
  (optimizer) => {
    test("lowers any loss, penalty included, and tells it without", async () => {
      const given: FitOptions = { optimizer, loss: "mae_mean", epochs: 30, l2: 0.01, learningRate: 0.05 };
      const { result } = await run(given);
      const total = (loss: number, w: Float64Array) =>
        loss + penaltyLoss(w, weightMask(network.sizes), { l2: 0.01 });
      const best = result.history[result.best - 1].trainLoss;
      const first = total(result.start!.loss, network.parameters);
      const last = total(best, result.network.parameters);
      expect(last).toBeLessThan(first);
      const trainer = await wholeTableEngine.trainer(
        result.network,
        trainerOptions(result.network, 40, given),
      );
      expect(best).toBeCloseTo(trainer.evaluate(trainer.hold(samples)).loss, 12);
    });

    test.each([
      ["in WebAssembly", wholeTableEngine],
      ["on the reference", referenceEngine],
    ])("%s goes on from a checkpoint with the same bits", async (_, engine) => {
      const given: FitOptions = { optimizer, engine, epochs: 9, learningRate: 0.1 };
      const whole = await run(given);
      const first = await run(given, { stopAfter: 4 });
      const rest = await run({ ...given, resume: first.result.checkpoint });
      expect([...rest.result.network.parameters]).toEqual([...whole.result.network.parameters]);
      expect(withoutSeconds(rest.result.history)).toEqual(withoutSeconds(whole.result.history));
    });
  },
);

test("fit() tells that lm has come to the end of the way", async () => {
  // A line through exact points is met in a few steps.
  const line = { X: matrix(1, 3, [0, 1, 2]), Y: matrix(1, 3, [1, 3, 5]) };
  const start = createNetwork([1, 1], { output: "identity" });
  const { result } = await run({ optimizer: LM }, { training: line, start });
  expect(result.stopped).toBe("gradient");
  expect(result.network.parameters[0]).toBeCloseTo(2, 6);
  const stuck: OptimizerSpec = { name: "lm", mu: 1, muMax: 1e-3 };
  const { result: at } = await run({ optimizer: stuck }, { training: line, start });
  expect(at.stopped).toBe("converged");
  expect([...at.network.parameters]).toEqual([...start.parameters]);
});

test("fit() gives what br has learnt; lm learns nothing of the kind", async () => {
  const { result } = await run({ optimizer: BR, epochs: 20 });
  const { groups, alpha, gamma, beta, logEvidence } = result.evidence!;
  expect(groups).toEqual(["input 1", "input 2", "b1", "W2", "b2"]);
  expect([alpha.length, gamma.length]).toEqual([5, 5]);
  const last = result.history.at(-1)!.iteration!;
  expect(last["beta"]).toBe(beta);
  expect(last["evidence"]).toBe(logEvidence);
  expect(last["gamma"]).toBeCloseTo(
    gamma.reduce((sum, g) => sum + g, 0),
    12,
  );
  expect((await run({ optimizer: LM, epochs: 2 })).result.evidence).toBeUndefined();
});

describe("fit() refuses what a method that looks at all rows cannot do:", () => {
  const big = createNetwork([1, 1000, 1], { output: "identity" });
  const one = { training: { X: matrix(1, 3), Y: matrix(1, 3) }, start: big };
  test.each<[string, FitOptions, string]>([
    [
      "batches",
      { optimizer: LM, batch: 8 },
      'Cannot train with batch 8: expected all 40 rows with optimizer "lm"',
    ],
    [
      "dropout",
      { optimizer: LM, dropout: 0.1 },
      'Cannot train: expected dropout 0 with optimizer "lm", got 0.1',
    ],
    ["l1", { optimizer: BR, l1: 1 }, 'Cannot train: expected l1 0 with optimizer "br", got 1'],
    [
      "clipping",
      { optimizer: LM, clipNorm: 1 },
      'Cannot train: expected no clipNorm with optimizer "lm", got 1',
    ],
    [
      "l2 beside br",
      { optimizer: BR, l2: 0.1 },
      'Cannot train: expected l2 0 with optimizer "br", which finds the decay of the weights itself, got 0.1',
    ],
    [
      "a loss without curvature",
      { optimizer: LM, loss: "mae_mean" },
      'Cannot train: expected one of the losses half_mse_sum, half_mse_batch_mean, mse_mean, bce_logits_mean, cross_entropy_mean with optimizer "lm", got mae_mean; try optimizer "lbfgs"',
    ],
  ])("%s", async (_, given, message) => {
    await expect(run(given)).rejects.toThrow(new RangeError(message));
  });

  test("more than 3,000 parameters", async () => {
    await expect(run({ optimizer: LM }, one)).rejects.toThrow(
      new RangeError(
        'Cannot train: expected at most 3000 parameters with optimizer "lm", whose time grows with their cube, got 3001; try fewer neurons, or optimizer "lbfgs"',
      ),
    );
  });

  test("engines of the other kind", async () => {
    await expect(run({ optimizer: LM, engine: createWasmEngine() })).rejects.toThrow(
      'expected an optimizer that takes steps from batches, got "lm"; try the engine "wasm64"',
    );
    await expect(run({ engine: wholeTableEngine })).rejects.toThrow(
      'expected an optimizer that looks at all rows in every iteration, got "sgd"; try another engine',
    );
  });

  test("a feed", async () => {
    const feed: Feed = {
      count: 40,
      inputs: 2,
      outputs: 1,
      isWeighted: false,
      capacity: 40,
      block: 8,
      read: () => Promise.resolve(samples),
    };
    const steps = fit(network, feed, null, { loss: "mse_mean", optimizer: LM });
    await expect(steps.next()).rejects.toThrow(
      'Cannot train with optimizer "lm" on a feed: expected all rows at once, got parts; try another optimizer',
    );
  });

  test.each<[OptimizerSpec, string]>([
    [{ name: "lm", mu: 0 }, 'Cannot set "mu" of optimizer "lm": expected a finite number > 0, got 0'],
    [
      { name: "br", prior: "two" } as unknown as OptimizerSpec,
      'Cannot set "prior" of optimizer "br": expected one of "one", "layer", "ard", got "two"',
    ],
  ])("hyperparameters out of their range: %o", async (optimizer, message) => {
    await expect(run({ optimizer })).rejects.toThrow(new RangeError(message));
  });
});

test("rows that are replaced are those that the next iteration looks at", async () => {
  const given = {
    loss: { name: "mse_mean" },
    optimizer: LM,
    batch: 40,
    dropout: 0,
    l1: 0,
    l2: 0,
    maxNorm: Infinity,
    clipNorm: Infinity,
    clipValue: Infinity,
  } as const;
  const trainer = await wholeTableEngine.trainer(network, given);
  const rows = trainer.hold(samples);
  const order = new Uint32Array(40);
  const rate = { learningRate: 1, momentum: undefined };
  trainer.epoch(rows, order, () => rate);
  const other = randomCase({ ...options, seed: 5 }).samples;
  rows.replace(0, other);
  const { loss } = trainer.epoch(rows, order, () => rate);
  expect(loss).toBe(trainer.evaluate(trainer.hold(other)).loss);
  expect(() => trainer.epoch(rows, order.subarray(1), () => rate)).toThrow(
    new RangeError('Cannot iterate with optimizer "lm": expected all 40 rows, got 39'),
  );
});
