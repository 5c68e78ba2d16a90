import type { Samples } from "../../engine/engine.js";
import { forwardInChunks, within } from "../../engine/reference-predict.js";
import { matrix, selectColumns, type Matrix } from "../../matrix.js";
import type { HeldOut, ModelNet } from "../model.js";

/** What an ensemble answers: the weighted mean of its nets, and how far they differ. */
export interface MeanAndSpread {
  /** Outputs × rows. */
  H: Matrix;
  /** Weighted standard deviation of the nets' outputs, outputs × rows. */
  spread: Matrix;
}

/** Mean and spread of the nets' outputs within their limits. @param nets their weights sum to 1 */
export function meanAndSpread(nets: readonly ModelNet[], X: Matrix): MeanAndSpread {
  const outputs = nets.map(({ network, limits }) => {
    const { H } = forwardInChunks(network, X);
    const data = H.data.map((h, k) => {
      const [low, high] = limits?.[Math.trunc(k / X.cols)] ?? [-Infinity, Infinity];
      return within(h, low, high);
    });
    return { rows: H.rows, data };
  });
  const [H, spread] = [matrix(outputs[0].rows, X.cols), matrix(outputs[0].rows, X.cols)];
  outputs.forEach(({ data }, n) => {
    for (let k = 0; k < data.length; k++) H.data[k] += nets[n].weight * data[k];
  });
  outputs.forEach(({ data }, n) => {
    for (let k = 0; k < data.length; k++) spread.data[k] += nets[n].weight * (data[k] - H.data[k]) ** 2;
  });
  for (let k = 0; k < spread.data.length; k++) spread.data[k] = Math.sqrt(spread.data[k]);
  return { H, spread };
}

/**
 * The nets that never saw a fold, each with its weight in `μ₋ₖ`: a family counts there as much as it does in the model.
 *
 * @returns none if a family that counts has no net without the fold
 */
export function netsWithout(nets: readonly ModelNet[], fold: number): ModelNet[] {
  const families = [...new Set(nets.map(({ family }) => family))];
  const parts = families.map((family) => {
    const own = nets.filter((net) => net.family === family);
    const blind = own.filter((net) => net.fold === fold);
    const share = own.reduce((sum, { weight }) => sum + weight, 0);
    return blind.map((net) => ({ ...net, weight: share / blind.length }));
  });
  return parts.some((part) => part.length === 0) ? [] : parts.flat();
}

/** How far the nets differ that have not seen a row, for each row; nothing if there is only one such net. */
export function unseenSpread(nets: readonly ModelNet[], X: Matrix, fold: Int32Array): Matrix | undefined {
  let all: Matrix | undefined;
  for (let k = 0; k <= Math.max(...fold); k++) {
    const rows = Array.from(fold.keys()).filter((s) => fold[s] === k);
    const blind = netsWithout(nets, k);
    if (blind.length < 2 || rows.length === 0) continue;
    const { spread } = meanAndSpread(blind, selectColumns(X, rows));
    all ??= matrix(spread.rows, fold.length);
    for (let i = 0; i < spread.rows; i++) {
      for (let s = 0; s < rows.length; s++) {
        all.data[i * fold.length + rows[s]] = spread.data[i * rows.length + s];
      }
    }
  }
  return all;
}

const MOST_SCATTERED = 2000; // rows: enough for a mean

/**
 * Mean square by which the nets without a fold differ from the whole ensemble, for each output, on rows of the other folds. Rows that
 * taught the nets hold them together, so that on new rows it is larger.
 *
 * @returns undefined if a fold has no nets of its own
 */
export function scatterOf(nets: readonly ModelNet[], X: Matrix, fold: Int32Array): Float64Array | undefined {
  const step = Math.max(1, fold.length / MOST_SCATTERED);
  const rows = Array.from({ length: Math.floor(fold.length / step) }, (_, i) => Math.floor(i * step));
  const part = selectColumns(X, rows);
  const all = meanAndSpread(nets, part).H;
  const sums = new Float64Array(all.rows);
  let count = 0;
  for (let k = 0; k <= Math.max(...fold); k++) {
    const blind = netsWithout(nets, k);
    if (blind.length === 0) return undefined;
    const { H } = meanAndSpread(blind, part);
    rows.forEach((row, s) => {
      if (fold[row] === k) return;
      count++;
      for (let i = 0; i < H.rows; i++) sums[i] += (H.data[i * H.cols + s] - all.data[i * H.cols + s]) ** 2;
    });
  }
  return count === 0 ? undefined : sums.map((sum) => sum / count);
}

const MOST_ROWS = 5000; // more make the file larger, and the intervals hardly better

/** What a model without folds predicts for its test rows, or else for its validation rows; 5,000 of them at most. */
export function heldOutOf(
  nets: readonly ModelNet[],
  { test, validation }: Record<"test" | "validation", Samples | null>,
): HeldOut | undefined {
  const part = test === null ? "validation" : "test";
  const samples = test ?? validation;
  if (samples === null) return undefined;
  const n = samples.X.cols;
  const step = Math.max(1, n / MOST_ROWS);
  const rows = Array.from({ length: Math.min(n, MOST_ROWS) }, (_, i) => Math.floor(i * step));
  const { H, spread } = meanAndSpread(nets, selectColumns(samples.X, rows));
  return { part, Y: selectColumns(samples.Y, rows), H, ...(nets.length > 1 ? { spread } : {}) };
}
