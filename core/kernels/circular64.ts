import { multiplyAdd64 } from "./multiply-add";
import { doubles, polynomial5 } from "./polynomial64";
import { angle64, turns64 } from "./turns64";

const ROUND: f64 = 6755399441055744.0; // 1.5 * 2^52: after adding it a double has no place for fractions
const QUARTERS: f64 = 0.6366197723675814; // 2 / π
const HALF_PI: f64 = 1.5707963267341256; // π / 2 as a sum of parts; the first two have 33 bits
const HALF_PI_2: f64 = 6.077100506303966e-11;
const HALF_PI_3: f64 = 2.0222662487959506e-21;
const LARGE: f64 = 1048576; // 2^20: from here on, quarter turns are counted in integers
// Minimax fits as in elementary64.ts: (sin(r) - r) / r³ and (cos(r) - 1 + r²/2) / r⁴ by r², |r| ≤ π/4.
const SINE = memory.data<f64>(
  [
    1.589619552528609e-10, -2.505074717843953e-8, 2.7557313617741473e-6, -0.0001984126982957931,
    0.008333333333322106, -0.1666666666666663,
  ],
  8,
);
const COSINE = memory.data<f64>(
  [
    -1.1358515384070937e-11, 2.087570044288417e-9, -2.7557314176429766e-7, 2.4801587288842024e-5,
    -0.001388888888887304, 0.041666666666666595,
  ],
  8,
);

/** Sine of two doubles: quarter turns are taken off, to |x| = 2^20 in doubles and beyond in integers. At most 0.9 ulp. */
export function sin64(x: v128): v128 {
  const isTiny = f64x2.lt(f64x2.abs(x), f64x2.splat(1.4901161193847656e-8)); // 2^-26
  return v128.bitselect(x, turn(x, 0), isTiny);
}

/** Cosine of two doubles, as `sin64`. At most 0.9 ulp. */
export function cos64(x: v128): v128 {
  return turn(x, 1);
}

/** sin(x + quarters · π/2). */
function turn(x: v128, quarters: i64): v128 {
  const t = f64x2.add(f64x2.mul(x, f64x2.splat(QUARTERS)), f64x2.splat(ROUND));
  const n = f64x2.sub(t, f64x2.splat(ROUND));
  // Exact up to the third part of π/2; what rounding to r loses goes into low.
  const a = f64x2.sub(x, f64x2.mul(n, f64x2.splat(HALF_PI)));
  const second = f64x2.mul(n, f64x2.splat(HALF_PI_2));
  const b = f64x2.sub(a, second);
  const lost = f64x2.sub(f64x2.sub(a, b), second);
  const third = f64x2.sub(f64x2.mul(n, f64x2.splat(HALF_PI_3)), lost);
  const r = f64x2.sub(b, third);
  const low = f64x2.sub(f64x2.sub(b, r), third);
  const count = i64x2.add(t, i64x2.splat(quarters));
  if (v128.any_true(f64x2.ge(f64x2.abs(x), f64x2.splat(LARGE)))) return turnFar(x, r, low, count, quarters);
  return quadrant(r, low, count);
}

/** As `turn`, where r, low and count hold for the lanes that are not large. */
function turnFar(x: v128, r: v128, low: v128, count: v128, quarters: i64): v128 {
  const isLarge = f64x2.ge(f64x2.abs(x), f64x2.splat(LARGE));
  const first = turns64(f64x2.extract_lane(x, 0));
  const second = turns64(f64x2.extract_lane(x, 1));
  const a = angle64(first);
  const b = angle64(second);
  const whole = i64x2.add(v128.shuffle<i64>(first, second, 0, 2), i64x2.splat(0x2000000000000000));
  const counts = i64x2.add(i64x2.shr_s(whole, 62), i64x2.splat(quarters));
  // Infinity − Infinity makes the NaN that has to come out.
  const rests = f64x2.add(v128.shuffle<i64>(a, b, 0, 2), f64x2.sub(x, x));
  const lows = v128.shuffle<i64>(a, b, 1, 3);
  return quadrant(
    v128.bitselect(rests, r, isLarge),
    v128.bitselect(lows, low, isLarge),
    v128.bitselect(counts, count, isLarge),
  );
}

/** sin(r + low + n π/2), |r| ≤ π/4, low below the last place of r. */
// @ts-ignore: decorator
@inline
function quadrant(r: v128, low: v128, n: v128): v128 {
  const square = f64x2.mul(r, r);
  const half = f64x2.mul(square, f64x2.splat(0.5));
  const nearOne = f64x2.sub(f64x2.splat(1), half);
  const s = f64x2.add(
    r,
    multiplyAdd64(f64x2.mul(square, r), polynomial5(square, SINE), f64x2.mul(low, nearOne)),
  );
  const lost = f64x2.sub(f64x2.sub(f64x2.sub(f64x2.splat(1), nearOne), half), f64x2.mul(r, low));
  const c = f64x2.add(
    nearOne,
    multiplyAdd64(f64x2.mul(square, square), polynomial5(square, COSINE), lost),
  );
  const isOdd = i64x2.ne(v128.and(n, i64x2.splat(1)), i64x2.splat(0));
  return v128.xor(v128.bitselect(c, s, isOdd), i64x2.shl(v128.and(n, i64x2.splat(2)), 62));
}
