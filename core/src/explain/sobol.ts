import { matrix, type Matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import { createRandom } from "../random.js";
import { quantile } from "../table/scale.js";
import { chosen, encodeValues, factorsOf, levelsOf, type Factor } from "./factors.js";
import { haltonPoints } from "./halton.js";
import { createSurface, type SurfaceOptions } from "./surface.js";
import { Work, type WorkOptions } from "./work.js";

/** How Sobol indices are estimated. */
export interface SobolSampling extends WorkOptions {
  /** Points of each of the two samples; the function is asked N (p + 2) times. @default 1024 */
  points?: number;
  /** Bootstrap samples for the intervals. @default 200 */
  bootstrap?: number;
  /** @default 0 */
  seed?: number;
}

/** Sobol indices of one factor; the intervals hold 95 % of the bootstrap samples. */
export interface SobolIndex {
  /** Share of the variance that the factor explains alone. */
  first: number;
  firstInterval: [number, number];
  /** Share of the variance in which the factor takes part, alone or with others. */
  total: number;
  totalInterval: [number, number];
}

/** How `sobolIndices` is asked. */
export interface SobolOptions extends SurfaceOptions, SobolSampling {
  /** Factors to give the indices of; all vary. @default all */
  factors?: readonly string[];
  /** Lowest and highest value of factors by their names. @default the range of the training rows; of levels all, equally often */
  ranges?: Readonly<Record<string, readonly [number, number]>>;
}

/** What `sobolIndices` gives. */
export interface Sobol {
  output: string;
  points: number;
  /** Variance of the answers, all factors independent and uniform within their ranges. */
  variance: number;
  factors: (SobolIndex & { factor: string; range: [number, number] | string[] })[];
}

/**
 * Sobol indices of a model: how much of the variance of its answers each factor explains when **all factors vary independently** and
 * uniformly within stated ranges. A question of design, not of data: factors that vary together in the data do not here.
 *
 * @throws RangeError for a range that is empty; GradusError E650 or E651 for an unknown factor or output
 */
export async function sobolIndices(model: Model, options: SobolOptions = {}): Promise<Sobol> {
  const { points = 1024, ranges = {} } = options;
  const surface = createSurface(model, options);
  const factors = factorsOf(model.encoder);
  const bounds = factors.map((factor) => rangeOf(factor, ranges[factor.name]));
  const f = (U: readonly Float64Array[]): Float64Array => surface.answer(encodePoints(factors, bounds, U));
  const which = chosen(factors, options.factors);
  const { variance, indices } = await sobolOf(f, factors.length, options, which);
  return {
    output: surface.output,
    points,
    variance,
    factors: indices.map((index, i) => {
      const j = which[i];
      const levels = levelsOf(factors[j]);
      return { factor: factors[j].name, ...index, range: levels.length > 0 ? levels : bounds[j] };
    }),
  };
}

/**
 * Sobol indices of any function of the unit cube: first order by Saltelli et al. 2010 (table 2 b), total by Jansen 1999 (table 2 f),
 * from two halves of a scrambled Halton sequence.
 *
 * @param f answers for points given as one list of values for each coordinate
 * @param p coordinates
 * @param which coordinates to give the indices of. @default all
 */
export async function sobolOf(
  f: (U: readonly Float64Array[]) => Float64Array,
  p: number,
  options: SobolSampling = {},
  which: readonly number[] = Array.from({ length: p }, (_, j) => j),
): Promise<{ variance: number; indices: SobolIndex[] }> {
  const { points: N = 1024, bootstrap = 200, seed = 0 } = options;
  const work = new Work(which.length + 2, options);
  const U = haltonPoints(N, 2 * p, seed);
  const [A, B] = [U.slice(0, p), U.slice(p)];
  const fA = f(A);
  await work.step();
  const fB = f(B);
  await work.step();
  const fAB: Float64Array[] = [];
  for (const j of which) {
    fAB.push(f(A.with(j, B[j])));
    await work.step();
  }
  const all = Uint32Array.from({ length: N }, (_, i) => i);
  const variance = varianceOf(fA, fB, all);
  const random = createRandom(seed, 13);
  const draws = Array.from({ length: bootstrap }, () => all.map(() => random.integer(N)));
  const variances = draws.map((rows) => varianceOf(fA, fB, rows));
  const indices = fAB.map((fC): SobolIndex => {
    const at = (rows: Uint32Array, V: number): [number, number] => estimate(fA, fB, fC, rows, V);
    const [first, total] = at(all, variance);
    const samples = draws.map((rows, i) => at(rows, variances[i]));
    const interval = (k: 0 | 1): [number, number] => {
      const sorted = Float64Array.from(samples, (sample) => sample[k]).sort();
      return sorted.length === 0 ? [first, first] : [quantile(sorted, 0.025), quantile(sorted, 0.975)];
    };
    return { first, firstInterval: interval(0), total, totalInterval: interval(1) };
  });
  return { variance, indices };
}

/** `S = mean f(B) (f(AB) − f(A)) / V` with f less its mean, `ST = ½ mean (f(A) − f(AB))² / V`, over some rows. */
function estimate(
  fA: Float64Array,
  fB: Float64Array,
  fC: Float64Array,
  rows: Uint32Array,
  V: number,
): [number, number] {
  if (!(V > 0)) return [0, 0];
  const center = (sumOver(fA, rows) + sumOver(fB, rows)) / (2 * rows.length);
  let [first, total] = [0, 0];
  for (const i of rows) {
    const change = fC[i] - fA[i];
    first += (fB[i] - center) * change;
    total += change * change;
  }
  return [first / rows.length / V, total / rows.length / 2 / V];
}

/** Variance of the answers to both samples together. */
function varianceOf(fA: Float64Array, fB: Float64Array, rows: Uint32Array): number {
  const center = (sumOver(fA, rows) + sumOver(fB, rows)) / (2 * rows.length);
  let squares = 0;
  for (const i of rows) squares += (fA[i] - center) ** 2 + (fB[i] - center) ** 2;
  return squares / (2 * rows.length);
}

function sumOver(values: Float64Array, rows: Uint32Array): number {
  let total = 0;
  for (const i of rows) total += values[i];
  return total;
}

function rangeOf(factor: Factor, given: readonly [number, number] | undefined): [number, number] {
  const { feature } = factor;
  if (feature.type !== "number" && feature.type !== "date") return [0, feature.levels.length];
  const [low, high] = given ?? [feature.min, feature.max];
  if (low < high) return [low, high];
  throw new RangeError(`Cannot vary "${factor.name}": expected low < high, got ${low} … ${high}`);
}

/** Points of the unit cube as rows of X: each factor within its bounds, levels by equal shares. */
function encodePoints(
  factors: readonly Factor[],
  bounds: readonly (readonly [number, number])[],
  U: readonly Float64Array[],
): Matrix {
  const rows = factors.reduce((sum, { count }) => sum + count, 0);
  const X = matrix(rows, U[0].length);
  factors.forEach((factor, j) => {
    const [low, high] = bounds[j];
    const inRange = U[j].map((u) => low + (high - low) * u);
    const values = factor.kind === "levels" ? inRange.map(Math.floor) : inRange;
    X.data.set(encodeValues(factor, values).data, factor.from * X.cols);
  });
  return X;
}
