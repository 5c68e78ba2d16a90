import type { Matrix } from "../../matrix.js";
import type { Samples } from "../engine.js";
import { type Arena, rowBytes } from "./arena.js";
import type { Head64 } from "./loss64.js";

/** Samples are taken by so many at once: a length of rows that every kernel can work on. */
export const STEP = 8;

/** Where the rows to train on lie: each input and each output is one stretch of doubles over all samples. */
export interface Rows64 {
  /** Samples, and samples with those that fill up the last `STEP`; these are copies of the last one, of weight 0. */
  count: number;
  padded: number;
  /** Bytes from one input or output to the next. */
  row: number;
  X: number;
  /** Labels, or smoothed labels. */
  Y: number;
  weights: number;
  /** √ω, for the cross-entropy √(ω Σ q). */
  root: number;
  /** Σ q of each sample. */
  mass: number;
}

/** Finds room for the rows. */
export function placeRows(arena: Arena, { X, Y }: Samples): Rows64 {
  const padded = Math.max(STEP, Math.ceil(X.cols / STEP) * STEP);
  const row = rowBytes(padded);
  return {
    count: X.cols,
    padded,
    row,
    X: arena.take(X.rows * row),
    Y: arena.take(Y.rows * row),
    weights: arena.take(row),
    root: arena.take(row),
    mass: arena.take(row),
  };
}

/** Writes the rows to their place. */
export function writeRows(buffer: ArrayBuffer, rows: Rows64, samples: Samples, head: Head64): void {
  const { count, padded, row } = rows;
  const at = (address: number) => new Float64Array(buffer, address, padded);
  function write(M: Matrix, address: number): void {
    for (let i = 0; i < M.rows; i++) {
      const to = at(address + i * row);
      to.set(M.data.subarray(i * count, (i + 1) * count));
      to.fill(to[count - 1], count);
    }
  }
  write(samples.X, rows.X);
  write(head.labels, rows.Y);
  const [weights, root, mass] = [at(rows.weights), at(rows.root), at(rows.mass)];
  for (let s = 0; s < padded; s++) {
    weights[s] = s < count ? (samples.weights?.[s] ?? 1) : 0;
    mass[s] = 0;
    const real = Math.min(s, count - 1);
    for (let i = 0; i < head.labels.rows; i++) mass[s] += head.labels.data[i * count + real];
    root[s] = Math.sqrt(head.curvature === "softmax" ? weights[s] * mass[s] : weights[s]);
  }
}
