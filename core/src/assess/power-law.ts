import { exp, log } from "../elementary.js";

/** `error(n) = a + b n^(−c)`, n rows trained on: what many learning curves follow (Cortes et al. 1994). */
export interface PowerLaw {
  /** Error that no number of rows would go below, ≥ 0. */
  a: number;
  b: number;
  c: number;
  /** Root mean square of the relative distances of the points from the curve. */
  scatter: number;
}

const EXPONENTS = Array.from({ length: 40 }, (_, i) => (i + 1) / 20); // 0.05 … 2

/**
 * The power law nearest to the points, by relative distance: for each exponent of a grid a and b ≥ 0 by least squares.
 *
 * @param rows   rows trained on, > 0
 * @param errors errors, as many, > 0
 * @returns null for fewer than three different numbers of rows, and for errors that are not above 0
 */
export function fitPowerLaw(rows: readonly number[], errors: readonly number[]): PowerLaw | null {
  const isUsable = errors.length === rows.length && errors.every((e) => e > 0 && Number.isFinite(e));
  if (!isUsable || new Set(rows).size < 3) return null;
  const fits = EXPONENTS.map((c) => fitFor(c, rows, errors));
  return fits.reduce((best, fit) => (fit.scatter < best.scatter - 1e-12 ? fit : best));
}

/** Error that the law expects of n rows. */
export function lawAt({ a, b, c }: PowerLaw, n: number): number {
  return a + b * exp(-c * log(n));
}

function fitFor(c: number, rows: readonly number[], errors: readonly number[]): PowerLaw {
  // Relative residuals: (a + b x − e) / e = a u + b v − 1.
  const u = errors.map((e) => 1 / e);
  const v = rows.map((n, i) => exp(-c * log(n)) / errors[i]);
  const dot = (p: readonly number[], q: readonly number[]) => p.reduce((sum, x, i) => sum + x * q[i], 0);
  const total = (p: readonly number[]) => p.reduce((sum, x) => sum + x, 0);
  const [uu, vv, uv] = [dot(u, u), dot(v, v), dot(u, v)];
  const determinant = uu * vv - uv * uv;
  let a = (vv * total(u) - uv * total(v)) / determinant;
  let b = (uu * total(v) - uv * total(u)) / determinant;
  // Outside of a, b ≥ 0 the nearest point lies on the bound.
  if (!(a >= 0)) [a, b] = [0, total(v) / vv];
  else if (!(b >= 0)) [a, b] = [total(u) / uu, 0];
  const squares = u.reduce((sum, x, i) => sum + (a * x + b * v[i] - 1) ** 2, 0);
  return { a, b, c, scatter: Math.sqrt(squares / errors.length) };
}
