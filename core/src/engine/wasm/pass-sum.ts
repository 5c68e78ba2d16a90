import type { Loss } from "../../bp/loss.js";
import type { Samples } from "../engine.js";

/** Loss of a pass from those of its batches. */
export class PassSum {
  #total = 0;
  #share = 0;
  readonly #isSum: boolean;
  /** Whether every row had weight 0. */
  isEmpty = true;

  /** @param isSum whether the loss is a sum, divided by nothing */
  constructor(isSum: boolean) {
    this.#isSum = isSum;
  }

  /** Takes the loss of a batch, and the sum of its rows' weights. */
  add(loss: number, weight: number): void {
    this.#total += this.#isSum ? loss : loss * weight;
    this.#share += weight;
    this.isEmpty = false;
  }

  mean(): number {
    return this.#isSum ? this.#total : this.#total / this.#share;
  }
}

/**
 * What each row adds to the loss's divisor: its weight and, for cross-entropy, the weights of its classes.
 *
 * @param factors weight of each output
 * @returns nothing if it is 1 for every row
 */
export function massOf(
  { divide, output }: Loss,
  factors: Float32Array,
  { Y, weights }: Samples,
): Float64Array | undefined {
  if (divide === "none") return undefined;
  if (output !== "softmax") return weights;
  let isOne = true;
  const mass = Float64Array.from({ length: Y.cols }, (_, s) => {
    let sum = 0;
    for (let i = 0; i < Y.rows; i++) sum += factors[i] * Y.data[i * Y.cols + s];
    const own = (weights === undefined ? 1 : weights[s]) * sum;
    if (own !== 1) isOne = false;
    return own;
  });
  return isOne ? undefined : mass;
}
