import { fitBaselines } from "../assess/baselines.js";
import { createNetwork, parameterCount, type Network } from "../bp/network.js";
import type { Choice } from "../engine/auto.js";
import type { Samples, Start } from "../engine/engine.js";
import { GradusError, type MessageValues } from "../errors.js";
import type { Matrix } from "../matrix.js";
import { isWholeTable } from "../optimize/hyperparameters.js";
import { createRandom } from "../random.js";
import type { Encoder } from "../table/encode.js";
import type { Split } from "../table/split.js";
import type { Table } from "../table/table.js";
import type { Epoch } from "../train/epoch.js";
import type { Feed } from "../train/feed.js";
import { fit, type Checkpoint, type FitOptions, type FitResult } from "../train/fit.js";
import { engineFor } from "./engine.js";
import { toJson } from "./json.js";
import { measures } from "./measure.js";
import type { Model, Run, TrainCheckpoint } from "./model.js";
import { output } from "./predict.js";
import type { TrainOptions } from "./options.js";
import { prepare, type Prepared } from "./prepare.js";
import { LIMIT_FILE } from "./safetensors.js";
import { VERSION } from "./version.js";

/** How far training has come. */
export interface Progress {
  epoch: Epoch;
  /** Number of the net at work, from 1, and of all nets. */
  net: number;
  nets: number;
  /** Epochs that a net may have. */
  epochs: number;
}

/** What training starts from: rows that are held, or a feed of them beside a sample. */
export interface Ready extends Omit<Prepared, "split"> {
  split: Record<keyof Split, { readonly length: number }>;
  data: { source: string; rows: number; missing: number };
  /** The engine that will train, and what its choice rests on. */
  choice: Choice;
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
  prepared: Omit<Ready, "choice">,
  options: Omit<TrainOptions, "split" | "onStart">,
): Ready {
  const { feed, samples } = prepared;
  const rows = feed?.count ?? samples.train.X.cols;
  const choice = engineFor(startNetwork(prepared, 0), rows, fitOptions(prepared, options), options);
  return { ...prepared, choice };
}

/** The part of training after the rows are encoded: all nets, their metrics, the baselines. */
export async function* trainReady(
  prepared: Ready,
  options: Omit<TrainOptions, "split" | "onStart">,
): AsyncGenerator<Progress, Model, void> {
  const { recipe, samples, feed, choice } = prepared;
  const resumed = resumeFrom(options.resume, prepared);
  const done: TrainCheckpoint["done"] = [...(resumed?.done ?? [])];
  let first: FitResult | undefined;
  let checkpoint: Checkpoint | undefined;

  const until = options.seconds === undefined ? Infinity : Date.now() + 1000 * options.seconds;
  for (let net = done.length; net < recipe.nets && checkpoint === undefined; net++) {
    const seconds =
      until === Infinity ? Infinity : Math.max(0, (until - Date.now()) / 1000 / (recipe.nets - net));
    const steps = fit(startNetwork(prepared, net), feed ?? samples.train, samples.validation, {
      ...fitOptions(prepared, options),
      engine: choice.engine,
      stream: net,
      seconds,
      ...(net === resumed?.done.length && resumed.current ? { resume: resumed.current } : {}),
    });
    let step;
    try {
      step = await steps.next();
      for (; step.done !== true; step = await steps.next()) {
        yield { epoch: step.value, net: net + 1, nets: recipe.nets, epochs: recipe.epochs };
      }
    } catch (error) {
      // The nets that are ready outlive one that fails at once.
      if (!(error instanceof GradusError) || error.code !== "E201" || done.length === 0) throw error;
      throw new TrainingError(assemble(prepared, done, historyOf(resumed, first)), error.values);
    } finally {
      await steps.return(undefined as never); // whoever leaves in the middle of a net leaves its trainer too
    }
    const result = step.value;
    first ??= result;
    if (result.stopped === "abort") checkpoint = result.checkpoint;
    done.push({
      network: result.network,
      epochs: result.history.length,
      best: result.best,
      stopped: result.stopped,
      ...(result.evidence ? { evidence: result.evidence } : {}),
    });
    if (result.stopped === "diverged") break;
  }
  const history = historyOf(resumed, first);
  const start = resumed && resumed.done.length > 0 ? resumed.start : first?.start;
  const model = assemble(prepared, done, history, start);
  if (checkpoint) {
    model.checkpoint = {
      done: done.slice(0, -1),
      current: checkpoint,
      history: done.length > 1 ? history : [],
      ...(start && done.length > 1 ? { start } : {}),
    };
  }
  if (done.some((one) => one.stopped === "diverged")) throw divergence(model, done);
  return model;
}

/** Records of the first net: from before the stop, if it was ready then. */
function historyOf(resumed: TrainCheckpoint | undefined, first: FitResult | undefined): Epoch[] {
  return resumed && resumed.done.length > 0 ? resumed.history : (first?.history ?? []);
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

function divergence(model: Model, done: TrainCheckpoint["done"]): TrainingError {
  const bad = done.find((one) => one.stopped === "diverged")!;
  const { learningRate } = model.run.recipe as { learningRate: number };
  return new TrainingError(model, { epoch: bad.epochs + 1, loss: "NaN", learningRate });
}

/** A model that no file could hold is refused before hours of training. */
export function checkSize({ recipe, encoder, outputs }: Omit<Prepared, "split">): void {
  const sizes = [encoder.inputs.length, ...recipe.hidden.map((layer) => layer.size), outputs];
  const size = 8 * recipe.nets * parameterCount(sizes, recipe.skip);
  if (size > LIMIT_FILE) throw new GradusError("E307", { size, limit: LIMIT_FILE });
}

function startNetwork(
  { recipe, encoder, outputs, seed, init }: Omit<Prepared, "split">,
  net: number,
): Network {
  const sizes = [encoder.inputs.length, ...recipe.hidden.map((layer) => layer.size), outputs];
  return createNetwork(sizes, {
    hidden: recipe.hidden.map((layer) => layer.activation),
    output: recipe.output,
    initialisation: init ?? recipe.initialisation,
    seed: createRandom(seed, 1000 + net),
    skip: recipe.skip,
  });
}

function fitOptions(
  { recipe, task, seed }: Omit<Prepared, "split">,
  options: Omit<TrainOptions, "split" | "onStart">,
): FitOptions {
  const limits = {
    maxNorm: recipe.maxNorm ?? Infinity,
    clipNorm: recipe.clipNorm ?? Infinity,
    clipValue: recipe.clipValue ?? Infinity,
  };
  return {
    loss: recipe.loss,
    optimizer: recipe.optimizer,
    learningRate: recipe.learningRate,
    schedule: recipe.schedule,
    batch: isWholeTable(recipe.optimizer) ? (options.batch ?? Infinity) : recipe.batch,
    epochs: recipe.epochs,
    patience: recipe.patience ?? Infinity,
    dropout: recipe.dropout,
    l1: recipe.l1,
    l2: recipe.l2,
    ...limits,
    ...(recipe.goal === null ? {} : { goal: recipe.goal }),
    ...(recipe.minGradient === null ? {} : { minGradient: recipe.minGradient }),
    seed,
    measure: (H, Y) => epochMetric(task, H, Y),
    ...(options.signal ? { signal: options.signal } : {}),
  };
}

/** R² (which scaling does not change) or accuracy, for the table of epochs. */
function epochMetric(task: Encoder["task"], H: Matrix, Y: Matrix): Record<string, number | null> {
  if (task === "regression") {
    let [sse, sst] = [0, 0];
    for (let i = 0; i < Y.rows; i++) {
      const y = Y.data.subarray(i * Y.cols, (i + 1) * Y.cols);
      const mean = y.reduce((sum, v) => sum + v, 0) / Y.cols;
      y.forEach((v, s) => {
        sse += (v - H.data[i * Y.cols + s]) ** 2;
        sst += (v - mean) ** 2;
      });
    }
    return { r2: sst > 0 ? 1 - sse / sst : null };
  }
  let right = 0;
  for (let s = 0; s < Y.cols; s++) {
    if (Y.rows === 1) right += Number(H.data[s] > 0.5 === Y.data[s] > 0.5);
    else right += Number(largest(H, s) === largest(Y, s));
  }
  return { accuracy: right / Y.cols };
}

function largest(M: Matrix, s: number): number {
  let at = 0;
  for (let i = 1; i < M.rows; i++) if (M.data[i * M.cols + s] > M.data[at * M.cols + s]) at = i;
  return at;
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

/** Clock time has no place in a model: equal runs give equal files. */
function withoutSeconds(epoch: Epoch): Omit<Epoch, "seconds"> {
  const { seconds: _, ...rest } = epoch;
  return rest;
}

function assemble(prepared: Ready, done: TrainCheckpoint["done"], history: Epoch[], start?: Start): Model {
  const { engine } = prepared.choice;
  const { encoder, task, recipe, samples, split, seed, warnings } = prepared;
  const nets = done.map(({ network }) => ({ network, weight: 1 / done.length }));
  const run: Run = {
    gradus: VERSION,
    seed,
    data: {
      source: prepared.data.source,
      rows: prepared.data.rows,
      features: encoder.features.map((feature) => feature.name),
      labels: encoder.labels.map((label) => label.name),
      missing: prepared.data.missing,
      fingerprint: prepared.fingerprint,
    },
    split: {
      kind: prepared.splitKind,
      train: split.train.length,
      validation: split.validation.length,
      test: split.test.length,
    },
    recipe: { ...recipe },
    engine: { name: engine.name, precision: engine.precision },
    ...(start ? { start } : {}),
    history: history.map(withoutSeconds),
    nets: done.map(({ epochs, best, stopped, evidence }) => ({
      epochs,
      best,
      stopped,
      ...(evidence ? { evidence } : {}),
    })),
    metrics: { train: {}, validation: null, test: null },
    baselines: {},
    warnings,
  };
  const model: Model = { task, encoder, nets, run };
  const each = (predictor: (part: Samples) => Matrix): Run["metrics"] => ({
    train: measures(encoder, samples.train, predictor(samples.train)),
    validation: samples.validation && measures(encoder, samples.validation, predictor(samples.validation)),
    test: samples.test && measures(encoder, samples.test, predictor(samples.test)),
  });
  run.metrics = each((part) => output(model, part.X));
  const baselines = fitBaselines(task, samples.train.X, samples.train.Y, samples.train.weights);
  const simple = task === "regression" ? "mean" : "majority";
  run.baselines = {
    [simple]: each((part) => baselines.predict(part.X)[simple]!),
    linear: each((part) => baselines.predict(part.X).linear),
  };
  return model;
}
