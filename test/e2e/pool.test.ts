/** A pool of the built package with real worker threads: its workers, their ends, and the same bits as without them. */
import { spawnSync } from "node:child_process";
import type { Worker } from "node:worker_threads";
import {
  createNetwork,
  createPool,
  createRandom,
  GradusError,
  matrix,
  registerActivation,
  type FitJob,
  type FitResult,
  type Pool,
  type PoolEvent,
  type Samples,
} from "gradus";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

const ROWS = 120;
const samples = waves();

/** y = sin(3 x₁) + x₂, all seeded. */
function waves(): Samples {
  const random = createRandom(1);
  const [X, Y] = [matrix(2, ROWS), matrix(1, ROWS)];
  for (let s = 0; s < ROWS; s++) {
    X.data[s] = 2 * random.uniform() - 1;
    X.data[ROWS + s] = 2 * random.uniform() - 1;
    Y.data[s] = Math.sin(3 * X.data[s]) + X.data[ROWS + s];
  }
  return { X, Y, weights: Float64Array.from({ length: ROWS }, () => random.uniform()) };
}

/** K-fold nets: each leaves out another part of the rows. */
function folds(count: number, changes: (k: number) => Partial<FitJob["options"]> = () => ({})): FitJob[] {
  const all = Int32Array.from({ length: ROWS }, (_, row) => row);
  return Array.from({ length: count }, (_, k) => ({
    network: createNetwork([2, 6, 1], { hidden: "tanh", output: "identity", seed: k, skip: true }),
    training: { samples, rows: all.filter((row) => row % count !== k) },
    validation: { samples, rows: all.filter((row) => row % count === k) },
    options: {
      optimizer: { name: "adam" },
      learningRate: 0.02,
      batch: 16,
      epochs: 12,
      stream: k,
      dropout: 0.1,
      measure: "regression",
      ...changes(k),
    },
    engine: k % 2 === 0 ? "wasm" : "reference",
  }));
}

const endless = (job: FitJob): FitJob => ({ ...job, options: { ...job.options, epochs: 1e9 } });

/** Takes all events; the results by job. */
async function collect(
  pool: Pool,
  jobs: FitJob[],
  onEvent: (event: PoolEvent) => void = () => {},
  signal?: { aborted: boolean },
): Promise<Map<number, FitResult>> {
  const results = new Map<number, FitResult>();
  for await (const event of pool.run(jobs, signal ? { signal } : {})) {
    onEvent(event);
    if ("result" in event) results.set(event.job, event.result);
  }
  return results;
}

/** Everything but the clock. */
function timeless(results: Map<number, FitResult>): [number, FitResult][] {
  const copy = structuredClone([...results].sort(([a], [b]) => a - b));
  for (const [, { history }] of copy) for (const epoch of history) epoch.seconds = 0;
  return copy;
}

let started: Worker[] = [];
const alive = new Set<Worker>();
function note(worker: Worker): void {
  started.push(worker);
  alive.add(worker);
  worker.once("exit", () => alive.delete(worker));
}
beforeEach(() => {
  started = [];
  process.on("worker", note);
});
// Every run ends its workers, however it ends itself.
afterEach(async () => {
  process.off("worker", note);
  await vi.waitUntil(() => alive.size === 0, { timeout: 60_000 });
});

describe("a pool", () => {
  test("gives the same bits with 1, 2 and 3 workers; with 1 it starts none", async () => {
    const alone = await collect(createPool({ workers: 1 }), folds(5));
    expect(started).toEqual([]);
    expect(alone.size).toBe(5);
    for (const workers of [2, 3]) {
      started = [];
      const results = await collect(createPool({ workers }), folds(5));
      expect(started.length).toBe(workers);
      expect(timeless(results)).toEqual(timeless(alone));
    }
  });

  test("gives the same bits with 1 and 2 workers for methods that look at all rows", async () => {
    const jobs = folds(4, (k) => ({
      optimizer: { name: k < 2 ? "lm" : "br" },
      batch: Infinity,
      dropout: 0,
    })).map((job) => ({
      ...job,
      engine: "wasm64",
    }));
    const alone = await collect(createPool({ workers: 1 }), jobs);
    const results = await collect(createPool({ workers: 2 }), jobs);
    expect(results.size).toBe(4);
    expect(timeless(results)).toEqual(timeless(alone));
  });

  test("tells every epoch of every job, in order, before its result", async () => {
    const epochs: number[][] = [[], [], []];
    const results = await collect(createPool({ workers: 2 }), folds(3), (event) => {
      if ("epoch" in event) epochs[event.job].push(event.epoch.epoch);
      else expect(epochs[event.job]).toEqual(event.result.history.map(({ epoch }) => epoch));
    });
    expect(epochs.map((list) => list.length)).toEqual([12, 12, 12]);
    const { network, checkpoint, history } = results.get(1)!;
    expect(network.W[1].data.buffer).toBe(network.parameters.buffer);
    expect(network.skip!.data.buffer).toBe(network.parameters.buffer);
    expect(checkpoint.history).toBe(history);
    expect(Object.keys(history[0].metrics)).toEqual(["r2"]);
  });

  test("starts no more workers than there are jobs, and one for a single job, so that this thread stays free", async () => {
    await collect(createPool({ workers: 4 }), folds(2));
    expect(started.length).toBe(2);
    started = [];
    await collect(createPool({ workers: 4 }), folds(2).slice(0, 1));
    expect(started.length).toBe(1);
  });

  test("stops the jobs at work after an abort, with checkpoints that go on to the bits of a run never stopped", async () => {
    const signal = { aborted: false };
    const jobs = folds(4, () => ({ epochs: 3000, patience: Infinity }));
    const results = await collect(
      createPool({ workers: 2 }),
      jobs.map(endless),
      () => (signal.aborted = true),
      signal,
    );
    expect(results.has(0)).toBe(true);
    expect(results.size).toBeLessThanOrEqual(2);
    const { stopped, checkpoint } = results.get(0)!;
    expect(stopped).toBe("abort");
    const epochs = checkpoint.epoch + 5;
    const rest = folds(4, () => ({ epochs }))[0];
    const whole = await collect(createPool({ workers: 1 }), [rest]);
    const resumed = await collect(createPool({ workers: 2 }), [
      { ...rest, options: { ...rest.options, resume: checkpoint } },
    ]);
    expect(timeless(resumed)).toEqual(timeless(whole));
  });

  test("begins no job after an abort", async () => {
    expect((await collect(createPool({ workers: 2 }), folds(2), undefined, { aborted: true })).size).toBe(0);
    expect(started).toEqual([]);
  });

  test("ends its workers when the consumer leaves early, by return and by an error of its own", async () => {
    const pool = createPool({ workers: 2 });
    for await (const event of pool.run(folds(3).map(endless))) if ("epoch" in event) break;
    const failing = collect(pool, folds(3).map(endless), () => {
      throw new SyntaxError("of the consumer");
    });
    await expect(failing).rejects.toThrow(SyntaxError);
  });

  test("throws the error of the first job that fails, its class, code and values, after the results of those before it", async () => {
    const jobs = folds(5, (k) =>
      k >= 2 ? { learningRate: 1e300, optimizer: { name: "sgd" } } : { epochs: 40 },
    );
    const failure = async (workers: number): Promise<[unknown, number[]]> => {
      const told: number[] = [];
      const run = collect(createPool({ workers }), jobs, (e) => void ("result" in e && told.push(e.job)));
      return [await run.catch((error: unknown) => error), told.sort((a, b) => a - b)];
    };
    const [error, told] = await failure(3);
    const [expected, toldAlone] = await failure(1);
    expect(error).toBeInstanceOf(GradusError);
    expect(error).toMatchObject({ code: "E201", values: (expected as GradusError).values });
    expect((error as GradusError).message).toBe((expected as GradusError).message);
    expect(told).toEqual([0, 1]);
    expect(toldAlone).toEqual(told);
  });

  test("throws the RangeError of impossible options as it is", async () => {
    const jobs = folds(2, () => ({ learningRate: -1 }));
    await expect(collect(createPool({ workers: 2 }), jobs)).rejects.toThrow(
      new RangeError("Cannot train with learningRate -1: expected a number above 0"),
    );
  });

  test("tells of a worker that is killed at work", async () => {
    const kill = (): void => started.forEach((worker) => void worker.terminate());
    const run = collect(createPool({ workers: 2 }), folds(3).map(endless), kill);
    await expect(run).rejects.toMatchObject({
      code: "E230",
      message: "a worker ended in the middle of training: exit code 1",
    });
  });

  test("runs jobs with activations of this program in this thread, beside the others in workers", async () => {
    registerActivation("cube", { f: (z) => z ** 3, df: (z) => 3 * z * z });
    const jobs = folds(3);
    jobs[1].network = createNetwork([2, 3, 1], { hidden: "cube", output: "identity" });
    const results = await collect(createPool({ workers: 2 }), jobs);
    expect(started.length).toBe(2);
    expect(timeless(results)).toEqual(timeless(await collect(createPool({ workers: 1 }), jobs)));
  });

  test("ends its runs with an error when it is closed", async () => {
    const pool = createPool({ workers: 2 });
    const run = collect(pool, folds(2).map(endless), () => pool.close());
    await expect(run).rejects.toThrow("Cannot run jobs: expected an open pool, got one that was closed");
  });

  test("a program that asks for no further event may end, and so may one whose run has ended", () => {
    const program = `
      import { createNetwork, createPool, matrix } from "gradus";
      const job = { network: createNetwork([1, 2, 1]), validation: null, engine: "reference",
        training: { samples: { X: matrix(1, 4), Y: matrix(1, 4) } }, options: { epochs: Number(process.argv[1]) } };
      const run = createPool({ workers: 2 }).run([job, job]);
      await run.next();
      if (process.argv[1] === "5") for await (const event of run) if ("result" in event) console.log(event.job);
      console.log("end");`;
    for (const [epochs, lines] of [
      ["1000000000", ["end"]],
      ["5", ["0", "1", "end"]],
    ] as const) {
      const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", program, epochs], {
        encoding: "utf8",
        timeout: 60_000,
      });
      expect(status).toBe(0);
      expect(stdout.trim().split("\n").sort()).toEqual([...lines]);
    }
  });
});
