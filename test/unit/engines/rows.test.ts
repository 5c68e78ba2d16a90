/** Rows as they are held, taken and replaced. */
import {
  backward,
  createRandom,
  forward,
  referenceEngine,
  selectSamples,
  type Engine,
  type Held,
  type Network,
  type Samples,
  type Trainer,
  type TrainerOptions,
} from "gradus";
import { describe, expect, test } from "vitest";
import {
  expectClose,
  networkOf,
  samplesOf,
  skipWhereAbsent,
  subjects,
  trainerOptions,
  withTrainer,
} from "./engines.js";

const network = networkOf([6, 11, 3], "tanh", "identity", { seed: 5 });
const samples = samplesOf(network, "mse_mean", 45, createRandom(5, 5));
const RATE = { learningRate: 0.1, momentum: undefined };
const options = trainerOptions("mse_mean", 8);

describe.each(subjects)("$label", (subject) => {
  skipWhereAbsent(subject);
  const { engine, step, run } = subject;

  test("takes the rows in the order that is asked for, some twice and some never", async () => {
    const order = Uint32Array.of(44, 0, 7, 7, 13, 2, 41, 30, 30, 30, 1);
    const wanted = await trained(network, selectSamples(samples, order));
    const got = await trained(network, samples, engine, order);
    expectClose("parameters", got, wanted, run);
  });

  test.each([
    ["one row", 1, 8],
    ["a short last batch of one row", 41, 8],
    ["a batch larger than the rows", 13, 400],
    ["batches of one row", 9, 1],
  ])("trains and measures %s", async (_, count, batch) => {
    const some = selectSamples(
      samples,
      Uint32Array.from({ length: count }, (_, s) => s),
    );
    const settings = trainerOptions("mse_mean", batch);
    const wanted = await runOf(referenceEngine, settings, some);
    const got = await runOf(engine, settings, some);
    for (const key of ["parameters", "loss", "gradientNorm", "measured", "H"] as const) {
      expectClose(key, got[key], wanted[key], run);
    }
  });

  test("measures more rows than its memory holds at once", async () => {
    const many = samplesOf(network, "mse_mean", 2600, createRandom(6, 5));
    const { loss } = backward(network, forward(network, many.X), many.Y, "mse_mean");
    await withTrainer(engine, network, options, many, async ({ trainer, rows }) => {
      const evaluation = await trainer.evaluate(rows);
      expectClose("loss", evaluation.loss, loss, step);
      expectClose("H", evaluation.H.data, forward(network, many.X).H[2].data, step);
    });
    const H = await engine.predict(network, many.X);
    expectClose("H of predict()", H.data, forward(network, many.X).H[2].data, step);
  });

  test("what was measured before has no part in what is measured next", async () => {
    // 1e30 squared is beyond float32: such a loss must not reach the lanes that three rows leave empty.
    const huge = { X: samples.X, Y: { ...samples.Y, data: samples.Y.data.map(() => 1e30) } };
    const few = selectSamples(samples, [0, 1, 2]);
    const { loss } = backward(network, forward(network, few.X), few.Y, "mse_mean");
    await withTrainer(engine, network, options, huge, async ({ trainer, rows }) => {
      await trainer.evaluate(rows);
      expectClose("loss", (await trainer.evaluate(trainer.hold(few))).loss, loss, step);
    });
  });

  test("holds several tables at once, each with its own weights", async () => {
    const parts = [
      selectSamples(samples, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]),
      { ...selectSamples(samples, [10, 11, 12]), weights: Float64Array.of(1, 0, 2.5) },
      selectSamples(samples, [20, 21, 22, 23, 24]),
    ];
    const use = async (trainer: Trainer): Promise<number[]> => {
      const held = parts.map((part) => trainer.hold(part));
      const losses: number[] = [];
      for (const k of [0, 1, 2, 1, 0]) {
        const order = Uint32Array.from({ length: held[k].count }, (_, s) => s);
        losses.push((await trainer.epoch(held[k], order, () => RATE, createRandom(0))).loss);
        losses.push((await trainer.evaluate(held[(k + 1) % 3])).loss);
      }
      return losses;
    };
    const wanted = await withTrainer(referenceEngine, network, options, samples, ({ trainer }) =>
      use(trainer),
    );
    const got = await withTrainer(engine, network, options, samples, ({ trainer }) => use(trainer));
    expectClose("losses", got, wanted, run);
  });

  test.each([
    ["all rows", 0, 45, false, false],
    ["rows in the middle", 10, 7, false, false],
    ["the first row", 0, 1, false, false],
    ["the last rows", 40, 5, false, false],
    ["rows with weights, where there were none,", 5, 9, false, true],
    ["rows without weights, where there were some,", 5, 9, true, false],
    ["rows with weights, where there were some,", 5, 9, true, true],
  ])(
    "%s that were replaced count in training and in measuring",
    async (_, at, count, hadWeights, hasWeights) => {
      const fresh = samplesOf(network, "mse_mean", count, createRandom(9, 5));
      const before = hadWeights ? weighed(samples) : copyOf(samples);
      const given = hasWeights ? weighed(fresh) : fresh;
      const wanted = await trained(network, spliced(before, at, given));
      const { loss } = lossOf(spliced(before, at, given));
      await withTrainer(engine, network, options, before, async ({ trainer, rows, train }) => {
        await trainer.evaluate(rows);
        rows.replace(at, given);
        expectClose("loss of evaluate()", (await trainer.evaluate(rows)).loss, loss, step);
        await train(1, RATE);
        expectClose("parameters", trainer.parameters, wanted, run);
      });
      expect(before.X.data, "the rows that were given at first are left alone").toEqual(samples.X.data);
    },
  );

  test("rows can be replaced between epochs, a part at a time", async () => {
    const fresh = samplesOf(network, "mse_mean", 45, createRandom(9, 5));
    const use = async (
      trainer: Trainer,
      rows: Held,
      train: (epochs: number, rate: typeof RATE) => unknown,
    ) => {
      for (const at of [0, 15, 30]) {
        await train(1, RATE);
        rows.replace(
          at,
          selectSamples(
            fresh,
            Uint32Array.from({ length: 15 }, (_, s) => at + s),
          ),
        );
      }
      await train(1, RATE);
      return trainer.parameters.slice();
    };
    const [wanted, got] = await Promise.all(
      [referenceEngine, engine].map((own) =>
        withTrainer(own, network, options, samples, ({ trainer, rows, train }) => use(trainer, rows, train)),
      ),
    );
    expectClose("parameters", got, wanted, run);
  });

  test("rows that do not fit are refused with a RangeError that names both numbers", async () => {
    const narrow = { X: samples.Y, Y: samples.Y };
    await withTrainer(engine, network, options, samples, async ({ trainer, rows }) => {
      expect(() => trainer.hold(narrow)).toThrow(
        new RangeError("Cannot hold the rows: expected 6 values in each row, got 3"),
      );
      expect(() => trainer.hold({ X: samples.X, Y: samples.X })).toThrow(
        "expected 3 labels in each row, got 6",
      );
      expect(() => trainer.hold({ ...samples, Y: selectSamples(samples, [1]).Y })).toThrow(
        "expected 45 columns of labels, got 1",
      );
      expect(() => trainer.hold({ ...samples, weights: new Float64Array(4) })).toThrow(
        "expected 45 weights, got 4",
      );
      expect(() => rows.replace(0, narrow)).toThrow("expected 6 values in each row, got 3");
      const two = selectSamples(samples, [1, 2]);
      expect(() => rows.replace(44, two)).toThrow(
        new RangeError(
          "Cannot replace 2 rows from row 44 on: expected a place within 45 rows, got one outside",
        ),
      );
      expect(() => rows.replace(-1, two)).toThrow(RangeError);
    });
    await expect(async () => engine.predict(network, samples.Y)).rejects.toThrow(
      new RangeError("Cannot compute W[1] H[0]: expected 6 rows in H[0], got 3"),
    );
  });

  test("rows whose weights are all 0 leave the weights alone, and their loss is no number", async () => {
    const none = { ...samples, weights: new Float64Array(45) };
    await withTrainer(engine, network, options, none, async ({ trainer, rows, train }) => {
      const pass = await train(1, RATE);
      expect(pass).toEqual({ loss: Number.NaN, gradientNorm: 0 });
      expect([...trainer.parameters]).toEqual([...network.parameters]);
      await expect(async () => trainer.evaluate(rows)).rejects.toThrow(
        "expected rows whose weights sum to more than 0, got 0",
      );
    });
  });
});

/** Parameters after one epoch, in the order of the rows if no other is given. */
async function trained(
  own: Network,
  rows: Samples,
  engine: Engine = referenceEngine,
  order?: Uint32Array,
): Promise<Float64Array> {
  return withTrainer(engine, own, options, rows, async ({ trainer, train }) => {
    await train(1, RATE, order);
    return trainer.parameters.slice();
  });
}

/** What two epochs and a measurement give. */
async function runOf(engine: Engine, settings: TrainerOptions, rows: Samples) {
  return withTrainer(engine, network, settings, rows, async (run) => {
    const pass = await run.train(2, RATE);
    const { loss: measured, H } = await run.trainer.evaluate(run.rows);
    return { ...pass, measured, H: H.data, parameters: run.trainer.parameters.slice() };
  });
}

function lossOf({ X, Y, weights }: Samples): { loss: number } {
  return backward(network, forward(network, X), Y, "mse_mean", weights);
}

/** The same rows with weights, one of them 0. */
function weighed(rows: Samples): Samples {
  return { ...copyOf(rows), weights: Float64Array.from({ length: rows.X.cols }, (_, s) => (s + 1) % 4) };
}

function copyOf({ X, Y }: Samples): Samples {
  return { X: { ...X, data: X.data.slice() }, Y: { ...Y, data: Y.data.slice() } };
}

/** Rows with others in the place of those from `at` on; a weight that is not given is 1. */
function spliced(rows: Samples, at: number, others: Samples): Samples {
  const from = (s: number): [Samples, number] =>
    s >= at && s < at + others.X.cols ? [others, s - at] : [rows, s];
  const values = ["X", "Y"] as const;
  const [X, Y] = values.map((name) => {
    const M = rows[name];
    const data = M.data.map((_, k) => {
      const [source, s] = from(k % M.cols);
      return source[name].data[Math.floor(k / M.cols) * source[name].cols + s];
    });
    return { ...M, data };
  });
  const weights = Float64Array.from({ length: rows.X.cols }, (_, s) => {
    const [source, own] = from(s);
    return source.weights?.[own] ?? 1;
  });
  return { X, Y, weights };
}
