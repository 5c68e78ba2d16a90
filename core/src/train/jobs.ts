import { activations } from "../bp/activation.js";
import type { Network } from "../bp/network.js";
import type { Engine, Samples } from "../engine/engine.js";
import { engineNamed, isBuiltInEngine } from "../engine/named.js";
import { selectSamples } from "../engine/samples.js";
import type { Task } from "../table/encode.js";
import { epochMetric } from "./epoch-metric.js";
import type { Epoch } from "./epoch.js";
import { fitOn, type FitOptions, type FitResult } from "./fitting.js";

/** Rows of encoded samples. Jobs that name the same samples share them: they are sent to a worker once, or not at all. */
export interface RowsOf {
  samples: Samples;
  /** Numbers of the rows, in the order in which they are taken. @default all */
  rows?: Int32Array;
}

/** How the network of a job is trained: `FitOptions` without what cannot be sent. */
export interface JobOptions extends Omit<FitOptions, "engine" | "signal" | "measure" | "watch" | "pace"> {
  /** Metric of the validation rows (the training rows without them) after each epoch: r2, or accuracy. @default none */
  measure?: Task;
}

/** One network to be fitted. All of it is plain data, so that a worker can do it. */
export interface FitJob {
  /** Start values; left alone. */
  network: Network;
  training: RowsOf;
  /** null: the loss over the training rows chooses the best epoch. */
  validation: RowsOf | null;
  options: JobOptions;
  /** Name of the engine, see `engineNamed`. */
  engine: string;
}

/** What a pool tells of a job: each of its epochs, then its result. */
export type PoolEvent =
  | { /** Place among the jobs, from 0. */ job: number; epoch: Epoch }
  | { job: number; result: FitResult };

/** Names of engines that workers have beyond the built-in ones; the program itself has to register them. */
const ALSO_IN_WORKERS = new Set(["wasm-relaxed"]);

/** Fits the network of a job in this thread: yields its epochs, returns its result. @throws as `fit` */
export function fitJob(
  { network, training, validation, options, engine }: FitJob,
  signal?: FitOptions["signal"],
): AsyncGenerator<Epoch, FitResult, void> {
  const { measure, ...others } = options;
  const engineFor = (): Engine => engineNamed(engine);
  return fitOn(engineFor, network, samplesOf(training), validation && samplesOf(validation), {
    ...others,
    ...(measure === undefined ? {} : { measure: (H, Y) => epochMetric(measure, H, Y) }),
    ...(signal === undefined ? {} : { signal }),
  });
}

/** Whether a worker has all that a job names: not engines or activations that this program has registered. */
export function canBeSent({ network, engine }: FitJob): boolean {
  const isKnown = isBuiltInEngine(engine) || ALSO_IN_WORKERS.has(engine);
  const own = network.activations.slice(1);
  return isKnown && own.every(({ name }) => name === "softmax" || Object.hasOwn(activations, name));
}

/** @throws RangeError if a job names an engine that is not known, or a row that is not there */
export function checkJobs(jobs: readonly FitJob[]): void {
  for (const { training, validation, engine } of jobs) {
    engineNamed(engine);
    checkRows(training);
    if (validation) checkRows(validation);
  }
}

/** The samples that the rows name. */
export function samplesOf({ samples, rows }: RowsOf): Samples {
  return rows === undefined ? samples : selectSamples(samples, rows);
}

function checkRows({ samples, rows }: RowsOf): void {
  const { cols } = samples.X;
  const bad = rows?.find((row) => row < 0 || row >= cols);
  if (bad !== undefined) {
    throw new RangeError(`Cannot take row ${bad} of the samples: expected rows from 0 to before ${cols}`);
  }
}
