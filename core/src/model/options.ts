import "../messages/training.js";
import type { OptimizerAlias, ScaleAlias } from "../aliases.js";
import type { ActivationSpec } from "../bp/activation.js";
import type { Initialisation } from "../bp/initialise.js";
import type { LossName, LossSpec } from "../bp/loss.js";
import type { Engine } from "../engine/engine.js";
import { GradusError } from "../errors.js";
import { nearestName } from "../names.js";
import type { OptimizerName, OptimizerSpec } from "../optimize/optimizer.js";
import type { Schedule } from "../optimize/schedule.js";
import type { ScaleName } from "../table/scale.js";
import type { Split, SplitOptions } from "../table/split.js";
import type { Table } from "../table/table.js";
import type { RecipeName } from "../train/auto.js";
import type { Network } from "../bp/network.js";
import type { Pace } from "../train/watch.js";
import type { Model } from "./model.js";
import type { Progress, Ready } from "./train.js";

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
  /** A name, also one known from elsewhere such as `trainlm`, or a name with hyperparameters. */
  optimizer?: OptimizerName | OptimizerAlias | OptimizerSpec;
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
  scale?: ScaleName | ScaleAlias;
  scaleLabel?: boolean;
  /**
   * What intervals of numbers come from: `errors` of the nets, or nets for quantiles beside them (`cqr`), which make intervals that follow
   * the noise. @default "errors"
   */
  intervalMethod?: "errors" | "cqr";
  /** Share of labels between the quantiles that the nets of `cqr` are trained for. @default 0.9 */
  intervalLevel?: number;
  /** The engine, or those to choose from by their cost. @default the WebAssembly engine, where it can do the work faster */
  engine?: Engine | readonly Engine[];
  /** Nets that are trained at once, in threads of their own where that pays; the result has the same bits. @default all processors */
  threads?: number;
  /** Gets what training will start from, before the first epoch: split, encoder, complete recipe, engine, warnings. */
  onStart?: (ready: Ready) => void;
  onProgress?: (progress: Progress) => void;
  /** Stops after the epoch at work: the model then holds a checkpoint. */
  signal?: { readonly aborted: boolean };
  /** A model that holds a checkpoint: training goes on from there, with the same table and options. */
  resume?: Model;
  /**
   * Told before the first epoch of each net that is trained in this thread (with `threads: 1` of every net): its place among all nets, from
   * 1, and how to get a copy of the network as it stands at any later moment.
   */
  watch?: (net: number, network: () => Network) => void;
  /** Slows the epochs of nets that are trained in this thread down to their batches; the result has the same bits. */
  pace?: Pace;
}

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
  intervalMethod: true,
  intervalLevel: true,
  engine: true,
  threads: true,
  onStart: true,
  onProgress: true,
  signal: true,
  resume: true,
  watch: true,
  pace: true,
};

/** @throws TypeError for what is no table, GradusError E205 without a label, RangeError for an unknown option */
export function checkDoor(table: Table, options: TrainOptions): void {
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
