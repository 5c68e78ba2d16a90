import {
  fit,
  firstOrderNames,
  referenceEngine,
  type Engine,
  type FitOptions,
  type TrainerOptions,
} from "gradus";
import { describe, expect, test } from "vitest";
import {
  constant,
  finish,
  onnx as engine,
  pass,
  plain,
  random,
  tanhNetwork,
  worst,
} from "../../test/onnx-engine.js";
import { loadOnnxEngine } from "./engine.js";

describe.skipIf(engine === undefined)("a trainer on ONNX Runtime", () => {
  test("batches whose rows weigh nothing are left out and count no step", async () => {
    const samples = random([3, 2], 12);
    samples.weights = Float64Array.from({ length: 12 }, (_, s) => (s < 5 ? 0 : 1));
    const options: TrainerOptions = { ...plain, optimizer: { name: "adam" } };
    const trainer = await engine!.trainer(tanhNetwork([3, 6, 2]), options);
    await pass(trainer, samples, constant(0.1));
    expect(trainer.state().step).toBe(2);
  });

  test("a run that goes on from a state has the bits of one that was never stopped", async () => {
    for (const name of firstOrderNames) {
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
    expect(worst(ours.H.data, theirs.H.data)).toBeLessThan(1e-4);
    expect(worst([ours.loss], [theirs.loss])).toBeLessThan(1e-4);
  });

  test("a state of another method or length is refused, as the reference does", async () => {
    const trainer = await engine!.trainer(tanhNetwork([3, 6, 2]), { ...plain, optimizer: { name: "adam" } });
    const { parameters } = trainer;
    const state = trainer.state();
    expect(() => trainer.restore(parameters, { ...state, name: "sgd" })).toThrow(
      'expected a state of "adam", got one of "sgd"',
    );
    const arrays = new Map(state.arrays).set("means", new Float64Array(3));
    expect(() => trainer.restore(parameters, { ...state, arrays })).toThrow(
      `expected ${parameters.length} numbers in "means", got 3`,
    );
    trainer.close?.();
  });
});
