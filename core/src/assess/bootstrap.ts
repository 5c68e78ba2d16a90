import { createRandom } from "../random.js";
import { normalBelow, normalQuantile } from "./distributions.js";

/** Bounds between which a value lies, with the confidence asked for. */
export interface Interval {
  lo: number;
  hi: number;
}

/** How confidence intervals are found. */
export interface BootstrapOptions {
  /** @default 0.95 */
  level?: number;
  /** @default 1000; for more than 20,000 rows fewer, down to 200 */
  replicates?: number;
  /** @default 42 */
  seed?: number;
  /** Group of each row: whole groups are drawn, since their rows are not independent. */
  groups?: ArrayLike<number>;
  /** Weight of each row. @default all 1 */
  weights?: ArrayLike<number>;
}

/** Values by name for a weighting of the rows; null where there is none. */
export type Statistic<M extends Record<string, number | null>> = (weights: Float64Array) => M;

const STREAM = 3; // of the seed: folds and splits have others
const DRAWS = 2e7; // rows drawn in all, beyond which there are fewer replicates
const LEAST = 200;
const BLOCKS = 100; // of the jackknife
/** Share of the replicates that must have a value. */
const VALID = 0.95;

/**
 * Confidence intervals by the bootstrap, bias-corrected and accelerated (Efron 1987): rows are drawn with replacement, as
 * counts that weigh them. The acceleration comes from a jackknife over at most 100 blocks of rows. Seeded.
 *
 * @param rows      number of rows
 * @param statistic what is measured; it may not keep the weights, which are used again
 * @returns for each name an interval, or null where the rows have no value or too few of the replicates have one
 * @throws RangeError for a level outside (0, 1) and for less than 1 replicate
 */
export function bootstrap<M extends Record<string, number | null>>(
  rows: number,
  statistic: Statistic<M>,
  options: BootstrapOptions = {},
): Record<keyof M & string, Interval | null> {
  const { level = 0.95, seed = 42, replicates = replicatesFor(rows) } = options;
  check(level, replicates);
  const base = Float64Array.from({ length: rows }, (_, r) => options.weights?.[r] ?? 1);
  const { unitOf, units } = unitsOf(rows, options.groups);
  const estimate = statistic(base);
  const random = createRandom(seed, STREAM);
  const counts = new Float64Array(units);
  const weights = new Float64Array(rows);
  const drawn = Array.from({ length: replicates }, () => {
    counts.fill(0);
    for (let i = 0; i < units; i++) counts[random.integer(units)] += 1;
    for (let r = 0; r < rows; r++) weights[r] = base[r] * counts[unitOf[r]];
    return weights.some((w) => w > 0) ? statistic(weights) : undefined;
  });
  const blocks = Math.min(units, BLOCKS);
  const left = Array.from({ length: blocks }, (_, block) => {
    for (let r = 0; r < rows; r++) weights[r] = unitOf[r] % blocks === block ? 0 : base[r];
    return weights.some((w) => w > 0) ? statistic(weights) : undefined;
  });
  const intervals = Object.keys(estimate).map((name) => {
    const valuesOf = (some: readonly (M | undefined)[]) =>
      Float64Array.from(some.map((one) => one?.[name] ?? Number.NaN).filter(Number.isFinite));
    const value = estimate[name];
    const values = valuesOf(drawn).toSorted();
    const isKnown = value !== null && values.length >= VALID * replicates;
    return [name, isKnown ? accelerated(value, values, valuesOf(left), level) : null] as const;
  });
  return Object.fromEntries(intervals) as Record<keyof M & string, Interval | null>;
}

/** Replicates by default: 1000 up to 20,000 rows. */
export function replicatesFor(rows: number): number {
  return Math.max(LEAST, Math.min(1000, Math.floor(DRAWS / Math.max(rows, 1))));
}

/**
 * Interval of a share by Wilson's score method (1927), which keeps within 0 and 1 and has a width even for 0 of n.
 *
 * @param share 0 … 1
 * @param n     rows, or the effective number of weighted ones
 * @example
 * wilson(0.5, 10) // { lo: 0.23659, hi: 0.76341 }
 */
export function wilson(share: number, n: number, level = 0.95): Interval {
  const z = normalQuantile(1 - (1 - level) / 2);
  const centre = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  // At the ends the bounds are 0 and 1 exactly, which rounding would miss.
  return { lo: share === 0 ? 0 : centre - reach, hi: share === 1 ? 1 : centre + reach };
}

/** BCa interval; the percentile interval where all replicates lie on one side of the estimate. */
function accelerated(value: number, sorted: Float64Array, left: Float64Array, level: number): Interval {
  const below = sorted.reduce((n, x) => n + (x < value ? 1 : x === value ? 0.5 : 0), 0);
  const bias = normalQuantile(below / sorted.length);
  const shift = Number.isFinite(bias) ? bias : 0;
  const a = Number.isFinite(bias) ? acceleration(left) : 0;
  const place = (p: number) => {
    const z = shift + normalQuantile(p);
    return normalBelow(shift + z / (1 - a * z));
  };
  const tail = (1 - level) / 2;
  return { lo: quantile(sorted, place(tail)), hi: quantile(sorted, place(1 - tail)) };
}

/** `Σ d³ / (6 (Σ d²)^1.5)` of the distances d of the values without each block from their mean. */
function acceleration(left: Float64Array): number {
  const mean = left.reduce((sum, x) => sum + x, 0) / left.length;
  let [squares, cubes] = [0, 0];
  for (const x of left) {
    squares += (mean - x) ** 2;
    cubes += (mean - x) ** 3;
  }
  return squares > 0 ? cubes / (6 * squares * Math.sqrt(squares)) : 0;
}

/** Value at a share of the sorted values, linear between them. */
function quantile(sorted: Float64Array, p: number): number {
  const place = Math.min(Math.max(p, 0), 1) * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
}

/** The unit that each row is drawn with: itself, or its group. */
function unitsOf(rows: number, groups?: ArrayLike<number>): { unitOf: Int32Array; units: number } {
  if (groups === undefined) return { unitOf: Int32Array.from({ length: rows }, (_, r) => r), units: rows };
  const numbers = new Map<number, number>();
  const unitOf = Int32Array.from({ length: rows }, (_, r) => {
    const known = numbers.get(groups[r]);
    if (known !== undefined) return known;
    numbers.set(groups[r], numbers.size);
    return numbers.size - 1;
  });
  return { unitOf, units: numbers.size };
}

function check(level: number, replicates: number): void {
  if (!(level > 0 && level < 1))
    throw new RangeError(`Cannot find confidence intervals: expected a level between 0 and 1, got ${level}`);
  if (!Number.isInteger(replicates) || replicates < 1) {
    throw new RangeError(
      `Cannot find confidence intervals: expected at least 1 replicate, got ${replicates}`,
    );
  }
}
