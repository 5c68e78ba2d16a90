import type { Matrix } from "../matrix.js";
import type { Held, Samples } from "./engine.js";
import { checkPlace, checkSamples } from "./samples.js";

/** Rows that are held as they are given. */
export class HeldSamples implements Held {
  samples: Samples;
  #isOwn = false;
  constructor(samples: Samples) {
    this.samples = samples;
  }
  get count(): number {
    return this.samples.X.cols;
  }
  replace(at: number, given: Samples): void {
    checkSamples(given, this.samples.X.rows, this.samples.Y.rows);
    checkPlace(at, given.X.cols, this.count);
    if (!this.#isOwn) this.samples = copySamples(this.samples);
    this.#isOwn = true;
    const { samples } = this;
    putColumns(samples.X, given.X, at);
    putColumns(samples.Y, given.Y, at);
    if (given.weights) {
      samples.weights ??= new Float64Array(this.count).fill(1);
      samples.weights.set(given.weights, at);
    } else samples.weights?.fill(1, at, at + given.X.cols);
  }
}

function copySamples({ X, Y, weights }: Samples): Samples {
  return {
    X: { ...X, data: X.data.slice() },
    Y: { ...Y, data: Y.data.slice() },
    ...(weights ? { weights: weights.slice() } : {}),
  };
}

/** Writes the columns of a matrix over those of another from `at` on. */
function putColumns(own: Matrix, given: Matrix, at: number): void {
  for (let i = 0; i < own.rows; i++) {
    own.data.set(given.data.subarray(i * given.cols, (i + 1) * given.cols), i * own.cols + at);
  }
}
