import { availableWorkers } from "../engine/wasm/threads.js";
import { canBeSent, checkJobs, fitJob, type FitJob, type PoolEvent } from "./jobs.js";
import { Crew } from "./pool-crew.js";

/** Options of a run of jobs. */
export interface RunOptions {
  /** Stops each job after the epoch at work, with its result and checkpoint; jobs not begun are not begun. */
  signal?: { readonly aborted: boolean };
}

/** Fits many networks in parallel. */
export interface Pool {
  /** Workers that a run takes at most, and never more than jobs; with 1 the jobs run in this thread. */
  readonly workers: number;
  /**
   * Fits the network of each job and tells their epochs as they come, and each job's result. The order of events depends on chance, their
   * contents do not: a job gives the same bits in any worker. To leave the run early stops the work.
   *
   * @throws RangeError for an unknown engine or row, and what `fit` throws for the first job that fails: the results of all jobs
   *   before it are told, later ones are given up. GradusError E230 if a worker ends in the middle of a job
   */
  run(jobs: readonly FitJob[], options?: RunOptions): AsyncGenerator<PoolEvent, void, void>;
  /** Ends all runs with an error. */
  close(): void;
}

/**
 * A pool of workers, which it starts for each run and closes after it. Where there are none to be had (a page whose policy forbids
 * them, a file that a bundler has left out), and for jobs with engines or activations that this program has registered, the same
 * jobs run in this thread, one after the other, with pauses for its other tasks.
 *
 * @param workers at most so many at once. @default as many as there are processors
 * @throws RangeError for a number of workers that is no integer above 0
 * @example
 * createPool({ workers: 2 }).workers // 2
 */
export function createPool({ workers = availableWorkers() }: { workers?: number } = {}): Pool {
  if (!Number.isSafeInteger(workers) || workers < 1) {
    throw new RangeError(`Cannot make a pool: expected at least 1 worker, got ${workers}`);
  }
  return new WorkerPool(workers);
}

class WorkerPool implements Pool {
  readonly workers: number;
  readonly #crews = new Set<Crew>();
  #isClosed = false;

  constructor(workers: number) {
    this.workers = workers;
  }

  async *run(jobs: readonly FitJob[], { signal }: RunOptions = {}): AsyncGenerator<PoolEvent, void, void> {
    this.#checkOpen();
    checkJobs(jobs);
    const numbers = jobs.map((_, job) => job);
    const sendable = numbers.filter((job) => canBeSent(jobs[job]));
    if (this.workers === 1 || sendable.length === 0) return yield* this.#here(jobs, numbers, signal);
    const crew = new Crew(jobs, sendable, Math.min(this.workers, sendable.length), signal);
    this.#crews.add(crew);
    try {
      for (let event = await crew.next(); event !== undefined; event = await crew.next()) yield event;
    } finally {
      crew.close();
      this.#crews.delete(crew);
    }
    const left = new Set(crew.left);
    const others = numbers.filter((job) => left.has(job) || !sendable.includes(job));
    yield* this.#here(jobs, others, signal);
  }

  close(): void {
    this.#isClosed = true;
    for (const crew of this.#crews) crew.fail(closed());
  }

  async *#here(
    jobs: readonly FitJob[],
    numbers: readonly number[],
    signal: RunOptions["signal"],
  ): AsyncGenerator<PoolEvent, void, void> {
    for (const job of numbers) {
      if (signal?.aborted) return;
      const steps = fitJob(jobs[job], signal);
      try {
        let step = await steps.next();
        for (; step.done !== true; step = await steps.next()) {
          yield { job, epoch: step.value };
          this.#checkOpen();
        }
        yield { job, result: step.value };
      } finally {
        await steps.return(undefined as never); // whoever leaves in the middle of a job leaves its trainer too
      }
    }
  }

  #checkOpen(): void {
    if (this.#isClosed) throw closed();
  }
}

function closed(): RangeError {
  return new RangeError("Cannot run jobs: expected an open pool, got one that was closed");
}
