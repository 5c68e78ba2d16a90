import {
  activationNames,
  createNetwork,
  createRandom,
  fit,
  losses,
  matrix,
  optimizerNames,
  referenceEngine,
  registerActivation,
  type Engine,
  type FitOptions,
  type LossName,
  type Network,
  type OptimizerSpec,
  type Rate,
  type Samples,
  type Trainer,
  type TrainerOptions,
} from "gradus";
import { describe, expect, test } from "vitest";
import { loadOnnxEngine } from "./engine.js";

const { engine, reason } = await loadOnnxEngine().then(
  (loaded) => ({ engine: loaded as Engine | undefined, reason: "" }),
  (error: unknown) => ({ engine: undefined, reason: String(error) }),
);
if (engine === undefined) console.warn(`tests of the engine are skipped: ${reason}`);

const STEP1 = 1e-4; // the float32 tolerance of test/fixtures/goldens/SCHEMA.md after one step
const SEVERAL = 1e-2; // and after several

const scaled = { hidden: "tanh", output: "identity", initialisation: "glorot_uniform" } as const;

const plain: TrainerOptions = {
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

describe.skipIf(engine === undefined)("onnxEngine() against the reference engine", () => {
  test.each<OptimizerSpec>([
    ...optimizerNames.map((name) => ({ name })),
    { name: "sgd", momentum: 0.9 },
    { name: "sgd", momentum: 0.9, dampening: 0.3, weightDecay: 0.01 },
    { name: "sgd", momentum: 0.9, nesterov: true },
    { name: "rmsprop", centered: true, momentum: 0.5 },
    { name: "rmsprop", weightDecay: 0.1 },
    { name: "adam", amsgrad: true, weightDecay: 0.1 },
    { name: "adamw", amsgrad: true, weightDecay: 0.1 },
    { name: "adagrad", learningRateDecay: 0.1, initialAccumulator: 0.1 },
    { name: "adamax", weightDecay: 0.1 },
    { name: "nadam", weightDecay: 0.1 },
    { name: "radam", weightDecay: 0.1 },
    { name: "adadelta", weightDecay: 0.1 },
  ])("the same steps: $name, all of it: %o", async (optimizer) => {
    const [network, samples] = [tanhNetwork([3, 6, 2]), random([3, 2], 12)];
    expect(await difference(network, samples, { ...plain, optimizer }, 1)).toBeLessThan(STEP1);
    expect(await difference(network, samples, { ...plain, optimizer }, 12)).toBeLessThan(SEVERAL);
  });

  test.each(activationNames())(
    "the same steps with activation %s, hidden and of the output",
    async (name) => {
      const loss = { name: "half_mse_sum" } as const;
      for (const options of [{ hidden: name }, { hidden: "tanh", output: name }]) {
        const network = createNetwork([3, 5, 4, 2], { output: "identity", seed: 3, ...options });
        network.parameters.forEach((w, i) => (network.parameters[i] = 3 * w));
        const samples = random([3, 2], 10);
        expect(await difference(network, samples, { ...plain, loss }, 1)).toBeLessThan(STEP1);
      }
    },
  );

  const ofLosses: { name: LossName; parameters?: Record<string, number | number[]> }[] = [
    ...(Object.keys(losses) as LossName[]).map((name) => ({ name })),
    { name: "huber_mean", parameters: { delta: 0.2 } },
    { name: "smooth_l1_mean", parameters: { beta: 0.2 } },
    { name: "smooth_l1_mean", parameters: { beta: 0 } },
    { name: "pinball_mean", parameters: { tau: [0.1, 0.5, 0.9] } },
    { name: "bce_logits_mean", parameters: { pos_weight: [1, 2, 3] } },
    { name: "bce_prob_mean", parameters: { pos_weight: 2 } },
    { name: "cross_entropy_mean", parameters: { label_smoothing: 0.1 } },
    { name: "cross_entropy_mean", parameters: { class_weight: [1, 2, 3] } },
    { name: "cross_entropy_mean", parameters: { class_weight: [1, 2, 3], label_smoothing: 0.2 } },
  ];
  describe.each([false, true])("rows with weights: %s", (isWeighted) => {
    test.each(ofLosses)("the same losses and steps: %o", async (loss) => {
      const needed: unknown = losses[loss.name].output;
      const isPositive = Array.isArray(needed) && needed[0] === 0;
      const output = typeof needed === "string" ? needed : isPositive ? "sigmoid" : "identity";
      const network = createNetwork([3, 5, 3], { hidden: "tanh", output, seed: 1 });
      const samples = random([3, 3], 12);
      oneHot(samples);
      if (isWeighted) samples.weights = Float64Array.from({ length: 12 }, (_, s) => s % 4);
      const options = { ...plain, loss };
      expect(await difference(network, samples, options, 1)).toBeLessThan(STEP1);
      expect(await difference(network, samples, options, 9)).toBeLessThan(SEVERAL);
    });
  });

  test.each<Partial<TrainerOptions>>([
    { l1: 0.1 },
    { l2: 0.1 },
    { l1: 0.05, l2: 0.1 },
    { clipNorm: 0.05 },
    { clipValue: 0.01 },
    { clipNorm: 0.02, clipValue: 0.01 },
    { maxNorm: 0.5 },
    { maxNorm: 0.5, l1: 0.01, clipNorm: 0.1, optimizer: { name: "adam" } },
    { dropout: 0.4 },
    { dropout: 0.4, l2: 0.1, optimizer: { name: "adam" }, batch: 4 },
    { batch: 12 },
    { batch: 1 },
  ])("the same steps with %o, with and without a skip", async (given) => {
    for (const skip of [false, true]) {
      const network = createNetwork([3, 6, 5, 2], { hidden: "relu", output: "identity", seed: 2, skip });
      network.skip?.data.fill(0.3);
      const options = { ...plain, ...given };
      expect(await difference(network, random([3, 2], 12), options, 1)).toBeLessThan(STEP1);
      expect(await difference(network, random([3, 2], 12), options, 6)).toBeLessThan(SEVERAL);
    }
  });

  test("the same steps where the weights are carried layer by layer: 66,000 parameters", async () => {
    const network = createNetwork([60, 300, 150, 20], { ...scaled, skip: true });
    expect(network.parameters.length).toBeGreaterThan(65_536);
    const options: TrainerOptions = { ...plain, optimizer: { name: "adam" }, clipNorm: 1, batch: 8 };
    expect(await difference(network, random([60, 20], 20), { ...plain, l1: 0.01 }, 1)).toBeLessThan(STEP1);
    expect(await difference(network, random([60, 20], 20), options, 3)).toBeLessThan(SEVERAL);
  });

  test("the same steps where a W is cut into rows: 1100 × 1000 weights", async () => {
    const network = createNetwork([1000, 1100, 2], scaled);
    const options: TrainerOptions = { ...plain, batch: 3, l2: 0.01, maxNorm: 5 };
    expect(await difference(network, random([1000, 2], 7), options, 2)).toBeLessThan(STEP1);
  });

  test("a schedule moves rate and momentum of each update", async () => {
    const rates = Array.from({ length: 9 }, (_, k) => ({ learningRate: 0.01 * (k + 1), momentum: 0.1 * k }));
    for (const optimizer of [{ name: "sgd", momentum: 0.9 }, { name: "adam" }] as const) {
      const options = { ...plain, optimizer };
      const [network, samples] = [tanhNetwork([3, 6, 2]), random([3, 2], 12)];
      expect(await difference(network, samples, options, 3, rates)).toBeLessThan(SEVERAL);
    }
  });

  test("a momentum is refused by a method that has none, as the reference does", async () => {
    const rates = [{ learningRate: 0.1, momentum: 0.5 }];
    const run = difference(tanhNetwork([3, 6, 2]), random([3, 2], 5), plain, 1, rates);
    await expect(run).rejects.toThrow('Cannot set the momentum of optimizer "sgd"');
  });

  test("batches whose rows weigh nothing are left out and count no step", async () => {
    const samples = random([3, 2], 12);
    samples.weights = Float64Array.from({ length: 12 }, (_, s) => (s < 5 ? 0 : 1));
    const options: TrainerOptions = { ...plain, optimizer: { name: "adam" } };
    const trainer = await engine!.trainer(tanhNetwork([3, 6, 2]), options);
    await pass(trainer, samples, constant(0.1));
    expect(trainer.state().step).toBe(2);
    expect(await difference(tanhNetwork([3, 6, 2]), samples, options, 4)).toBeLessThan(SEVERAL);
  });

  test("a run that goes on from a state has the bits of one that was never stopped", async () => {
    for (const name of optimizerNames) {
      const options: TrainerOptions = { ...plain, optimizer: { name } };
      const samples = random([3, 2], 12);
      const whole = await engine!.trainer(tanhNetwork([3, 6, 2]), options);
      for (let k = 0; k < 3; k++) await pass(whole, samples, constant(0.01));
      const state = whole.state();
      const parameters = whole.parameters.slice();
      for (let k = 0; k < 3; k++) await pass(whole, samples, constant(0.01));
      const resumed = await engine!.trainer(tanhNetwork([3, 6, 2]), options);
      resumed.restore(parameters, state);
      for (let k = 0; k < 3; k++) await pass(resumed, samples, constant(0.01));
      expect(resumed.parameters).toEqual(whole.parameters);
      expect(resumed.state()).toEqual(whole.state());
    }
  });

  test("fit() with it goes on from a checkpoint with the bits of an uninterrupted run", async () => {
    const [network, samples] = [tanhNetwork([3, 6, 2]), random([3, 2], 23)];
    const options: FitOptions = {
      engine: engine!,
      optimizer: { name: "adam" },
      batch: 5,
      dropout: 0.1,
      learningRate: 0.01,
    };
    const whole = await finish(fit(network, samples, null, { ...options, epochs: 6 }));
    const half = await finish(fit(network, samples, null, { ...options, epochs: 3 }));
    const resumed = await finish(
      fit(network, samples, null, { ...options, epochs: 6, resume: half.checkpoint }),
    );
    expect(resumed.checkpoint.parameters).toEqual(whole.checkpoint.parameters);
    expect(resumed.network.parameters).toEqual(whole.network.parameters);
    expect(whole.history.at(-1)!.trainLoss).toBeLessThan(whole.history[0].trainLoss);
  });

  test("other tasks of the thread get their turn within an epoch", async () => {
    const trainer = await (await loadOnnxEngine({ slice: 0.001 })).trainer(tanhNetwork([3, 6, 2]), plain);
    let turns = 0;
    let isDone = false;
    const turn = (): void => {
      turns++;
      if (!isDone) setImmediate(turn);
    };
    setImmediate(turn);
    await pass(trainer, random([3, 2], 500), constant(0.01));
    isDone = true;
    expect(turns).toBeGreaterThan(10); // 100 updates in calls of two
    trainer.close?.();
  });

  test("the length of the slices changes no bit", async () => {
    const samples = random([3, 2], 403);
    const options: TrainerOptions = { ...plain, optimizer: { name: "adam" }, dropout: 0.2 };
    const ends = [];
    for (const slice of [0.001, 1000]) {
      const trainer = await (await loadOnnxEngine({ slice })).trainer(tanhNetwork([3, 6, 2]), options);
      for (let k = 0; k < 3; k++) await pass(trainer, samples, constant(0.01));
      ends.push(trainer.parameters.slice());
    }
    expect(ends[0]).toEqual(ends[1]);
  });

  test("replace() writes rows over those that are held", async () => {
    const [first, second] = [random([3, 2], 12), random([3, 2], 5, 9)];
    const trainers = [engine!, referenceEngine as Engine].map((one) =>
      one.trainer(tanhNetwork([3, 6, 2]), plain),
    );
    const [ours, theirs] = await Promise.all(
      trainers.map(async (made) => {
        const trainer = await made;
        const held = trainer.hold(first);
        held.replace(4, second);
        return trainer.evaluate(held);
      }),
    );
    expect(worst(ours.H.data, theirs.H.data)).toBeLessThan(STEP1);
    expect(worst([ours.loss], [theirs.loss])).toBeLessThan(STEP1);
  });

  test("predict() gives the reference's outputs to 1e-5, for no rows too", async () => {
    const network = createNetwork([3, 7, 3], { hidden: "gelu_erf", output: "softmax", skip: true, seed: 4 });
    network.skip!.data.fill(0.2);
    const { X } = random([3, 3], 5000);
    const H = await engine!.predict(network, X);
    expect(worst(H.data, referenceEngine.predict(network, X).data)).toBeLessThan(1e-5);
    expect(await engine!.predict(network, matrix(3, 0))).toMatchObject({ rows: 3, cols: 0 });
  });

  test("a registered activation is refused with its name", async () => {
    registerActivation("cube", { f: (z) => z ** 3, df: (z) => 3 * z * z });
    const network = createNetwork([2, 3, 1], { hidden: "cube" });
    expect(engine!.lacks!(network, plain)).toContain('"cube"');
    await expect(async () => engine!.trainer(network, plain)).rejects.toThrow('"cube"');
  });
});

/** The largest difference of losses, gradient norms, outputs, parameters and states, after epochs on both engines. */
async function difference(
  network: Network,
  samples: Samples,
  options: TrainerOptions,
  epochs: number,
  rates?: Rate[],
): Promise<number> {
  const trainers = [await engine!.trainer(network, options), referenceEngine.trainer(network, options)];
  const results = [];
  // A single epoch stands for a single step: only the first batch is taken.
  const rows = epochs === 1 ? Math.min(options.batch, samples.X.cols) : samples.X.cols;
  for (const trainer of trainers) {
    const rate = rates ? inTurn(rates) : constant(0.01);
    const numbers: number[] = [];
    const held = trainer.hold(samples);
    const random = createRandom(7);
    for (let epoch = 0; epoch < epochs; epoch++) {
      const order = Uint32Array.from({ length: rows }, (_, s) => s);
      if (epochs > 1) random.shuffle(order);
      const { loss, gradientNorm } = await trainer.epoch(held, order, rate, random);
      numbers.push(loss, gradientNorm);
    }
    const { loss, H } = await trainer.evaluate(held);
    const states = [...trainer.state().arrays].toSorted(([a], [b]) => (a < b ? -1 : 1));
    results.push([...numbers, loss, ...H.data, ...trainer.parameters, ...states.flatMap(([, x]) => [...x])]);
    trainer.close?.();
  }
  return worst(results[0], results[1]);
}

/** The largest |a − b| / max(1e-3, |b|), the measure of the golden cases. */
function worst(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(got.length).toBe(expected.length);
  let most = 0;
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(got[i] - expected[i]) / Math.max(1e-3, Math.abs(expected[i]));
    if (!(error <= most)) most = error;
  }
  return most;
}

/** What a generator returns in the end. */
async function finish<T>(steps: AsyncGenerator<unknown, T, void>): Promise<T> {
  for (;;) {
    const { done, value } = await steps.next();
    if (done === true) return value;
  }
}

async function pass(trainer: Trainer, samples: Samples, rate: () => Rate): Promise<void> {
  const order = Uint32Array.from({ length: samples.X.cols }, (_, s) => s);
  await trainer.epoch(trainer.hold(samples), order, rate, createRandom(3));
}

function constant(learningRate: number): () => Rate {
  return () => ({ learningRate, momentum: undefined });
}

function inTurn(rates: Rate[]): () => Rate {
  let k = 0;
  return () => rates[k++ % rates.length];
}

function tanhNetwork(sizes: number[]): Network {
  return createNetwork(sizes, { hidden: "tanh", output: "identity", seed: 5 });
}

/** Seeded rows, uniform in [−1, 1]. */
function random([inputs, outputs]: [number, number], rows: number, seed = 1): Samples {
  const draw = createRandom(seed);
  const fill = (n: number): Float64Array =>
    Float64Array.from({ length: n * rows }, () => 2 * draw.uniform() - 1);
  return { X: matrix(inputs, rows, fill(inputs)), Y: matrix(outputs, rows, fill(outputs)) };
}

/** Makes the labels one-hot columns. */
function oneHot({ Y }: Samples): void {
  for (let s = 0; s < Y.cols; s++) {
    for (let i = 0; i < Y.rows; i++) Y.data[i * Y.cols + s] = (s * 7) % 3 === i ? 1 : 0;
  }
}
