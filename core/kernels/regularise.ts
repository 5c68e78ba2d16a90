import { multiplyAdd } from "./multiply-add";

/** Adds the penalty's gradient `λ₁ sign(w) + λ₂ w` to n vectors of a gradient. */
export function addPenaltyGradient(g: usize, w: usize, n: i32, l1: f32, l2: f32): void {
  const zero = f32x4.splat(0);
  const plus = f32x4.splat(l1);
  const factor = f32x4.splat(l2);
  for (let end = g + ((<usize>n) << 4); g < end; g += 16, w += 16) {
    const x = v128.load(w);
    const up = v128.and(plus, f32x4.gt(x, zero));
    const down = v128.and(plus, f32x4.lt(x, zero));
    const slope = multiplyAdd(factor, x, f32x4.sub(up, down));
    v128.store(g, f32x4.add(v128.load(g), slope));
  }
}

/** Moves every element of n vectors into [−limit, limit]; NaN stays NaN. */
export function clipByValue(g: usize, n: i32, limit: f32): void {
  const high = f32x4.splat(limit);
  const low = f32x4.splat(-limit);
  for (let end = g + ((<usize>n) << 4); g < end; g += 16) {
    v128.store(g, f32x4.pmax(f32x4.pmin(v128.load(g), high), low));
  }
}

/** Multiplies n vectors by a number. */
export function scale(g: usize, n: i32, factor: f32): void {
  const by = f32x4.splat(factor);
  for (let end = g + ((<usize>n) << 4); g < end; g += 16) v128.store(g, f32x4.mul(v128.load(g), by));
}

/** Sum of the squares of n vectors, in float64: no square of a float32 leaves its range. */
export function sumOfSquares(g: usize, n: i32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let end = g + ((<usize>n) << 4); g < end; g += 16) {
    const x = v128.load(g);
    const a = f64x2.promote_low_f32x4(x);
    const b = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    low = f64x2.add(low, f64x2.mul(a, a));
    high = f64x2.add(high, f64x2.mul(b, b));
  }
  const sum = f64x2.add(low, high);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Shortens the incoming weights of each of a panel's 4 neurons whose Euclidean norm is above the limit (Srivastava et al. 2014). */
export function limitRowNorms(w: usize, rows: i32, limit: f32): void {
  let sum = f32x4.splat(0);
  const end = w + ((<usize>rows) << 4);
  for (let at = w; at < end; at += 16) {
    const x = v128.load(at);
    sum = multiplyAdd(x, x, sum);
  }
  const norm = f32x4.sqrt(sum);
  const most = f32x4.splat(limit);
  const isLong = v128.and(f32x4.gt(norm, most), f32x4.lt(norm, f32x4.splat(Infinity)));
  if (!v128.any_true(isLong)) return;
  const factor = v128.bitselect(f32x4.div(most, norm), f32x4.splat(1), isLong);
  for (let at = w; at < end; at += 16) v128.store(at, f32x4.mul(v128.load(at), factor));
}
