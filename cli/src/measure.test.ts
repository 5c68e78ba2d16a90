import { losses, matrix, referenceEngine, type Engine, type Held, type Trainer } from "gradus";
import { describe, expect, test } from "vitest";
import { measure, stepsOfChecksum, type Work } from "./measure.js";

const work: Work = {
  sizes: [3, 4, 1],
  batch: 8,
  rows: 30,
  activation: "tanh",
  loss: "mse_mean",
  optimizer: { name: "adam" },
  seed: 7,
  seconds: 0.001,
  steps: 5,
};

/** An engine that does nothing but take note. */
function noting(parameters: number[]): { engine: Engine; orders: number[][]; closed: () => number } {
  const orders: number[][] = [];
  let closed = 0;
  const trainer: Trainer = {
    parameters: Float64Array.from(parameters),
    hold: ({ X }): Held => ({ count: X.cols, replace: () => {} }),
    epoch(_rows, order) {
      orders.push([...order]);
      return Promise.resolve({ loss: 0, gradientNorm: 0 });
    },
    evaluate: () => ({ loss: 0, H: matrix(1, 1) }),
    state: () => ({ name: "adam", step: 0, arrays: new Map(), scalars: new Map() }),
    restore: () => {},
    close: () => void closed++,
  };
  const engine: Engine = {
    name: "noting",
    precision: "float64",
    trainer: () => Promise.resolve(trainer),
    predict: (_, X) => X,
  };
  return { engine, orders, closed: () => closed };
}

describe("measure()", () => {
  test("takes every row at most once an epoch, in whole batches, each epoch in another order", async () => {
    const { engine, orders, closed } = noting([0]);
    await measure(engine, work);
    expect(orders.every((order) => order.length % 8 === 0)).toBe(true);
    const epochs = orders.filter((order) => order.length === 24); // 30 rows are three batches of 8
    expect(epochs.length).toBeGreaterThan(60);
    for (const order of epochs) {
      expect(new Set(order).size).toBe(24);
      expect(order.every((row) => row >= 0 && row < 30)).toBe(true);
    }
    expect(new Set(epochs.map(String)).size).toBe(epochs.length);
    expect(closed()).toBe(1);
  });

  test("checksum is the SHA-256 of the parameters as float64, by Python's struct and hashlib", async () => {
    expect((await measure(noting([1, -2, 0.5]).engine, work)).checksum).toBe("eb9c7e25b0c32384");
  });

  test("checksum depends on the seed, not on how long was measured", async () => {
    const of = async (change: Partial<Work>): Promise<string> =>
      (await measure(referenceEngine, { ...work, ...change })).checksum;
    const first = await of({});
    expect(await of({ steps: 17 })).toBe(first);
    expect(await of({ steps: undefined, seconds: 0.02 })).toBe(first);
    expect(await of({ seed: 8 })).not.toBe(first);
  });

  test.each(Object.keys(losses) as (keyof typeof losses)[])(
    "%s is trained on labels that it takes, to finite weights",
    async (loss) => {
      const sizes = loss === "cross_entropy_mean" ? [3, 4, 3] : [3, 4, 1];
      const timing = await measure(referenceEngine, { ...work, loss, sizes });
      expect(timing.median).toBeGreaterThan(0);
      expect(timing.min).toBeLessThanOrEqual(timing.median);
      expect(timing.max).toBeGreaterThanOrEqual(timing.median);
      expect([timing.repeats, timing.steps]).toEqual([5, 5]);
    },
  );
});

test("stepsOfChecksum() is 200 for small networks, fewer from 10 MFLOP on, 2 at least", () => {
  expect(stepsOfChecksum([20, 64, 32, 1], 32)).toBe(200);
  expect(stepsOfChecksum([100, 256, 256, 1], 256)).toBe(15); // 2e9 / 127.7e6
  expect(stepsOfChecksum([1024, 2048, 2048, 10], 256)).toBe(2);
});
