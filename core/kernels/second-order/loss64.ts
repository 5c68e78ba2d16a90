import { Loss64 } from "../../src/engine/wasm/codes64";
import { exp64, log1p64, log64, sigmoid64, softplus64, tanh64 } from "../elementary64";

const POISSON_EPSILON: f64 = 1e-8; // as in bp/loss.ts
const BCE_EPSILON: f64 = 1e-12;
const LOG_FLOOR: f64 = -100;
const LN2: f64 = 0.6931471805599453;
const HALF_SQUARE: f64 = 1e-4; // below it ln cosh r is taken as r²/2

/**
 * A loss of a block of samples and its slope at the output, as `evaluateLoss` of bp/loss.ts. Samples of weight 0 give 0.
 *
 * @param code       of `Loss64`
 * @param parameters the loss's parameter for each of the n outputs
 * @param O          H or Z of the output layer, whichever the loss is a function of; n × samples, rows `row` bytes apart
 * @param Y          labels, rows `yRow` bytes apart
 * @param weights    samples
 * @param scale      factor of every term
 * @param slope      n × samples, rows `row` bytes apart
 * @returns the sum of all terms
 */
export function loss64(
  code: i32,
  parameters: usize,
  O: usize,
  row: usize,
  Y: usize,
  yRow: usize,
  weights: usize,
  scale: f64,
  slope: usize,
  n: usize,
  samples: usize,
): f64 {
  let sum = f64x2.splat(0);
  for (let i: usize = 0; i < n; i++) {
    const p = v128.load64_splat(parameters + (i << 3));
    for (let at: usize = 0; at < samples << 3; at += 16) {
      const o = v128.load(O + i * row + at);
      const y = v128.load(Y + i * yRow + at);
      const factor = f64x2.mul(f64x2.splat(scale), v128.load(weights + at));
      const counts = f64x2.ne(factor, f64x2.splat(0));
      sum = f64x2.add(sum, v128.and(f64x2.mul(factor, term(code, p, o, y)), counts));
      v128.store(slope + i * row + at, v128.and(f64x2.mul(factor, slopeOf(code, p, o, y)), counts));
    }
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

function term(code: i32, p: v128, o: v128, y: v128): v128 {
  const one = f64x2.splat(1);
  const r = f64x2.abs(f64x2.sub(o, y));
  const half = times(0.5, f64x2.mul(r, r));
  switch (code) {
    case Loss64.absolute:
      return r;
    case Loss64.huber:
      return v128.bitselect(half, f64x2.mul(p, f64x2.sub(r, times(0.5, p))), f64x2.le(r, p));
    case Loss64.smooth_l1:
      return v128.bitselect(f64x2.div(half, p), f64x2.sub(r, times(0.5, p)), f64x2.lt(r, p));
    case Loss64.log_cosh: {
      const far = f64x2.sub(f64x2.add(r, log1p64(exp64(times(-2, r)))), f64x2.splat(LN2));
      return v128.bitselect(half, far, f64x2.lt(r, f64x2.splat(HALF_SQUARE)));
    }
    case Loss64.pinball:
      return v128.bitselect(f64x2.mul(p, r), f64x2.mul(f64x2.sub(one, p), r), f64x2.ge(y, o));
    case Loss64.poisson:
      return f64x2.sub(o, f64x2.mul(y, log64(f64x2.add(o, f64x2.splat(POISSON_EPSILON)))));
    case Loss64.bce_prob: {
      const floor = f64x2.splat(LOG_FLOOR);
      const yes = f64x2.max(log64(o), floor);
      const no = f64x2.max(log64(f64x2.sub(one, o)), floor);
      return f64x2.neg(f64x2.add(f64x2.mul(f64x2.mul(p, y), yes), f64x2.mul(f64x2.sub(one, y), no)));
    }
    case Loss64.bce_logits: {
      const yes = softplus64(f64x2.neg(o));
      return f64x2.add(f64x2.mul(f64x2.mul(p, y), yes), f64x2.mul(f64x2.sub(one, y), softplus64(o)));
    }
    default:
      return f64x2.mul(p, f64x2.mul(r, r));
  }
}

function slopeOf(code: i32, p: v128, o: v128, y: v128): v128 {
  const one = f64x2.splat(1);
  const r = f64x2.sub(o, y);
  switch (code) {
    case Loss64.absolute:
      return sign(r, one, f64x2.splat(-1));
    case Loss64.huber:
      return f64x2.max(f64x2.neg(p), f64x2.min(p, r));
    case Loss64.smooth_l1:
      return v128.bitselect(f64x2.div(r, p), sign(r, one, f64x2.splat(-1)), f64x2.lt(f64x2.abs(r), p));
    case Loss64.log_cosh:
      return tanh64(r);
    case Loss64.pinball:
      return sign(r, f64x2.sub(one, p), f64x2.neg(p));
    case Loss64.poisson:
      return f64x2.sub(one, f64x2.div(y, f64x2.add(o, f64x2.splat(POISSON_EPSILON))));
    case Loss64.bce_prob: {
      const rest = f64x2.sub(one, o);
      const top = f64x2.sub(f64x2.mul(o, f64x2.sub(one, y)), f64x2.mul(f64x2.mul(p, y), rest));
      return f64x2.div(top, f64x2.max(f64x2.mul(o, rest), f64x2.splat(BCE_EPSILON)));
    }
    case Loss64.bce_logits: {
      const no = f64x2.mul(f64x2.sub(one, y), sigmoid64(o));
      return f64x2.sub(no, f64x2.mul(f64x2.mul(p, y), sigmoid64(f64x2.neg(o))));
    }
    default:
      return f64x2.mul(f64x2.add(p, p), r);
  }
}

/** `above` where r > 0, `below` where r < 0, else r itself: 0, or not a number. */
@inline
function sign(r: v128, above: v128, below: v128): v128 {
  const zero = f64x2.splat(0);
  return v128.bitselect(above, v128.bitselect(below, r, f64x2.lt(r, zero)), f64x2.gt(r, zero));
}

@inline
function times(a: f64, x: v128): v128 {
  return f64x2.mul(f64x2.splat(a), x);
}
