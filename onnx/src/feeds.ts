import { maskBits, type Network, type TrainerOptions } from "gradus";
import type { HeldRows } from "./rows.js";
import { takesViews, type OnnxRuntime, type RuntimeTensor } from "./runtime.js";
import type { BoundMethod } from "./training/methods.js";

/** One update to come: its rows, its numbers, the key of its dropout masks. */
export interface Update {
  rows: Uint32Array;
  /** Sum of the rows' weights. */
  weight: number;
  /** In the order of the method's names. */
  numbers: readonly number[];
  /** Whether a schedule moves the momentum, which is then one of the numbers. */
  moves: boolean;
  key: number;
}

/** What the training graph gets for a number of updates of one size, besides what it carries from step to step. */
export function feedsOf(
  ort: OnnxRuntime,
  held: HeldRows,
  updates: readonly Update[],
  { numberNames }: BoundMethod,
  network: Network,
  { dropout }: TrainerOptions,
): Record<string, RuntimeTensor> {
  const [steps, batch] = [updates.length, updates[0].rows.length];
  const order = new Int32Array(steps * batch);
  updates.forEach(({ rows }, k) => order.set(rows, k * batch));
  const feeds = rowFeeds(ort, held, order);
  feeds["order"] = new ort.Tensor("int32", order, [steps, batch]);
  numberNames.forEach((name, i) => {
    const values = Float32Array.from(updates, ({ numbers }) => numbers[i]);
    feeds[name] = new ort.Tensor("float32", values, [steps]);
  });
  const masked = dropout > 0 ? network.last : 0;
  for (let l = 1; l < masked; l++) {
    const n = network.sizes[l];
    const masks = new Float32Array(steps * batch * n);
    updates.forEach(({ key }, k) => fillMask(masks, k * batch * n, batch, n, l, key, dropout));
    feeds[`mask${l}`] = new ort.Tensor("float32", masks, [steps, batch, n]);
  }
  return feeds;
}

/** X, Y and weights: all rows where they need not be copied, else those of the order, which is then numbered anew. */
function rowFeeds(ort: OnnxRuntime, held: HeldRows, order: Int32Array): Record<string, RuntimeTensor> {
  const isWhole = takesViews(ort);
  const count = isWhole ? held.count : order.length;
  const taken = (source: Float32Array, n: number): RuntimeTensor => {
    return new ort.Tensor("float32", isWhole ? source : gathered(source, n, order), [count, n]);
  };
  const feeds: Record<string, RuntimeTensor> = {
    X: taken(held.X, held.inputs),
    Y: taken(held.Y, held.outputs),
  };
  if (held.weights32 !== undefined) feeds["weights"] = taken(held.weights32, 1);
  if (!isWhole) for (let s = 0; s < order.length; s++) order[s] = s;
  return feeds;
}

function gathered(source: Float32Array, n: number, order: Int32Array): Float32Array {
  const target = new Float32Array(order.length * n);
  for (let s = 0; s < order.length; s++) {
    const from = order[s] * n;
    for (let i = 0; i < n; i++) target[s * n + i] = source[from + i];
  }
  return target;
}

/** Inverted dropout, bit for bit the reference's masks: 0, or 1 / (1 − p). */
function fillMask(
  masks: Float32Array,
  at: number,
  batch: number,
  n: number,
  l: number,
  key: number,
  p: number,
): void {
  const [limit, kept] = [p * 2 ** 32, 1 / (1 - p)];
  for (let s = 0; s < batch; s++) {
    for (let i = 0; i < n; i++) masks[at + s * n + i] = maskBits(key, l, i, s) < limit ? 0 : kept;
  }
}
