import { describe, expect, test } from "vitest";
import { createNetwork } from "../bp/network.js";
import type { Samples } from "../engine/engine.js";
import { selectSamples } from "../engine/samples.js";
import { matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { fit } from "./fit.js";
import { type FitResult } from "./fitting.js";
import type { FitJob, PoolEvent } from "./jobs.js";
import { createPool } from "./pool.js";

const ROWS = 24;
const random = createRandom(1);
const numbers = (count: number): number[] => Array.from({ length: count }, () => random.normal());
const samples: Samples = { X: matrix(2, ROWS, numbers(2 * ROWS)), Y: matrix(1, ROWS, numbers(ROWS)) };
const [odd, even] = [1, 0].map((rest) => Int32Array.from({ length: ROWS / 2 }, (_, s) => 2 * s + rest));

function job(changes: Partial<FitJob> = {}): FitJob {
  return {
    network: createNetwork([2, 3, 1], { output: "identity", seed: 2 }),
    training: { samples, rows: odd },
    validation: { samples, rows: even },
    options: { epochs: 3, batch: 4, seed: 5 },
    engine: "reference",
    ...changes,
  };
}

async function eventsOf(jobs: FitJob[], workers: number): Promise<PoolEvent[]> {
  const events: PoolEvent[] = [];
  for await (const event of createPool({ workers }).run(jobs)) events.push(event);
  return events;
}

/** What `fit` gives for the rows of a job, without a pool. */
async function fitted({ network, options }: FitJob): Promise<FitResult> {
  const steps = fit(network, selectSamples(samples, odd), selectSamples(samples, even), {
    ...options,
    measure: () => ({}),
  });
  for (;;) {
    const { value, done } = await steps.next();
    if (done === true) return value;
  }
}

describe("a pool without workers", () => {
  // Here, where no worker's file lies beside the sources, two workers end before they are ready.
  test.each([1, 2])(
    "gives the weights of fit() for the rows of each job, one job after the other (workers: %i)",
    async (workers) => {
      const jobs = [job(), job({ options: { epochs: 2, batch: 3 } })];
      const events = await eventsOf(jobs, workers);
      expect(events.map((event) => [event.job, "epoch" in event ? event.epoch.epoch : "result"])).toEqual([
        [0, 1],
        [0, 2],
        [0, 3],
        [0, "result"],
        [1, 1],
        [1, 2],
        [1, "result"],
      ]);
      for (const event of events) {
        if ("epoch" in event) continue;
        const expected = await fitted(jobs[event.job]);
        expect(event.result.network).toEqual(expected.network);
        expect(event.result.checkpoint.parameters).toEqual(expected.checkpoint.parameters);
      }
    },
  );

  test("takes all rows where none are named, and measures accuracy where asked to", async () => {
    // Weights of 0 predict 0: right for five of the six labels.
    const Y = matrix(1, 6, [0, 0, 1, 0, 0, 0]);
    const network = createNetwork([2, 1], { output: "identity", initialisation: "zeros" });
    const [event] = await eventsOf(
      [
        job({
          network,
          training: { samples: { X: matrix(2, 6), Y } },
          validation: null,
          options: { epochs: 1, learningRate: 1e-9, measure: "binary" },
        }),
      ],
      1,
    );
    expect((event as { epoch: { metrics: object } }).epoch.metrics).toEqual({ accuracy: 5 / 6 });
  });

  test("stops the job at work after an abort, and begins no other", async () => {
    const signal = { aborted: false };
    const events: PoolEvent[] = [];
    for await (const event of createPool({ workers: 1 }).run([job(), job()], { signal })) {
      events.push(event);
      signal.aborted = true;
    }
    expect(events.length).toBe(2);
    expect(events[1]).toMatchObject({ job: 0, result: { stopped: "abort", checkpoint: { epoch: 1 } } });
  });

  test("ends its run with an error when it is closed, and runs nothing more", async () => {
    const pool = createPool({ workers: 1 });
    const run = pool.run([job()]);
    await run.next();
    pool.close();
    const closed = new RangeError("Cannot run jobs: expected an open pool, got one that was closed");
    await expect(run.next()).rejects.toEqual(closed);
    await expect(pool.run([job()]).next()).rejects.toEqual(closed);
  });

  test("ends at once without jobs", async () => {
    expect(await eventsOf([], 2)).toEqual([]);
  });
});

describe("a pool refuses", () => {
  test("an engine that nobody registered", async () => {
    await expect(eventsOf([job({ engine: "abacus" })], 1)).rejects.toEqual(
      new RangeError(
        'Cannot use engine "abacus": expected one of "wasm", "wasm64", "reference"; register others with registerEngine',
      ),
    );
  });

  test.each([-1, ROWS])("row %i of the samples", async (row) => {
    const training = { samples, rows: Int32Array.of(0, row) };
    await expect(eventsOf([job({ training })], 1)).rejects.toEqual(
      new RangeError(`Cannot take row ${row} of the samples: expected rows from 0 to before ${ROWS}`),
    );
  });

  test.each([0, 1.5, NaN])("%d workers", (workers) => {
    expect(() => createPool({ workers })).toThrow(
      new RangeError(`Cannot make a pool: expected at least 1 worker, got ${workers}`),
    );
  });
});
