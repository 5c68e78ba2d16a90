import { parameterCount } from "../../bp/network.js";
import { isWholeTable, needsCurvature } from "../../optimize/hyperparameters.js";
import type { OptimizerSpec } from "../../optimize/optimizer.js";

/** What a layout is judged by. */
export interface Judged {
  /** Weights and biases. */
  parameters: number;
  /** Mean error over the folds. */
  error: number;
  /** Its standard error, from how the folds differ; null where it cannot be told. */
  standardError: number | null;
}

const SMALL: readonly number[][] = [[], [2], [3], [5], [8], [12], [20], [30], [8, 5], [12, 8]];
const LARGE: readonly number[][] = [[], [4], [8], [16], [32], [64], [16, 8], [32, 16], [64, 32]];
const MOST_CURVED = 700; // parameters: the time of an iteration with JᵀJ grows with their square

/**
 * Hidden layers that are tried where none are named: from none to 30 neurons, and two layers, by rising number of parameters.
 * Methods that set up JᵀJ take at most 700 parameters; Bayesian regularisation bears twice as many parameters as there are labels,
 * Levenberg–Marquardt without it a third as many. The first three are always there.
 *
 * @param optimizer how they are trained
 * @param shape     rows of X, rows of Y, training rows of a fold, whether the nets have a linear skip
 */
export function usualLayouts(
  optimizer: OptimizerSpec,
  { inputs, outputs, rows, skip }: { inputs: number; outputs: number; rows: number; skip: boolean },
): number[][] {
  const labels = rows * outputs;
  const most = { br: Math.min(MOST_CURVED, 2 * labels), lm: Math.min(MOST_CURVED, labels / 3) };
  const limit =
    isWholeTable(optimizer) && needsCurvature(optimizer) ? most[optimizer.name as "br" | "lm"] : Infinity;
  const size = (hidden: number[]): number =>
    parameterCount([inputs, ...hidden, outputs], skip && hidden.length > 0);
  const all = isWholeTable(optimizer) ? SMALL : LARGE;
  return all
    .filter((hidden, i) => i < 3 || size(hidden) <= limit)
    .map((hidden) => [...hidden])
    .toSorted((a, b) => size(a) - size(b));
}

/**
 * The one-standard-error rule: the smallest layout whose error is at most that of the best one and its standard error (Breiman,
 * Friedman, Olshen & Stone 1984, §3.4.3). Of equally many parameters the lower error counts.
 *
 * @returns places of the best and of the recommended layout; undefined if no error is finite
 * @example
 * const judged = [
 *   { parameters: 4, error: 1.3, standardError: 0.1 },
 *   { parameters: 10, error: 1.05, standardError: 0.1 },
 *   { parameters: 22, error: 1, standardError: 0.08 },
 * ]
 * oneStandardError(judged) // { "best": 2, "recommended": 1 }
 */
export function oneStandardError(
  layouts: readonly Judged[],
): { best: number; recommended: number } | undefined {
  const places = [...layouts.keys()].filter((i) => Number.isFinite(layouts[i].error));
  if (places.length === 0) return undefined;
  const by = (first: (one: Judged) => number, second: (one: Judged) => number) => (i: number, j: number) =>
    first(layouts[i]) - first(layouts[j]) || second(layouts[i]) - second(layouts[j]);
  const error = (one: Judged): number => one.error;
  const parameters = (one: Judged): number => one.parameters;
  const [best] = places.toSorted(by(error, parameters));
  const bound = layouts[best].error + (layouts[best].standardError ?? 0);
  const [recommended] = places.filter((i) => layouts[i].error <= bound).toSorted(by(parameters, error));
  return { best, recommended };
}
