import { selectColumns, type Matrix } from "../matrix.js";
import { curveOf, presentOf, rowsNear, type Curve } from "./curve.js";
import { encodeValues, type Design } from "./factors.js";
import type { Surface } from "./surface.js";

/** Fewest rows of an interval; it is joined to the next one otherwise. */
const FEWEST = 5;

/**
 * Accumulated local effects (Apley & Zhu 2020, eq. 15 and 16). Between quantiles `z_0 < … < z_K` of the factor,
 * `Δ_k = mean of f(z_k, x_rest) − f(z_(k−1), x_rest)` over the rows with `x_j ∈ (z_(k−1), z_k]`; `g(z_k) = Σ_(l≤k) Δ_l`, less its mean
 * over the rows, `Σ_k (n_k / n) (g(z_(k−1)) + g(z_k)) / 2`. Rows are moved within their interval only, so that factors that vary
 * together do no harm.
 *
 * @param j    number of a factor of numbers or dates
 * @param bins intervals at most
 * @returns the curve at the edges; null if the factor has fewer than two values
 */
export function accumulatedEffects(surface: Surface, design: Design, j: number, bins: number): Curve | null {
  const z = edgesOf(presentOf(design.values[j]), bins);
  return z.length < 2 ? null : effectsBetween(surface, design, j, z);
}

/** The same between given edges, ascending, the first and the last at the ends of the data. */
export function effectsBetween(surface: Surface, design: Design, j: number, z: Float64Array): Curve {
  const [factor, values] = [design.factors[j], design.values[j]];
  const rows = Array.from(values.keys()).filter((s) => !Number.isNaN(values[s]));
  const bin = rows.map((s) => binOf(z, values[s]));
  const part = encodeValues(factor, z);
  const at = (shift: number): Matrix => {
    const X = selectColumns(design.X, rows);
    for (let i = 0; i < factor.count; i++) {
      const to = (factor.from + i) * X.cols;
      bin.forEach((k, s) => (X.data[to + s] = part.data[i * part.cols + k + shift]));
    }
    return X;
  };
  const [low, high] = [surface.answers(at(0)), surface.answers(at(1))];
  const counts = new Float64Array(z.length - 1);
  for (const k of bin) counts[k]++;
  const accumulate = (from: Float64Array, to: Float64Array): Float64Array =>
    accumulated(from, to, bin, counts);
  return curveOf(surface, factor, "ale", values, {
    x: [...z],
    curve: {
      mean: accumulate(low.mean, high.mean),
      each: low.each.map((y, k) => accumulate(y, high.each[k])),
    },
    n: rowsNear(z, values),
  });
}

/** g at the edges, centred. */
function accumulated(
  low: Float64Array,
  high: Float64Array,
  bin: readonly number[],
  counts: Float64Array,
): Float64Array {
  const effects = new Float64Array(counts.length);
  bin.forEach((k, s) => (effects[k] += high[s] - low[s]));
  const g = new Float64Array(counts.length + 1);
  for (let k = 0; k < counts.length; k++) g[k + 1] = g[k] + effects[k] / counts[k];
  let center = 0;
  for (let k = 0; k < counts.length; k++) center += ((counts[k] / bin.length) * (g[k] + g[k + 1])) / 2;
  return g.map((y) => y - center);
}

/**
 * Edges of intervals: the smallest value and quantiles that are values of the data, the k-th with at least the share k / bins of the
 * rows at or below it (Hyndman & Fan 1996, type 1); intervals of fewer than five rows joined to the next.
 */
export function edgesOf(values: Float64Array, bins: number): Float64Array {
  const sorted = values.toSorted();
  const n = sorted.length;
  if (n === 0) return sorted;
  const edges = [sorted[0]];
  let before = 0; // rows up to the last edge
  for (let k = 1; k <= bins; k++) {
    const edge = sorted[Math.max(0, Math.ceil((k * n) / bins) - 1)];
    const upTo = upperBound(sorted, edge);
    if (edge === edges.at(-1) || (upTo - before < FEWEST && k < bins)) continue;
    edges.push(edge);
    before = upTo;
  }
  // What is left at the end is joined to the interval before.
  const last = upperBound(sorted, edges.at(-2) ?? sorted[0]);
  if (edges.length > 2 && n - last < FEWEST) edges.splice(-2, 1);
  return Float64Array.from(edges);
}

/** How many sorted values are at most x. */
function upperBound(sorted: Float64Array, x: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= x) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of the interval `(z_k, z_(k+1)]` of a value; the smallest value belongs to the first. */
function binOf(z: Float64Array, x: number): number {
  let [low, high] = [0, z.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (z[middle] < x) low = middle;
    else high = middle;
  }
  return low;
}
