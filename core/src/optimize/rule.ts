import type { Hyperparameters, FirstOrderName } from "./optimizer.js";

/**
 * One update of a method. The letters are those of the papers.
 *
 * @param w    parameters, written into
 * @param g    gradient, only read
 * @param eta  learning rate
 * @param t    number of the step, from 1
 * @param loss L where g was taken, if the caller knows it
 */
export type Update = (w: Float64Array, g: Float64Array, eta: number, t: number, loss?: number) => void;

/**
 * A method: from its hyperparameters and a memory to its update. The hyperparameters are read anew at each step, because a
 * schedule may change the momentum.
 */
export type Rule<Name extends FirstOrderName> = (
  h: Readonly<Hyperparameters<Name>>,
  memory: Memory,
) => Update;

/** Where a rule keeps what it remembers; all of it goes into a checkpoint. */
export interface Memory {
  /** A vector as long as the parameters, every element `start` at first. */
  vector(name: string, start?: number): Float64Array;
  /** Single numbers, set at first by the rule. */
  scalars: Map<string, number>;
}

/**
 * `x^n` for n = 0, 1, 2, … by repeated squaring, carried along in two doubles: multiplications and additions only, so that
 * every JavaScript engine gives the same bits, which `Math.pow` does not promise. The error is about that of one rounding;
 * RAdam's ρ_t, a small difference of large numbers, shows every bit of it.
 */
export function power(x: number, n: number): number {
  let result: Double = [1, 0];
  let square: Double = [x, 0];
  for (let rest = n; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = times(result, square);
    square = times(square, square);
  }
  return result[0] + result[1];
}

/** The sum of two doubles, the second one below the last place of the first. */
type Double = readonly [high: number, low: number];

const SPLITTER = 134217729; // 2^27 + 1 cuts a double in two halves of 26 bits

/** Product of two such sums. Dekker 1971, with the splitting of Veltkamp; beyond its range the plain product. */
function times([a, aLow]: Double, [b, bLow]: Double): Double {
  const product = a * b;
  const [aHead, bHead] = [head(a), head(b)];
  const [aTail, bTail] = [a - aHead, b - bHead];
  const error = aHead * bHead - product + aHead * bTail + aTail * bHead + aTail * bTail;
  const low = error + a * bLow + aLow * b;
  if (!Number.isFinite(low)) return [product, 0];
  const high = product + low;
  return [high, product - high + low];
}

function head(x: number): number {
  const c = SPLITTER * x;
  return c - (c - x);
}
