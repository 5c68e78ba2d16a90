import { describe, expect, test } from "vitest";
import { createNetwork, type Network } from "../bp/network.js";
import type { Held, Samples, Trainer } from "../engine/engine.js";
import { selectSamples } from "../engine/samples.js";
import { matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import type { Epoch } from "./epoch.js";
import { memoryStore, trainingRows, type Feed } from "./feed.js";
import { fit } from "./fit.js";
import { type FitOptions, type FitResult } from "./fitting.js";

/** y = sin(3 x₁) + x₂, all seeded. */
function waves(rows: number, isWeighted = false): Samples {
  const random = createRandom(1);
  const X = matrix(2, rows);
  const Y = matrix(1, rows);
  for (let s = 0; s < rows; s++) {
    X.data[s] = 2 * random.uniform() - 1;
    X.data[rows + s] = 2 * random.uniform() - 1;
    Y.data[s] = Math.sin(3 * X.data[s]) + X.data[rows + s];
  }
  return isWeighted
    ? { X, Y, weights: Float64Array.from({ length: rows }, () => random.uniform()) }
    : { X, Y };
}

function feedOf(samples: Samples, capacity: number, block: number): Feed {
  return {
    count: samples.X.cols,
    inputs: 2,
    outputs: 1,
    isWeighted: samples.weights !== undefined,
    capacity,
    block,
    read: (from, to) =>
      Promise.resolve(
        selectSamples(
          samples,
          Array.from({ length: to - from }, (_, s) => from + s),
        ),
      ),
  };
}

async function run(training: Samples | Feed, options: FitOptions): Promise<FitResult> {
  const steps = fit(network(), training, null, options);
  for (;;) {
    const { value, done } = await steps.next();
    if (done === true) return value;
  }
}

const network = (): Network =>
  createNetwork([2, 5, 1], { hidden: "tanh", output: "identity", initialisation: "glorot_uniform", seed: 4 });
const adam: FitOptions = { optimizer: { name: "adam" }, learningRate: 0.02, batch: 8, epochs: 4, seed: 3 };

describe("an epoch of a feed", () => {
  /** Notes the first input of each row that is trained on, in order; the loss is the number of the part. */
  function watched(seen: number[][], holds: number[]): Trainer {
    return {
      hold({ X }: Samples): Held {
        const held = new Float64Array(X.cols);
        holds.push(X.cols);
        return Object.assign(
          {
            count: X.cols,
            replace(at: number, part: Samples) {
              held.set(part.X.data.subarray(0, part.X.cols), at);
            },
          },
          { held },
        );
      },
      epoch(rows, order) {
        const { held } = rows as unknown as { held: Float64Array };
        seen.push(Array.from(order, (s) => held[s]));
        return { loss: seen.length, gradientNorm: 10 * seen.length };
      },
    } as Partial<Trainer> as Trainer;
  }
  const numbered = (rows: number): Samples => ({
    X: matrix(
      2,
      rows,
      Array.from({ length: 2 * rows }, (_, k) => k),
    ),
    Y: matrix(1, rows),
  });

  test.each([
    [100, 100, 7],
    [100, 40, 7],
    [100, 40, 40],
    [103, 8, 1],
    [5, 64, 64],
  ])(
    "of %i rows, %i held at once, read by %i, takes each row once, and no more are held",
    async (rows, capacity, block) => {
      const [seen, holds]: [number[][], number[]] = [[], []];
      const told: number[] = [];
      const feed = {
        ...feedOf(numbered(rows), capacity, block),
        onPart: (done: number) => void told.push(done),
      };
      const passing = trainingRows(feed, watched(seen, holds), { loss: { name: "mse_mean" } });
      const random = createRandom(9);
      for (let epoch = 0; epoch < 2; epoch++) {
        seen.length = told.length = 0;
        await passing.epoch(true, () => ({ learningRate: 1, momentum: undefined }), random);
        expect(seen.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: rows }, (_, s) => s));
        // Every part but the last is full.
        expect(
          seen
            .map((part) => part.length)
            .slice(0, -1)
            .every((size) => size === capacity),
        ).toBe(true);
        expect(told.at(-1)).toBe(rows);
      }
      expect(holds).toEqual([Math.min(rows, capacity)]);
    },
  );

  test("brings rows of the start and of the end together in one part, another mixture each time", async () => {
    const [seen, holds]: [number[][], number[]] = [[], []];
    const passing = trainingRows(feedOf(numbered(1000), 200, 10), watched(seen, holds), {
      loss: { name: "mse_mean" },
    });
    const random = createRandom(1);
    const rate = () => ({ learningRate: 1, momentum: undefined });
    await passing.epoch(true, rate, random);
    const first = seen.splice(0);
    await passing.epoch(true, rate, random);
    // The mean of 200 numbers of 0 … 999 by chance is 500 with a deviation below 70 even for blocks of ten.
    for (const part of [...first, ...seen]) {
      expect(Math.abs(part.reduce((sum, x) => sum + x, 0) / 200 - 499.5)).toBeLessThan(210);
    }
    expect(seen[0]).not.toEqual(first[0]);
  });

  test("has the mean of the parts' losses, weighted by rows; of a sum, the sum", async () => {
    // Parts of 40, 40 and 20 rows have the losses 1, 2, 3: (40 + 80 + 60) / 100; 1 + 2 + 3.
    for (const [name, loss] of [
      ["mse_mean", 1.8],
      ["half_mse_sum", 6],
    ] as const) {
      const passing = trainingRows(feedOf(numbered(100), 40, 8), watched([], []), { loss: { name } });
      const pass = await passing.epoch(
        true,
        () => ({ learningRate: 1, momentum: undefined }),
        createRandom(1),
      );
      expect(pass.loss).toBeCloseTo(loss, 14);
      expect(pass.gradientNorm).toBe(30);
    }
  });
});

describe("fit() on a feed", () => {
  test.each([false, true])(
    "that fits into one part has the bits of rows that are held (weights: %j)",
    async (isWeighted) => {
      const samples = waves(50, isWeighted);
      // The loss that is monitored differs: of a feed it is that of the epoch.
      const held = await run(samples, { ...adam, dropout: 0.1 });
      const fed = await run(feedOf(samples, 64, 7), { ...adam, dropout: 0.1 });
      expect(fed.checkpoint.parameters).toEqual(held.checkpoint.parameters);
      expect(fed.history.map(({ trainLoss }) => trainLoss)).toEqual(
        held.history.map(({ trainLoss }) => trainLoss),
      );
    },
  );

  test("takes the same steps in the order of the table, however many rows are held", async () => {
    const samples = waves(50);
    const options = { ...adam, shuffle: false, schedule: { name: "one_cycle" } as const };
    const held = await run(samples, options);
    for (const [capacity, block] of [
      [8, 8],
      [16, 5],
      [48, 100],
    ] as const) {
      const fed = await run(feedOf(samples, capacity, block), options);
      expect(fed.checkpoint.parameters).toEqual(held.checkpoint.parameters);
      fed.history.forEach(({ trainLoss }, k) => expect(trainLoss).toBeCloseTo(held.history[k].trainLoss, 12));
    }
  });

  test("goes on from a checkpoint with the bits of a run that was never stopped", async () => {
    const feed = feedOf(waves(50), 16, 4);
    const whole = await run(feed, { ...adam, epochs: 6 });
    const signal = { aborted: false };
    const steps = fit(network(), feed, null, { ...adam, epochs: 6, signal });
    for (let k = 0; k < 2; k++) await steps.next();
    signal.aborted = true;
    const { value } = (await steps.next()) as { value: FitResult };
    const rest = await run(feed, { ...adam, epochs: 6, resume: value.checkpoint });
    expect(rest.network.parameters).toEqual(whole.network.parameters);
    const bits = (epochs: Epoch[]): unknown[] => epochs.map(({ seconds: _seconds, ...epoch }) => epoch);
    expect(bits(rest.history)).toEqual(bits(whole.history));
  });
});

test("a part whose rows all weigh nothing changes neither loss nor gradient of the epoch", async () => {
  const samples = waves(24, true);
  samples.weights!.fill(0, 8); // the last two parts of three
  const options = { ...adam, shuffle: false, epochs: 1 };
  const fed = await run(feedOf(samples, 8, 8), options);
  const [held] = (await run(samples, options)).history;
  expect(fed.history[0].trainLoss).toBe(held.trainLoss);
  expect(fed.history[0].gradientNorm).toBe(held.gradientNorm);
  expect(held.trainLoss).toBeGreaterThan(0);
});

test("memoryStore() reads what was appended, across the places where it was cut", async () => {
  const store = memoryStore();
  await store.append(Float32Array.of(1, 2, 3));
  await store.append(Float32Array.of(4, 5));
  await store.append(Float32Array.of(6, 7, 8, 9));
  const target = new Float32Array(5);
  await store.read(2, target);
  expect([...target]).toEqual([3, 4, 5, 6, 7]);
});
