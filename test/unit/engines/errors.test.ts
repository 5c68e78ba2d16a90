/** What an engine cannot do it refuses; what is no number it does not hide. */
import {
  createNetwork,
  createRandom,
  createWasmEngine,
  firstOrderNames,
  referenceEngine,
  registerActivation,
  type OptimizerSpec,
  type RpropVariant,
  type TrainerOptions,
} from "gradus";
import { describe, expect, test } from "vitest";
import {
  networkOf,
  others,
  samplesOf,
  skipWhereAbsent,
  subjects,
  trainerOptions,
  withTrainer,
} from "./engines.js";

const network = networkOf([3, 9, 2], "tanh", "identity", { seed: 2 });
const samples = samplesOf(network, "mse_mean", 20, createRandom(2, 5));

describe.each(subjects)("$label", (subject) => {
  skipWhereAbsent(subject);
  const { engine, every } = subject;

  test("refuses a schedule's momentum where the method has none", async () => {
    for (const optimizer of [{ name: "sgd" }, { name: "adagrad" }, { name: "rprop" }] as OptimizerSpec[]) {
      await withTrainer(
        engine,
        network,
        trainerOptions("mse_mean", 5, { optimizer }),
        samples,
        async ({ train }) => {
          await expect(train(1, { learningRate: 0.1, momentum: 0.5 })).rejects.toThrow(
            new RangeError(
              `Cannot set the momentum of optimizer "${optimizer.name}": expected a method with momentum, got one without`,
            ),
          );
        },
      );
    }
  });

  test("refuses a momentum or a learning rate out of its range, and lets a momentum be 0 for a while", async () => {
    const options = trainerOptions("mse_mean", 5, { optimizer: { name: "sgd", momentum: 0.9 } });
    await withTrainer(engine, network, options, samples, async ({ train }) => {
      await expect(train(1, { learningRate: 0.1, momentum: 1 })).rejects.toThrow(
        'Cannot set "momentum" of optimizer "sgd": expected a number ≥ 0 and < 1, got 1',
      );
      for (const learningRate of [-1, Number.NaN, Infinity]) {
        await expect(train(1, { learningRate, momentum: undefined })).rejects.toThrow(
          new RangeError(`Cannot take a step: expected a learning rate ≥ 0, got ${learningRate}`),
        );
      }
      await train(1, { learningRate: 0.1, momentum: 0 });
      await expect(train(1, { learningRate: 0.1, momentum: 0.5 })).resolves.toMatchObject({
        loss: expect.any(Number) as number,
      });
    });
  });

  test.each(every === 1 ? firstOrderNames : firstOrderNames.slice(0, 1))(
    "a value that is NaN makes the weights NaN with %s: it is not lost",
    async (name) => {
      const X = { ...samples.X, data: samples.X.data.slice() };
      X.data[3] = Number.NaN;
      const options = trainerOptions("mse_mean", 5, { optimizer: { name } as OptimizerSpec });
      await withTrainer(engine, network, options, { ...samples, X }, async ({ trainer, rows, train }) => {
        expect((await trainer.evaluate(rows)).loss).toBeNaN();
        expect((await train(1, { learningRate: 0.01, momentum: undefined })).loss).toBeNaN();
        expect(trainer.parameters.every(Number.isNaN)).toBe(true);
      });
    },
  );

  test.each(["adam", "radam", "nadam", "adamax", "rmsprop", "adagrad", "adadelta"] as const)(
    "an ε of 1e-60 makes no NaN with %s of a weight whose gradient is 0",
    async (name) => {
      const X = { ...samples.X, data: samples.X.data.map((x, k) => (k < 20 ? 0 : x)) }; // the first input says nothing
      const options = trainerOptions("mse_mean", 5, { optimizer: { name, epsilon: 1e-60 } });
      await withTrainer(engine, network, options, { ...samples, X }, async ({ trainer, train }) => {
        await train(2, { learningRate: 0.01, momentum: undefined });
        expect(trainer.parameters.every(Number.isFinite)).toBe(true);
        expect(trainer.parameters[0]).toBe(network.parameters[0]);
      });
    },
  );
});

registerActivation("twice", { f: (z) => 2 * z, df: () => 2 });

describe.each(others.filter(({ label }) => label.startsWith("wasm")))("$label", (subject) => {
  skipWhereAbsent(subject);
  const { engine } = subject;

  test("refuses an activation that was registered, and says what to try", async () => {
    const own = createNetwork([2, 3, 1], { hidden: "twice", output: "identity" });
    const options = trainerOptions("mse_mean", 4);
    expect(engine.lacks?.(own, options)).toBe(
      'expected built-in activations, got "twice", which has no kernel; try the reference engine',
    );
    await expect(async () => engine.trainer(own, options)).rejects.toThrow(
      expect.objectContaining({
        name: "RangeError",
        message: expect.stringMatching(/"twice".*try the reference/),
      }),
    );
    await expect(async () => engine.predict(own, samples.Y)).rejects.toThrow(RangeError);
    expect(referenceEngine.predict(own, samples.Y).cols).toBe(20);
  });

  test("refuses a parameter of a loss given for each output that the kernels have once", () => {
    const loss = { name: "huber_mean", parameters: { delta: [1, 2] } } as const;
    expect(engine.lacks?.(network, trainerOptions(loss, 4))).toBe(
      "expected one delta for all outputs, got a list; try the reference engine",
    );
  });

  test("refuses dropout behind softmax in a hidden layer", () => {
    const own = createNetwork([2, 3, 1], { hidden: "softmax", output: "identity" });
    expect(engine.lacks?.(own, trainerOptions("mse_mean", 4))).toBeUndefined();
    expect(engine.lacks?.(own, trainerOptions("mse_mean", 4, { dropout: 0.1 }))).toContain(
      "try the reference engine",
    );
  });

  test("refuses the variants of rprop that take steps back or do not wait", () => {
    const variant = (name: RpropVariant): TrainerOptions =>
      trainerOptions("mse_mean", 4, { optimizer: { name: "rprop", variant: name } });
    expect(engine.lacks?.(network, variant("irprop-"))).toBeUndefined();
    expect(engine.lacks?.(network, variant("irprop+"))).toBe(
      'expected variant "irprop-" of rprop, got "irprop+"; try the reference engine',
    );
  });

  test("refuses what 4 GiB cannot hold, and says what to try", async () => {
    const wide = createNetwork([64, 64, 1]);
    await expect(async () => engine.trainer(wide, trainerOptions("mse_mean", 2 ** 24))).rejects.toThrow(
      expect.objectContaining({
        name: "RangeError",
        message: expect.stringMatching(
          /expected to need at most 4 GiB, got [\d.]+ GiB; try .*smaller batches/,
        ),
      }),
    );
  });
});

test("threads refuse a second call while one is at work, rather than never to answer", async () => {
  const trainer = await createWasmEngine({ threads: 2 }).trainer(network, trainerOptions("mse_mean", 5));
  try {
    const rows = trainer.hold(samples);
    const alone = await trainer.evaluate(rows);
    const [first, second] = await Promise.allSettled([trainer.evaluate(rows), trainer.evaluate(rows)]);
    expect(first).toMatchObject({ status: "fulfilled", value: { loss: alone.loss } });
    expect(second).toMatchObject({
      status: "rejected",
      reason: new RangeError(
        "Cannot start a call: expected one at a time, got a second one; await the first",
      ),
    });
  } finally {
    trainer.close?.();
  }
});
