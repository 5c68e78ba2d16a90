import { forward } from "../bp/forward.js";
import type { Network } from "../bp/network.js";
import { matrix, selectColumns, type Matrix } from "../matrix.js";
import type { Ensemble, WeightedNetwork } from "./engine.js";

const CHUNK = 4096; // rows per forward pass when only predicting: bounds the memory

/** Predicting with the algorithm as it stands in `bp/`, in float64. The networks are used as they are, not copied. */
export function referenceEnsemble(networks: readonly WeightedNetwork[]): Ensemble {
  if (networks.length === 0) throw new RangeError("Cannot predict: expected at least one network, got none");
  return {
    row: (x) => mean(networks, matrix(x.length, 1, x)).data,
    rows: (X) => mean(networks, X),
  };
}

function mean(networks: readonly WeightedNetwork[], X: Matrix): Matrix {
  const { sizes, last } = networks[0].network;
  const sum = matrix(sizes[last], X.cols);
  for (const { network, weight, limits } of networks) {
    const { data } = forwardInChunks(network, X).H;
    for (let i = 0; i < sum.rows; i++) {
      const [low, high] = limits?.[i] ?? [-Infinity, Infinity];
      for (let k = i * X.cols; k < (i + 1) * X.cols; k++) sum.data[k] += weight * within(data[k], low, high);
    }
  }
  return sum;
}

/** Z and H of the last layer for any number of rows, a chunk at a time. */
export function forwardInChunks(network: Network, X: Matrix): { Z: Matrix; H: Matrix } {
  const { last } = network;
  if (X.cols <= CHUNK) {
    const pass = forward(network, X);
    return { Z: pass.Z[last], H: pass.H[last] };
  }
  const n = network.sizes[last];
  const [Z, H] = [matrix(n, X.cols), matrix(n, X.cols)];
  for (let from = 0; from < X.cols; from += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, X.cols - from) }, (_, s) => from + s);
    const pass = forward(network, selectColumns(X, rows));
    for (let i = 0; i < n; i++) {
      const piece = [i * rows.length, (i + 1) * rows.length] as const;
      Z.data.set(pass.Z[last].data.subarray(...piece), i * X.cols + from);
      H.data.set(pass.H[last].data.subarray(...piece), i * X.cols + from);
    }
  }
  return { Z, H };
}

/** The value, or the limit beyond which it lies; NaN stays NaN. */
export function within(value: number, low: number, high: number): number {
  return value < low ? low : value > high ? high : value;
}
