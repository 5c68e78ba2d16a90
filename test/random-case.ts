import { expect } from "vitest";
import { losses, type Loss, type LossName } from "../core/src/bp/loss.js";
import { createNetwork, type Network } from "../core/src/bp/network.js";
import type { Samples } from "../core/src/engine/engine.js";
import { matrix, type Matrix } from "../core/src/matrix.js";
import { createRandom, type Random } from "../core/src/random.js";

/** What a random case is made of. */
export interface CaseOptions {
  seed: number;
  sizes: number[];
  rows: number;
  loss: LossName;
  hidden?: string;
  output?: string;
  skip?: boolean;
  /** Whether rows have weights 0, ½, 1, …; the first one's is 1. */
  isWeighted?: boolean;
}

/** A network with normal parameters, normal inputs, and labels in the range of the loss. */
export function randomCase(options: CaseOptions): { network: Network; samples: Samples } {
  const { seed, sizes, rows, loss, hidden = "tanh", output = "identity", skip = false } = options;
  const random = createRandom(seed);
  const network = createNetwork(sizes, { hidden, output, skip });
  for (let k = 0; k < network.parameters.length; k++) network.parameters[k] = 0.7 * random.normal();
  const X = matrix(sizes[0], rows).data.map(() => random.normal());
  const samples: Samples = {
    X: matrix(sizes[0], rows, X),
    Y: labels(random, loss, sizes.at(-1)!, rows),
  };
  if (options.isWeighted) {
    samples.weights = Float64Array.from({ length: rows }, (_, s) => (s === 0 ? 1 : random.integer(5) / 2));
  }
  return { network, samples };
}

function labels(random: Random, loss: LossName, n: number, rows: number): Matrix {
  const { labels: range }: Loss = losses[loss];
  const Y = matrix(n, rows);
  for (let k = 0; k < Y.data.length; k++) {
    Y.data[k] =
      range[0] === -Infinity ? random.normal() : range[1] === 1 ? random.uniform() : random.integer(5);
  }
  if (loss !== "cross_entropy_mean") return Y;
  for (let s = 0; s < rows; s++) {
    let sum = 0;
    for (let k = s; k < Y.data.length; k += rows) sum += Y.data[k];
    for (let k = s; k < Y.data.length; k += rows) Y.data[k] /= sum;
  }
  return Y;
}

/** Compares two vectors by their largest difference, as a share of the largest expected number. */
export function expectClose(
  actual: ArrayLike<number> | number,
  expected: ArrayLike<number> | number,
  tolerance: number,
): void {
  const [a, b] = [actual, expected].map((x) => (typeof x === "number" ? [x] : x));
  expect(a.length).toBe(b.length);
  let [largest, worst] = [0, 0];
  for (let k = 0; k < b.length; k++) largest = Math.max(largest, Math.abs(b[k]));
  const error = (k: number) => (Object.is(a[k], b[k]) ? 0 : Math.abs(a[k] - b[k]));
  for (let k = 0; k < b.length; k++) if (error(k) > error(worst) || Number.isNaN(error(k))) worst = k;
  const isClose = b.length === 0 || error(worst) <= tolerance * largest;
  expect(isClose, `element ${worst}: expected ${b[worst]} ± ${tolerance * largest}, got ${a[worst]}`).toBe(
    true,
  );
}
