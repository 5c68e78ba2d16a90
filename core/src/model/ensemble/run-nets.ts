import { withParameters } from "../../bp/network.js";
import type { Engine, Samples } from "../../engine/engine.js";
import { isBuiltInEngine } from "../../engine/named.js";
import type { Epoch } from "../../train/epoch.js";
import { epochMetric } from "../../train/epoch-metric.js";
import type { Feed } from "../../train/feed.js";
import { fit } from "../../train/fit.js";
import { trainerOptions, type Checkpoint } from "../../train/fitting.js";
import { samplesOf, type FitJob, type PoolEvent, type RowsOf } from "../../train/jobs.js";
import { createPool } from "../../train/pool.js";
import type { Signal } from "../../train/stopping.js";
import type { Pace } from "../../train/watch.js";
import { isWholeTable } from "../../optimize/hyperparameters.js";
import { familiesOf, jobOptions, startNetwork } from "./nets.js";
import type { Committee } from "./committee.js";
import type { TrainOptions } from "../options.js";
import type { Ready } from "../train.js";

/** A net that is to be trained, and the engine that does it. */
export interface NetJob {
  /** Its place among all nets. */
  net: number;
  job: FitJob;
  engine: Engine;
}

/** The nets that are still to be trained. @param resume states of nets that were at work when the run was stopped */
export function jobsOf(
  ready: Ready,
  committee: Pick<Committee, "families" | "planned" | "done">,
  resume: ReadonlyMap<number, Checkpoint>,
  seconds: number,
): NetJob[] {
  const done = new Set(committee.done.map(({ net }) => net));
  const { train, validation } = ready.samples;
  return committee.planned.flatMap(({ family, rows, stop }, net) => {
    if (done.has(net)) return [];
    const own = committee.families[family];
    const { engine } = ready.choices[family];
    const state = resume.get(net);
    const chooses: RowsOf | null = stop
      ? { samples: train, rows: stop }
      : validation && { samples: validation };
    const { measure, ...options } = jobOptions(ready, own);
    // An iteration over all rows tells their loss; to measure them takes another pass, which one net is worth.
    const isMeasured = chooses !== null || net === 0 || !isWholeTable(own.optimizer);
    const job: FitJob = {
      network: startNetwork(ready, own, net),
      training: rows === undefined ? { samples: train } : { samples: train, rows },
      validation: chooses,
      options: {
        ...options,
        ...(isMeasured && measure !== undefined ? { measure } : {}),
        stream: net,
        seconds,
        ...(state === undefined ? {} : { resume: state }),
      },
      engine: engine.name,
    };
    return [{ net, job, engine }];
  });
}

const WORTH = 1500; // milliseconds of work from which workers, which have to be started, are of use

/** How the jobs are carried out. */
export interface Running {
  signal: Signal | undefined;
  feed: Feed | undefined;
  /** Workers at most. */
  threads: number | undefined;
  /** Milliseconds that all jobs would take one after the other. */
  work: number;
  watch?: TrainOptions["watch"] | undefined;
  pace?: Pace | undefined;
}

/** Trains the nets: in workers where that pays and the engine can be had there, else here, one after the other. */
export async function* runNets(
  jobs: readonly NetJob[],
  { feed, threads, work, ...here }: Running,
): AsyncGenerator<PoolEvent, void, void> {
  const { signal } = here;
  const isMany = jobs.length > 1 && threads !== 1 && work > WORTH;
  if (isMany && feed === undefined && jobs.every(({ engine }) => isBuiltInEngine(engine.name))) {
    const pool = createPool(threads === undefined ? {} : { workers: threads });
    const events = pool.run(
      jobs.map(({ job }) => job),
      signal === undefined ? {} : { signal },
    );
    for await (const event of events) yield { ...event, job: jobs[event.job].net };
    return;
  }
  for (const one of jobs) {
    if (signal?.aborted === true) return;
    yield* fitHere(one, feed, here);
  }
}

/** One net, in this thread. */
async function* fitHere(
  { net, job, engine }: NetJob,
  feed: Feed | undefined,
  { signal, watch, pace }: Pick<Running, "signal" | "watch" | "pace">,
): AsyncGenerator<PoolEvent, void, void> {
  const { measure, ...options } = job.options;
  const validation: Samples | null = job.validation && samplesOf(job.validation);
  const steps = fit(job.network, feed ?? samplesOf(job.training), validation, {
    ...options,
    engine,
    ...(measure === undefined ? {} : { measure: (H, Y) => epochMetric(measure, H, Y) }),
    ...(signal === undefined ? {} : { signal }),
    ...(pace === undefined ? {} : { pace }),
    ...(watch && {
      watch: (parameters) => watch(net + 1, () => withParameters(job.network, parameters())),
    }),
  });
  try {
    let step = await steps.next();
    for (; step.done !== true; step = await steps.next()) yield { job: net, epoch: step.value };
    yield { job: net, result: step.value };
  } finally {
    await steps.return(undefined as never); // whoever leaves in the middle of a net leaves its trainer too
  }
}

/**
 * How much of the work is done: iterations that a net takes are reckoned from those of its family that are ready, before that from the
 * recipe; a net's share is its iterations times the time of one.
 */
export class Work {
  readonly #committee: Pick<Committee, "families" | "planned">;
  /** Milliseconds of an iteration of each family. */
  readonly #cost: readonly number[];
  readonly #epochs = new Map<number, number>();
  readonly #ready = new Map<number, number>();
  #most = 0;

  constructor(committee: Pick<Committee, "families" | "planned" | "done">, cost: readonly number[]) {
    [this.#committee, this.#cost] = [committee, cost];
    for (const { net, epochs } of committee.done) this.#ready.set(net, epochs);
  }

  note(net: number, { epoch }: Epoch): void {
    this.#epochs.set(net, epoch);
  }

  finish(net: number, epochs: number): void {
    this.#ready.set(net, epochs);
  }

  /** Milliseconds of all that is not yet ready, one net after the other. */
  get left(): number {
    return this.#sum((expected, done) => expected - done);
  }

  /** Share of all the work, 0 … 1; it never falls. */
  get fraction(): number {
    const all = this.#sum((expected) => expected);
    this.#most = Math.max(this.#most, all === 0 ? 0 : 1 - this.left / all);
    return this.#most;
  }

  #sum(term: (expected: number, done: number) => number): number {
    const expected = this.#committee.families.map((_, family) => this.#expected(family));
    return this.#committee.planned.reduce((sum, { family }, net) => {
      const ready = this.#ready.get(net);
      const wanted = ready ?? expected[family];
      const done = ready ?? Math.min(this.#epochs.get(net) ?? 0, 0.95 * wanted);
      return sum + this.#cost[family] * term(wanted, done);
    }, 0);
  }

  #expected(family: number): number {
    const { epochs, stop, patience } = this.#committee.families[family];
    const known = [...this.#ready].filter(([net]) => this.#committee.planned[net].family === family);
    if (known.length > 0) return known.reduce((sum, [, n]) => sum + n, 0) / known.length;
    return stop === null || patience === null ? epochs : epochs / 8;
  }
}

/** Milliseconds of an iteration of each family's nets. */
export function costs(ready: Ready): number[] {
  return familiesOf(ready.recipe).map((family, f) => {
    const network = startNetwork(ready, family, 0);
    const { engine } = ready.choices[f];
    const rows = ready.feed?.count ?? ready.samples.train.X.cols;
    const { measure: _, ...fit } = jobOptions(ready, family);
    const options = trainerOptions(network, rows, fit);
    const cost = engine.cost?.(network, options);
    return cost === undefined ? 1 : (cost.step * Math.ceil(rows / options.batch)) / 1000;
  });
}
