/** Fronts, parametric activations, factors by group and schedules of dropout and decay: every engine beside `bp/`. */
import {
  activations,
  backward,
  createNetwork,
  createRandom,
  createWasmEngine,
  forward,
  firstOrderNames,
  referenceEngine,
  type Engine,
  type Factors,
  type LossName,
  type Network,
  type NetworkOptions,
  type OptimizerSpec,
  type Rate,
  type Samples,
  type TrainerOptions,
} from "gradus";
import { describe, expect, test } from "vitest";
import {
  expectClose,
  others,
  samplesOf,
  skipWhereAbsent,
  subjects,
  trainerOptions,
  withTrainer,
} from "./engines.js";

/** Start values are float32; α and d lie about 1, the frequencies so that cosines turn. */
function networkWith(sizes: number[], options: NetworkOptions, seed = 1): Network {
  const random = createRandom(seed, 9);
  const network = createNetwork(sizes, {
    output: "identity",
    initialisation: "glorot_uniform",
    seed,
    ...options,
  });
  for (const b of network.b) for (let i = 0; i < b.length; i++) b[i] = random.uniform() - 0.5;
  for (const part of [...(network.alpha ?? []), network.front?.scale, network.skip?.data]) {
    part?.forEach((x, i) => (part[i] = x + random.uniform() - 0.5));
  }
  network.parameters.forEach((w, k, all) => (all[k] = Math.fround(w)));
  return network;
}

const embed = (flags: string): boolean[] => Array.from(flags, (flag) => flag === "1");
const parametric = (name: string) => ({ name, trainable: true });

const networks: Record<string, Network> = {
  "a front of one input": networkWith([1, 1], { front: { embed: [true] } }),
  "a front with a skip and no hidden layer": networkWith([3, 2], {
    front: { embed: embed("101") },
    skip: true,
  }),
  "a front that only scales": networkWith([5, 6, 3], { front: { embed: embed("00000") }, hidden: "tanh" }),
  "a front without a scale": networkWith([4, 5, 1], {
    front: { embed: embed("0110"), scale: false, frequencies: 5, width: 6, sigma: 0.7 },
    hidden: "silu",
    skip: true,
  }),
  "a front of one frequency": networkWith([4, 9, 2], {
    front: { embed: embed("1111"), frequencies: 1, width: 2, sigma: 2 },
    hidden: "tanh",
  }),
  "parametric Mish behind a front": networkWith([6, 13, 9, 2], {
    front: { embed: embed("110101"), sigma: 0.3 },
    hidden: parametric("mish"),
    skip: true,
  }),
  "one parametric layer of two": networkWith([3, 4, 8, 5], { hidden: ["tanh", parametric("selu")] }),
  "a wide layer behind many inputs": networkWith([17, 40, 33, 1], {
    front: { embed: embed("11111111100000000") },
    hidden: [parametric("selu"), parametric("mish")],
  }),
};
for (const name of Object.keys(activations)) {
  networks[name] = networkWith([3, 6, 5, 2], { hidden: parametric(name) });
}

describe.each(subjects)(
  "one step of $label differs from bp/ by less than $step of the largest element",
  (subject) => {
    skipWhereAbsent(subject);
    const chosen = Object.entries(networks).filter((_, k) => k < 8 || k % subject.every === 0);
    test.each(chosen)("%s", async (name, network) => {
      for (const count of name in activations ? [5] : [1, 4, 13]) {
        const samples = samplesOf(network, "mse_mean", count, createRandom(count));
        const pass = forward(network, samples.X);
        const wanted = backward(network, pass, samples.Y, "mse_mean");
        const options = trainerOptions("mse_mean", count);
        await withTrainer(subject.engine, network, options, samples, async ({ trainer, rows, train }) => {
          const start = await trainer.evaluate(rows);
          expectClose(`${name}: H`, start.H.data, pass.H[network.last].data, subject.step, 0.1);
          const { loss, gradientNorm } = await train(1);
          expectClose(`${name}: loss`, loss, wanted.loss, subject.step);
          const gradient = trainer.parameters.map((w, k) => network.parameters[k] - w);
          expectClose(`${name}: gradient`, gradient, wanted.gradient, subject.step, 0.1);
          expectClose(`${name}: norm`, gradientNorm, Math.hypot(...wanted.gradient), subject.step);
        });
      }
    });
  },
);

const both = networks["parametric Mish behind a front"];
const plain = networkWith([4, 6, 2], { hidden: "tanh" });
const classes = networkWith([4, 7, 3], {
  front: { embed: embed("1011") },
  hidden: parametric("selu"),
  output: "softmax",
});
const factors: Factors = {
  biases: { learningRate: 0.1, decay: 0 },
  alpha: { learningRate: 0.3 },
  embedding: { learningRate: 0.2, decay: 2 },
  scale: { learningRate: 6, decay: 0.5 },
};
const adamw: OptimizerSpec = { name: "adamw", weightDecay: 0.3, beta2: 0.95 };

const cases: Record<
  string,
  { network?: Network; loss?: LossName; options: Partial<TrainerOptions>; rate?: Rate }
> = {
  dropout: { options: { dropout: 0.3 } },
  "both limits, penalties and dropout": {
    options: { clipValue: 0.4, clipNorm: 0.8, l1: 0.01, l2: 0.1, dropout: 0.2, maxNorm: 1 },
  },
  "a limit of the norm without a scale": {
    network: networks["a front without a scale"],
    options: { clipNorm: 0.3, optimizer: adamw },
  },
  "AdamW without a scale": { network: networks["a front without a scale"], options: { optimizer: adamw } },
  "factors and gradient descent": { options: { factors } },
  "factors, a limit of the norm and AdamW": { options: { factors, clipNorm: 0.5, optimizer: adamw } },
  "factors and cross-entropy": {
    network: classes,
    loss: "cross_entropy_mean",
    options: { factors, dropout: 0.15, optimizer: adamw },
  },
  "factors without front and α, with a skip": {
    network: networkWith([5, 9, 2], { hidden: "tanh", skip: true }),
    options: { factors, optimizer: adamw },
  },
  "a share of dropout and of decay": {
    options: { dropout: 0.4, dropoutSchedule: "flat_cos", decaySchedule: "flat_cos", optimizer: adamw },
    rate: { learningRate: 0.02, momentum: undefined, dropout: 0.5, decay: 0.25 },
  },
  "no dropout and no decay left": {
    network: plain,
    options: { dropout: 0.4, optimizer: adamw },
    rate: { learningRate: 0.02, momentum: undefined, dropout: 0, decay: 0 },
  },
};
for (const name of firstOrderNames)
  cases[`factors and ${name}`] = { options: { factors, optimizer: { name } } };

describe.each(others)(
  "steps of $label differ from the reference by less than $run of the largest element",
  (subject) => {
    skipWhereAbsent(subject);
    const chosen = Object.entries(cases).filter((_, k) => k < 10 || subject.every === 1);
    test.each(chosen)("%s", async (_, one) => {
      const { network = both, loss = "mse_mean", options, rate } = one;
      const samples = samplesOf(network, loss, 37, createRandom(5));
      const settings = trainerOptions(loss, 10, options);
      const run = async (engine: Engine): Promise<Float64Array> =>
        withTrainer(engine, network, settings, samples, async ({ trainer, train }) => {
          await train(3, rate ?? { learningRate: 0.02, momentum: undefined });
          return trainer.parameters.slice();
        });
      // Methods that divide by the root of a gradient's mean square make much of its last digits.
      expectClose("parameters", await run(subject.engine), await run(referenceEngine), 5 * subject.run);
    });
  },
);

test("any number of threads gives the same bits, with clipping and without", async () => {
  const network = networks["a wide layer behind many inputs"];
  const samples = samplesOf(network, "mse_mean", 200, createRandom(2));
  for (const options of [{}, { clipNorm: 0.5 }]) {
    const settings = trainerOptions("mse_mean", 64, { factors, optimizer: adamw, dropout: 0.2, ...options });
    const results: Float64Array[] = [];
    for (const threads of [1, 2, 3]) {
      await withTrainer(
        createWasmEngine({ threads }),
        network,
        settings,
        samples,
        async ({ trainer, train }) => {
          await train(2, { learningRate: 0.01, momentum: undefined });
          results.push(trainer.parameters.slice());
        },
      );
    }
    expect(results[1]).toEqual(results[0]);
    expect(results[2]).toEqual(results[0]);
  }
});

describe.each(subjects)("$label", (subject) => {
  skipWhereAbsent(subject);

  test("predicts with an ensemble of a front, α and neither: rows beside bp/, one row with the same bits", () => {
    const { engine, step } = subject;
    const nets = [networks["parametric Mish behind a front"], networkWith([6, 5, 2], { hidden: "relu" }, 3)];
    const ensemble = engine.ensemble!(nets.map((network, k) => ({ network, weight: k === 0 ? 0.75 : 0.25 })));
    const { X } = samplesOf(nets[0], "mse_mean", 21, createRandom(8));
    const H = ensemble.rows(X);
    const [a, b] = nets.map((network) => forward(network, X).H[network.last].data);
    expectClose(
      "rows",
      H.data,
      a.map((h, k) => 0.75 * h + 0.25 * b[k]),
      step,
    );
    for (const s of [0, 7, 20]) {
      const one = ensemble.row(Float64Array.from({ length: 6 }, (_, i) => X.data[i * 21 + s]));
      expect([...one]).toEqual([H.data[s], H.data[21 + s]]);
    }
  });

  test("goes on from a state with the same bits", async () => {
    const samples: Samples = samplesOf(both, "mse_mean", 20, createRandom(3));
    const settings = trainerOptions("mse_mean", 10, { factors, optimizer: { name: "nadam" } });
    const rate: Rate = { learningRate: 0.01, momentum: undefined };
    await withTrainer(subject.engine, both, settings, samples, async (one) => {
      await one.train(1, rate);
      const [parameters, state] = [one.trainer.parameters.slice(), one.trainer.state()];
      await withTrainer(subject.engine, both, settings, samples, async (other) => {
        other.trainer.restore(parameters, state);
        expect(other.trainer.parameters).toEqual(parameters);
        await one.train(1, rate);
        await other.train(1, rate);
        expect(other.trainer.parameters).toEqual(one.trainer.parameters);
      });
    });
  });
});
