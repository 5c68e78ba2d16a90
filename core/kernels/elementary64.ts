export { cos64, sin64 } from "./circular64";
import { multiplyAdd64 } from "./multiply-add";
import { doubles, polynomial6, polynomial10, polynomial18 } from "./polynomial64";

// The functions of elementary.ts in double precision, by the same methods, over the whole range of float64. The errors
// were measured at 120 000 points each.
const ROUND = memory.data<f64>([6755399441055744.0], 8); // 1.5 * 2^52: after adding it a double has no place for fractions
const LN2 = memory.data<f64>([1.4426950408889634, 0.6931471803691238, 1.9082149292705877e-10], 8); // 1 / ln 2; ln 2 as a sum
const EXPM1 = memory.data<f64>(
  [
    2.08753443208944e-9, 2.5109023812730992e-8, 2.7557402718045896e-7, 2.755724425616459e-6,
    2.480158717230619e-5, 0.00019841269886071363, 0.0013888888888962565, 0.008333333333321655,
    0.041666666666666505, 0.16666666666666677, 0.5,
  ],
  8,
);
const EXP_RANGE = memory.data<f64>([-746.0, 710.0, -40.0, 40.0], 8); // beyond, exp is 0 or Infinity, expm1 is -1, tanh is 1
const LOG = memory.data<f64>(
  [
    0.14795778206294, 0.15314070178492256, 0.18183563457504154, 0.22222198591947226, 0.28571428742183624,
    0.399999999994157, 0.6666666666666734,
  ],
  8,
); // (ln(1 + f) / s - 2) / s² by s², s = f / (2 + f)
const ERF = memory.data<f64>(
  [
    1.146375610423474e-8, -1.5937599362631436e-7, 1.6430388115868027e-6, -1.4924176629081522e-5,
    0.00012055288776832749, -0.0008548326169079724, 0.005223977615122075, -0.026866170644402453,
    0.11283791670952481, -0.37612638903183715, 0.1283791670955126,
  ],
  8,
); // erf(x) / x - 1 by x², x to 0.75
const LOG_ERFC = memory.data<f64>(
  [
    1.8271059236457037e-12, -7.945327746756731e-11, 1.6190031012893879e-9, -2.053372646627232e-8,
    1.8138448548667455e-7, -1.1806247736698323e-6, 5.817982076790688e-6, -2.1762146058397188e-5,
    5.963198404533837e-5, -0.00010267267022970746, 1.2242804163079094e-5, 0.0005609130309704706,
    -0.0016797711113476744, 0.00020311843405506776, 0.01912934073095352, -0.10277218847090872,
    -0.6366200620752045, -1.1283790925754953, -7.61763048246906e-9,
  ],
  8,
); // ln(1 - erf(x)), x from 0.75 to 6
const ERF_RANGE = memory.data<f64>([0.75, 6.0], 8);
const HALF = memory.data<f64>([0.5, 1.0, 2.0, 0.0], 8);
const ONE: usize = HALF + 8;
const TWO: usize = HALF + 16;
const ZERO: usize = HALF + 24;
const TINY: f64 = 5.551115123125783e-17; // 2^-54: below, x itself is the nearest double to expm1(x) and so on
const SIGN: i64 = 0x8000000000000000;
const ROOT_HALF: i64 = 0x3fe6a09e667f3bcd; // √½

/** e^x of two doubles: 2^n · e^r with |r| ≤ ln 2 / 2 and a polynomial of degree 12. At most 0.9 ulp. */
export function exp64(x: v128): v128 {
  return power(x);
}

/** e^x − 1 of two doubles, exact near 0: 2^n (e^r − 1) + (2^n − 1). At most 1.6 ulp. */
export function expm164(x: v128): v128 {
  const y = f64x2.pmax(f64x2.pmin(x, doubles(EXP_RANGE, 1)), doubles(EXP_RANGE, 2));
  const t = multiplyAdd64(y, doubles(LN2), doubles(ROUND));
  const q = fraction(y, f64x2.sub(t, doubles(ROUND)));
  // Half of all, because 2^1024 is no double.
  const half = exponential(i64x2.sub(t, i64x2.splat(1)));
  const result = multiplyAdd64(half, q, f64x2.sub(half, doubles(HALF)));
  const isTiny = f64x2.lt(f64x2.abs(x), f64x2.splat(TINY));
  return v128.bitselect(x, f64x2.add(result, result), isTiny);
}

/** Natural logarithm of two doubles: n ln 2 + ln(1 + f) with 1 + f from √½ to √2. At most 0.9 ulp. */
export function log64(x: v128): v128 {
  const isSmall = f64x2.lt(x, f64x2.splat(2.2250738585072014e-308)); // subnormal
  const scaled = v128.bitselect(f64x2.mul(x, f64x2.splat(4503599627370496.0)), x, isSmall); // by 2^52
  const bits = i64x2.sub(scaled, i64x2.splat(ROOT_HALF));
  const n = i64x2.sub(i64x2.shr_s(bits, 52), v128.and(isSmall, i64x2.splat(52)));
  return logLimits(x, x, logarithm(f64x2.sub(mantissa(bits), doubles(ONE)), converted(n)));
}

/** ln(1 + x) of two doubles, exact near 0: as `log64`, with what 1 + x loses by rounding added to f. At most 1.4 ulp. */
export function log1p64(x: v128): v128 {
  const u = f64x2.add(x, doubles(ONE));
  const bits = i64x2.sub(u, i64x2.splat(ROOT_HALF));
  const n = i64x2.shr_s(bits, 52);
  const lost = f64x2.sub(x, f64x2.sub(u, doubles(ONE)));
  const scaled = f64x2.mul(lost, exponential(i64x2.neg(n)));
  const rest = v128.and(scaled, f64x2.lt(x, f64x2.splat(18014398509481984.0))); // from 2^54 on, 1 changes nothing
  const f = f64x2.add(f64x2.sub(mantissa(bits), doubles(ONE)), rest);
  const result = logLimits(u, x, logarithm(f, converted(n)));
  return v128.or(result, v128.and(x, i64x2.splat(SIGN))); // log1p(-0) = -0
}

/** Hyperbolic tangent of two doubles: e / (e + 2), e = expm1(2 |x|), with the rounding of e + 2 made good. At most 2 ulp. */
export function tanh64(x: v128): v128 {
  const sign = v128.and(x, i64x2.splat(SIGN));
  const a = f64x2.abs(x);
  const y = f64x2.pmin(f64x2.add(a, a), doubles(EXP_RANGE, 3));
  const t = multiplyAdd64(y, doubles(LN2), doubles(ROUND));
  const q = fraction(y, f64x2.sub(t, doubles(ROUND)));
  const scale = exponential(t);
  const e = multiplyAdd64(scale, q, f64x2.sub(scale, doubles(ONE)));
  return v128.or(quotient(e, e, doubles(TWO)), sign);
}

/** 1 / (1 + e^−x) of two doubles: with e = e^−|x|, 1 / (1 + e) where x ≥ 0 and e / (1 + e) below. At most 2 ulp. */
export function sigmoid64(x: v128): v128 {
  const e = power(v128.or(x, i64x2.splat(SIGN)));
  const above = v128.bitselect(e, doubles(ONE), f64x2.lt(x, doubles(ZERO)));
  return quotient(above, e, doubles(ONE));
}

/** ln(1 + e^x) of two doubles without overflow: max(x, 0) + ln(1 + e^−|x|). At most 1.7 ulp. */
export function softplus64(x: v128): v128 {
  const e = power(v128.or(x, i64x2.splat(SIGN)));
  // ln(1 + e) with e from 0 to 1: above √2 − 1 half of it, so that f is exact.
  const isLarge = f64x2.gt(e, f64x2.splat(0.4142135623730951));
  const half = f64x2.mul(f64x2.sub(e, doubles(ONE)), doubles(HALF));
  const f = v128.bitselect(half, e, isLarge);
  return f64x2.add(f64x2.pmax(x, doubles(ZERO)), logarithm(f, v128.and(isLarge, doubles(ONE))));
}

/** Error function of two doubles: x + x P(x²) to 0.75, then 1 − e^Q(|x|). At most 1.4 ulp. */
export function erf64(x: v128): v128 {
  const sign = v128.and(x, i64x2.splat(SIGN));
  const a = f64x2.pmin(f64x2.abs(x), doubles(ERF_RANGE, 1));
  const near = multiplyAdd64(a, polynomial10(f64x2.mul(a, a), ERF), a);
  const far = f64x2.sub(doubles(ONE), power(polynomial18(a, LOG_ERFC)));
  return v128.or(v128.bitselect(near, far, f64x2.lt(a, doubles(ERF_RANGE))), sign);
}

/** e^x over the whole range, in two steps of scaling so that subnormal results are rounded once. */
// @ts-ignore: decorator
@inline
function power(x: v128): v128 {
  const y = f64x2.pmax(f64x2.pmin(x, doubles(EXP_RANGE, 1)), doubles(EXP_RANGE));
  const t = multiplyAdd64(y, doubles(LN2), doubles(ROUND));
  const p = f64x2.add(fraction(y, f64x2.sub(t, doubles(ROUND))), doubles(ONE));
  const half = i64x2.shr_s(t, 1);
  return f64x2.mul(f64x2.mul(p, exponential(half)), exponential(i64x2.sub(t, half)));
}

/** e^r − 1 with r = x − n ln 2; what r loses by rounding is added last. */
// @ts-ignore: decorator
@inline
function fraction(x: v128, n: v128): v128 {
  const high = f64x2.sub(x, f64x2.mul(n, doubles(LN2, 1)));
  const low = f64x2.mul(n, doubles(LN2, 2));
  const r = f64x2.sub(high, low);
  const lost = f64x2.sub(f64x2.sub(high, r), low);
  return f64x2.add(r, multiplyAdd64(f64x2.mul(r, r), polynomial10(r, EXPM1), lost));
}

/** above / (e + c), with what e + c loses by rounding taken into account; c is a power of two. */
// @ts-ignore: decorator
@inline
function quotient(above: v128, e: v128, c: v128): v128 {
  const below = f64x2.add(e, c);
  const isLarge = f64x2.gt(e, c);
  const big = v128.bitselect(e, c, isLarge);
  const lost = f64x2.sub(v128.bitselect(c, e, isLarge), f64x2.sub(below, big));
  const result = f64x2.div(above, below);
  return f64x2.sub(result, f64x2.mul(result, f64x2.div(lost, below)));
}

/** The double of an integer that is small enough to stand in the last places of 1.5 · 2^52. */
// @ts-ignore: decorator
@inline
function converted(n: v128): v128 {
  return f64x2.sub(i64x2.add(n, doubles(ROUND)), doubles(ROUND));
}

/** 2^n, n from −1022 to 1023 in the last 12 bits: an integer, or the bits of n + 1.5 · 2^52. */
// @ts-ignore: decorator
@inline
function exponential(n: v128): v128 {
  return i64x2.add(i64x2.shl(n, 52), doubles(ONE));
}

/** The number from √½ to √2 in bits from which those of √½ were taken. */
// @ts-ignore: decorator
@inline
function mantissa(bits: v128): v128 {
  return i64x2.add(v128.and(bits, i64x2.splat(0xfffffffffffff)), i64x2.splat(ROOT_HALF));
}

/** n ln 2 + ln(1 + f): with s = f / (2 + f), f − f²/2 + s (f²/2 + s² P(s²)). */
// @ts-ignore: decorator
@inline
function logarithm(f: v128, n: v128): v128 {
  const s = f64x2.div(f, f64x2.add(f, doubles(TWO)));
  const z = f64x2.mul(s, s);
  const half = f64x2.mul(f64x2.mul(f, f), doubles(HALF));
  const sum = multiplyAdd64(z, polynomial6(z, LOG), half);
  const low = f64x2.sub(half, multiplyAdd64(s, sum, f64x2.mul(n, doubles(LN2, 2))));
  return f64x2.sub(f64x2.mul(n, doubles(LN2, 1)), f64x2.sub(low, f));
}

/** The logarithm of u where that is a number: −Infinity at 0, NaN below, x itself at Infinity and NaN. */
// @ts-ignore: decorator
@inline
function logLimits(u: v128, x: v128, result: v128): v128 {
  const isZero = f64x2.eq(u, doubles(ZERO));
  const isPlain = v128.and(f64x2.gt(u, doubles(ZERO)), f64x2.lt(u, f64x2.splat(Infinity)));
  const isBelow = f64x2.lt(u, doubles(ZERO));
  const outside = v128.bitselect(f64x2.splat(-Infinity), v128.or(x, isBelow), isZero); // all bits set is a NaN
  return v128.bitselect(result, outside, isPlain);
}
