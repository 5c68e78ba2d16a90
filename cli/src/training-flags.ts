import type {
  LossName,
  OptimizerAlias,
  OptimizerName,
  RawTable,
  ScaleName,
  SplitOptions,
  TrainOptions,
} from "gradus";
import { GradusError } from "gradus";
import { enginesNamed, ownEngines, type EngineName } from "./engines.js";
import { readStartValues } from "./init-file.js";
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
  optimizer?: OptimizerName | OptimizerAlias;
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
  /** File of start values, which say all of the network. */
  initFile?: string;
  seed?: number;
  engine?: EngineName;
  threads?: number;
  /** Of `train` alone. */
  intervalMethod?: "errors" | "cqr";
  intervalLevel?: number;
}

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
    optimizer,
    scale,
    scaleLabel: scale === "none" ? false : undefined,
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
    intervalMethod: flags.intervalMethod,
    intervalLevel: flags.intervalLevel,
    ...startOptions(flags),
  };
  return Object.fromEntries(
    Object.entries(options).filter(([, value]) => value !== undefined),
  ) as unknown as TrainOptions;
}

/** What a file of start values says. @throws GradusError E009 (kind "usage") if another flag says it too */
function startOptions({ initFile, hidden, nets }: TrainingFlags): Partial<TrainOptions> {
  if (initFile === undefined) return {};
  const other = hidden === undefined ? nets !== undefined && nets !== 1 && "--nets" : "--hidden";
  if (other) throw new GradusError("E009", { options: `--init-file, ${other}` });
  return readStartValues(initFile);
}

/**
 * The engines to choose from, those that give the same bits everywhere unless the flags name others, and how many nets are trained at once.
 *
 * @throws GradusError E014 (kind "usage")
 */
export async function engineOption({
  engine,
  threads,
}: TrainingFlags): Promise<Pick<TrainOptions, "engine" | "threads">> {
  return {
    engine: engine === undefined ? ownEngines(threads) : await enginesNamed(engine, { threads }),
    ...(threads === undefined ? {} : { threads }),
  };
}

/**
 * Carries out the part of the work in which the library looks at its options; what it finds impossible there is a matter of
 * the flags, not a fault.
 *
 * @param initFile file of the start values, if there is one
 * @throws GradusError E007 (kind "usage") in place of the library's RangeError, E019 if it is about the start values
 */
export async function asUsage<T>(work: () => Promise<T>, initFile?: string): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof RangeError && cause.message.startsWith("Cannot "))) throw cause;
    if (initFile !== undefined && cause.message.startsWith("Cannot set ")) {
      throw new GradusError("E019", { file: initFile, reason: cause.message }, { file: initFile }, { cause });
    }
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
