import { multiplyAdd } from "./multiply-add";
import { floats, polynomial2 } from "./polynomial";

const ROUND: f64 = 6755399441055744.0; // 1.5 * 2^52: after adding it a double has no place for fractions
const QUARTERS: f64 = 0.6366197723675814; // 2 / π
const HALF_PI: f64 = 1.5707963267341256; // π / 2 as a sum of parts; the first two have 33 bits
const HALF_PI_2: f64 = 6.077100506303966e-11;
const HALF_PI_3: f64 = 2.0222662487959506e-21;
const LARGE: f32 = 1048576; // 2^20: from here on, quarter turns are counted in integers
// Minimax fits as in elementary.ts: (sin(r) - r) / r³ and (cos(r) - 1 + r²/2) / r⁴ by r², |r| ≤ π/4.
const SINE = memory.data<f32>([-0.00019515246, 0.00833216, -0.16666655], 4);
const COSINE = memory.data<f32>([2.4433135e-5, -0.0013887316, 0.041666646], 4);
const HALVES = memory.data<f32>([-0.5, 1.0], 4);
/** 2 / π, 32 bits a word, after one word of zeros. */
const TWO_OVER_PI = memory.data<u32>(
  [
    0, 0xa2f9836e, 0x4e441529, 0xfc2757d1, 0xf534ddc0, 0xdb629599, 0x3c439041, 0xfe5163ab, 0xdebbc561,
  ],
  4,
);

/** Sine of four floats: quarter turns are taken off, in doubles to |x| = 2^20 and in integers beyond. At most 1.6 ulp. */
export function sin(x: v128): v128 {
  const isTiny = f32x4.lt(f32x4.abs(x), f32x4.splat(0.000244140625)); // 2^-12
  return v128.bitselect(x, turn(x, 0), isTiny);
}

/** Cosine of four floats, as `sin`. At most 1.6 ulp. */
export function cos(x: v128): v128 {
  return turn(x, 1);
}

/** sin(x + quarters · π/2). */
function turn(x: v128, quarters: i32): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<i64>(x, x, 1, 0));
  const t = rounded(low);
  const u = rounded(high);
  const lows = f32x4.demote_f64x2_zero(rest(low, t));
  const highs = f32x4.demote_f64x2_zero(rest(high, u));
  const r = v128.shuffle<i64>(lows, highs, 0, 2);
  const n = v128.shuffle<i32>(t, u, 0, 2, 4, 6);
  const isLarge = f32x4.ge(f32x4.abs(x), f32x4.splat(LARGE));
  if (v128.any_true(isLarge)) return turnFar(x, quarters, r, n, isLarge);
  return quadrant(r, i32x4.add(n, i32x4.splat(quarters)));
}

/** The number of quarter turns in x, in the last places of a double. */
// @ts-ignore: decorator
@inline
function rounded(x: v128): v128 {
  return f64x2.add(f64x2.mul(x, f64x2.splat(QUARTERS)), f64x2.splat(ROUND));
}

/** What is left of x without those quarter turns. */
// @ts-ignore: decorator
@inline
function rest(x: v128, t: v128): v128 {
  const n = f64x2.sub(t, f64x2.splat(ROUND));
  const a = f64x2.sub(x, f64x2.mul(n, f64x2.splat(HALF_PI)));
  const b = f64x2.sub(a, f64x2.mul(n, f64x2.splat(HALF_PI_2)));
  return f64x2.sub(b, f64x2.mul(n, f64x2.splat(HALF_PI_3)));
}

/** sin(r + n π/2), |r| ≤ π/4. */
// @ts-ignore: decorator
@inline
function quadrant(r: v128, n: v128): v128 {
  const square = f32x4.mul(r, r);
  const s = multiplyAdd(f32x4.mul(square, r), polynomial2(square, SINE), r);
  const half = multiplyAdd(square, floats(HALVES), floats(HALVES, 1));
  const c = multiplyAdd(f32x4.mul(square, square), polynomial2(square, COSINE), half);
  const isOdd = i32x4.ne(v128.and(n, i32x4.splat(1)), i32x4.splat(0));
  return v128.xor(v128.bitselect(c, s, isOdd), i32x4.shl(v128.and(n, i32x4.splat(2)), 30));
}

/** As `turn`, where the large lanes of r and n are still to be found. */
function turnFar(x: v128, quarters: i32, r: v128, n: v128, isLarge: v128): v128 {
  const a = turns(f32x4.extract_lane(x, 0));
  const b = turns(f32x4.extract_lane(x, 1));
  const c = turns(f32x4.extract_lane(x, 2));
  const d = turns(f32x4.extract_lane(x, 3));
  const rests = f32x4(angle(a), angle(b), angle(c), angle(d));
  // Infinity − Infinity makes the NaN that has to come out.
  const far = f32x4.add(rests, f32x4.sub(x, x));
  const counts = i32x4(nearest(a), nearest(b), nearest(c), nearest(d));
  const all = v128.bitselect(counts, n, isLarge);
  return quadrant(v128.bitselect(far, r, isLarge), i32x4.add(all, i32x4.splat(quarters)));
}

/**
 * x · 2/π without whole turns, in units of 2^-62: the mantissa times the bits of 2/π that still count. Payne & Hanek 1983.
 *
 * @param x from 2^20 on
 */
function turns(x: f32): i64 {
  const bits = reinterpret<u32>(x);
  const mantissa = <u64>((bits & 0x7fffff) | 0x800000);
  // The first bit of the table that is worth less than 4 quarters.
  const from = max(<i32>((bits >> 23) & 255) - 150, -3) + 30;
  const at = TWO_OVER_PI + (<usize>(from >> 5) << 2);
  const shift = <u64>(from & 31);
  const next = <u64>load<u32>(at, 8);
  const high = (((<u64>load<u32>(at) << 32) | <u64>load<u32>(at, 4)) << shift) | (next >> (32 - shift));
  const low = <u64>(<u32>((next << shift) | (<u64>load<u32>(at, 12) >> (32 - shift))));
  const product = mantissa * high + ((mantissa * low) >> 32);
  return x < 0 ? -(<i64>product) : <i64>product;
}

/** The angle that goes beyond whole quarters, −π/4 to π/4. */
// @ts-ignore: decorator
@inline
function angle(turns: i64): f32 {
  return <f32>(<f64>((turns << 2) >> 2) * (1.5707963267948966 / 4611686018427387904.0));
}

/** The number of whole quarters. */
// @ts-ignore: decorator
@inline
function nearest(turns: i64): i32 {
  return <i32>((turns + 0x2000000000000000) >> 62);
}
