import { expectedNames, optimizerAliases } from "../aliases.js";
import type {
  FirstOrderName,
  FirstOrderSpec,
  Hyperparameters,
  OptimizerName,
  OptimizerSpec,
  RpropVariant,
  WholeTableName,
} from "./optimizer.js";
import type { BrSpec, WholeTableSpec } from "./whole-table.js";

type Defaults<Names extends OptimizerName> = {
  readonly [Name in Names]: Readonly<Hyperparameters<Name>>;
};

/** First order: the values of torch 1.13, which are those of the papers where these name any. */
const firstOrderDefaults: Defaults<FirstOrderName> = {
  sgd: { momentum: 0, dampening: 0, nesterov: false, weightDecay: 0 },
  rmsprop: { alpha: 0.99, epsilon: 1e-8, centered: false, momentum: 0, weightDecay: 0 },
  adam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, amsgrad: false, weightDecay: 0 },
  adamw: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, amsgrad: false, weightDecay: 0.01 },
  adamax: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  nadam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, momentumDecay: 0.004, weightDecay: 0 },
  radam: { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
  adagrad: { learningRateDecay: 0, initialAccumulator: 0, epsilon: 1e-10, weightDecay: 0 },
  adadelta: { rho: 0.9, epsilon: 1e-6, weightDecay: 0 },
  rprop: { variant: "irprop-", etaMinus: 0.5, etaPlus: 1.2, stepMin: 1e-6, stepMax: 50 },
};

const damping = { mu: 1e-3, muDecrease: 0.1, muIncrease: 10, muMax: 1e10 };

/** All rows in every iteration: the values of MATLAB's methods of the same kind, or of the papers. */
const wholeTableDefaults: Defaults<WholeTableName> = {
  lm: { ...damping, minGradient: 1e-7, accelerateAfter: 50 },
  br: { prior: "one", ...damping, alpha: 0.01, estimateAfter: 3, independent: 1, tolerance: 1e-4 },
  lbfgs: { history: 10 },
  scg: { sigma: 5e-5, lambda: 5e-7 },
  gdx: { momentum: 0.9, increase: 1.05, decrease: 0.7, maxRise: 1.04 },
};

/** Every hyperparameter of every optimizer with its default. */
export const optimizerDefaults: Defaults<OptimizerName> = { ...firstOrderDefaults, ...wholeTableDefaults };

/** Names of the first-order methods. */
export const firstOrderNames = Object.keys(firstOrderDefaults) as FirstOrderName[];

/** Names of the methods that look at all rows in every iteration. */
export const wholeTableNames = Object.keys(wholeTableDefaults) as WholeTableName[];

/** Names of all optimizers. */
export const optimizerNames: OptimizerName[] = [...firstOrderNames, ...wholeTableNames];

/** Whether a method looks at all rows in every iteration. */
export function isWholeTable(spec: OptimizerSpec): spec is WholeTableSpec {
  return Object.hasOwn(wholeTableDefaults, spec.name);
}

/** Whether a method needs JᵀJ, and so a loss and a size that allow it. */
export function needsCurvature({ name }: WholeTableSpec): boolean {
  return name === "lm" || name === "br";
}

/**
 * The spec, if it is one of a first-order method.
 *
 * @throws RangeError for a method that looks at all rows in every iteration: it takes no steps from a batch's gradient
 */
export function firstOrder(spec: OptimizerSpec): FirstOrderSpec {
  if (!isWholeTable(spec)) return spec;
  throw new RangeError(
    `Cannot take steps with optimizer "${spec.name}": expected one of ${quoted(firstOrderNames)}, got one that needs all rows in every iteration`,
  );
}

interface Range {
  words: string;
  holds(x: number): boolean;
}

const share: Range = { words: "a number ≥ 0 and < 1", holds: (x) => x >= 0 && x < 1 };
const notNegative: Range = { words: "a finite number ≥ 0", holds: (x) => x >= 0 && x < Infinity };
const positive: Range = { words: "a finite number > 0", holds: (x) => x > 0 && x < Infinity };

/** What each numeric hyperparameter may be, by its name, which means the same in every method that is not named before it. */
const ranges: ReadonlyMap<string, Range> = new Map([
  ["momentum", share],
  ["dampening", { words: "a number from 0 to 1", holds: (x) => x >= 0 && x <= 1 }],
  ["alpha", share],
  ["beta1", share],
  ["beta2", share],
  ["rho", share],
  ["epsilon", positive], // a parameter whose gradient stays 0 would become 0 / 0
  ["weightDecay", notNegative],
  ["momentumDecay", notNegative],
  ["learningRateDecay", notNegative],
  ["initialAccumulator", notNegative],
  ["etaMinus", { words: "a number > 0 and < 1", holds: (x) => x > 0 && x < 1 }],
  ["etaPlus", { words: "a finite number > 1", holds: (x) => x > 1 && x < Infinity }],
  ["stepMin", positive],
  ["stepMax", positive],
  ["mu", positive],
  ["muDecrease", { words: "a number > 0 and < 1", holds: (x) => x > 0 && x < 1 }],
  ["muIncrease", { words: "a finite number > 1", holds: (x) => x > 1 && x < Infinity }],
  ["muMax", positive],
  ["minGradient", notNegative],
  ["estimateAfter", { words: "an integer ≥ 0", holds: (x) => Number.isSafeInteger(x) && x >= 0 }],
  ["accelerateAfter", { words: "an integer ≥ 0", holds: (x) => Number.isSafeInteger(x) && x >= 0 }],
  ["br.alpha", positive],
  ["independent", { words: "a number > 0 and ≤ 1", holds: (x) => x > 0 && x <= 1 }],
  ["tolerance", positive],
  ["history", { words: "an integer ≥ 1", holds: (x) => Number.isSafeInteger(x) && x >= 1 }],
  ["sigma", positive],
  ["lambda", positive],
  ["increase", { words: "a finite number ≥ 1", holds: (x) => x >= 1 && x < Infinity }],
  ["decrease", { words: "a number > 0 and < 1", holds: (x) => x > 0 && x < 1 }],
  ["maxRise", { words: "a finite number ≥ 1", holds: (x) => x >= 1 && x < Infinity }],
]);

/** The words that a hyperparameter may be. */
const choices: ReadonlyMap<string, readonly string[]> = new Map([
  ["variant", ["irprop-", "rprop-", "rprop+", "irprop+"] satisfies RpropVariant[]],
  ["prior", ["one", "layer", "ard"] satisfies BrSpec["prior"][]],
]);

/**
 * The hyperparameters of a spec, defaults filled in.
 *
 * @throws RangeError for an unknown method or hyperparameter (the known ones are listed), for a value out of its range, and
 *   for values that exclude each other; TypeError for a value of the wrong type
 * @example
 * completeHyperparameters({ name: "sgd", momentum: 0.9 }).dampening // 0
 */
export function completeHyperparameters(spec: OptimizerSpec): Record<string, number | boolean | string> {
  const { name, ...given } = spec;
  if (!Object.hasOwn(optimizerDefaults, name)) {
    throw new RangeError(
      `Cannot use optimizer "${name}": ${expectedNames(name, optimizerNames, Object.keys(optimizerAliases))}`,
    );
  }
  const complete: Record<string, number | boolean | string> = { ...optimizerDefaults[name] };
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!Object.hasOwn(complete, key)) {
      throw new RangeError(
        `Cannot set "${key}" of optimizer "${name}": expected one of ${quoted(Object.keys(complete))}`,
      );
    }
    checkHyperparameter(name, key, value, typeof complete[key]);
    complete[key] = value;
  }
  checkTogether(name, complete);
  return complete;
}

/**
 * Checks one value.
 *
 * @param wanted type of the default, `"number"`, `"boolean"` or `"string"`
 * @throws as `completeHyperparameters`
 */
export function checkHyperparameter(
  name: string,
  key: string,
  value: number | boolean | string,
  wanted: string,
): void {
  if (typeof value !== wanted) {
    throw new TypeError(
      `Cannot set "${key}" of optimizer "${name}": expected a ${wanted}, got ${String(value)}`,
    );
  }
  const words: readonly string[] | undefined = choices.get(key);
  if (words !== undefined && !words.includes(String(value))) {
    throw new RangeError(
      `Cannot set "${key}" of optimizer "${name}": expected one of ${quoted(words)}, got "${value}"`,
    );
  }
  const range = ranges.get(`${name}.${key}`) ?? ranges.get(key);
  if (typeof value === "number" && range !== undefined && !range.holds(value)) {
    throw new RangeError(`Cannot set "${key}" of optimizer "${name}": expected ${range.words}, got ${value}`);
  }
}

function checkTogether(name: string, h: Record<string, number | boolean | string>): void {
  if (h["nesterov"] === true && (h["momentum"] === 0 || h["dampening"] !== 0)) {
    throw new RangeError(
      `Cannot set "nesterov" of optimizer "${name}": expected momentum > 0 and dampening 0, got ${h["momentum"]} and ${h["dampening"]}`,
    );
  }
  if (name === "rprop" && h["stepMin"] > h["stepMax"]) {
    throw new RangeError(
      `Cannot set "stepMin" of optimizer "rprop": expected at most ${h["stepMax"]}, got ${h["stepMin"]}`,
    );
  }
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
