import { multiply, matrix, type Matrix } from "../matrix.js";
import { frontPlaces, type Front, type FrontPlace } from "../bp/front.js";
import type { Network } from "../bp/network.js";
import type { Model } from "../model/model.js";
import { chosen, factorsOf, type Factor } from "./factors.js";
import { deviation, mean } from "./statistics.js";
import { createSurface } from "./surface.js";

/** What products of weights say of one factor. */
export interface WeightInfluence {
  factor: string;
  /** Garson: share of the absolute weights, 0 … 1; all shares sum to 1. Mean over the nets, and standard deviation between them. */
  garson: number;
  garsonSd: number | null;
  garsonOfNets: number[];
  /**
   * Olden: sum over all ways from the factor's input to the output of the product of their weights; of more than two levels the
   * largest less the smallest. Mean over the nets, and standard deviation between them.
   */
  olden: number;
  oldenSd: number | null;
  oldenOfNets: number[];
}

/**
 * Influence read off the weights alone, as older papers do: Garson 1991 (Goh 1995), in deep networks with each layer's shares
 * multiplied, and Olden, Joy & Death 2004. They know neither the data nor the saturation of neurons, depend on the start values, and
 * are given so that they can be compared: the standard deviation between nets shows how little they hold. The linear skip counts for
 * Olden; Garson's formula has no place for it.
 *
 * @param options `output` and `factors`: as for `sensitivity`
 */
export function weightInfluence(
  model: Model,
  options: { output?: string; factors?: readonly string[] } = {},
): WeightInfluence[] {
  const { index } = createSurface(model, options);
  const all = factorsOf(model.encoder);
  const factors = chosen(all, options.factors).map((j) => all[j]);
  // The only output of two classes is the probability of the second.
  const row = model.task === "binary" ? 0 : index;
  const sign = model.task === "binary" && index === 0 ? -1 : 1;
  const byNet = model.nets.map(({ network }) => ({
    garson: garson(network, row),
    olden: olden(network, row).map((w) => sign * w),
  }));
  return factors.map((factor) => {
    const garsonOfNets = byNet.map((net) => total(net.garson, factor));
    const oldenOfNets = byNet.map((net) => strength(net.olden, factor));
    return {
      factor: factor.name,
      garson: mean(garsonOfNets),
      garsonSd: deviation(garsonOfNets),
      garsonOfNets,
      olden: mean(oldenOfNets),
      oldenSd: deviation(oldenOfNets),
      oldenOfNets,
    };
  });
}

/**
 * `Q_j = Σ_h |v_h| |w_hj| / Σ_i |w_hi|`, divided by the sum of all Q; of more hidden layers each weight matrix is first divided by its
 * row sums.
 *
 * @param output row of W^last
 * @returns one share for each input
 */
export function garson(network: Network, output: number): Float64Array {
  const { W, last } = network;
  let way = rowOf(last === 1 ? allOfInputs(network) : absolute(W[last]), output);
  for (let l = last - 1; l >= 1; l--)
    way = multiply(way, sharesOfRows(l === 1 ? allOfInputs(network) : absolute(W[l])));
  const sum = way.data.reduce((a, b) => a + b, 0);
  return way.data.map((q) => (sum > 0 ? q / sum : 0));
}

/** `W^last … W² W¹ + W^skip`, the row of one output: one product of weights for each input. */
export function olden(network: Network, output: number): Float64Array {
  const { W, last, skip } = network;
  let way = rowOf(last === 1 ? straightOfInputs(network) : W[last], output);
  for (let l = last - 1; l >= 1; l--) way = multiply(way, l === 1 ? straightOfInputs(network) : W[l]);
  const straight = skip === undefined ? undefined : rowOf(skip, output);
  return way.data.map((w, j) => w + (straight?.data[j] ?? 0));
}

/** `|W¹|` with a column for each input: behind a front the sum over all rows that an input becomes, each with its scale. */
function allOfInputs({ W, front }: Network): Matrix {
  if (front === undefined) return absolute(W[1]);
  const { width } = front.shape;
  return ofInputs(W[1], front, (place, w) => {
    let sum = 0;
    for (let r = 0; r < (place.embedded < 0 ? 1 : width); r++) sum += Math.abs(w(place.row + r));
    return sum;
  });
}

/** W¹ with a column for each input: behind a front the row that is the input itself, with its scale; cosines have no sign. */
function straightOfInputs({ W, front }: Network): Matrix {
  return front === undefined ? W[1] : ofInputs(W[1], front, ({ row }, w) => w(row));
}

function ofInputs(
  W: Matrix,
  { shape, scale }: Front,
  value: (place: FrontPlace, w: (row: number) => number) => number,
): Matrix {
  const places = frontPlaces(shape);
  const M = matrix(W.rows, places.length);
  for (let h = 0; h < W.rows; h++) {
    const w = (row: number): number => (scale?.[row] ?? 1) * W.data[h * W.cols + row];
    places.forEach((place, j) => (M.data[h * M.cols + j] = value(place, w)));
  }
  return M;
}

function rowOf(M: Matrix, i: number): Matrix {
  return matrix(1, M.cols, M.data.slice(i * M.cols, (i + 1) * M.cols));
}

function absolute(M: Matrix): Matrix {
  return { ...M, data: M.data.map(Math.abs) };
}

function sharesOfRows(M: Matrix): Matrix {
  const S = matrix(M.rows, M.cols);
  for (let i = 0; i < M.rows; i++) {
    const row = M.data.subarray(i * M.cols, (i + 1) * M.cols);
    const sum = row.reduce((a, b) => a + b, 0);
    if (sum > 0) row.forEach((w, j) => (S.data[i * M.cols + j] = w / sum));
  }
  return S;
}

function total(ofInputs: Float64Array, { from, count }: Factor): number {
  return ofInputs.subarray(from, from + count).reduce((a, b) => a + b, 0);
}

function strength(ofInputs: Float64Array, { from, feature }: Factor): number {
  if (feature.type !== "category") return ofInputs[from];
  const levels = ofInputs.subarray(from, from + feature.levels.length);
  return Math.max(...levels) - Math.min(...levels);
}
