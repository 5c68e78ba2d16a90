import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createNetwork, type Network } from "../bp/network.js";
import type { Engine, Rate, Samples } from "../engine/engine.js";
import { referenceEngine } from "../engine/reference.js";
import { columns, matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import type { Epoch } from "./epoch.js";
import { fit } from "./fit.js";
import { type FitOptions, type FitResult } from "./fitting.js";

async function run(
  network: Network,
  training: Samples,
  validation: Samples | null,
  options: FitOptions,
): Promise<{ epochs: Epoch[]; result: FitResult }> {
  const steps = fit(network, training, validation, options);
  const epochs: Epoch[] = [];
  for (;;) {
    const { value, done } = await steps.next();
    if (done === true) return { epochs, result: value };
    epochs.push(value);
  }
}

/** y = sin(3 x₁) + x₂ with a little noise, all seeded. */
function waves(rows: number, seed: number): Samples {
  const random = createRandom(seed);
  const X = matrix(2, rows);
  const Y = matrix(1, rows);
  for (let s = 0; s < rows; s++) {
    const [a, b] = [2 * random.uniform() - 1, 2 * random.uniform() - 1];
    X.data[s] = a;
    X.data[rows + s] = b;
    Y.data[s] = Math.sin(3 * a) + b + 0.05 * random.normal();
  }
  return { X, Y };
}

const small = (seed = 1): Network =>
  createNetwork([2, 6, 1], { hidden: "tanh", output: "identity", initialisation: "glorot_uniform", seed });
const adam: FitOptions = {
  loss: "mse_mean",
  optimizer: { name: "adam" },
  learningRate: 0.02,
  batch: 8,
  epochs: 30,
  seed: 3,
};

test("fit() takes the steps of torch 1.13 on the tutorial's 3-2 network (golden seed_3-2_sigmoid_halfmse_lr0.1)", async () => {
  const path = "test/fixtures/goldens/seed_3-2_sigmoid_halfmse_lr0.1.json";
  const golden = JSON.parse(readFileSync(path, "utf8")) as {
    sizes: number[];
    init: { W: number[][][]; b: number[][] };
    x: number[][];
    y: number[][];
    losses: number[];
    final: { W: number[][][] };
  };
  const network = createNetwork(golden.sizes, { initialisation: golden.init });
  const row = { X: columns([golden.x[0]]), Y: columns([golden.y[0]]) };
  const { epochs, result } = await run(network, row, null, { learningRate: 0.1, epochs: 25, batch: 1 });
  golden.losses.forEach((loss, k) => expect(epochs[k].trainLoss).toBeCloseTo(loss, 12));
  // The last weights are the best: the loss falls all the way.
  expect(result.best).toBe(25);
  golden.final.W[0].flat().forEach((w, k) => expect(result.network.W[1].data[k]).toBeCloseTo(w, 12));
});

test("the best weights are restored: the result's validation loss is the lowest of the history", async () => {
  const [training, validation] = [waves(40, 1), waves(20, 2)];
  const { epochs, result } = await run(small(), training, validation, { ...adam, epochs: 200, patience: 15 });
  const losses = epochs.map((epoch) => epoch.validationLoss!);
  const lowest = Math.min(...losses);
  expect(result.best).toBe(losses.indexOf(lowest) + 1);
  const H = referenceEngine.predict(result.network, validation.X);
  const mse = H.data.reduce((sum, h, s) => sum + (h - validation.Y.data[s]) ** 2, 0) / 20;
  expect(mse).toBeCloseTo(lowest, 14);
  expect(epochs.findLast((epoch) => epoch.best)!.epoch).toBe(result.best);
});

test("early stopping ends `patience` epochs after the best one", async () => {
  const { epochs, result } = await run(small(), waves(12, 1), waves(12, 9), {
    ...adam,
    epochs: 2000,
    patience: 7,
  });
  expect(result.stopped).toBe("early");
  expect(epochs.length).toBe(result.best + 7);
});

test("a run resumed from a checkpoint has the bits of a run that was never stopped", async () => {
  const [training, validation] = [waves(40, 1), waves(20, 2)];
  for (const schedule of [{ name: "one_cycle" } as const, { name: "reduce_on_plateau" } as const]) {
    const options = { ...adam, dropout: 0.2, schedule };
    const whole = await run(small(), training, validation, options);
    const signal = { aborted: false };
    const steps = fit(small(), training, validation, { ...options, signal });
    for (let k = 0; k < 11; k++) await steps.next();
    signal.aborted = true;
    const { value } = (await steps.next()) as { value: FitResult };
    expect(value.stopped).toBe("abort");
    const rest = await run(small(), training, validation, { ...options, resume: value.checkpoint });
    expect(rest.result.network.parameters).toEqual(whole.result.network.parameters);
    expect(rest.result.best).toBe(whole.result.best);
    const bits = (epochs: Epoch[]): unknown[] => epochs.map(({ seconds: _seconds, ...epoch }) => epoch);
    expect(bits(rest.result.history)).toEqual(bits(whole.result.history));
  }
});

test("one seed gives one result, another seed another, and the given network is left alone", async () => {
  const network = small();
  const before = network.parameters.slice();
  const [one, same, other] = await Promise.all(
    [3, 3, 4].map((seed) => run(network, waves(40, 1), null, { ...adam, seed })),
  );
  expect(same.result.network.parameters).toEqual(one.result.network.parameters);
  expect(other.result.network.parameters).not.toEqual(one.result.network.parameters);
  expect(network.parameters).toEqual(before);
});

test("weight 0 is a row left out, weight 2 a row twice (whole batch, 1e-12)", async () => {
  const samples = waves(10, 1);
  const pick = (rows: number[]): Samples => ({
    X: matrix(
      2,
      rows.length,
      [0, 1].flatMap((i) => rows.map((s) => samples.X.data[i * 10 + s])),
    ),
    Y: matrix(
      1,
      rows.length,
      rows.map((s) => samples.Y.data[s]),
    ),
  });
  const whole = { ...adam, batch: Infinity, shuffle: false };
  const weights = Float64Array.from([0, 2, 1, 1, 1, 1, 1, 1, 1, 1]);
  const weighted = await run(small(), { ...samples, weights }, null, whole);
  const repeated = await run(small(), pick([1, 1, 2, 3, 4, 5, 6, 7, 8, 9]), null, whole);
  weighted.result.network.parameters.forEach((w, k) => {
    expect(Math.abs(w - repeated.result.network.parameters[k])).toBeLessThan(1e-12);
  });
});

test("goal, minimal gradient, time and number of epochs each end a run", async () => {
  const training = waves(40, 1);
  const stopped = async (rule: FitOptions): Promise<string> =>
    (await run(small(), training, null, { ...adam, ...rule })).result.stopped;
  expect(await stopped({ goal: 10 })).toBe("goal");
  expect(await stopped({ minGradient: 1e6 })).toBe("gradient");
  expect(await stopped({ seconds: 0 })).toBe("time");
  expect(await stopped({ epochs: 3 })).toBe("epochs");
});

test("divergence keeps the best weights; divergence at once is an error that names epoch and learning rate", async () => {
  const training = waves(40, 1);
  const wild: FitOptions = { loss: "mse_mean", batch: 40, epochs: 500, learningRate: 1e200 };
  await expect(run(small(), training, null, wild)).rejects.toMatchObject({
    code: "E201",
    values: { epoch: 1, learningRate: 1e200 },
  });
  const later: FitOptions = { ...wild, learningRate: 1e-3, schedule: { name: "exponential", gamma: 3 } };
  const { result } = await run(small(), training, null, later);
  expect(result.stopped).toBe("diverged");
  expect(result.best).toBeGreaterThan(0);
  expect(result.network.parameters.every(Number.isFinite)).toBe(true);
});

test("impossible options are refused by name", async () => {
  const training = waves(4, 1);
  const refused = async (options: FitOptions, wanted: RegExp): Promise<void> => {
    await expect(run(small(), training, null, options)).rejects.toThrow(wanted);
  };
  await refused({ learningRate: -1 }, /learningRate -1: expected a number above 0/);
  await refused({ epochs: 0 }, /epochs 0: expected an integer above 0/);
  await refused({ batch: 2.5 }, /batch 2.5/);
  await refused({ dropout: 1 }, /dropout 1: expected 0 ≤ p < 1/);
  await refused({ loss: "cross_entropy_mean" }, /expected output activation "softmax", got "identity"/);
});

test("max-norm bounds each neuron's incoming weights, L2 shrinks them", async () => {
  const training = waves(40, 1);
  const free = await run(small(), training, null, adam);
  const bound = await run(small(), training, null, { ...adam, maxNorm: 0.5 });
  for (let i = 0; i < 6; i++) {
    expect(Math.hypot(...bound.result.network.W[1].data.subarray(2 * i, 2 * i + 2))).toBeLessThanOrEqual(
      0.5 + 1e-12,
    );
  }
  const decayed = await run(small(), training, null, { ...adam, l2: 0.1 });
  const norm = ({ result }: { result: FitResult }): number => Math.hypot(...result.network.W[1].data);
  expect(norm(decayed)).toBeLessThan(norm(free));
});

test("a front and parametric activations fit sin(12 x), which the tutorial's network does not", async () => {
  const count = 60;
  const X = matrix(
    1,
    count,
    Float64Array.from({ length: count }, (_, s) => (2 * s) / count - 1),
  );
  const training = {
    X,
    Y: matrix(
      1,
      count,
      X.data.map((x) => Math.sin(12 * x)),
    ),
  };
  const options: FitOptions = { ...adam, epochs: 60, batch: 10 };
  const plain = await run(
    createNetwork([1, 8, 1], { hidden: "mish", output: "identity", initialisation: "he_normal" }),
    training,
    null,
    options,
  );
  const front = createNetwork([1, 8, 1], {
    hidden: { name: "mish", trainable: true },
    output: "identity",
    initialisation: "he_normal",
    front: { embed: [true], sigma: 1 },
  });
  const embedded = await run(front, training, null, options);
  const loss = ({ epochs }: { epochs: Epoch[] }): number => epochs.at(-1)!.trainLoss;
  expect(loss(plain)).toBeGreaterThan(0.2);
  expect(loss(embedded)).toBeLessThan(0.02);
  expect(embedded.result.network.front!.frequency.data).not.toEqual(front.front!.frequency.data);
  expect(embedded.result.network.alpha![1]).not.toEqual(front.alpha![1]);
});

test("a group whose learning rate has the factor 0 stays, the others move", async () => {
  const factors = { biases: { learningRate: 0 } };
  const { result } = await run(small(), waves(20, 1), null, { ...adam, epochs: 2, factors });
  expect(result.network.b).toEqual(small().b);
  expect(result.network.W[2]).not.toEqual(small().W[2]);
});

test("schedules of dropout and decay reach the engine: 1 in the first half of the updates, then down a cosine", async () => {
  const seen: Rate[] = [];
  const spy: Engine = {
    ...referenceEngine,
    async trainer(network, settings) {
      const trainer = await referenceEngine.trainer(network, settings);
      return {
        ...trainer,
        epoch: (rows, order, rate, random) =>
          trainer.epoch(rows, order, () => (seen.push(rate()), seen.at(-1)!), random),
      };
    },
  };
  const optimizer = { name: "adamw", weightDecay: 0.1 } as const;
  const schedules = { dropoutSchedule: "flat_cos", decaySchedule: "flat_cos" } as const;
  const options: FitOptions = {
    ...adam,
    ...schedules,
    optimizer,
    dropout: 0.2,
    epochs: 4,
    batch: 10,
    engine: spy,
  };
  await run(small(), waves(20, 1), null, options);
  // 8 updates, t = 0, ⅛, …: ½(1 + cos(π(2t − 1))) at ⅝, ¾, ⅞ is ½(1 + √½), ½, ½(1 − √½)
  const wanted = [1, 1, 1, 1, 1, 0.5 + Math.SQRT1_2 / 2, 0.5, 0.5 - Math.SQRT1_2 / 2];
  wanted.forEach((share, k) => {
    expect(seen[k].dropout).toBeCloseTo(share, 12);
    expect(seen[k].decay).toBeCloseTo(share, 12);
  });
  await expect(run(small(), waves(4, 1), null, { decaySchedule: "flat_cos" })).rejects.toThrow(
    'decaySchedule "flat_cos": expected an optimizer with weightDecay above 0, got "sgd"',
  );
});

test("methods that look at all rows refuse a front, parametric activations and factors", async () => {
  const training = waves(20, 1);
  const refused = async (network: Network, options: FitOptions, wanted: string): Promise<void> => {
    await expect(run(network, training, null, { ...options, loss: "mse_mean" })).rejects.toThrow(wanted);
  };
  const embed = [true, false];
  const front = createNetwork([2, 3, 1], { output: "identity", front: { embed } });
  const alpha = createNetwork([2, 3, 1], { output: "identity", hidden: { name: "tanh", trainable: true } });
  await refused(front, { optimizer: { name: "lm" } }, 'with optimizer "lm", got one with a front');
  await refused(
    alpha,
    { optimizer: { name: "br" } },
    'with optimizer "br", got one with parametric activations',
  );
  await refused(
    small(),
    { optimizer: { name: "lm" }, factors: {} },
    'no factors by group with optimizer "lm"',
  );
});
