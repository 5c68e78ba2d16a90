export { cos, sin } from "./circular";
import { multiplyAdd } from "./multiply-add";
import { floats, polynomial4, polynomial5, polynomial6, polynomial8 } from "./polynomial";

// All functions take the whole range of float32, subnormal numbers, zeros of both signs, infinities and NaN included. The errors
// were measured over every float with |x| from 2^-6 to 127 and over every 29th of the others.
// The polynomials are minimax fits (Remez exchange, relative error), highest power first. Constants lie in memory because a
// load that fills all lanes is cheaper than a constant made anew at each use.
export const ROUND = memory.data<f32>([12582912.0], 4); // 1.5 * 2^23: after adding it a float has no place for fractions
const LN2 = memory.data<f32>([0.693359375, -2.1219444e-4], 4); // as a sum, the first part of 9 bits
export const EXP = memory.data<f32>([1.442695, -0.693359375, 2.1219444e-4], 4); // 1 / ln 2; -ln 2 as a sum
export const EXP_RANGE = memory.data<f32>([-104.0, 89.0, -20.0, 20.0], 4); // beyond, exp is 0 or Infinity, expm1 is -1, tanh is 1
// (e^r - 1 - r) / r², |r| ≤ ln 2 / 2
export const EXPM1 = memory.data<f32>([0.0013882555, 0.008366546, 0.0416672, 0.16666543, 0.49999997], 4);
// (ln(1 + f) - f + f²/2) / f³, 1 + f from √½ to √2
const LOG = memory.data<f32>(
  [
    0.07104697, -0.119617134, 0.11886396, -0.12359037, 0.14213453, -0.16670346, 0.20002511, -0.24999973,
    0.33333308,
  ],
  4,
);
// erf(x) / x - 1 by x², x to 0.9
const ERF = memory.data<f32>(
  [-0.00060904404, 0.005011978, -0.026778918, 0.11282141, -0.37612525, 0.12837915],
  4,
);
// ln(1 - erf(x)), x from 0.9 to 3.95
const LOG_ERFC = memory.data<f32>(
  [0.0001971776, -0.0030555706, 0.022276951, -0.1040371, -0.63706005, -1.1277494, -0.00017753172],
  4,
);
const ERF_RANGE = memory.data<f32>([0.9, 3.95], 4);
const HALF = memory.data<f32>([0.5], 4);
export const ONE = memory.data<f32>([1.0], 4);
export const TWO = memory.data<f32>([2.0], 4);
export const ZERO = memory.data<f32>([0.0], 4);
const TINY = memory.data<f32>([2.9802322e-8], 4); // 2^-25: below, x itself is the nearest float to expm1(x)
const NORMAL = memory.data<f32>([1.1754944e-38, 8388608.0], 4); // the smallest normal number; 2^23 makes subnormal ones normal
const BLIND = memory.data<f32>([33554432.0], 4); // 2^25: from here on, adding 1 changes nothing
const SPLIT = memory.data<f32>([0.41421357], 4); // √2 - 1
export const SIGN = memory.data<u32>([0x80000000], 4); // bits
const MANTISSA = memory.data<u32>([0x7fffff], 4);
const ROOT_HALF = memory.data<u32>([0x3f3504f3], 4);
const INFINITIES = memory.data<u32>([0x7f800000, 0xff800000], 4);

/** e^x of four floats: 2^n · e^r with |r| ≤ ln 2 / 2 and a polynomial of degree 6. At most 1.1 ulp. */
export function exp(x: v128): v128 {
  return power(x);
}

/** e^x − 1 of four floats, exact near 0: 2^n (e^r − 1) + (2^n − 1). At most 1.8 ulp. */
export function expm1(x: v128): v128 {
  const y = f32x4.pmax(f32x4.pmin(x, floats(EXP_RANGE, 1)), floats(EXP_RANGE, 2));
  const t = multiplyAdd(y, floats(EXP), floats(ROUND));
  const q = fraction(y, f32x4.sub(t, floats(ROUND)));
  // Half of all, because 2^128 is no float.
  const half = exponential(i32x4.sub(t, i32x4.splat(1)));
  const result = multiplyAdd(half, q, f32x4.sub(half, floats(HALF)));
  const isTiny = f32x4.lt(f32x4.abs(x), floats(TINY));
  return v128.bitselect(x, f32x4.add(result, result), isTiny);
}

/** Natural logarithm of four floats: n ln 2 + ln(1 + f), 1 + f from √½ to √2, polynomial of degree 11. At most 0.9 ulp. */
export function log(x: v128): v128 {
  const isSubnormal = f32x4.lt(x, floats(NORMAL));
  const scaled = v128.bitselect(f32x4.mul(x, floats(NORMAL, 1)), x, isSubnormal);
  const bits = i32x4.sub(scaled, floats(ROOT_HALF));
  const n = i32x4.sub(i32x4.shr_s(bits, 23), v128.and(isSubnormal, i32x4.splat(23)));
  const result = logarithm(f32x4.sub(mantissa(bits), floats(ONE)), f32x4.convert_i32x4_s(n));
  return logLimits(x, x, result);
}

/** ln(1 + x) of four floats, exact near 0: as `log`, with what 1 + x loses by rounding added to f. At most 1.5 ulp. */
export function log1p(x: v128): v128 {
  const u = f32x4.add(x, floats(ONE));
  const bits = i32x4.sub(u, floats(ROOT_HALF));
  const n = i32x4.shr_s(bits, 23);
  const lost = f32x4.sub(x, f32x4.sub(u, floats(ONE)));
  const scaled = f32x4.mul(lost, exponential(i32x4.neg(n)));
  const rest = v128.and(scaled, f32x4.lt(x, floats(BLIND)));
  const f = f32x4.add(f32x4.sub(mantissa(bits), floats(ONE)), rest);
  const result = logLimits(u, x, logarithm(f, f32x4.convert_i32x4_s(n)));
  return v128.or(result, v128.and(x, floats(SIGN))); // log1p(-0) = -0
}

/** Hyperbolic tangent of four floats: e / (e + 2), e = expm1(2 |x|). At most 2.7 ulp. */
// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const sign = v128.and(x, floats(SIGN));
  const a = f32x4.abs(x);
  const y = f32x4.pmin(f32x4.add(a, a), floats(EXP_RANGE, 3));
  const t = multiplyAdd(y, floats(EXP), floats(ROUND));
  const q = fraction(y, f32x4.sub(t, floats(ROUND)));
  const scale = exponential(t);
  const e = multiplyAdd(scale, q, f32x4.sub(scale, floats(ONE)));
  return v128.or(f32x4.div(e, f32x4.add(e, floats(TWO))), sign);
}

/** 1 / (1 + e^−x) of four floats: with e = e^−|x|, 1 / (1 + e) where x ≥ 0 and e / (1 + e) below. At most 2.5 ulp. */
// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  const e = power(v128.or(x, floats(SIGN)));
  const above = v128.bitselect(e, floats(ONE), f32x4.lt(x, floats(ZERO)));
  return f32x4.div(above, f32x4.add(e, floats(ONE)));
}

/** ln(1 + e^x) of four floats without overflow: max(x, 0) + ln(1 + e^−|x|). At most 1.8 ulp. */
export function softplus(x: v128): v128 {
  const e = power(v128.or(x, floats(SIGN)));
  // ln(1 + e) with e from 0 to 1: above √2 − 1 half of it, so that f is exact.
  const isLarge = f32x4.gt(e, floats(SPLIT));
  const half = f32x4.mul(f32x4.sub(e, floats(ONE)), floats(HALF));
  const f = v128.bitselect(half, e, isLarge);
  return f32x4.add(f32x4.pmax(x, floats(ZERO)), logarithm(f, v128.and(isLarge, floats(ONE))));
}

/** Error function of four floats: x + x P(x²) to 0.9, then 1 − e^Q(|x|). At most 1.6 ulp. */
export function erf(x: v128): v128 {
  const sign = v128.and(x, floats(SIGN));
  const a = f32x4.pmin(f32x4.abs(x), floats(ERF_RANGE, 1));
  const near = multiplyAdd(a, polynomial5(f32x4.mul(a, a), ERF), a);
  const far = f32x4.sub(floats(ONE), power(polynomial6(a, LOG_ERFC)));
  return v128.or(v128.bitselect(near, far, f32x4.lt(a, floats(ERF_RANGE))), sign);
}

/** `exp` as a part of the code that calls it: in two steps of scaling, so that subnormal results are rounded once. */
// @ts-ignore: decorator
@inline
export function power(x: v128): v128 {
  const y = f32x4.pmax(f32x4.pmin(x, floats(EXP_RANGE, 1)), floats(EXP_RANGE));
  const t = multiplyAdd(y, floats(EXP), floats(ROUND));
  const p = f32x4.add(fraction(y, f32x4.sub(t, floats(ROUND))), floats(ONE));
  const half = i32x4.shr_s(t, 1);
  return f32x4.mul(f32x4.mul(p, exponential(half)), exponential(i32x4.sub(t, half)));
}

/** e^r − 1 with r = x − n ln 2. */
// @ts-ignore: decorator
@inline
function fraction(x: v128, n: v128): v128 {
  const r = multiplyAdd(n, floats(EXP, 2), multiplyAdd(n, floats(EXP, 1), x));
  return multiplyAdd(f32x4.mul(r, r), polynomial4(r, EXPM1), r);
}

/** 2^n, n from −126 to 127 in the last 9 bits: an integer, or the bits of n + 1.5 · 2^23. */
// @ts-ignore: decorator
@inline
export function exponential(n: v128): v128 {
  return i32x4.add(i32x4.shl(n, 23), floats(ONE));
}

/** The number from √½ to √2 in bits from which those of √½ were taken. */
// @ts-ignore: decorator
@inline
function mantissa(bits: v128): v128 {
  return i32x4.add(v128.and(bits, floats(MANTISSA)), floats(ROOT_HALF));
}

/** n ln 2 + ln(1 + f): f − f²/2 + f³ P(f). */
// @ts-ignore: decorator
@inline
function logarithm(f: v128, n: v128): v128 {
  const square = f32x4.mul(f, f);
  const cubic = f32x4.mul(f32x4.mul(square, f), polynomial8(f, LOG));
  const low = f32x4.sub(multiplyAdd(n, floats(LN2, 1), cubic), f32x4.mul(square, floats(HALF)));
  return multiplyAdd(n, floats(LN2), f32x4.add(f, low));
}

/** The logarithm of u where that is a number: −Infinity at 0, NaN below, x itself at Infinity and NaN. */
// @ts-ignore: decorator
@inline
function logLimits(u: v128, x: v128, result: v128): v128 {
  const isZero = f32x4.eq(u, floats(ZERO));
  const isPlain = v128.and(f32x4.gt(u, floats(ZERO)), f32x4.lt(u, floats(INFINITIES)));
  const isBelow = f32x4.lt(u, floats(ZERO));
  const outside = v128.bitselect(floats(INFINITIES, 1), v128.or(x, isBelow), isZero); // all bits set is a NaN
  return v128.bitselect(result, outside, isPlain);
}
