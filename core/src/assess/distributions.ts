import { erf } from "../bp/erf.js";
import { exp, log } from "../elementary.js";

/** Share of the standard normal distribution below x. */
export function normalBelow(x: number): number {
  return (1 + erf(x * Math.SQRT1_2)) / 2;
}

/** Where the share p of the standard normal distribution lies below: the inverse of `normalBelow`. */
export function normalQuantile(p: number): number {
  return inverse(normalBelow, p);
}

/**
 * Share of Student's t distribution below t: `1 − ½ I_x(df/2, ½)` for t ≥ 0, with x = df / (df + t²) (DLMF 8.17.1).
 *
 * @param df degrees of freedom, > 0
 * @example
 * studentBelow(2.262, 9) // 0.9749936
 */
export function studentBelow(t: number, df: number): number {
  if (!Number.isFinite(t)) return t > 0 ? 1 : 0;
  const tail = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
  return t > 0 ? 1 - tail : tail;
}

/**
 * Where the share p of Student's t distribution lies below.
 *
 * @param p  0 < p < 1
 * @param df degrees of freedom, > 0
 */
export function studentQuantile(p: number, df: number): number {
  return inverse((t) => studentBelow(t, df), p);
}

/** The regularised incomplete beta function I_x(a, b), by the continued fraction DLMF 8.17.22. */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast for small x only.
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const logBeta = logGamma(a) + logGamma(b) - logGamma(a + b);
  const front = exp(a * log(x) + b * log(1 - x) - logBeta) / a;
  // Modified Lentz's method (Thompson & Barnett 1986).
  let [c, d] = [1, 1 / (1 - ((a + b) * x) / (a + 1))];
  let fraction = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    fraction *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return front * fraction;
}

/** ln Γ(x) for x > 0: Stirling's series (DLMF 5.11.1) from 15 on, below it by Γ(x + 1) = x Γ(x). */
function logGamma(x: number): number {
  let shift = 0;
  for (; x < 15; x++) shift += log(x);
  const y = 1 / (x * x);
  const series = (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y / 1680))) / x;
  return (x - 0.5) * log(x) - x + 0.9189385332046728 + series - shift; // ½ ln 2π
}

/** x with `below(x) = p`, by halving; `below` rises and is symmetric about 0. */
function inverse(below: (x: number) => number, p: number): number {
  if (Number.isNaN(p) || p <= 0 || p >= 1) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN;
  if (p > 0.5) return -inverse(below, 1 - p); // the lower tail keeps its digits
  if (p === 0.5) return 0;
  let low = -1;
  while (below(low) > p) low *= 2;
  let high = 0;
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (below(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
