import { exp64, log1p64 } from "../elementary64";
import { largest } from "./softmax64";

/**
 * Cross-entropy of a block of samples and its slope by z, as `crossEntropy` of bp/cross-entropy.ts. Samples of weight 0 give 0.
 *
 * @param Z       weighted sums of the output layer, n × samples, rows `row` bytes apart; H likewise
 * @param Q       smoothed labels, rows `qRow` bytes apart
 * @param mass    samples: Σ_k q_k
 * @param weights samples
 * @param scale   factor of every term
 * @param slope   n × samples, rows `row` bytes apart
 * @returns the sum of all terms
 */
export function crossEntropy64(
  Z: usize,
  H: usize,
  row: usize,
  Q: usize,
  qRow: usize,
  mass: usize,
  weights: usize,
  scale: f64,
  slope: usize,
  n: usize,
  samples: usize,
): f64 {
  const zero = f64x2.splat(0);
  let sum = zero;
  for (let at: usize = 0; at < samples << 3; at += 16) {
    const max = largest(Z + at, row, n);
    const place = placeOf(max, Z + at, row, n);
    const others = powers(Z + at, max, place, row, n, slope + at);
    const surprise = log1p64(others); // −ln of the largest probability, to all its digits
    const all = f64x2.add(f64x2.splat(1), others);
    const factor = f64x2.mul(f64x2.splat(scale), v128.load(weights + at));
    const counts = f64x2.ne(factor, zero);
    const m = v128.load(mass + at);
    for (let i: usize = 0; i < n; i++) {
      const own = slope + i * row + at;
      const h = v128.load(H + i * row + at);
      const q = v128.load(Q + i * qRow + at);
      const isUsed = v128.and(counts, f64x2.ne(q, zero));
      const isLargest = f64x2.eq(place, f64x2.splat(<f64>i));
      // h m − q, without the cancellation where h is close to 1: the others stand for 1 − h.
      const rest = v128.bitselect(others, f64x2.sub(all, v128.load(own)), isLargest);
      const pull = v128.and(f64x2.mul(q, f64x2.div(rest, all)), isUsed);
      const by = f64x2.sub(f64x2.mul(h, f64x2.sub(m, q)), pull);
      v128.store(own, v128.and(f64x2.mul(factor, by), counts));
      const term = f64x2.add(f64x2.sub(max, v128.load(Z + i * row + at)), surprise);
      sum = f64x2.add(sum, v128.and(f64x2.mul(f64x2.mul(factor, q), term), isUsed));
    }
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Number of the first row that holds the largest z, for two samples. */
function placeOf(max: v128, z: usize, row: usize, n: usize): v128 {
  let place = f64x2.splat(0);
  for (let i = n; i-- > 0;) {
    place = v128.bitselect(f64x2.splat(<f64>i), place, f64x2.eq(v128.load(z + i * row), max));
  }
  return place;
}

/** Stores `e^(z_i − max)` of two samples, and gives their sum without that of the largest z, which is 1. */
function powers(z: usize, max: v128, place: v128, row: usize, n: usize, to: usize): v128 {
  let others = f64x2.splat(0);
  for (let i: usize = 0; i < n; i++) {
    const e = exp64(f64x2.sub(v128.load(z + i * row), max));
    v128.store(to + i * row, e);
    others = f64x2.add(others, v128.andnot(e, f64x2.eq(place, f64x2.splat(<f64>i))));
  }
  return others;
}
