/** An epoch that lasts leaves the thread to other tasks meanwhile. */
import { createRandom } from "gradus";
import { describe, expect, test } from "vitest";
import { networkOf, others, samplesOf, skipWhereAbsent, trainerOptions, withTrainer } from "./engines.js";

// A step of it is some 0.5 GFLOP: the whole takes half a second on a fast core, and longer elsewhere.
const network = networkOf([300, 300, 300, 300], "relu", "identity");
const samples = samplesOf(network, "mse_mean", 300, createRandom(1, 5));
const many = samplesOf(network, "mse_mean", 40_000, createRandom(2, 5));
const order = Uint32Array.from({ length: 40 * 300 }, (_, k) => k % 300);

describe.each(others)("a timer of 5 ms fires at least 5 times with $label", (subject) => {
  skipWhereAbsent(subject);
  const options = trainerOptions("mse_mean", 300);

  test("during one epoch of 40 long steps", async () => {
    await withTrainer(subject.engine, network, options, samples, async ({ train }) => {
      const fired = await firedDuring(() => train(1, { learningRate: 0.01, momentum: undefined }, order));
      expect(fired).toBeGreaterThanOrEqual(5);
    });
  });

  test("during one measurement of 40 000 rows", async () => {
    await withTrainer(subject.engine, network, options, many, async ({ trainer, rows }) => {
      expect(await firedDuring(() => trainer.evaluate(rows))).toBeGreaterThanOrEqual(5);
    });
  });
});

async function firedDuring(work: () => unknown): Promise<number> {
  let fired = 0;
  const timer = setInterval(() => fired++, 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return fired;
}
