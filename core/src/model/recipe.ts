import { aliased, optimizerAliases, type OptimizerAliasMeaning } from "../aliases.js";
import { activation, type ActivationSpec } from "../bp/activation.js";
import { losses, lossMisfit, lossSpec, type LossSpec } from "../bp/loss.js";
import { activationSpec, createNetwork } from "../bp/network.js";
import type { Engine, Samples } from "../engine/engine.js";
import { completeHyperparameters, isWholeTable, needsCurvature } from "../optimize/hyperparameters.js";
import type { OptimizerSpec } from "../optimize/optimizer.js";
import type { Task } from "../table/encode.js";
import { scaleNamed } from "../table/scale.js";
import {
  isSmall,
  lossFor,
  recipeScale,
  type Recipe,
  type RecipeName,
  type TableFacts,
} from "../train/auto.js";
import { trainerOptions } from "../train/fitting.js";
import type { TrainOptions } from "./options.js";

/** Options that say how one kind of network is made and trained; with any of them there are no families. */
const OF_ONE_KIND = [
  "hidden",
  "activation",
  "output",
  "skip",
  "initialisation",
  "loss",
  "nets",
  "optimizer",
  "learningRate",
  "schedule",
  "batch",
  "epochs",
  "patience",
  "goal",
  "minGradient",
  "dropout",
  "l1",
  "l2",
  "maxNorm",
  "clipNorm",
  "clipValue",
] as const satisfies (keyof TrainOptions)[];

/**
 * Whether the user's own choices ask for one kind of network: options of one kind, or engines none of which can train the nets of the
 * families.
 *
 * @param rows training rows
 */
export function isPlain(options: TrainOptions, rows: number): boolean {
  return OF_ONE_KIND.some((name) => options[name] !== undefined) || areLacking(options.engine, rows);
}

/** Whether all that the user's own choices ask for is one net. @param rows training rows */
export function isSingle(options: TrainOptions, rows: number): boolean {
  const asked = OF_ONE_KIND.filter((name) => options[name] !== undefined);
  return options.nets === 1 && asked.length === 1 && !areLacking(options.engine, rows);
}

function areLacking(engine: TrainOptions["engine"], rows: number): boolean {
  if (engine === undefined || typeof engine === "string") return false;
  const engines: readonly Engine[] = "trainer" in engine ? [engine] : engine;
  const isFew = isSmall({ rows });
  const network = createNetwork([1, 1, 1], {
    output: "identity",
    ...(isFew ? {} : { front: { embed: [true] } }),
  });
  const options = trainerOptions(network, 2, {
    loss: "mse_mean",
    ...(isFew
      ? { optimizer: { name: "lm" } }
      : { optimizer: { name: "adam" }, factors: { scale: { learningRate: 6 } } }),
  });
  return engines.every((one) => one.lacks?.(network, options) !== undefined);
}

/** How features and label are scaled: as the recipe says, but for the user's own choices and for labels that are amounts. */
export function chosenScale(
  name: RecipeName,
  facts: Pick<TableFacts, "rows" | "plain">,
  options: TrainOptions,
): Pick<Recipe, "scale" | "clip" | "scaleLabel"> {
  const scaleLabel = options.scaleLabel ?? (isAmount(options) ? false : undefined);
  const scale = options.scale === undefined ? undefined : scaleNamed(options.scale);
  const own = scale === undefined ? {} : { scale, clip: scale === "robust" };
  return { ...recipeScale(name, facts), ...own, ...given({ scaleLabel }) };
}

/** Whether loss or output know no numbers below 0: such a label keeps its own scale. */
function isAmount({ loss, output }: TrainOptions): boolean {
  if (loss !== undefined && losses[lossSpec(loss).name].labels[0] === 0) return true;
  if (output === undefined) return false;
  const { name } = activationSpec(output);
  return name !== "softmax" && activation(name).range[0] === 0;
}

/** @throws RangeError if a label lies outside what the loss is made for */
export function checkLabels({ name }: LossSpec, { Y }: Samples): void {
  const [low, high]: readonly [number, number] = losses[name].labels;
  const bad = Y.data.find((y) => !(y >= low && y <= high));
  if (bad === undefined) return;
  throw new RangeError(
    `Cannot train with loss "${name}": expected labels from ${low} to ${high}, got ${bad}`,
  );
}

/** The recipe with the user's own choices in it. @throws RangeError for choices that do not fit each other */
export function completed(recipe: Recipe, options: TrainOptions, task: Task): Recipe {
  const method = options.optimizer === undefined ? undefined : chosenMethod(options.optimizer);
  const start = method === undefined ? recipe : { ...recipe, ...methodRecipe(method, recipe.name) };
  const activation = activationSpec(options.activation ?? start.hidden[0]?.activation ?? "tanh");
  const layers = options.hidden ?? start.hidden.map(({ size }) => size);
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
  const { patience, maxNorm, clipNorm, clipValue } = options;
  return {
    ...start,
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
    hidden,
    output,
    loss,
  };
}

/** A method that was asked for, and whether its name means that it looks at all rows in every step. */
interface Method {
  optimizer: OptimizerSpec;
  allRows: boolean;
}

/** A method by its name, by one known from elsewhere, or by a name with hyperparameters. @throws RangeError for a name that is unknown */
function chosenMethod(given: NonNullable<TrainOptions["optimizer"]>): Method {
  const spec = typeof given === "string" ? { name: given } : given;
  const meaning = aliased<OptimizerAliasMeaning>(optimizerAliases, spec.name);
  const optimizer = { ...meaning, ...spec, name: meaning?.name ?? spec.name } as OptimizerSpec;
  completeHyperparameters(optimizer);
  const isFromElsewhere = meaning !== undefined && spec.name.startsWith("train");
  return { optimizer, allRows: isFromElsewhere || isWholeTable(optimizer) || optimizer.name === "rprop" };
}

const ITERATIONS = 1000;
const PATIENCE = 50; // iterations: each one looks at all rows
const SECOND_ORDER: Recipe["hidden"] = [{ size: 10, activation: { name: "tanh" } }]; // its cost grows with the cube of the weights

/** What a method changes in a recipe that was made for batches. */
function methodRecipe({ optimizer, allRows }: Method, name: RecipeName): Partial<Recipe> {
  if (!allRows) return { optimizer };
  return {
    optimizer,
    batch: Infinity,
    schedule: { name: "constant" },
    dropout: 0,
    epochs: ITERATIONS,
    patience: PATIENCE,
    ...(name === "auto" && isWholeTable(optimizer) && needsCurvature(optimizer)
      ? { hidden: SECOND_ORDER, initialisation: "nguyen_widrow_standard" }
      : {}),
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
