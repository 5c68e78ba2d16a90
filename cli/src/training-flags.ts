import type {
  LossName,
  OptimizerName,
  OptimizerSpec,
  RawTable,
  ScaleName,
  SplitOptions,
  TrainOptions,
} from "gradus";
import { GradusError } from "gradus";
import { enginesNamed, ownEngines, type EngineName } from "./engines.js";
import { columnNames, type TableFlags } from "./input.js";

/** Flags of `train` and `cv`: what is learned, from which rows, by which network and how. */
export interface TrainingFlags extends TableFlags {
  label?: string[];
  features?: string[];
  ignore?: string[];
  weight?: string;
  task?: "reg" | "cls" | "regression" | "classification";
  scale?: ScaleName;
  split?: [number, number, number];
  splitColumn?: string;
  splitGroup?: string[];
  splitGroupExcept?: string[];
  splitTime?: string;
  splitOrder?: boolean;
  hidden?: { neurons: number; activation?: string }[];
  loss?: LossName;
  nets?: number;
  recipe?: "auto" | "classic";
  optimizer?: OptimizerWord;
  lr?: number;
  batch?: number;
  epochs?: number;
  patience?: number;
  goal?: number;
  minGrad?: number;
  time?: number;
  l1?: number;
  l2?: number;
  dropout?: number;
  seed?: number;
  engine?: EngineName;
  threads?: number;
}

/** A name of the library, or one of two usual names for gradient descent with momentum. */
export type OptimizerWord = OptimizerName | "momentum" | "nesterov";

const MOMENTUM = 0.9;

/**
 * The library's options for what the flags say; what they do not say is left to the recipe.
 *
 * @throws GradusError (kind "usage") without a label
 */
export function trainOptions(flags: TrainingFlags, raw: Pick<RawTable, "source" | "columns">): TrainOptions {
  const { label, features, ignore, weight, task, scale, hidden, loss, nets, recipe, optimizer, seed } = flags;
  if (label === undefined) {
    const columns = raw.columns.map((column) => column.name).join(", ");
    throw new GradusError("E008", { file: raw.source, columns });
  }
  const options: { [K in keyof TrainOptions]: TrainOptions[K] | undefined } & Pick<TrainOptions, "label"> = {
    label: columnNames(label, raw),
    features: features && columnNames(features, raw),
    ignore: ignore && columnNames(ignore, raw),
    weight,
    task: task && (task.startsWith("reg") ? "regression" : "classification"),
    split: splitOptions(flags, raw),
    seed,
    recipe,
    hidden: hidden?.map(({ neurons, activation }) =>
      activation === undefined ? neurons : { size: neurons, activation },
    ),
    loss,
    nets,
    optimizer: optimizer && optimizerSpec(optimizer),
    scale,
    learningRate: flags.lr,
    batch: flags.batch,
    epochs: flags.epochs,
    patience: flags.patience,
    goal: flags.goal,
    minGradient: flags.minGrad,
    seconds: flags.time,
    l1: flags.l1,
    l2: flags.l2,
    dropout: flags.dropout,
  };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as TrainOptions;
}

/** The engines to choose from: those that give the same bits everywhere, unless the flags name others. @throws GradusError E014 (kind "usage") */
export async function engineOption({
  engine,
  threads,
}: TrainingFlags): Promise<Pick<TrainOptions, "engine">> {
  return { engine: engine === undefined ? ownEngines(threads) : await enginesNamed(engine, { threads }) };
}

/**
 * Carries out the part of the work in which the library looks at its options; what it finds impossible there is a matter of
 * the flags, not a fault.
 *
 * @throws GradusError E007 (kind "usage") in place of the library's RangeError
 */
export async function asUsage<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof RangeError && cause.message.startsWith("Cannot "))) throw cause;
    throw new GradusError("E007", { reason: cause.message }, {}, { cause });
  }
}

/** How the rows are divided. @throws GradusError (kind "usage") if two ways are asked for */
function splitOptions(flags: TrainingFlags, raw: Pick<RawTable, "columns">): SplitOptions | undefined {
  const { split, splitColumn, splitGroup, splitGroupExcept, splitTime, splitOrder } = flags;
  const ways: [string, SplitOptions][] = [];
  if (splitColumn !== undefined) ways.push(["--split-column", { kind: "column", column: splitColumn }]);
  if (splitGroup !== undefined) ways.push(["--split-group", groupSplit(columnNames(splitGroup, raw))]);
  if (splitGroupExcept !== undefined) {
    const except = columnNames(splitGroupExcept, raw);
    ways.push(["--split-group-except", { kind: "group", except }]);
  }
  if (splitTime !== undefined) ways.push(["--split-time", { kind: "time", column: splitTime }]);
  if (splitOrder === true) ways.push(["--split-order", { kind: "time" }]);
  if (ways.length > 1) throw new GradusError("E009", { options: ways.map(([flag]) => flag).join(", ") });
  const way = ways[0]?.[1];
  if (way?.kind === "column" && split !== undefined)
    throw new GradusError("E009", { options: "--split, --split-column" });
  if (way === undefined && split?.[0] === 1) return { kind: "none" };
  if (split === undefined) return way;
  return { ...way, fractions: split };
}

function groupSplit(columns: string[]): SplitOptions {
  return columns.length === 1 ? { kind: "group", column: columns[0] } : { kind: "group", columns };
}

/** The optimizer of a word. */
export function optimizerSpec(word: OptimizerWord): OptimizerName | OptimizerSpec {
  if (word === "momentum") return { name: "sgd", momentum: MOMENTUM };
  if (word === "nesterov") return { name: "sgd", momentum: MOMENTUM, nesterov: true };
  return word;
}
