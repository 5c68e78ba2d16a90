import type { Hyperparameters, OptimizerName } from "./optimizer.js";

/**
 * One update of a method. The letters are those of the papers.
 *
 * @param w   parameters, written into
 * @param g   gradient, only read
 * @param eta learning rate
 * @param t   number of the step, from 1
 */
export type Update = (w: Float64Array, g: Float64Array, eta: number, t: number) => void;

/**
 * A method: from its hyperparameters and a memory to its update. The hyperparameters are read anew at each step, because a
 * schedule may change the momentum.
 */
export type Rule<Name extends OptimizerName> = (h: Readonly<Hyperparameters<Name>>, memory: Memory) => Update;

/** Where a rule keeps what it remembers; all of it goes into a checkpoint. */
export interface Memory {
  /** A vector as long as the parameters, every element `start` at first. */
  vector(name: string, start?: number): Float64Array;
  /** Single numbers, set at first by the rule. */
  scalars: Map<string, number>;
}

/**
 * `x^n` for n = 0, 1, 2, … by repeated squaring: multiplications only, so that every JavaScript engine gives the same bits,
 * which `Math.pow` does not promise.
 */
export function power(x: number, n: number): number {
  let result = 1;
  let square = x;
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
