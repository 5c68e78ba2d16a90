import { LOSS, LOSS_PARAMETER, OUTPUT_FACTORS, SMOOTHING } from "../src/engine/wasm/record";
import { exp, log, log1p, power, sigmoid, softplus, tanh } from "./elementary";
import { multiplyAdd } from "./multiply-add";

// Numbers of the losses, in the order of the table in core/src/bp/loss.ts.
const HALF_MSE_SUM = 0;
const HALF_MSE_BATCH_MEAN = 1;
const MSE_MEAN = 2;
const MAE_MEAN = 3;
const HUBER_MEAN = 4;
const SMOOTH_L1_MEAN = 5;
const LOG_COSH_MEAN = 6;
const PINBALL_MEAN = 7;
const POISSON_MEAN = 8;
const BCE_PROB_MEAN = 9;
const BCE_LOGITS_MEAN = 10;
const CROSS_ENTROPY_MEAN = 11;

const POISSON_EPSILON: f32 = 1e-8;
const BCE_EPSILON: f32 = 1e-12;
const LOG_FLOOR: f32 = -100;
const LN2: f32 = 0.6931471805599453;

// @ts-ignore: decorator
@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

// @ts-ignore: decorator
@inline
function where(mask: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, mask);
}

/** −1, 0 or 1. */
// @ts-ignore: decorator
@inline
function sign(x: v128): v128 {
  const above = v128.and(splat(1), f32x4.gt(x, splat(0)));
  return f32x4.sub(above, v128.and(splat(1), f32x4.lt(x, splat(0))));
}

/**
 * Loss of one group, and its slope ∂L/∂o, where o is h or z as the loss has it (tutorial §2(1)).
 *
 * @param o     outputs of the group, `[n][8]`
 * @param y     labels, `[n][8]`, and behind them the weight of each lane, 0 where there is no row
 * @param slope where ∂L/∂o goes, `[n][8]`; 0 for nowhere
 * @param n     outputs
 * @param scale what each term is multiplied by: 1 over the divisor
 * @returns the sum of the scaled terms
 */
export function lossOfGroup(o: usize, y: usize, slope: usize, n: i32, scale: f32): f64 {
  const id = load<i32>(LOSS);
  const weights = y + (<usize>n << 5);
  if (id == CROSS_ENTROPY_MEAN) return crossEntropy(o, y, slope, n, weights, splat(scale));
  let sum: f64 = 0;
  for (let half: usize = 0; half < 32; half += 16) {
    const weight = v128.load(weights + half);
    const factor = f32x4.mul(weight, splat(scale));
    const d = slope == 0 ? 0 : slope + half;
    const terms = elementwise(id, o + half, y + half, d, n, factor);
    sum += weighed(terms, weight);
  }
  return sum;
}

/** Sum of the terms; what stands in a lane without a row must not count, not even as 0 · NaN. */
// @ts-ignore: decorator
@inline
function weighed(terms: v128, weight: v128): f64 {
  return horizontal(v128.and(terms, f32x4.ne(weight, splat(0))));
}

// @ts-ignore: decorator
@inline
function horizontal(x: v128): f64 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
  return (
    f64x2.extract_lane(low, 0) +
    f64x2.extract_lane(low, 1) +
    f64x2.extract_lane(high, 0) +
    f64x2.extract_lane(high, 1)
  );
}

function elementwise(id: i32, o: usize, y: usize, slope: usize, n: i32, factor: v128): v128 {
  const p = splat(load<f32>(LOSS_PARAMETER));
  const one = splat(1);
  const half = splat(0.5);
  let total = splat(0);
  for (let i = 0; i < n; i++, o += 32, y += 32) {
    const h = v128.load(o);
    const label = v128.load(y);
    const r = f32x4.sub(h, label);
    let term = one;
    let d = one;
    switch (id) {
      case HALF_MSE_SUM:
      case HALF_MSE_BATCH_MEAN:
        term = f32x4.mul(half, f32x4.mul(r, r));
        d = r;
        break;
      case MSE_MEAN:
        term = f32x4.mul(r, r);
        d = f32x4.add(r, r);
        break;
      case MAE_MEAN:
        term = f32x4.abs(r);
        d = sign(r);
        break;
      case HUBER_MEAN: {
        const size = f32x4.abs(r);
        const quadratic = f32x4.mul(half, f32x4.mul(r, r));
        const linear = f32x4.mul(p, f32x4.sub(size, f32x4.mul(half, p)));
        term = where(f32x4.le(size, p), quadratic, linear);
        d = f32x4.pmax(f32x4.pmin(r, p), f32x4.neg(p));
        break;
      }
      case SMOOTH_L1_MEAN: {
        const size = f32x4.abs(r);
        const isNear = f32x4.lt(size, p);
        const quadratic = f32x4.div(f32x4.mul(half, f32x4.mul(r, r)), p);
        term = where(isNear, quadratic, f32x4.sub(size, f32x4.mul(half, p)));
        d = where(isNear, f32x4.div(r, p), sign(r));
        break;
      }
      case LOG_COSH_MEAN: {
        const size = f32x4.abs(r);
        const far = f32x4.sub(f32x4.add(size, log1p(exp(f32x4.mul(splat(-2), size)))), splat(LN2));
        // Near 0 the terms above cancel; ½ r² − r⁴/12 is exact to 1e-8 there.
        const square = f32x4.mul(r, r);
        const near = f32x4.sub(f32x4.mul(half, square), f32x4.mul(f32x4.mul(square, square), splat(1.0 / 12.0)));
        term = where(f32x4.lt(size, splat(0.05)), near, far);
        d = tanh(r);
        break;
      }
      case PINBALL_MEAN: {
        const tau = v128.load32_splat(load<usize>(OUTPUT_FACTORS) + (<usize>i << 2));
        const under = f32x4.mul(tau, f32x4.neg(r));
        const over = f32x4.mul(f32x4.sub(one, tau), r);
        term = where(f32x4.le(r, splat(0)), under, over);
        const below = v128.and(f32x4.neg(tau), f32x4.lt(r, splat(0)));
        d = v128.or(below, v128.and(f32x4.sub(one, tau), f32x4.gt(r, splat(0))));
        break;
      }
      case POISSON_MEAN: {
        const safe = f32x4.add(h, splat(POISSON_EPSILON));
        term = f32x4.sub(h, f32x4.mul(label, log(safe)));
        d = f32x4.sub(one, f32x4.div(label, safe));
        break;
      }
      case BCE_PROB_MEAN: {
        const own = v128.load32_splat(load<usize>(OUTPUT_FACTORS) + (<usize>i << 2));
        const yes = f32x4.mul(own, label);
        const no = f32x4.sub(one, label);
        const rest = f32x4.sub(one, h);
        const logs = f32x4.add(
          f32x4.mul(yes, f32x4.pmax(log(h), splat(LOG_FLOOR))),
          f32x4.mul(no, f32x4.pmax(log(rest), splat(LOG_FLOOR))),
        );
        term = f32x4.neg(logs);
        d = f32x4.div(
          f32x4.sub(f32x4.mul(h, no), f32x4.mul(yes, rest)),
          f32x4.pmax(f32x4.mul(h, rest), splat(BCE_EPSILON)),
        );
        break;
      }
      case BCE_LOGITS_MEAN: {
        const own = v128.load32_splat(load<usize>(OUTPUT_FACTORS) + (<usize>i << 2));
        const yes = f32x4.mul(own, label);
        const no = f32x4.sub(one, label);
        const opposite = f32x4.neg(h); // h is z here
        term = f32x4.add(f32x4.mul(yes, softplus(opposite)), f32x4.mul(no, softplus(h)));
        d = f32x4.sub(f32x4.mul(no, sigmoid(h)), f32x4.mul(yes, sigmoid(opposite)));
        break;
      }
    }
    total = multiplyAdd(term, factor, total);
    if (slope != 0) (v128.store(slope, f32x4.mul(d, factor)), (slope += 32));
  }
  return total;
}

/** `−Σ_i q_i ln softmax(z)_i` with `q_i = c_i ((1 − e) y_i + e/n)`; slope `h_i Σ_k q_k − q_i`. Both halves of the group at once. */
function crossEntropy(z: usize, y: usize, slope: usize, n: i32, weights: usize, scale: v128): f64 {
  const classes = load<usize>(OUTPUT_FACTORS);
  const smoothing = load<f32>(SMOOTHING);
  const share = splat(smoothing / <f32>n);
  const keep = splat(1 - smoothing);
  const end = z + (<usize>n << 5);
  let max0 = v128.load(z);
  let max1 = v128.load(z, 16);
  for (let at = z + 32; at < end; at += 32) {
    max0 = f32x4.pmax(max0, v128.load(at));
    max1 = f32x4.pmax(max1, v128.load(at, 16));
  }
  let sum0 = splat(0);
  let sum1 = sum0;
  let mass0 = sum0;
  let mass1 = sum0;
  for (let i: usize = 0; i < <usize>n; i++) {
    const at = i << 5;
    const e0 = power(f32x4.sub(v128.load(z + at), max0));
    const e1 = power(f32x4.sub(v128.load(z + at, 16), max1));
    if (slope != 0) {
      v128.store(slope + at, e0);
      v128.store(slope + at, e1, 16);
    }
    sum0 = f32x4.add(sum0, e0);
    sum1 = f32x4.add(sum1, e1);
    mass0 = f32x4.add(mass0, smoothed(y + at, i, classes, keep, share));
    mass1 = f32x4.add(mass1, smoothed(y + at + 16, i, classes, keep, share));
  }
  let total: f64 = 0;
  for (let half: usize = 0; half < 32; half += 16) {
    const sum = half == 0 ? sum0 : sum1;
    const shift = f32x4.add(half == 0 ? max0 : max1, log(sum));
    const perSum = f32x4.div(splat(1), sum);
    const mass = half == 0 ? mass0 : mass1;
    const weight = v128.load(weights + half);
    const factor = f32x4.mul(weight, scale);
    let terms = splat(0);
    for (let i: usize = 0; i < <usize>n; i++) {
      const at = half + (i << 5);
      const q = smoothed(y + at, i, classes, keep, share);
      // A label of 0 adds nothing, however far away its z is.
      const surprise = v128.and(f32x4.sub(shift, v128.load(z + at)), f32x4.ne(q, splat(0)));
      terms = multiplyAdd(f32x4.mul(q, surprise), factor, terms);
      if (slope != 0) {
        const h = f32x4.mul(v128.load(slope + at), perSum);
        v128.store(slope + at, f32x4.mul(f32x4.sub(f32x4.mul(h, mass), q), factor));
      }
    }
    total += weighed(terms, weight);
  }
  return total;
}

// @ts-ignore: decorator
@inline
function smoothed(y: usize, i: usize, classes: usize, keep: v128, share: v128): v128 {
  const q = multiplyAdd(keep, v128.load(y), share);
  return f32x4.mul(v128.load32_splat(classes + (i << 2)), q);
}
