import type { ActivationSpec } from "../bp/activation.js";
import type { InitialisationName } from "../bp/initialise.js";
import type { LossName, LossSpec } from "../bp/loss.js";
import type { OptimizerSpec } from "../optimize/optimizer.js";
import type { Schedule } from "../optimize/schedule.js";
import type { Task } from "../table/encode.js";
import type { ScaleName } from "../table/scale.js";

/** Name of a recipe: `auto` is the best known for the table at hand, `classic` the tutorial to the letter. */
export type RecipeName = "auto" | "classic";

/** Every choice that training makes, each with its value. Printed with the run and stored in the model. */
export interface Recipe {
  name: RecipeName;
  /** Hidden layers, from the input on. */
  hidden: { size: number; activation: ActivationSpec }[];
  output: ActivationSpec;
  /** Linear way from input to output. */
  skip: boolean;
  initialisation: InitialisationName;
  loss: LossSpec;
  /** Networks in the ensemble; each starts from other weights and draws other batches. */
  nets: number;
  optimizer: OptimizerSpec;
  learningRate: number;
  schedule: Schedule;
  /** Rows per update. */
  batch: number;
  epochs: number;
  /** Epochs without a better validation loss before training ends; null: never. */
  patience: number | null;
  dropout: number;
  l1: number;
  l2: number;
  /** null: no limit. */
  maxNorm: number | null;
  clipNorm: number | null;
  clipValue: number | null;
  /** Scaling of the numeric features. */
  scale: ScaleName;
  /** Whether the label is standardised for training; predictions are in its own unit all the same. */
  scaleLabel: boolean;
  goal: number | null;
  minGradient: number | null;
  /** Rows that are held and shuffled at once, where the table is streamed. */
  buffer?: number;
}

/** What the rule looks at. */
export interface TableFacts {
  task: Task;
  /** Training rows. */
  rows: number;
  /** Rows of X. */
  inputs: number;
  /** Rows of Y. */
  outputs: number;
}

/** Scaling is fixed before the table is encoded, all else after. */
export function recipeScale(name: RecipeName): Pick<Recipe, "scale" | "scaleLabel"> {
  return name === "classic" ? { scale: "minmax", scaleLabel: true } : { scale: "robust", scaleLabel: true };
}

/**
 * The rule that picks a recipe, all of it.
 *
 * `auto`: several networks with two hidden layers and a linear skip, each trained by Adam with β₂ = 0.95 under a one-cycle
 * learning rate and stopped at its best validation loss; the prediction is their mean. Numbers are scaled robustly with a
 * smooth clip (these pieces after RealMLP, Holzmüller et al. 2024, tables B.1 and B.2). Classes overfit sooner: a slower
 * rate, and SiLU, which did better than tanh on sonar. docs/recipes.md has the measurements.
 *
 * `classic`: one hidden layer of sigmoids, ½Σ(y−h)², plain gradient descent row by row (tutorial §1 to §3).
 */
export function chooseRecipe(name: RecipeName, facts: TableFacts): Recipe {
  return name === "classic" ? classic(facts) : automatic(facts);
}

const LARGE = 4000; // training rows from which the cost of an epoch, not the number of rows, is the limit
const SMALL = 300; // training rows below which a smaller network is as good and steadier
const WIDE = 40; // inputs from which the first layer alone has enough weights

function automatic({ task, rows, inputs }: TableFacts): Recipe {
  const isLarge = rows > LARGE;
  const sizes = rows < SMALL || inputs > WIDE ? [32, 16] : [64, 32];
  const activation = { name: task === "regression" ? "tanh" : "silu" };
  return {
    ...common(task),
    name: "auto",
    hidden: sizes.map((size) => ({ size, activation })),
    skip: true,
    initialisation: "glorot_uniform",
    nets: isLarge ? 3 : 5,
    optimizer: { name: "adam", beta2: 0.95 },
    learningRate: task === "regression" ? 0.01 : 0.003,
    schedule: { name: "one_cycle", rise: 0.1, divisor: 10, finalDivisor: 1000 },
    batch: isLarge ? 128 : 32,
    epochs: isLarge ? 60 : 300,
    patience: isLarge ? 20 : 60,
    ...recipeScale("auto"),
  };
}

function classic({ task, inputs, outputs }: TableFacts): Recipe {
  const output = task === "regression" ? "identity" : "sigmoid";
  return {
    ...common(task),
    name: "classic",
    hidden: [
      { size: Math.max(3, Math.ceil(Math.sqrt(inputs * outputs)) + 4), activation: { name: "sigmoid" } },
    ],
    output: { name: output },
    skip: false,
    initialisation: "uniform",
    loss: { name: "half_mse_sum" },
    nets: 1,
    optimizer: { name: "sgd" },
    learningRate: 0.1,
    schedule: { name: "constant" },
    batch: 1,
    epochs: 500,
    patience: 50,
    ...recipeScale("classic"),
  };
}

/** What follows from the task alone, and the options that no recipe uses by itself. */
function common(
  task: Task,
): Pick<
  Recipe,
  "output" | "loss" | "dropout" | "l1" | "l2" | "maxNorm" | "clipNorm" | "clipValue" | "goal" | "minGradient"
> {
  const output = { regression: "identity", binary: "sigmoid", classes: "softmax" }[task];
  return {
    output: { name: output },
    loss: { name: lossFor(output) },
    dropout: 0,
    l1: 0,
    l2: 0,
    maxNorm: null,
    clipNorm: null,
    clipValue: null,
    goal: null,
    minGradient: null,
  };
}

/** The loss that belongs to an output activation. */
export function lossFor(output: string): LossName {
  if (output === "softmax") return "cross_entropy_mean";
  return output === "sigmoid" ? "bce_logits_mean" : "mse_mean";
}
