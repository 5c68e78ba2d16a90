import {
  activationNames,
  createNetwork,
  createRandom,
  losses,
  matrix,
  firstOrderNames,
  referenceEngine,
  registerActivation,
  type LossName,
  type Network,
  type OptimizerSpec,
  type Rate,
  type Samples,
  type TrainerOptions,
} from "gradus";
import { describe, expect, test } from "vitest";
import {
  constant,
  inTurn,
  onnx as engine,
  oneHot,
  plain,
  random,
  scaled,
  tanhNetwork,
  worst,
} from "../../test/onnx-engine.js";

const STEP1 = 1e-4; // the float32 tolerance of test/fixtures/goldens/SCHEMA.md after one step
const SEVERAL = 1e-2; // and after several

describe.skipIf(engine === undefined)("onnxEngine() against the reference engine", () => {
  test.each<OptimizerSpec>([
    ...firstOrderNames.map((name) => ({ name })),
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

  test("the same steps where a batch's rows weigh nothing", async () => {
    const samples = random([3, 2], 12);
    samples.weights = Float64Array.from({ length: 12 }, (_, s) => (s < 10 ? 0 : 1)); // at least two of four batches weigh nothing
    const options: TrainerOptions = { ...plain, optimizer: { name: "adam" }, batch: 3 };
    expect(await difference(tanhNetwork([3, 6, 2]), samples, options, 4)).toBeLessThan(SEVERAL);
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

  test("the variants of rprop other than irprop- are refused", async () => {
    const network = createNetwork([2, 3, 1]);
    const options = { ...plain, optimizer: { name: "rprop", variant: "rprop+" } } as const;
    expect(engine!.lacks!(network, options)).toContain('"rprop+"');
    await expect(async () => engine!.trainer(network, options)).rejects.toThrow('"rprop+"');
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
  const trainers = [await engine!.trainer(network, options), await referenceEngine.trainer(network, options)];
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
