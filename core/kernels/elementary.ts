export { cos, sin } from "./circular";
import { multiplyAdd } from "./multiply-add";
import { floats, polynomial4, polynomial5, polynomial6, polynomial8 } from "./polynomial";

// All functions take the whole range of float32, subnormal numbers, zeros of both signs, infinities and NaN included.
// The polynomials are minimax fits (Remez exchange, relative error), highest power first. Constants lie in memory because a
// load that fills all lanes is cheaper than a constant made anew at each use.
const ROUND = memory.data<f32>([12582912.0], 4); // 1.5 * 2^23: after adding it a float has no place for fractions
const LN2 = memory.data<f32>([1.442695, 0.693359375, -2.1219444e-4], 4); // 1 / ln 2; ln 2 as a sum, the first part of 9 bits
const EXPM1 = memory.data<f32>([0.0013882555, 0.008366546, 0.0416672, 0.16666543, 0.49999997], 4);
const EXP_RANGE = memory.data<f32>([-104.0, 89.0, -20.0, 20.0], 4); // beyond, exp is 0 or Infinity, expm1 is -1, tanh is 1
const LOG = memory.data<f32>(
  [
    0.07104697, -0.119617134, 0.11886396, -0.12359037, 0.14213453, -0.16670346, 0.20002511, -0.24999973,
    0.33333308,
  ],
  4,
);
const ERF = memory.data<f32>(
  [-0.00060904404, 0.005011978, -0.026778918, 0.11282141, -0.37612525, 0.12837915],
  4,
); // erf(x) / x - 1 by x², x to 0.9
const LOG_ERFC = memory.data<f32>(
  [0.0001971776, -0.0030555706, 0.022276951, -0.1040371, -0.63706005, -1.1277494, -0.00017753172],
  4,
); // ln(1 - erf(x)), x from 0.9 to 3.95
const ERF_RANGE = memory.data<f32>([0.9, 3.95], 4);
const HALF = memory.data<f32>([0.5, 1.0, 2.0, 0.0], 4);
const ONE: usize = HALF + 4;
const TWO: usize = HALF + 8;
const ZERO: usize = HALF + 12;
const TINY: f32 = 2.9802322e-8; // 2^-25: below, x itself is the nearest float to expm1(x) and so on
const SIGN: i32 = 0x80000000;

/** e^x of four floats: 2^n · e^r with |r| ≤ ln 2 / 2 and a polynomial of degree 6. At most 1.1 ulp. */
export function exp(x: v128): v128 {
  return power(x);
}

/** e^x − 1 of four floats, exact near 0: 2^n (e^r − 1) + (2^n − 1). At most 1.7 ulp. */
export function expm1(x: v128): v128 {
  const y = f32x4.pmax(f32x4.pmin(x, floats(EXP_RANGE, 1)), floats(EXP_RANGE, 2));
  const t = multiplyAdd(y, floats(LN2), floats(ROUND));
  const q = fraction(y, f32x4.sub(t, floats(ROUND)));
  // Half of all, because 2^128 is no float.
  const half = exponential(i32x4.sub(exponent(t), i32x4.splat(1)));
  const result = multiplyAdd(half, q, f32x4.sub(half, floats(HALF)));
  const isTiny = f32x4.lt(f32x4.abs(x), f32x4.splat(TINY));
  return v128.bitselect(x, f32x4.add(result, result), isTiny);
}

/** Natural logarithm of four floats: n ln 2 + ln(1 + f), 1 + f from √½ to √2, polynomial of degree 11. At most 0.8 ulp. */
export function log(x: v128): v128 {
  const isSmall = f32x4.lt(x, f32x4.splat(1.1754944e-38)); // subnormal
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608.0)), x, isSmall);
  const bits = i32x4.sub(scaled, i32x4.splat(0x3f3504f3)); // √½
  const n = i32x4.sub(i32x4.shr_s(bits, 23), v128.and(isSmall, i32x4.splat(23)));
  const result = logarithm(f32x4.sub(mantissa(bits), floats(ONE)), f32x4.convert_i32x4_s(n));
  return logLimits(x, x, result);
}

/** ln(1 + x) of four floats, exact near 0: as `log`, with what 1 + x loses by rounding added to f. At most 1.4 ulp. */
export function log1p(x: v128): v128 {
  const u = f32x4.add(x, floats(ONE));
  const bits = i32x4.sub(u, i32x4.splat(0x3f3504f3));
  const n = i32x4.shr_s(bits, 23);
  const lost = f32x4.sub(x, f32x4.sub(u, floats(ONE)));
  const scaled = f32x4.mul(lost, exponential(i32x4.neg(n)));
  const rest = v128.and(scaled, f32x4.lt(x, f32x4.splat(33554432.0))); // from 2^25 on, 1 changes nothing
  const f = f32x4.add(f32x4.sub(mantissa(bits), floats(ONE)), rest);
  const result = logLimits(u, x, logarithm(f, f32x4.convert_i32x4_s(n)));
  return v128.or(result, v128.and(x, i32x4.splat(SIGN))); // log1p(-0) = -0
}

/** Hyperbolic tangent of four floats: e / (e + 2), e = expm1(2 |x|). At most 2.4 ulp. */
export function tanh(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(SIGN));
  const a = f32x4.abs(x);
  const y = f32x4.pmin(f32x4.add(a, a), floats(EXP_RANGE, 3));
  const t = multiplyAdd(y, floats(LN2), floats(ROUND));
  const q = fraction(y, f32x4.sub(t, floats(ROUND)));
  const scale = exponential(exponent(t));
  const e = multiplyAdd(scale, q, f32x4.sub(scale, floats(ONE)));
  return v128.or(f32x4.div(e, f32x4.add(e, floats(TWO))), sign);
}

/** 1 / (1 + e^−x) of four floats: with e = e^−|x|, 1 / (1 + e) where x ≥ 0 and e / (1 + e) below. At most 2.1 ulp. */
export function sigmoid(x: v128): v128 {
  const e = power(v128.or(x, i32x4.splat(SIGN)));
  const above = v128.bitselect(e, floats(ONE), f32x4.lt(x, floats(ZERO)));
  return f32x4.div(above, f32x4.add(e, floats(ONE)));
}

/** ln(1 + e^x) of four floats without overflow: max(x, 0) + ln(1 + e^−|x|). At most 1.7 ulp. */
export function softplus(x: v128): v128 {
  const e = power(v128.or(x, i32x4.splat(SIGN)));
  // ln(1 + e) with e from 0 to 1: above √2 − 1 half of it, so that f is exact.
  const isLarge = f32x4.gt(e, f32x4.splat(0.41421357));
  const half = f32x4.mul(f32x4.sub(e, floats(ONE)), floats(HALF));
  const f = v128.bitselect(half, e, isLarge);
  return f32x4.add(f32x4.pmax(x, floats(ZERO)), logarithm(f, v128.and(isLarge, floats(ONE))));
}

/** Error function of four floats: x + x P(x²) to 0.9, then 1 − e^Q(|x|). At most 1.3 ulp. */
export function erf(x: v128): v128 {
  const sign = v128.and(x, i32x4.splat(SIGN));
  const a = f32x4.pmin(f32x4.abs(x), floats(ERF_RANGE, 1));
  const near = multiplyAdd(a, polynomial5(f32x4.mul(a, a), ERF), a);
  const far = f32x4.sub(floats(ONE), power(polynomial6(a, LOG_ERFC)));
  return v128.or(v128.bitselect(near, far, f32x4.lt(a, floats(ERF_RANGE))), sign);
}

/** e^x over the whole range, in two steps of scaling so that subnormal results are rounded once. */
// @ts-ignore: decorator
@inline
function power(x: v128): v128 {
  const y = f32x4.pmax(f32x4.pmin(x, floats(EXP_RANGE, 1)), floats(EXP_RANGE));
  const t = multiplyAdd(y, floats(LN2), floats(ROUND));
  const p = f32x4.add(fraction(y, f32x4.sub(t, floats(ROUND))), floats(ONE));
  const n = exponent(t);
  const half = i32x4.shr_s(n, 1);
  return f32x4.mul(f32x4.mul(p, exponential(half)), exponential(i32x4.sub(n, half)));
}

/** e^r − 1 with r = x − n ln 2. */
// @ts-ignore: decorator
@inline
function fraction(x: v128, n: v128): v128 {
  const r = multiplyAdd(n, f32x4.neg(floats(LN2, 2)), multiplyAdd(n, f32x4.neg(floats(LN2, 1)), x));
  return multiplyAdd(f32x4.mul(r, r), polynomial4(r, EXPM1), r);
}

/** The integer that stands in the last places of n + 1.5 · 2^23. */
// @ts-ignore: decorator
@inline
function exponent(t: v128): v128 {
  return i32x4.sub(t, floats(ROUND));
}

/** 2^n, n from −126 to 127. */
// @ts-ignore: decorator
@inline
function exponential(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

/** The number from √½ to √2 in bits from which those of √½ were taken. */
// @ts-ignore: decorator
@inline
function mantissa(bits: v128): v128 {
  return i32x4.add(v128.and(bits, i32x4.splat(0x7fffff)), i32x4.splat(0x3f3504f3));
}

/** n ln 2 + ln(1 + f): f − f²/2 + f³ P(f). */
// @ts-ignore: decorator
@inline
function logarithm(f: v128, n: v128): v128 {
  const square = f32x4.mul(f, f);
  const cubic = f32x4.mul(f32x4.mul(square, f), polynomial8(f, LOG));
  const low = f32x4.sub(multiplyAdd(n, floats(LN2, 2), cubic), f32x4.mul(square, floats(HALF)));
  return multiplyAdd(n, floats(LN2, 1), f32x4.add(f, low));
}

/** The logarithm of u where that is a number: −Infinity at 0, NaN below, x itself at Infinity and NaN. */
// @ts-ignore: decorator
@inline
function logLimits(u: v128, x: v128, result: v128): v128 {
  const isZero = f32x4.eq(u, floats(ZERO));
  const isPlain = v128.and(f32x4.gt(u, floats(ZERO)), f32x4.lt(u, f32x4.splat(Infinity)));
  const isBelow = f32x4.lt(u, floats(ZERO));
  const outside = v128.bitselect(f32x4.splat(-Infinity), v128.or(x, isBelow), isZero); // all bits set is a NaN
  return v128.bitselect(result, outside, isPlain);
}
