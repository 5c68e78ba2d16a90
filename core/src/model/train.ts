import "../messages/fitting.js";
import "../messages/model.js";
import "../messages/training.js";
import type { Choice } from "../engine/auto.js";
import { GradusError, type MessageValues } from "../errors.js";
import type { Table } from "../table/table.js";
import type { Epoch } from "../train/epoch.js";
import type { Feed } from "../train/feed.js";
import type { Checkpoint, FitResult } from "../train/fitting.js";
import type { Signal } from "../train/stopping.js";
import { assemble, type Outcome } from "./ensemble/assemble.js";
import { Committee } from "./ensemble/committee.js";
import { engineFor } from "./engine.js";
import { toJson } from "./file/json.js";
import type { Metrics, Model, TrainCheckpoint, TrainedNet } from "./model.js";
import { familiesOf, jobOptions, parametersOf, startNetwork, type Grounds } from "./ensemble/nets.js";
import type { TrainOptions } from "./options.js";
import { prepare, type Prepared } from "./prepare.js";
import { quantileLevel, trainQuantiles } from "./intervals/quantiles.js";
import { costs, jobsOf, runNets, Work } from "./ensemble/run-nets.js";
import { LIMIT_FILE } from "./file/safetensors.js";

/** How far training has come. */
export interface Progress {
  epoch: Epoch;
  /** Number of the net at work, from 1, and of all nets. */
  net: number;
  nets: number;
  /** Epochs that a net may have. */
  epochs: number;
  /** Share of the whole work that is done, 0 … 1, as far as it can be told. */
  fraction: number;
  /** What the run would answer if it ended here, each time that a family of nets is ready. */
  answer?: EarlyAnswer;
  /** With an answer: the nets that would make the model by then. */
  early?: Model["nets"];
}

/** An answer before the end: better ones follow. */
export interface EarlyAnswer {
  /** Family that has become ready. */
  family: string;
  /** Nets so far. */
  nets: number;
  /** Of rows that the nets had not seen. */
  metrics: Metrics;
}

/** What training starts from: rows that are held, or a feed of them beside a sample. */
export interface Ready extends Omit<Prepared, "split"> {
  split: Record<"train" | "validation" | "test", { readonly length: number }>;
  data: { source: string; rows: number; missing: number };
  /** The engine that will train, and what its choice rests on; of the first family. */
  choice: Choice;
  /** The same for each family. */
  choices: Choice[];
  /** The training rows, if there are more than `samples.train`. */
  feed?: Feed;
}

/**
 * From a table to a model in one call: types, split, encoding, baselines, training, validation, test.
 *
 * @param table   see `toTable`, `tableFromRows`
 * @param options only `label` is needed
 * @returns the model, with its record of the run; `model.checkpoint` is there if the run was stopped before its end
 * @throws GradusError E1… if the table cannot be used; E201 if training diverges, with `partial`, the model of the best
 *   weights so far, if there are any
 * @example
 * // const model = await train(table, { label: "strength" })
 */
export async function train(table: Table, options: TrainOptions): Promise<Model> {
  return takeSteps(trainSteps(table, options), options.onProgress);
}

/** Takes all steps of a run. A report of progress that throws ends it: what it holds is given back before the error is told. */
export async function takeSteps(
  steps: AsyncGenerator<Progress, Model, void>,
  onProgress?: (progress: Progress) => void,
): Promise<Model> {
  try {
    for (;;) {
      const { value, done } = await steps.next();
      if (done === true) return value;
      onProgress?.(value);
    }
  } finally {
    await steps.return(undefined as never);
  }
}

/** As `train`, but step by step: yields after each epoch, returns the model. */
export async function* trainSteps(
  table: Table,
  options: TrainOptions,
): AsyncGenerator<Progress, Model, void> {
  const prepared = prepare(table, options);
  checkSize(prepared);
  const missing = table.columns.reduce((sum, column) => sum + column.missing, 0);
  const data = { source: table.source, rows: table.rows, missing };
  const ready = withEngine({ ...prepared, data }, options);
  options.onStart?.(ready);
  return yield* trainReady(ready, options);
}

/** Rows that are ready, with the engine that will train on them. */
export function withEngine(
  prepared: Omit<Ready, "choice" | "choices">,
  options: Omit<TrainOptions, "split" | "onStart">,
): Ready {
  const { feed, samples, recipe } = prepared;
  const rows = feed?.count ?? samples.train.X.cols;
  const choices = familiesOf(recipe).map((family) => {
    const { measure: _, ...fit } = jobOptions(prepared, family);
    return engineFor(startNetwork(prepared, family, 0), rows, fit, options);
  });
  return { ...prepared, choice: choices[0], choices };
}

/** The part of training after the rows are encoded: all nets, their metrics, the baselines. */
export async function* trainReady(
  ready: Ready,
  options: Omit<TrainOptions, "split" | "onStart">,
): AsyncGenerator<Progress, Model, void> {
  const level = quantileLevel(ready, options);
  const course = new Course(ready, options);
  const { committee } = course;
  const jobs = jobsOf(ready, committee, course.resumed, course.secondsOfNet());
  const { feed } = ready;
  const { signal } = course;
  const { threads, watch, pace } = options;
  const events = runNets(jobs, { signal, feed, threads, work: course.work.left, watch, pace });
  try {
    for await (const event of events) {
      if ("epoch" in event) yield course.heard(event.job, event.epoch);
      else {
        const answer = course.finished(event.job, event.result);
        if (answer) yield answer;
        if (event.result.stopped === "diverged") break;
      }
    }
  } catch (error) {
    // The nets that are ready outlive one that fails at once.
    if (!(error instanceof GradusError) || error.code !== "E201" || committee.done.length === 0) throw error;
    throw new TrainingError(assemble(ready, course.outcome()), error.values);
  }
  const model = assemble(ready, course.outcome());
  const checkpoint = course.checkpoint();
  if (checkpoint) model.checkpoint = checkpoint;
  if (model.run.nets.some(({ stopped }) => stopped === "diverged")) throw divergence(model);
  if (level !== undefined && checkpoint === undefined) {
    const quantiles = await trainQuantiles(ready, model, level, {
      ...options,
      seconds: course.secondsLeft(),
    });
    if (quantiles) model.quantiles = quantiles;
    else if (options.signal?.aborted === true) model.checkpoint = course.state();
  }
  return model;
}

/** A run on its way: what is ready, what is at work, and what is to be told. */
class Course {
  readonly committee: Committee;
  readonly work: Work;
  readonly signal: Signal;
  readonly resumed: ReadonlyMap<number, Checkpoint>;
  /** Nets that were stopped in the middle. */
  readonly running: { trained: TrainedNet; state: Checkpoint }[] = [];
  readonly #ready: Ready;
  readonly #options: Omit<TrainOptions, "split" | "onStart">;
  readonly #until: number;
  readonly #before: TrainCheckpoint | undefined;
  #first: FitResult | undefined;
  #last: Progress | undefined;

  constructor(ready: Ready, options: Omit<TrainOptions, "split" | "onStart">) {
    [this.#ready, this.#options] = [ready, options];
    this.committee = new Committee(ready, ready.choice.engine.precision);
    this.#before = resumeFrom(options.resume, ready);
    for (const net of this.#before?.done ?? []) this.committee.add(net);
    this.resumed = new Map(this.#before?.running.map(({ net, state }) => [net, state]));
    this.work = new Work(this.committee, costs(ready));
    this.#until = options.seconds === undefined ? Infinity : Date.now() + 1000 * options.seconds;
    const isOver = (): boolean => this.#isOver();
    this.signal = {
      get aborted() {
        return isOver();
      },
    };
  }

  /** Seconds that each net may take: without families they share what is allowed, else the run as a whole ends. */
  secondsOfNet(): number {
    const { seconds } = this.#options;
    const left = this.committee.planned.length - this.committee.done.length;
    return seconds === undefined || this.#ready.learning ? Infinity : seconds / Math.max(1, left);
  }

  /** Seconds that are left of those allowed; at least one. */
  secondsLeft(): number {
    return Math.max(1, (this.#until - Date.now()) / 1000);
  }

  heard(net: number, epoch: Epoch): Progress {
    this.work.note(net, epoch);
    const { planned, families } = this.committee;
    const { epochs } = families[planned[net].family];
    this.#last = { epoch, net: net + 1, nets: planned.length, epochs, fraction: this.work.fraction };
    return this.#last;
  }

  /** Takes a net that has ended; says what the run would answer now if a family is ready with it. */
  finished(net: number, result: FitResult): Progress | undefined {
    if (net === 0) this.#first = result;
    const { network, history, best, evidence } = result;
    const isLate = result.stopped === "abort" && this.#options.signal?.aborted !== true;
    const stopped = isLate ? "time" : result.stopped;
    const trained: TrainedNet = {
      net,
      network,
      epochs: history.length,
      best,
      stopped,
      ...(evidence ? { evidence } : {}),
    };
    this.work.finish(net, history.length);
    if (result.stopped === "abort") {
      this.running.push({ trained, state: result.checkpoint });
      return undefined;
    }
    const isReady = this.committee.add(trained);
    const answer = isReady && this.#last ? this.committee.answer() : undefined;
    if (answer === undefined) return undefined;
    const { families, planned, done } = this.committee;
    const metrics = this.committee.measure(answer, this.#ready.encoder);
    const early = { family: families[planned[net].family].name, nets: done.length, metrics };
    const progress = { ...this.#last!, fraction: this.work.fraction, answer: early };
    return { ...progress, early: this.committee.nets(answer, []) };
  }

  /** A run that was stopped by the user can go on; one that has used up its time has ended. */
  checkpoint(): TrainCheckpoint | undefined {
    if (this.#options.signal?.aborted !== true) return undefined;
    const isWhole = this.committee.done.length === this.committee.planned.length;
    return isWhole ? undefined : this.state();
  }

  /** Where the run stands; with all nets ready those for quantiles are still to be trained. */
  state(): TrainCheckpoint {
    const { history, start } = this.outcome();
    const isReady = this.committee.done.some(({ net }) => net === 0);
    return {
      done: this.committee.done,
      running: this.running.map(({ trained: { net }, state }) => ({ net, state })),
      history: isReady ? [...history] : [],
      ...(start && isReady ? { start } : {}),
    };
  }

  outcome(): Outcome {
    const before = this.#before?.done.some(({ net }) => net === 0) === true ? this.#before : this.#first;
    return {
      committee: this.committee,
      unfinished: this.running.map(({ trained }) => trained),
      history: before?.history ?? [],
      start: before?.start,
    };
  }

  /** A run that is stopped, or late, ends after the epoch at work; one at least is carried out, so that there is a model. */
  #isOver(): boolean {
    if (this.#last === undefined) return false;
    const isLate = this.#ready.learning !== undefined && Date.now() >= this.#until;
    return this.#options.signal?.aborted === true || (isLate && this.committee.done.length > 0);
  }
}

/** An error of training that keeps what was reached. */
export class TrainingError extends GradusError {
  override readonly name = "TrainingError";
  /** The model of the best weights before the loss ceased to be finite. */
  readonly partial: Model;
  constructor(partial: Model, values: MessageValues) {
    super("E201", values);
    this.partial = partial;
  }
}

function divergence(model: Model): TrainingError {
  const bad = model.run.nets.find(({ stopped }) => stopped === "diverged")!;
  const { learningRate } = model.run.recipe as { learningRate: number };
  return new TrainingError(model, { epoch: bad.epochs + 1, loss: "NaN", learningRate });
}

/** A model that no file could hold is refused before hours of training. */
export function checkSize(grounds: Grounds): void {
  const { recipe, learning } = grounds;
  const folds = learning === undefined ? 0 : 1 + Math.max(...learning.fold);
  const size = familiesOf(recipe).reduce((sum, family) => {
    const nets = family.whole + family.each * folds;
    return sum + 8 * nets * parametersOf(grounds, family);
  }, 0);
  if (size > LIMIT_FILE) throw new GradusError("E307", { size, limit: LIMIT_FILE });
}

function resumeFrom(
  model: Model | undefined,
  { fingerprint, recipe, seed }: Ready,
): TrainCheckpoint | undefined {
  if (model === undefined) return undefined;
  if (model.checkpoint === undefined) throw new GradusError("E210", {});
  if (model.run.data.fingerprint !== fingerprint) throw new GradusError("E211", { what: "data" });
  const differs = (key: string): boolean =>
    toJson(model.run.recipe[key]) !== toJson(recipe[key as keyof typeof recipe]);
  const other = Object.keys({ ...model.run.recipe, ...recipe }).filter(differs);
  if (model.run.seed !== seed) other.push("seed");
  if (other.length > 0) throw new GradusError("E212", { what: other.join(", ") });
  return model.checkpoint;
}
