import { Activation64 } from "../../src/engine/wasm/codes64";
import { cos64, erf64, exp64, expm164, sigmoid64, sin64, softplus64, tanh64 } from "../elementary64";

const SELU_ALPHA: f64 = 1.6732632423543772; // Klambauer et al. 2017, eq. 14
const SELU_SCALE: f64 = 1.0507009873554805;
const SQRT_2_OVER_PI: f64 = 0.7978845608028654;
const SQRT_2PI: f64 = 2.5066282746310002;
const SQRT1_2: f64 = 0.7071067811865476;
const SOFTPLUS_IDENTITY: f64 = 20;
const GELU_CUBIC: f64 = 0.044715; // Hendrycks & Gimpel 2016, section 2

/**
 * `h = f(z)` for n rows of samples, as `activate` of bp/forward.ts.
 *
 * @param code of `Activation64`
 * @param p    the activation's parameter, if it has one
 * @param row  bytes from one row to the next, of Z and H
 */
export function activate64(code: i32, p: f64, Z: usize, H: usize, row: usize, n: usize, samples: usize): void {
  for (let i: usize = 0; i < n; i++) {
    for (let at = i * row, end = at + (samples << 3); at < end; at += 16) {
      v128.store(H + at, f(code, f64x2.splat(p), v128.load(Z + at)));
    }
  }
}

/** `f'(z)` for n rows of samples, as `slopes` of bp/backward.ts. */
export function slopes64(
  code: i32,
  p: f64,
  Z: usize,
  H: usize,
  D: usize,
  row: usize,
  n: usize,
  samples: usize,
): void {
  for (let i: usize = 0; i < n; i++) {
    for (let at = i * row, end = at + (samples << 3); at < end; at += 16) {
      v128.store(D + at, df(code, f64x2.splat(p), v128.load(Z + at), v128.load(H + at)));
    }
  }
}

function f(code: i32, p: v128, z: v128): v128 {
  const one = f64x2.splat(1);
  const isPositive = f64x2.gt(z, f64x2.splat(0));
  switch (code) {
    case Activation64.sigmoid:
      return sigmoid64(z);
    case Activation64.tanh:
      return tanh64(z);
    case Activation64.relu:
      return f64x2.max(z, f64x2.splat(0));
    case Activation64.leaky_relu:
      return v128.bitselect(z, f64x2.mul(p, z), isPositive);
    case Activation64.elu:
      return v128.bitselect(z, f64x2.mul(p, expm164(z)), isPositive);
    case Activation64.selu:
      return scaled(v128.bitselect(z, scaled(expm164(z), SELU_ALPHA), isPositive), SELU_SCALE);
    case Activation64.gelu_erf:
      return f64x2.mul(scaled(z, 0.5), f64x2.add(one, erf64(scaled(z, SQRT1_2))));
    case Activation64.gelu_tanh:
      return f64x2.mul(scaled(z, 0.5), f64x2.add(one, tanh64(geluArgument(z))));
    case Activation64.silu:
      return f64x2.mul(z, sigmoid64(z));
    case Activation64.mish:
      return f64x2.mul(z, tanh64(softplus64(z)));
    case Activation64.softplus:
      return v128.bitselect(z, softplus64(z), f64x2.gt(z, f64x2.splat(SOFTPLUS_IDENTITY)));
    case Activation64.softsign:
      return f64x2.div(z, f64x2.add(one, f64x2.abs(z)));
    case Activation64.hard_sigmoid: {
      const line = f64x2.add(f64x2.div(z, f64x2.splat(6)), f64x2.splat(0.5));
      return f64x2.min(f64x2.max(line, f64x2.splat(0)), one);
    }
    case Activation64.gaussian:
      return exp64(f64x2.neg(f64x2.mul(z, z)));
    case Activation64.sine:
      return sin64(z);
    default:
      return z;
  }
}

function df(code: i32, p: v128, z: v128, h: v128): v128 {
  const one = f64x2.splat(1);
  const isPositive = f64x2.gt(z, f64x2.splat(0));
  switch (code) {
    case Activation64.sigmoid:
      return f64x2.mul(h, f64x2.sub(one, h));
    case Activation64.tanh:
      return f64x2.sub(one, f64x2.mul(h, h));
    case Activation64.relu:
      return v128.and(one, isPositive);
    case Activation64.leaky_relu:
      return v128.bitselect(one, p, isPositive);
    case Activation64.elu:
      return v128.bitselect(one, f64x2.add(h, p), isPositive);
    case Activation64.selu:
      return scaled(v128.bitselect(one, scaled(exp64(z), SELU_ALPHA), isPositive), SELU_SCALE);
    case Activation64.gelu_erf: {
      const density = f64x2.mul(z, exp64(scaled(f64x2.mul(z, z), -0.5)));
      const distribution = scaled(f64x2.add(one, erf64(scaled(z, SQRT1_2))), 0.5);
      return f64x2.add(distribution, f64x2.div(density, f64x2.splat(SQRT_2PI)));
    }
    case Activation64.gelu_tanh: {
      const t = tanh64(geluArgument(z));
      const du = f64x2.add(one, scaled(f64x2.mul(z, z), 3 * GELU_CUBIC));
      const slope = scaled(f64x2.mul(f64x2.sub(one, f64x2.mul(t, t)), du), SQRT_2_OVER_PI);
      return f64x2.add(scaled(f64x2.add(one, t), 0.5), f64x2.mul(scaled(z, 0.5), slope));
    }
    case Activation64.silu: {
      const s = sigmoid64(z);
      return f64x2.add(s, f64x2.mul(h, f64x2.sub(one, s)));
    }
    case Activation64.mish: {
      const t = tanh64(softplus64(z));
      const slope = f64x2.mul(f64x2.sub(one, f64x2.mul(t, t)), sigmoid64(z));
      return f64x2.add(t, f64x2.mul(z, slope));
    }
    case Activation64.softplus:
      return v128.bitselect(one, sigmoid64(z), f64x2.gt(z, f64x2.splat(SOFTPLUS_IDENTITY)));
    case Activation64.softsign: {
      const d = f64x2.add(one, f64x2.abs(z));
      return f64x2.div(one, f64x2.mul(d, d));
    }
    case Activation64.hard_sigmoid:
      return v128.and(f64x2.splat(1.0 / 6.0), f64x2.lt(f64x2.abs(z), f64x2.splat(3)));
    case Activation64.gaussian:
      return scaled(f64x2.mul(z, h), -2);
    case Activation64.sine:
      return cos64(z);
    default:
      return one;
  }
}

/** √(2/π) (z + 0.044715 z³). */
@inline
function geluArgument(z: v128): v128 {
  const cube = f64x2.mul(f64x2.mul(scaled(z, GELU_CUBIC), z), z);
  return scaled(f64x2.add(z, cube), SQRT_2_OVER_PI);
}

@inline
function scaled(x: v128, by: f64): v128 {
  return f64x2.mul(x, f64x2.splat(by));
}
