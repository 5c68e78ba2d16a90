/** Every first-order method in every variant over some thirty steps, beside core/src/optimize on the gradients of `bp/`. */
import {
  backward,
  createOptimizer,
  createRandom,
  createScheduler,
  forward,
  firstOrderNames,
  selectSamples,
  type OptimizerSpec,
  type Schedule,
} from "gradus";
import { describe, expect, test } from "vitest";
import {
  exempt,
  expectClose,
  networkOf,
  samplesOf,
  skipWhereAbsent,
  subjects,
  trainerOptions,
  withTrainer,
  type Subject,
} from "./engines.js";

/** A method, and the learning rate at which it moves. */
type Variant = [spec: OptimizerSpec, learningRate: number];

const variants: Variant[] = [
  [{ name: "sgd" }, 0.3],
  [{ name: "sgd", weightDecay: 0.01 }, 0.3],
  [{ name: "sgd", momentum: 0.9 }, 0.1],
  [{ name: "sgd", momentum: 0.9, dampening: 0.3, weightDecay: 0.02 }, 0.1],
  [{ name: "sgd", momentum: 0.8, nesterov: true, weightDecay: 0.01 }, 0.1],
  [{ name: "rmsprop" }, 0.01],
  [{ name: "rmsprop", alpha: 0.9, momentum: 0.7, weightDecay: 0.01 }, 0.01],
  [{ name: "rmsprop", alpha: 0.9, centered: true, epsilon: 1e-3 }, 0.01],
  [{ name: "rmsprop", centered: true, momentum: 0.5, epsilon: 1e-3 }, 0.01],
  [{ name: "adam" }, 0.02],
  [{ name: "adam", amsgrad: true, beta1: 0.8, beta2: 0.9, weightDecay: 0.01 }, 0.02],
  [{ name: "adamw" }, 0.02],
  [{ name: "adamw", amsgrad: true, beta2: 0.9, weightDecay: 0.1 }, 0.02],
  [{ name: "adamax", beta2: 0.9, weightDecay: 0.01 }, 0.02],
  [{ name: "adamax" }, 0.02],
  [{ name: "nadam" }, 0.02],
  [{ name: "nadam", momentumDecay: 0.1, weightDecay: 0.01 }, 0.02],
  [{ name: "radam" }, 0.02],
  [{ name: "radam", beta2: 0.9, weightDecay: 0.01 }, 0.02],
  [{ name: "adagrad" }, 0.1],
  [{ name: "adagrad", learningRateDecay: 0.05, initialAccumulator: 0.1, weightDecay: 0.01 }, 0.1],
  [{ name: "adadelta" }, 1],
  [{ name: "adadelta", rho: 0.8, epsilon: 1e-4, weightDecay: 0.01 }, 1],
  [{ name: "rprop" }, 0.01],
  [{ name: "rprop", etaMinus: 0.4, etaPlus: 1.3, stepMin: 1e-3, stepMax: 0.05 }, 0.02],
];

const EPOCHS = 11;
const BATCH = 11; // of 27 rows: the last batch of each epoch is a short one
const STEPS = 3 * EPOCHS;
const network = networkOf([3, 9, 2], "tanh", "identity", { skip: true, seed: 3 });
const samples = samplesOf(network, "mse_mean", 27, createRandom(3, 5));

/** Moves the learning rate always, and the momentum where there is one. */
function scheduleOf(spec: OptimizerSpec): Schedule {
  const hasMomentum = "momentum" in spec || ["adam", "adamw", "adamax", "nadam", "radam"].includes(spec.name);
  const momentum: [number, number] = [0.6, 0.9];
  return { name: "one_cycle", anneal: "linear", divisor: 3, ...(hasMomentum ? { momentum } : {}) };
}

test("the variants name every method", () => {
  expect([...new Set(variants.map(([{ name }]) => name))]).toEqual(firstOrderNames);
});

test("the run of rprop meets changes of sign", () => {
  // Otherwise nothing would show that its steps shrink and that it forgets the gradient.
  expect(expectedRun({ name: "rprop" }, 0.01).changes).toBeGreaterThan(20);
});

describe.each(subjects)(
  `${STEPS} steps of $label with a schedule differ from core/src/optimize by less than $run`,
  (subject) => {
    skipWhereAbsent(subject);
    test.for(variants)("%o", async ([spec, learningRate], context) => {
      const lacking = exempt(subject, network, trainerOptions("mse_mean", BATCH, { optimizer: spec }));
      context.skip(lacking !== undefined, lacking);
      await check(subject, spec, learningRate);
    });
  },
);

async function check({ engine, run }: Subject, spec: OptimizerSpec, learningRate: number): Promise<void> {
  const wanted = expectedRun(spec, learningRate);
  const options = trainerOptions("mse_mean", BATCH, { optimizer: spec });
  await withTrainer(engine, network, options, samples, async ({ trainer, train }) => {
    const scheduler = createScheduler(scheduleOf(spec), learningRate, STEPS);
    const pass = await train(EPOCHS, () => {
      const rate = { learningRate: scheduler.learningRate, momentum: scheduler.momentum };
      scheduler.advance();
      return rate;
    });
    expectClose("parameters", trainer.parameters, wanted.parameters, run);
    expectClose("loss", pass.loss, wanted.loss, run);
    const state = trainer.state();
    expect(state.step).toBe(wanted.state.step);
    expect([...state.arrays.keys()].toSorted()).toEqual([...wanted.state.arrays.keys()].toSorted());
    // The state of most methods is of the size of gradients or of their squares.
    for (const [name, array] of wanted.state.arrays)
      expectClose(name, state.arrays.get(name)!, array, run, 1e-9);
    for (const [name, value] of wanted.state.scalars) expect(state.scalars.get(name)).toBeCloseTo(value, 12);
  });
}

/** The run by `forward`, `backward` and `createOptimizer`. */
function expectedRun(spec: OptimizerSpec, learningRate: number) {
  const own = networkOf([3, 9, 2], "tanh", "identity", { skip: true, seed: 3 });
  const optimizer = createOptimizer(spec, own.parameters.length);
  const scheduler = createScheduler(scheduleOf(spec), learningRate, STEPS);
  let [loss, changes] = [0, 0];
  let before: Float64Array = new Float64Array(own.parameters.length);
  for (let step = 0; step < STEPS; step++) {
    const from = (step % 3) * BATCH;
    const rows = Array.from({ length: Math.min(BATCH, 27 - from) }, (_, s) => from + s);
    const { X, Y } = selectSamples(samples, rows);
    const result = backward(own, forward(own, X), Y, "mse_mean");
    if (from === 0) loss = 0;
    loss += (result.loss * rows.length) / 27;
    changes += result.gradient.filter((g, k) => g * before[k] < 0).length;
    before = result.gradient;
    optimizer.step(own.parameters, result.gradient, scheduler.learningRate, scheduler.momentum);
    scheduler.advance();
  }
  return { parameters: own.parameters, loss, state: optimizer.state(), changes };
}
