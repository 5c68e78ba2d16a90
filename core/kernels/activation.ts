import { cos, erf, exp, expm1, sigmoid, sin, softplus, tanh } from "./elementary";
import { multiplyAdd } from "./multiply-add";
import { sigmoids, tanhs } from "./squash";

// Numbers of the activations, in the order of the table in core/src/bp/activation.ts; softmax, which maps vectors, is the last.
const IDENTITY = 0;
const SIGMOID = 1;
const TANH = 2;
const RELU = 3;
const LEAKY_RELU = 4;
const ELU = 5;
const SELU = 6;
const GELU_ERF = 7;
const GELU_TANH = 8;
const SILU = 9;
const MISH = 10;
const SOFTPLUS = 11;
const SOFTSIGN = 12;
const HARD_SIGMOID = 13;
const GAUSSIAN = 14;
const SINE = 15;
export const SOFTMAX: i32 = 16;

const SELU_ALPHA: f32 = 1.6732632423543772;
const SELU_SCALE: f32 = 1.0507009873554805;
const SQRT_HALF: f32 = 0.7071067811865476;
const SQRT_2_OVER_PI: f32 = 0.7978845608028654;
const ONE_OVER_SQRT_2PI: f32 = 0.3989422804014327;
const GELU_CUBIC: f32 = 0.044715;
const SOFTPLUS_IDENTITY: f32 = 20;

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

/**
 * `h = f(z)` and, where `d` is not 0, `f'(z)`, for n vectors of 4 floats: what core/src/bp/activation.ts says element by element.
 *
 * @param id number of the activation
 * @param p  its parameter: slope of leaky_relu, α of elu
 * @param z  weighted sums
 * @param h  where f(z) goes; may be z itself
 * @param d  where f'(z) goes; 0 for nowhere
 * @param step bytes from one vector to the next: 32 where only the first half of a group holds rows
 */
export function activate(id: i32, p: f32, z: usize, h: usize, d: usize, n: i32, step: usize): void {
  const end = z + <usize>n * step;
  const one = splat(1);
  const zero = splat(0);
  const parameter = splat(p);
  switch (id) {
    case IDENTITY:
      for (; z < end; z += step, h += step) {
        if (h != z) v128.store(h, v128.load(z));
        if (d != 0) (v128.store(d, one), (d += step));
      }
      break;
    case SIGMOID:
      return sigmoids(z, h, d == 0 ? h : d, n, step);
    case TANH:
      return tanhs(z, h, d == 0 ? h : d, n, step);
    case RELU:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        v128.store(h, f32x4.pmax(x, zero));
        if (d != 0) (v128.store(d, v128.and(one, f32x4.gt(x, zero))), (d += step));
      }
      break;
    case LEAKY_RELU:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const slope = where(f32x4.gt(x, zero), one, parameter);
        v128.store(h, f32x4.mul(x, slope));
        if (d != 0) (v128.store(d, slope), (d += step));
      }
      break;
    case ELU:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const positive = f32x4.gt(x, zero);
        const f = where(positive, x, f32x4.mul(parameter, expm1(x)));
        v128.store(h, f);
        if (d != 0) (v128.store(d, where(positive, one, f32x4.add(f, parameter))), (d += step));
      }
      break;
    case SELU:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const positive = f32x4.gt(x, zero);
        const below = splat(SELU_SCALE * SELU_ALPHA);
        v128.store(h, where(positive, f32x4.mul(splat(SELU_SCALE), x), f32x4.mul(below, expm1(x))));
        if (d != 0) {
          v128.store(d, where(positive, splat(SELU_SCALE), f32x4.mul(below, exp(x))));
          d += step;
        }
      }
      break;
    case GELU_ERF:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const phi = f32x4.mul(splat(0.5), f32x4.add(one, erf(f32x4.mul(x, splat(SQRT_HALF)))));
        v128.store(h, f32x4.mul(x, phi));
        if (d != 0) {
          const density = f32x4.mul(
            splat(ONE_OVER_SQRT_2PI),
            exp(f32x4.mul(splat(-0.5), f32x4.mul(x, x))),
          );
          v128.store(d, multiplyAdd(x, density, phi));
          d += step;
        }
      }
      break;
    case GELU_TANH:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const square = f32x4.mul(x, x);
        const inner = f32x4.add(one, f32x4.mul(splat(GELU_CUBIC), square));
        const t = tanh(f32x4.mul(f32x4.mul(splat(SQRT_2_OVER_PI), x), inner));
        const half = f32x4.mul(splat(0.5), x);
        const up = f32x4.add(one, t);
        v128.store(h, f32x4.mul(half, up));
        if (d != 0) {
          const du = f32x4.mul(
            splat(SQRT_2_OVER_PI),
            f32x4.add(one, f32x4.mul(splat(3 * GELU_CUBIC), square)),
          );
          const dt = f32x4.mul(f32x4.sub(one, f32x4.mul(t, t)), du);
          v128.store(d, f32x4.add(f32x4.mul(splat(0.5), up), f32x4.mul(half, dt)));
          d += step;
        }
      }
      break;
    case SILU:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const s = sigmoid(x);
        const f = f32x4.mul(x, s);
        v128.store(h, f);
        if (d != 0) (v128.store(d, f32x4.add(s, f32x4.mul(f, f32x4.sub(one, s)))), (d += step));
      }
      break;
    case MISH:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const t = tanh(softplus(x));
        v128.store(h, f32x4.mul(x, t));
        if (d != 0) {
          const dt = f32x4.mul(f32x4.sub(one, f32x4.mul(t, t)), sigmoid(x));
          v128.store(d, f32x4.add(t, f32x4.mul(x, dt)));
          d += step;
        }
      }
      break;
    case SOFTPLUS:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const linear = f32x4.gt(x, splat(SOFTPLUS_IDENTITY));
        v128.store(h, where(linear, x, softplus(x)));
        if (d != 0) (v128.store(d, where(linear, one, sigmoid(x))), (d += step));
      }
      break;
    case SOFTSIGN:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const below = f32x4.add(one, f32x4.abs(x));
        v128.store(h, f32x4.div(x, below));
        if (d != 0) (v128.store(d, f32x4.div(one, f32x4.mul(below, below))), (d += step));
      }
      break;
    case HARD_SIGMOID:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const f = f32x4.add(f32x4.div(x, splat(6)), splat(0.5));
        v128.store(h, f32x4.pmin(f32x4.pmax(f, zero), one));
        if (d != 0) {
          v128.store(d, v128.and(splat(1.0 / 6.0), f32x4.lt(f32x4.abs(x), splat(3))));
          d += step;
        }
      }
      break;
    case GAUSSIAN:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        const f = exp(f32x4.neg(f32x4.mul(x, x)));
        v128.store(h, f);
        if (d != 0) (v128.store(d, f32x4.mul(f32x4.mul(splat(-2), x), f)), (d += step));
      }
      break;
    case SINE:
      for (; z < end; z += step, h += step) {
        const x = v128.load(z);
        v128.store(h, sin(x));
        if (d != 0) (v128.store(d, cos(x)), (d += step));
      }
      break;
  }
}

/**
 * `h_i = e^(z_i − max z) / Σ_k e^(z_k − max z)` for the 8 samples of a group.
 *
 * @param z weighted sums, `[n][8]`
 * @param h where the probabilities go; may be z itself
 */
export function softmax(z: usize, h: usize, n: i32): void {
  for (let half: usize = 0; half < 32; half += 16) {
    let max = v128.load(z + half);
    for (let i = 1; i < n; i++) max = f32x4.pmax(max, v128.load(z + half + (i << 5)));
    let sum = splat(0);
    for (let i = 0; i < n; i++) {
      const e = exp(f32x4.sub(v128.load(z + half + (i << 5)), max));
      v128.store(h + half + (i << 5), e);
      sum = f32x4.add(sum, e);
    }
    for (let i = 0; i < n; i++) {
      v128.store(h + half + (i << 5), f32x4.div(v128.load(h + half + (i << 5)), sum));
    }
  }
}

/** From ∂L/∂h to ∂L/∂z through softmax, in place, for a group: `δ_i = h_i (g_i − Σ_k g_k h_k)`. */
export function throughSoftmax(h: usize, g: usize, n: i32): void {
  for (let half: usize = 0; half < 32; half += 16) {
    let dot = splat(0);
    for (let i = 0; i < n; i++) {
      const at = half + (i << 5);
      dot = multiplyAdd(v128.load(g + at), v128.load(h + at), dot);
    }
    for (let i = 0; i < n; i++) {
      const at = half + (i << 5);
      v128.store(g + at, f32x4.mul(v128.load(h + at), f32x4.sub(v128.load(g + at), dot)));
    }
  }
}
