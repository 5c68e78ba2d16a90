/** A run that goes on from a state has the bits of one that was never stopped. */
import {
  createRandom,
  fit,
  restoreRandom,
  type FitOptions,
  type FitResult,
  type OptimizerSpec,
} from "gradus";
import { describe, expect, test } from "vitest";
import { networkOf, samplesOf, skipWhereAbsent, subjects, trainerOptions, withTrainer } from "./engines.js";

const optimizers: OptimizerSpec[] = [
  { name: "sgd" },
  { name: "sgd", momentum: 0.9, nesterov: true },
  { name: "sgd", momentum: 0.9, dampening: 0.2 },
  { name: "rmsprop" },
  { name: "rmsprop", centered: true, momentum: 0.5 },
  { name: "adam" },
  { name: "adam", amsgrad: true },
  { name: "adamw" },
  { name: "adamax" },
  { name: "nadam" },
  { name: "radam" },
  { name: "adagrad", initialAccumulator: 0.1, learningRateDecay: 0.1 },
  { name: "adadelta" },
  { name: "rprop" },
];

const network = networkOf([5, 10, 7, 2], "tanh", "identity", { skip: true, seed: 6 });
const samples = samplesOf(network, "mse_mean", 43, createRandom(6, 5));
const RATE = { learningRate: 0.01, momentum: undefined };
const ORDER = Uint32Array.from({ length: 43 }, (_, s) => (s * 20) % 43);

describe.each(subjects)("$label goes on with the same bits", (subject) => {
  skipWhereAbsent(subject);
  const { engine, every } = subject;
  const some = every === 1 ? optimizers : optimizers.slice(4, 6);

  test.each(some)("in a new trainer that restores the state of %o", async (optimizer) => {
    const options = trainerOptions("mse_mean", 10, { optimizer, dropout: 0.2 });
    await withTrainer(engine, network, options, samples, async ({ trainer, rows }) => {
      const random = createRandom(3);
      for (let k = 0; k < 2; k++) await trainer.epoch(rows, ORDER, () => RATE, random);
      const [parameters, state, draws] = [trainer.parameters.slice(), trainer.state(), random.state()];
      const passes = [await trainer.epoch(rows, ORDER, () => RATE, random)];
      const wanted = trainer.parameters.slice();

      // Another start shows that everything is restored.
      const other = networkOf([5, 10, 7, 2], "tanh", "identity", { skip: true, seed: 7 });
      await withTrainer(engine, other, options, samples, async (second) => {
        await second.train(1, RATE);
        second.trainer.restore(parameters, state);
        expect([...second.trainer.parameters]).toEqual([...parameters]);
        passes.push(await second.trainer.epoch(second.rows, ORDER, () => RATE, restoreRandom(draws)));
        expect([...second.trainer.parameters]).toEqual([...wanted]);
      });
      expect(passes[1]).toEqual(passes[0]);
    });
  });

  test.each(some.filter((_, k) => k % 3 === 2 || some.length < 3))(
    "in fit() with a checkpoint of %o, shuffling, dropout, a schedule and a stop of five epochs",
    async (optimizer) => {
      const options: FitOptions = {
        engine,
        optimizer,
        loss: "mse_mean",
        batch: 10,
        learningRate: 0.01,
        dropout: 0.2,
        seed: 4,
        schedule: { name: "inverse_scaling" },
      };
      const whole = await fitted({ ...options, epochs: 8 });
      const first = await fitted({ ...options, epochs: 5 });
      const second = await fitted({ ...options, epochs: 8, resume: first.checkpoint });
      expect([...second.checkpoint.parameters]).toEqual([...whole.checkpoint.parameters]);
      expect(second.best).toBe(whole.best);
      expect([...second.network.parameters]).toEqual([...whole.network.parameters]);
      expect(second.history.map((epoch) => [epoch.trainLoss, epoch.validationLoss])).toEqual(
        whole.history.map((epoch) => [epoch.trainLoss, epoch.validationLoss]),
      );
    },
  );

  test("after a run that diverged, as a trainer that never did", async () => {
    const options = trainerOptions("mse_mean", 10, { optimizer: { name: "sgd", momentum: 0.9 } });
    await withTrainer(engine, network, options, samples, async ({ trainer, rows, train }) => {
      await train(1, RATE);
      const [parameters, state] = [trainer.parameters.slice(), trainer.state()];
      const passes = [await train(1, RATE)];
      const wanted = trainer.parameters.slice();
      await train(60, { learningRate: 1e12, momentum: undefined });
      expect(trainer.parameters.every(Number.isFinite)).toBe(false);
      expect((await trainer.evaluate(rows)).loss).toBeNaN();

      trainer.restore(parameters, state);
      passes.push(await train(1, RATE));
      expect(passes[1]).toEqual(passes[0]);
      expect([...trainer.parameters]).toEqual([...wanted]);
    });
  });

  test("and refuses a state of another method or of another network with a RangeError", async () => {
    const options = trainerOptions("mse_mean", 10, { optimizer: { name: "adam" } });
    await withTrainer(engine, network, options, samples, async ({ trainer }) => {
      const state = trainer.state();
      const { parameters } = trainer;
      expect(() => trainer.restore(parameters, { ...state, name: "adamw" })).toThrow(RangeError);
      expect(() => trainer.restore(parameters, { ...state, arrays: new Map() })).toThrow(RangeError);
      const short = new Map([...state.arrays].map(([name, array]) => [name, array.slice(1)]));
      expect(() => trainer.restore(parameters, { ...state, arrays: short })).toThrow(RangeError);
      expect(() => trainer.restore(parameters.slice(1), state)).toThrow(RangeError);
    });
  });
});

async function fitted(options: FitOptions): Promise<FitResult> {
  const validation = samplesOf(network, "mse_mean", 12, createRandom(8, 5));
  const epochs = fit(network, samples, validation, options);
  for (;;) {
    const next = await epochs.next();
    if (next.done) return next.value;
  }
}
