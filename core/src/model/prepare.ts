import { activation, type ActivationSpec } from "../bp/activation.js";
import { activationSpec } from "../bp/network.js";
import type { Initialisation } from "../bp/initialise.js";
import { losses, lossMisfit, lossSpec, type LossName, type LossSpec } from "../bp/loss.js";
import type { Engine, Samples } from "../engine/engine.js";
import { GradusError, type Warning } from "../errors.js";
import { matrix, type Matrix } from "../matrix.js";
import type { OptimizerName, OptimizerSpec } from "../optimize/optimizer.js";
import type { Schedule } from "../optimize/schedule.js";
import { checkTable } from "../table/check.js";
import { duplicatesAcross } from "../table/duplicates.js";
import { columnNamed, nearestName } from "../table/columns.js";
import { encodeX, type Encoder, type Task } from "../table/encode.js";
import { fitEncoder } from "../table/fit-encoder.js";
import { fitLabels } from "../table/fit-labels.js";
import { classesOf, encodeY } from "../table/labels.js";
import { usableRows } from "../table/usable.js";
import type { ScaleName } from "../table/scale.js";
import { splitRows, type Split, type SplitOptions } from "../table/split.js";
import type { Table } from "../table/table.js";
import { chooseRecipe, lossFor, recipeScale, type Recipe, type RecipeName } from "../train/auto.js";
import type { Model } from "./model.js";
import type { Progress } from "./train.js";

/** Options of `train`. Only `label` is needed: everything else has a default that the recipe gives. */
export interface TrainOptions {
  /** Column, or columns, to be predicted. */
  label: string | readonly string[];
  /** Columns to predict from. @default all others that carry information */
  features?: readonly string[];
  /** Columns to leave out. */
  ignore?: readonly string[];
  /** Column of row weights: weight 2 counts as the row twice, 0 as absent. */
  weight?: string;
  /** @default "auto": numbers are predicted, words and two-valued numbers are classes */
  task?: "auto" | "regression" | "classification";
  /** @default 70 % / 15 % / 15 %, at random, by class where the label is a class */
  split?: SplitOptions | Split;
  /** @default 42 */
  seed?: number;
  /** @default "auto" */
  recipe?: RecipeName;
  /** Hidden layers, from the input on. `[]` for none. */
  hidden?: readonly (number | { size: number; activation?: string | ActivationSpec })[];
  /** f of the hidden layers that name none. */
  activation?: string | ActivationSpec;
  /** f of the output layer. */
  output?: string | ActivationSpec;
  skip?: boolean;
  initialisation?: Initialisation;
  loss?: LossName | LossSpec;
  nets?: number;
  optimizer?: OptimizerName | OptimizerSpec;
  learningRate?: number;
  schedule?: Schedule;
  batch?: number;
  epochs?: number;
  /** Infinity: no early stopping. */
  patience?: number;
  goal?: number;
  minGradient?: number;
  /** Seconds allowed for all nets together. */
  seconds?: number;
  dropout?: number;
  l1?: number;
  l2?: number;
  maxNorm?: number;
  clipNorm?: number;
  clipValue?: number;
  scale?: ScaleName;
  scaleLabel?: boolean;
  /** @default the reference engine */
  engine?: Engine;
  /** Gets what training will start from, before the first epoch: split, encoder, complete recipe, warnings. */
  onStart?: (prepared: Prepared) => void;
  onProgress?: (progress: Progress) => void;
  /** Stops after the epoch at work: the model then holds a checkpoint. */
  signal?: { readonly aborted: boolean };
  /** A model that holds a checkpoint: training goes on from there, with the same table and options. */
  resume?: Model;
}

/** A table ready for training. */
export interface Prepared {
  task: Task;
  encoder: Encoder;
  outputs: number;
  recipe: Recipe;
  /** Given start values, if any. */
  init?: Initialisation;
  split: Split;
  splitKind: string;
  samples: { train: Samples; validation: Samples | null; test: Samples | null };
  seed: number;
  fingerprint: string;
  warnings: Warning[];
}

const SEED = 42;

/** Every option, so that a mistyped one is noticed in plain JavaScript too. */
const OPTIONS: Readonly<Record<keyof TrainOptions, true>> = {
  label: true,
  features: true,
  ignore: true,
  weight: true,
  task: true,
  split: true,
  seed: true,
  recipe: true,
  hidden: true,
  activation: true,
  output: true,
  skip: true,
  initialisation: true,
  loss: true,
  nets: true,
  optimizer: true,
  learningRate: true,
  schedule: true,
  batch: true,
  epochs: true,
  patience: true,
  goal: true,
  minGradient: true,
  seconds: true,
  dropout: true,
  l1: true,
  l2: true,
  maxNorm: true,
  clipNorm: true,
  clipValue: true,
  scale: true,
  scaleLabel: true,
  engine: true,
  onStart: true,
  onProgress: true,
  signal: true,
  resume: true,
};

/** @throws TypeError for what is no table, GradusError E205 without a label, RangeError for an unknown option */
function checkDoor(table: Table, options: TrainOptions): void {
  if (!(table?.index instanceof Map)) {
    throw new TypeError("Cannot train: expected a table as toTable() gives it, got something else");
  }
  if (options.label === undefined || options.label.length === 0)
    throw new GradusError("E205", { reason: "label" });
  const unknown = Object.keys(options).find((name) => !Object.hasOwn(OPTIONS, name));
  if (unknown === undefined) return;
  const near = nearestName(unknown, Object.keys(OPTIONS));
  throw new RangeError(
    `Cannot train with option "${unknown}": ${near === undefined ? `expected one of ${Object.keys(OPTIONS).join(", ")}` : `expected "${near}"?`}`,
  );
}

/** From a table to encoded samples and a complete recipe. @throws GradusError if the table or an option is refused */
export function prepare(table: Table, options: TrainOptions): Prepared {
  checkDoor(table, options);
  const { seed = SEED, task = "auto", recipe: recipeName = "auto" } = options;
  const labels = namesOf(table, typeof options.label === "string" ? [options.label] : options.label);
  const reserved = reservedColumns(options);
  const usable = usableRows(table, labels);
  const rows = options.weight === undefined ? usable.rows : weightedRows(table, options.weight, usable.rows);
  const excluded = new Set(
    [...labels, ...(options.ignore ?? []), ...reserved].map((name) => columnNamed(table, name).name),
  );
  const candidates = options.features
    ? namesOf(table, options.features)
    : table.columns.map((column) => column.name);
  const both = options.features && candidates.find((name) => labels.includes(name));
  if (both !== undefined) throw new GradusError("E144", { column: both }, { file: table.source });
  const checked = checkTable(
    table,
    labels,
    candidates.filter((name) => !excluded.has(name)),
  );
  // What was asked for by name stays, unless there is nothing in it to learn from.
  const drop = checked.drop.filter(({ why }) => !options.features || why === "constant" || why === "missing");
  const dropped = new Set(drop.map((one) => one.column));
  const overruled = new Set(checked.drop.filter((one) => !drop.includes(one)).map((one) => one.column));
  const features = candidates.filter((name) => !excluded.has(name) && !dropped.has(name));
  const scale = {
    ...recipeScale(recipeName),
    ...given({
      scale: options.scale,
      scaleLabel: options.scaleLabel ?? (isAmount(options) ? false : undefined),
    }),
  };
  // Without features by name the encoder leaves texts aside, and says so.
  const choice = options.features
    ? { features }
    : { ignore: [...excluded, ...dropped].filter((name) => !labels.includes(name)) };
  const encoderOptions = { labels, ...choice, task, ...scale };
  const split = divide(table, options, rows, seed);
  const { encoder, warnings } = fitEncoder(table, { ...encoderOptions, rows: split.train });
  const samples = {
    train: encoded(encoder, table, split.train, options.weight)!,
    validation: encoded(encoder, table, split.validation, options.weight),
    test: encoded(encoder, table, split.test, options.weight),
  };
  const facts = {
    task: encoder.task,
    rows: split.train.length,
    inputs: encoder.inputs.length,
    outputs: samples.train.Y.rows,
  };
  const recipe = completed(chooseRecipe(recipeName, facts), options, encoder.task);
  for (const part of Object.values(samples)) if (part) checkLabels(recipe.loss, part);
  return {
    task: encoder.task,
    encoder,
    outputs: facts.outputs,
    recipe: {
      ...recipe,
      ...scale,
      scaleLabel: scale.scaleLabel && encoder.task === "regression",
    },
    ...(typeof options.initialisation === "object" ? { init: options.initialisation } : {}),
    split,
    splitKind: isSplit(options.split) ? "given" : (options.split?.kind ?? "random"),
    samples,
    seed,
    fingerprint: fingerprint(Object.values(samples).flatMap(matricesOf)),
    warnings: [
      ...table.warnings,
      ...usable.warnings,
      ...checked.warnings.filter((one) => !overruled.has(one.column ?? "")),
      ...warnings,
      ...duplicatesAcross(table, split, [...encoder.features.map((feature) => feature.name), ...labels]),
    ],
  };
}

/** Whether loss or output know no numbers below 0: such a label keeps its own scale. */
function isAmount({ loss, output }: TrainOptions): boolean {
  if (loss !== undefined && losses[lossSpec(loss).name].labels[0] === 0) return true;
  if (output === undefined) return false;
  const { name } = activationSpec(output);
  return name !== "softmax" && activation(name).range[0] === 0;
}

/** @throws RangeError if a label lies outside what the loss is made for */
function checkLabels({ name }: LossSpec, { Y }: Samples): void {
  const [low, high]: readonly [number, number] = losses[name].labels;
  const bad = Y.data.find((y) => !(y >= low && y <= high));
  if (bad === undefined) return;
  throw new RangeError(
    `Cannot train with loss "${name}": expected labels from ${low} to ${high}, got ${bad}`,
  );
}

/** The recipe with the user's own choices in it. @throws RangeError for choices that do not fit each other */
function completed(recipe: Recipe, options: TrainOptions, task: Task): Recipe {
  const activation = activationSpec(options.activation ?? recipe.hidden[0]?.activation ?? "tanh");
  const layers = options.hidden ?? recipe.hidden.map(({ size }) => size);
  const hidden = layers.map((layer) =>
    typeof layer === "number"
      ? { size: layer, activation }
      : { size: layer.size, activation: activationSpec(layer.activation ?? activation) },
  );
  const output = activationSpec(options.output ?? recipe.output);
  const isOther = output.name !== recipe.output.name;
  const loss = lossSpec(options.loss ?? (isOther ? lossFor(output.name) : recipe.loss));
  const misfit = lossMisfit(loss, output);
  if (misfit !== undefined) throw new RangeError(misfit);
  checkOutput(output, task);
  const { optimizer, patience, maxNorm, clipNorm, clipValue } = options;
  return {
    ...recipe,
    ...given({
      skip: options.skip,
      nets: options.nets,
      learningRate: options.learningRate,
      schedule: options.schedule,
      batch: options.batch,
      epochs: options.epochs,
      goal: options.goal,
      minGradient: options.minGradient,
      dropout: options.dropout,
      l1: options.l1,
      l2: options.l2,
      initialisation: typeof options.initialisation === "string" ? options.initialisation : undefined,
    }),
    ...given({ maxNorm, clipNorm, clipValue }),
    ...(patience === undefined ? {} : { patience: patience === Infinity ? null : patience }),
    ...(optimizer === undefined
      ? {}
      : { optimizer: typeof optimizer === "string" ? { name: optimizer } : optimizer }),
    hidden,
    output,
    loss,
  };
}

/** @throws RangeError if the outputs could not be read as the task wants: classes need probabilities */
function checkOutput({ name }: ActivationSpec, task: Task): void {
  const isFine =
    name === "softmax"
      ? task === "classes"
      : task === "regression" || (activation(name).range[0] >= 0 && activation(name).range[1] <= 1);
  if (isFine) return;
  const wanted = task === "regression" ? "numbers" : task === "binary" ? "one probability" : "probabilities";
  throw new RangeError(`Cannot use output activation "${name}": expected one that gives ${wanted}`);
}

/** Only the entries that have a value. */
function given<T extends Record<string, unknown>>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** Names of columns as the table has them, each once. @throws GradusError for a name that is not there */
function namesOf(table: Table, names: readonly string[]): string[] {
  return [...new Set(names.map((name) => columnNamed(table, name).name))];
}

function isSplit(split: TrainOptions["split"]): split is Split {
  return split !== undefined && "train" in split;
}

/** Columns that say how to train and are no features. */
function reservedColumns({ split, weight }: TrainOptions): string[] {
  const column = isSplit(split) || split?.kind === "time" ? undefined : split?.column;
  return [column, weight].filter((name) => name !== undefined);
}

function divide(table: Table, options: TrainOptions, rows: Int32Array, seed: number): Split {
  if (isSplit(options.split)) return keepUsable(options.split, rows);
  const stratify = labelClasses(table, options, rows);
  return splitRows(table, { seed, rows, ...(stratify ? { stratify } : {}), ...options.split });
}

/** Class of each row of the table, −1 for rows without a label; undefined if the label is a number. */
export function labelClasses(
  table: Table,
  { label, task = "auto" }: Pick<TrainOptions, "label" | "task">,
  rows: Int32Array,
): Int32Array | undefined {
  const labels = typeof label === "string" ? [label] : label;
  const fitted = fitLabels(table, { labels, task, rows });
  if (fitted.task === "regression") return undefined;
  const classes = new Int32Array(table.rows).fill(-1);
  const encoder = { ...fitted, features: [], inputs: [] };
  classesOf(encoder, table, rows).forEach((k, i) => (classes[rows[i]] = k));
  return classes;
}

/** A given split without the rows that have no label. */
function keepUsable(split: Split, rows: Int32Array): Split {
  const usable = new Set(rows);
  return {
    train: split.train.filter((row) => usable.has(row)),
    validation: split.validation.filter((row) => usable.has(row)),
    test: split.test.filter((row) => usable.has(row)),
  };
}

function encoded(encoder: Encoder, table: Table, rows: Int32Array, weight?: string): Samples | null {
  if (rows.length === 0) return null;
  const samples = { X: encodeX(encoder, table, rows), Y: encodeY(encoder, table, rows) };
  return weight === undefined ? samples : { ...samples, weights: weightsOf(table, weight, rows) };
}

/** A row of weight 0 counts as absent. @throws GradusError E204 if that leaves no row */
function weightedRows(table: Table, name: string, rows: Int32Array): Int32Array {
  const weights = weightsOf(table, name, rows);
  const counted = rows.filter((_, i) => weights[i] > 0);
  if (counted.length === 0) throw new GradusError("E204", { column: name }, { file: table.source });
  return counted;
}

function weightsOf(table: Table, name: string, rows: Int32Array): Float64Array {
  const column = columnNamed(table, name);
  if (column.type !== "number") throw new GradusError("E202", { column: name, found: column.type });
  return Float64Array.from(rows, (row) => {
    const w = column.values[row];
    if (!(w >= 0)) throw new GradusError("E203", { column: name, value: w, row: row + 1 });
    return w;
  });
}

/** What training and its metrics depend on: inputs, labels, weights. */
function matricesOf(samples: Samples | null): Matrix[] {
  if (samples === null) return [matrix(0, 0)];
  const { X, Y, weights } = samples;
  return [X, Y, weights ? matrix(1, weights.length, weights) : matrix(0, 0)];
}

/** FNV-1a over the bytes of the matrices, twice with different starts: 64 bits that tell tables apart. */
function fingerprint(matrices: readonly Matrix[]): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (const { rows, cols, data } of matrices) {
    for (const n of [rows, cols]) {
      a = Math.imul(a ^ n, 0x01000193);
      b = Math.imul(b ^ n, 0x0100019d);
    }
    for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) {
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte, 0x0100019d);
    }
  }
  return [a, b].map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
}
