import { aliased, expectedNames, scaleAliases } from "../aliases.js";

/** Ways to bring a column of numbers to the size of 1. */
export type ScaleName = "robust" | "standard" | "minmax" | "none";

const scaleNames = ["robust", "standard", "minmax", "none"] as const satisfies readonly ScaleName[];

/** A scale by its name or by one known from elsewhere. @throws RangeError for an unknown name */
export function scaleNamed(given: string): ScaleName {
  const name = aliased(scaleAliases, given) ?? scaleNames.find((one) => one === given);
  if (name !== undefined) return name;
  throw new RangeError(
    `Cannot use scale "${given}": ${expectedNames(given, scaleNames, Object.keys(scaleAliases))}`,
  );
}

/** `x ← (x − center) / spread`, then, if clip, `x ← x / √(1 + (x/3)²)`, which stays within (−3, 3). */
export interface Scale {
  name: ScaleName;
  /** In the column's unit. */
  center: number;
  /** In the column's unit, greater than 0. */
  spread: number;
  clip: boolean;
}

/** Where the smooth clip flattens: RealMLP, arXiv 2407.04491, §3. */
const CLIP = 3;

/**
 * Learns a scale from the finite values of a column.
 *
 * - `standard`: mean and standard deviation (with n), two passes around the mean, so that large offsets do no harm;
 * - `minmax`: the smallest value becomes −1, the largest 1;
 * - `robust`: median and `q75 − q25`, or half the range where the quartiles meet (RealMLP, arXiv 2407.04491, §3);
 * - `none`: as they are.
 *
 * @param values finite values, in any order
 * @returns null if there are no two different values
 * @throws RangeError if the range of the values exceeds float64
 */
export function fitScale(values: Float64Array, name: ScaleName, clip = name === "robust"): Scale | null {
  const [min, max] = range(values);
  if (!(max > min)) return null;
  if (!Number.isFinite(max - min)) {
    throw new RangeError(`Cannot scale the column: expected a range below 1.8e308, got ${min} … ${max}`);
  }
  if (name === "none") return { name, center: 0, spread: 1, clip };
  if (name === "minmax") return { name, center: min + (max - min) / 2, spread: (max - min) / 2, clip };
  if (name === "standard") return { name, ...moments(values, min, max), clip };
  const sorted = values.toSorted();
  const quartiles = quantile(sorted, 0.75) - quantile(sorted, 0.25);
  return { name, center: quantile(sorted, 0.5), spread: quartiles > 0 ? quartiles : (max - min) / 2, clip };
}

/** The scaled value; finite for every finite x if the scale clips. */
export function scaled(scale: Scale, x: number): number {
  const u = (x - scale.center) / scale.spread;
  if (!scale.clip) return u;
  // Beyond 1e8 the square root adds nothing, and the square might overflow.
  if (Math.abs(u) > 1e8) return Math.sign(u) * CLIP;
  return u / Math.sqrt(1 + (u / CLIP) * (u / CLIP));
}

/** Derivative of `scaled` by x, in 1 per unit of the column: `1 / spread`, times `(1 + (u/3)²)^(−3/2)` if the scale clips. */
export function scaledSlope(scale: Scale, x: number): number {
  if (!scale.clip) return 1 / scale.spread;
  const u = (x - scale.center) / scale.spread / CLIP;
  const q = 1 / (1 + u * u);
  return (q * Math.sqrt(q)) / scale.spread;
}

/** Smallest and largest value; Infinity and −Infinity of no values. */
export function range(values: ArrayLike<number>): [number, number] {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < min) min = values[i]!;
    if (values[i] > max) max = values[i]!;
  }
  return [min, max];
}

/** Quantile by linear interpolation between the sorted values (Hyndman & Fan 1996, type 7). */
export function quantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const low = Math.floor(at);
  const a = sorted[low];
  const b = sorted[Math.min(low + 1, sorted.length - 1)];
  return a + (b - a) * (at - low);
}

/** Mean and standard deviation (with n) of values between min and max, without overflow and without cancellation. */
function moments(values: Float64Array, min: number, max: number): { center: number; spread: number } {
  const width = max - min;
  // In units of the range, from its lower end: every term lies in [0, 1].
  let sum = 0;
  for (const x of values) sum += (x - min) / width;
  const mean = sum / values.length;
  let squares = 0;
  for (const x of values) {
    const deviation = (x - min) / width - mean;
    squares += deviation * deviation;
  }
  return { center: min + mean * width, spread: Math.sqrt(squares / values.length) * width };
}
