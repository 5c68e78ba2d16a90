import { parameterCount } from "../bp/network.js";
import type { ActivationSpec } from "../bp/activation.js";
import type { InitialisationName } from "../bp/initialise.js";
import type { LossName, LossSpec } from "../bp/loss.js";
import type { OptimizerSpec } from "../optimize/optimizer.js";
import type { Schedule } from "../optimize/schedule.js";
import type { Task } from "../table/encode.js";
import type { ScaleName } from "../table/scale.js";
import type { Family } from "./family.js";

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
  /** Networks in the ensemble; each starts from other weights and draws other batches. Without families only. */
  nets: number;
  /**
   * Kinds of networks in the ensemble, each with a recipe of its own and a weight that its errors on unseen rows give; what a family says
   * goes before what is said here. Empty: `nets` networks of one kind, whose best epoch the validation rows choose.
   */
  families: Family[];
  /** Folds of the training rows; 0 without families. */
  folds: number;
  /** Share of the label's range by which a net's prediction may leave it; null: it may be any number. */
  clamp: number | null;
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
  /** Whether scaled numbers pass the smooth clip. */
  clip: boolean;
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
  /** Groups of training rows that belong together, if they were told. @default each row is one */
  groups?: number;
  /** Rows of X. */
  inputs: number;
  /** Rows of Y. */
  outputs: number;
  /** Whether the user's own choices ask for one kind of network, so that no families are wanted. */
  plain: boolean;
  /** Whether all that they ask for is one net, so that it may be the best there is. @default false */
  single?: boolean;
}

/** Training rows up to which families of small networks are trained on all rows at once. */
const SMALL = 2000;

/** Whether the families of a table are small networks that are trained on all rows at once. */
export function isSmall({ rows }: { rows: number }): boolean {
  return rows <= SMALL;
}

/** Whether the rule picks families for a table: known before it is encoded. */
export function hasFamilies(name: RecipeName, { rows }: { rows: number }): boolean {
  return name === "auto" && rows >= 10;
}

/** Scaling is fixed before the table is encoded, all else after. */
export function recipeScale(
  name: RecipeName,
  { rows, plain }: Pick<TableFacts, "rows" | "plain">,
): Pick<Recipe, "scale" | "clip" | "scaleLabel"> {
  if (name === "classic") return { scale: "minmax", clip: false, scaleLabel: true };
  return { scale: plain || !isSmall({ rows }) ? "robust" : "standard", clip: true, scaleLabel: true };
}

/**
 * The rule that picks a recipe, all of it.
 *
 * `auto`, up to 2,000 training rows: families of small networks, see `smallRegression` and `smallClasses`. Each family's nets that leave out
 * a fold predict its rows; from these predictions come the families' weights and the errors that are told.
 *
 * `auto`, more rows: families of larger networks, see `manyRows`.
 *
 * `auto`, one net of numbers, up to 2,000 rows: that of the family `bayes`.
 *
 * `auto` with choices of the user's own for one kind of network, and streamed tables: several networks with two hidden layers and a linear
 * skip, each trained by Adam with β₂ = 0.95 under a one-cycle learning rate and stopped at its best validation loss; the prediction is
 * their mean. Numbers are scaled robustly with a smooth clip (these pieces after RealMLP, Holzmüller et al. 2024, tables B.1 and B.2).
 * Classes overfit sooner: a slower rate, and SiLU, which did better than tanh on sonar.
 *
 * `classic`: one hidden layer of sigmoids, ½Σ(y−h)², plain gradient descent row by row (tutorial §1 to §3).
 *
 * docs/recipes.md has the measurements.
 */
export function chooseRecipe(name: RecipeName, facts: TableFacts): Recipe {
  if (name === "classic") return classic(facts);
  const recipe = automatic(facts);
  if (facts.plain) return { ...recipe, ...(facts.single && isSmall(facts) ? oneNet(facts) : {}) };
  const few = facts.task === "regression" ? smallRegression : smallClasses;
  const families = isSmall(facts) ? few(facts) : manyRows(facts);
  return {
    ...recipe,
    families,
    nets: 0,
    folds: facts.rows <= 500 ? 10 : 5,
    clamp: facts.task === "regression" ? 0.05 : null,
  };
}

const LARGE = 4000; // training rows of a plain recipe from which the cost of an epoch, not the number of rows, is the limit
const FEW = 300; // training rows below which a smaller network is as good and steadier
const WIDE = 40; // inputs from which the first layer alone has enough weights

function automatic({ task, rows, inputs, plain }: TableFacts): Recipe {
  const isLarge = rows > LARGE;
  const sizes = rows < FEW || inputs > WIDE ? [32, 16] : [64, 32];
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
    ...recipeScale("auto", { rows, plain }),
  };
}

const LEAST_PARAMETERS = 60; // of a net, however few the rows
const MOST_PARAMETERS = 700; // of a net by Levenberg–Marquardt: the time of an iteration grows with their square

/**
 * Numbers, few rows: nets of tanh with a linear skip by Levenberg–Marquardt (Hagan & Menhaj 1994), each family for a reason:
 *
 * - `early`: stopped by 15 % of its rows; quick, the first answer
 * - `bayes`: one decay for all weights, by the evidence (MacKay 1992): all rows teach, nothing is to be tuned
 * - `relevance`: a decay for the weights of each input: best where some inputs do not matter
 * - `deep relevance`, from 600 rows on also `deep bayes`: the same with two hidden layers, best where there is little noise
 *
 * A decay for each input leaves the freedom to learn groups of rows by heart, such as one mixture measured at several ages: where there are
 * groups, only as many rows as there are groups, but at least half of them, count as independent in `relevance` and `deep relevance`; and
 * two nets leave out each fold, for the errors on new groups differ more from net to net.
 */
function smallRegression({ rows, groups = rows, inputs, outputs }: TableFacts): Family[] {
  const isWide = inputs > 50;
  const most = Math.min(MOST_PARAMETERS, Math.max(LEAST_PARAMETERS, 4 * rows));
  const fit = (sizes: number[]): number[] => fitting(sizes, { inputs, outputs, most });
  const wide = fit(isWide ? [3] : [rows < 600 ? 10 : 20]);
  const deep = fit(isWide ? [3, 3] : rows < 600 ? [8, 5] : rows < 1100 ? [12, 8] : [16, 12]);
  const each = groups < rows ? 2 : 1;
  const independent = groups < rows ? { independent: Math.max(0.5, groups / rows) } : {};
  const lm = { optimizer: { name: "lm" }, epochs: 200, patience: 6, stop: 0.15, whole: 5, each } as const;
  // Estimated at once: a net of which only a line is left gets no share, and where it fits the others all the same (diabetes, auto mpg) it helps.
  const one = { optimizer: { name: "br", prior: "one", estimateAfter: 0 }, epochs: 120, each } as const;
  const ard = { ...one, optimizer: { ...one.optimizer, prior: "ard", ...independent } } as const;
  return [
    { ...ofTanh("early", wide), ...lm },
    { ...ofTanh("bayes", wide), ...one },
    { ...ofTanh("relevance", wide), ...ard },
    { ...ofTanh("deep relevance", deep), ...ard },
    ...(rows < 600 ? [] : [{ ...ofTanh("deep bayes", deep), ...one }]),
  ];
}

/** One net alone, few rows: of numbers by Bayesian regularisation, of which a single net is better than one that is stopped early. */
function oneNet(facts: TableFacts): Partial<Recipe> {
  if (facts.task !== "regression") return {};
  const { hidden, initialisation, learningRate, schedule, epochs } = smallRegression(facts).find(
    ({ name }) => name === "bayes",
  )!;
  return {
    hidden,
    initialisation,
    optimizer: { name: "br", prior: "one" },
    learningRate,
    schedule,
    epochs,
    batch: Infinity,
    patience: null,
    nets: 1,
  };
}

/** Hidden sizes, lowered until the net has no more parameters than an iteration, and so few rows, can bear. */
function fitting(sizes: number[], bounds: { inputs: number; outputs: number; most: number }): number[] {
  const count = parameterCount([bounds.inputs, ...sizes, bounds.outputs], true);
  if (count <= bounds.most || sizes.every((size) => size <= 2)) return sizes;
  return fitting(
    sizes.map((size) => Math.max(2, size - 1)),
    bounds,
  );
}

function ofTanh(name: string, sizes: number[]): Family {
  return {
    name,
    hidden: sizes.map((size) => ({ size, activation: { name: "tanh" } })),
    initialisation: "nguyen_widrow_standard",
    optimizer: { name: "lm" },
    learningRate: 0.01,
    schedule: { name: "constant" },
    batch: null,
    epochs: 100,
    patience: null,
    l2: 0,
    whole: 3,
    each: 1,
    stop: null,
  };
}

/**
 * Classes, few rows: nets trained on all rows at once by L-BFGS (Nocedal & Wright 2006), whose decay stands for a number of rows: its
 * strength is decay/rows. What is held back too little for one table is right for another, so the families differ in it; their errors on
 * unseen rows choose:
 *
 * - `linear`: logistic regression: best where there is much noise, and ready at once
 * - `smooth`: one layer of tanh
 * - `steady`: one layer of relu with a strong decay: best where there are few rows for many inputs
 * - `deep`: two layers of relu, best where there is little noise
 *
 * @see docs/recipes.md for what they reached
 */
function smallClasses({ rows }: TableFacts): Family[] {
  const family = (name: string, sizes: number[], activation: string, decay: number): Family => ({
    ...ofTanh(name, sizes),
    hidden: sizes.map((size) => ({ size, activation: { name: activation } })),
    initialisation: "glorot_uniform",
    optimizer: { name: "lbfgs" },
    epochs: 100,
    l2: decay / rows,
    whole: 3,
    each: 1,
  });
  return [
    family("linear", [], "tanh", 1),
    family("smooth", [20], "tanh", 1),
    family("steady", [50], "relu", 3),
    family("deep", [30, 30], "relu", 1),
  ];
}

const PASSES = 1.3e6; // rows that a net may pass through, each epoch counting anew, on tables of up to 160,000 rows
const MOST_EMBEDDED = 100; // inputs: the front makes four rows of each

/**
 * Many rows: nets by Adam with β₂ = 0.95 under a learning rate that falls and rises four times (coslog4), each stopped at its best epoch by
 * the fold that it leaves out (RealMLP: Holzmüller, Grinsztajn & Steinwart 2024, tables A.1 and B.1):
 *
 * - `embedded`: a trainable front with periodic embeddings of numbers and a scale for each row, and a trainable share of f in each
 *   neuron; best where the law bends often
 * - `plain`: the tutorial's layers with a linear skip
 *
 * Classes overfit sooner: a slower rate, and dropout that fades out.
 */
function manyRows({ task, rows, inputs }: TableFacts): Family[] {
  const isRegression = task === "regression";
  const name = isRegression ? "mish" : "silu";
  const base: Family = {
    name: "plain",
    hidden: [128, 128].map((size) => ({ size, activation: { name } })),
    initialisation: "glorot_uniform",
    optimizer: { name: "adam", beta2: 0.95 },
    learningRate: isRegression ? 0.01 : 0.004,
    schedule: { name: "coslog4" },
    batch: rows <= 8192 ? 64 : rows <= 50_000 ? 128 : 256,
    epochs: Math.min(64, Math.max(8, Math.round(PASSES / rows))),
    patience: null,
    l2: 0,
    whole: 0,
    each: 1,
    stop: "fold",
    ...(isRegression ? {} : { dropout: 0.15, dropoutSchedule: "flat_cos" }),
  };
  if (inputs > MOST_EMBEDDED) return [base];
  const embedded: Family = {
    ...base,
    name: "embedded",
    hidden: base.hidden.map(({ size }) => ({ size, activation: { name, trainable: true } })),
    skip: false,
    front: { frequencies: 16, width: 4, scale: true, sigma: 0.1 },
    factors: { scale: { learningRate: 6 } },
  };
  return [embedded, base];
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
    ...recipeScale("classic", { rows: 0, plain: true }),
  };
}

/** What follows from the task alone, and the options that no recipe uses by itself. */
function common(
  task: Task,
): Pick<
  Recipe,
  | "output"
  | "loss"
  | "dropout"
  | "l1"
  | "l2"
  | "maxNorm"
  | "clipNorm"
  | "clipValue"
  | "goal"
  | "minGradient"
  | "families"
  | "folds"
  | "clamp"
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
    families: [],
    folds: 0,
    clamp: null,
  };
}

/** The loss that belongs to an output activation. */
export function lossFor(output: string): LossName {
  if (output === "softmax") return "cross_entropy_mean";
  return output === "sigmoid" ? "bce_logits_mean" : "mse_mean";
}
