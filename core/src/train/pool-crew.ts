import "../messages/fitting.js";
import { copyNetwork } from "../bp/network.js";
import type { Samples } from "../engine/engine.js";
import { isAvailable } from "../engine/wasm/load.js";
import { GradusError } from "../errors.js";
import type { FitJob, PoolEvent } from "./jobs.js";
import { errorOf, sentRows, type FromWorker } from "./pool-messages.js";
import { canShare, startWorker, type PoolWorker } from "./pool-worker.js";

declare function setTimeout(task: () => void, milliseconds: number): object;
declare function clearTimeout(timer: object | undefined): void;

const GLANCE = 50; // milliseconds between two looks at the signal while no event comes

/** A worker and what it is doing. */
interface Member {
  worker: PoolWorker;
  isReady: boolean;
  /** The job at work. */
  job: number | undefined;
  /** Numbers of the samples that it has. */
  tables: Set<number>;
}

/** The workers of one run: hands out the jobs in their order and collects the events. */
export class Crew {
  /** Jobs that found no worker, because none could be had. */
  left: number[];
  readonly #jobs: readonly FitJob[];
  readonly #signal: { readonly aborted: boolean } | undefined;
  readonly #members = new Set<Member>();
  readonly #tables = new Map<Samples, { number: number; shared: Samples }>();
  #events: PoolEvent[] = [];
  #taken = 0;
  #failure: { job: number; error: unknown } | undefined;
  #isStopped = false;
  #wake: (() => void) | undefined;

  /**
   * @param jobs    all jobs of the run
   * @param numbers which of them are for the workers
   * @param workers how many are started
   */
  constructor(
    jobs: readonly FitJob[],
    numbers: readonly number[],
    workers: number,
    signal?: { readonly aborted: boolean },
  ) {
    this.#jobs = jobs;
    this.#signal = signal;
    this.left = [...numbers];
    this.#heed();
    if (!this.#isStopped) for (let i = 0; i < workers; i++) this.#start();
  }

  /** The next event; nothing when all is told. @throws what the first job that failed has thrown */
  async next(): Promise<PoolEvent | undefined> {
    for (;;) {
      this.#heed();
      if (this.#taken < this.#events.length) return this.#events[this.#taken++];
      this.#events = [];
      this.#taken = 0;
      if (this.#isOver()) {
        if (this.#failure) throw this.#failure.error;
        return undefined;
      }
      await this.#wait();
    }
  }

  /** Ends the run with an error, whatever is at work. */
  fail(error: unknown): void {
    this.#events = [];
    this.#taken = 0;
    this.#failed(-1, error);
  }

  /** Ends all workers. */
  close(): void {
    for (const member of this.#members) this.#dismiss(member);
  }

  /** Nobody is at work, and nobody will be: no job is left, or no worker. */
  #isOver(): boolean {
    const members = [...this.#members];
    return members.every(({ job }) => job === undefined) && (this.left.length === 0 || members.length === 0);
  }

  /** Stops the jobs at work once the signal says so. */
  #heed(): void {
    if (this.#isStopped || this.#signal?.aborted !== true) return;
    this.#isStopped = true;
    this.left = [];
    for (const { job, worker } of this.#members) if (job !== undefined) worker.send({ stop: true });
  }

  async #wait(): Promise<void> {
    let timer: object | undefined;
    for (const { worker } of this.#members) worker.hold(true);
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (this.#signal && !this.#isStopped) timer = setTimeout(resolve, GLANCE);
    });
    clearTimeout(timer);
    this.#wake = undefined;
    // A program that asks for no further event may end.
    for (const { worker } of this.#members) worker.hold(false);
  }

  #start(): void {
    const worker = startWorker({
      onMessage: (message) => this.#heard(member, message),
      onEnd: (reason) => this.#ended(member, reason),
    });
    if (worker === undefined) return;
    const member: Member = { worker, isReady: false, job: undefined, tables: new Set() };
    this.#members.add(member);
  }

  #heard(member: Member, message: FromWorker): void {
    if (!this.#members.has(member)) return;
    if ("ready" in message) {
      // The file of the worker has a policy of its own, which may forbid WebAssembly where the page's does not.
      if (message.hasWasm === isAvailable("plain")) this.#give(member);
      else this.#dismiss(member);
    } else {
      const job = member.job!;
      if ("epochs" in message) for (const epoch of message.epochs) this.#events.push({ job, epoch });
      else {
        if ("result" in message) this.#events.push({ job, result: message.result });
        else this.#failed(job, errorOf(message.failure));
        this.#give(member);
      }
    }
    this.#wake?.();
  }

  /** A worker that ends before it was ready could not be had; one that ends at work takes its job with it. */
  #ended(member: Member, reason: string): void {
    if (!this.#members.delete(member)) return;
    member.worker.stop();
    if (member.job !== undefined) this.#failed(member.job, new GradusError("E230", { reason }));
    this.#wake?.();
  }

  /** The first of the jobs that fail counts: those before it go on, those after it are given up. */
  #failed(job: number, error: unknown): void {
    if (this.#failure && this.#failure.job < job) return;
    this.#failure = { job, error };
    this.left = [];
    for (const member of this.#members)
      if (member.job === undefined || member.job >= job) this.#dismiss(member);
    this.#wake?.();
  }

  #dismiss(member: Member): void {
    this.#members.delete(member);
    member.worker.stop();
  }

  /** Gives a worker the next job, and the samples that it does not have yet. */
  #give(member: Member): void {
    const { worker, tables } = member;
    if (!this.#members.has(member)) return;
    this.#heed();
    const number = this.left.shift();
    member.job = number;
    if (number === undefined) return this.#dismiss(member);
    const { network, training, validation, ...job } = this.#jobs[number];
    const numberOf = (samples: Samples): number => {
      const table = this.#tableOf(samples);
      if (!tables.has(table.number)) worker.send({ table: table.number, samples: table.shared });
      tables.add(table.number);
      return table.number;
    };
    const rows = {
      training: sentRows(training, numberOf),
      validation: validation && sentRows(validation, numberOf),
    };
    worker.send({ job: { ...job, ...rows, network: copyNetwork(network) } });
  }

  #tableOf(samples: Samples): { number: number; shared: Samples } {
    let table = this.#tables.get(samples);
    if (table === undefined) {
      table = { number: this.#tables.size, shared: canShare() ? inSharedMemory(samples) : samples };
      this.#tables.set(samples, table);
    }
    return table;
  }
}

/** The samples in memory that all workers look at: however many they are, it is there once. */
function inSharedMemory({ X, Y, weights }: Samples): Samples {
  const copied = (numbers: Float64Array): Float64Array => {
    const shared = new Float64Array(new SharedArrayBuffer(numbers.byteLength));
    shared.set(numbers);
    return shared;
  };
  return {
    X: { ...X, data: copied(X.data) },
    Y: { ...Y, data: copied(Y.data) },
    ...(weights ? { weights: copied(weights) } : {}),
  };
}
