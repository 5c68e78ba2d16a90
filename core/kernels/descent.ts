import { ARENA, FLAGS, FLAG_MOMENTUM, FLAG_VARIANT, GROUP_SCALARS, OPTIMIZER, STEP_SCALARS } from "../src/engine/wasm/record";
import { multiplyAdd } from "./multiply-add";

// Numbers of the methods, in the order of core/src/optimize/hyperparameters.ts.
const SGD = 0;
const RMSPROP = 1;
const ADAM = 2;
const ADAMW = 3;
const ADAMAX = 4;
const NADAM = 5;
const RADAM = 6;
const ADAGRAD = 7;
const ADADELTA = 8;
const RPROP = 9;

/** The 12 numbers of a step for a group of parameters; those of group 0 are for all where there are no factors. */
// @ts-ignore: decorator
@inline
export function numbersOf(step: usize, group: i32): usize {
  return step + STEP_SCALARS + group * GROUP_SCALARS;
}

/** Number k of the step. */
// @ts-ignore: decorator
@inline
function number(step: usize, k: usize): v128 {
  return v128.load32_splat(step + (k << 2));
}

/**
 * One update of n vectors of parameters: the methods of core/src/optimize, where each has its equations and its source. What
 * depends on the number of the step alone is reckoned outside, in float64.
 *
 * @param w    parameters; state k of each lies k arenas behind it
 * @param g    their gradient
 * @param step the 12 numbers of the step, as core/src/engine/wasm/steps.ts writes them
 */
export function descend(w: usize, g: usize, n: i32, step: usize): void {
  const end = w + (<usize>n << 4);
  switch (load<i32>(OPTIMIZER)) {
    case SGD:
      return sgd(w, g, end, step);
    case RMSPROP:
      return rmsprop(w, g, end, step);
    case ADAM:
    case ADAMW:
      return adam(w, g, end, step);
    case ADAMAX:
      return adamax(w, g, end, step);
    case NADAM:
      return nadam(w, g, end, step);
    case RADAM:
      return radam(w, g, end, step);
    case ADAGRAD:
      return adagrad(w, g, end, step);
    case ADADELTA:
      return adadelta(w, g, end, step);
    case RPROP:
      return rprop(w, g, end, step);
  }
}

/** η, λ, μ kept, share of the gradient, μ looked ahead with. */
function sgd(w: usize, g: usize, end: usize, step: usize): void {
  const eta = f32x4.neg(number(step, 0));
  const decay = number(step, 1);
  if ((load<i32>(FLAGS) & FLAG_MOMENTUM) == 0) {
    for (; w < end; w += 16, g += 16) {
      const x = v128.load(w);
      v128.store(w, multiplyAdd(eta, multiplyAdd(decay, x, v128.load(g)), x));
    }
    return;
  }
  const keep = number(step, 2);
  const take = number(step, 3);
  const momentum = number(step, 4);
  const nesterov = (load<i32>(FLAGS) & FLAG_VARIANT) != 0;
  const velocity = load<usize>(ARENA);
  for (; w < end; w += 16, g += 16) {
    const x = v128.load(w);
    const gi = multiplyAdd(decay, x, v128.load(g));
    const v = multiplyAdd(keep, v128.load(w + velocity), f32x4.mul(take, gi));
    v128.store(w + velocity, v);
    v128.store(w, multiplyAdd(eta, nesterov ? multiplyAdd(momentum, v, gi) : v, x));
  }
}

/** η, λ, α, 1 − α, ε, μ. */
function rmsprop(w: usize, g: usize, end: usize, step: usize): void {
  const eta = f32x4.neg(number(step, 0));
  const decay = number(step, 1);
  const keep = number(step, 2);
  const take = number(step, 3);
  const epsilon = number(step, 4);
  const momentum = number(step, 5);
  const centered = (load<i32>(FLAGS) & FLAG_VARIANT) != 0;
  const hasVelocity = (load<i32>(FLAGS) & FLAG_MOMENTUM) != 0;
  const squares = load<usize>(ARENA);
  const means = 2 * squares;
  const velocity = centered ? 3 * squares : 2 * squares;
  for (; w < end; w += 16, g += 16) {
    const x = v128.load(w);
    const gi = multiplyAdd(decay, x, v128.load(g));
    const v = multiplyAdd(keep, v128.load(w + squares), f32x4.mul(take, f32x4.mul(gi, gi)));
    v128.store(w + squares, v);
    let variance = v;
    if (centered) {
      const m = multiplyAdd(keep, v128.load(w + means), f32x4.mul(take, gi));
      v128.store(w + means, m);
      variance = f32x4.pmax(f32x4.sub(v, f32x4.mul(m, m)), f32x4.splat(0));
    }
    let move = f32x4.div(gi, f32x4.add(f32x4.sqrt(variance), epsilon));
    if (hasVelocity) {
      move = multiplyAdd(momentum, v128.load(w + velocity), move);
      v128.store(w + velocity, move);
    }
    v128.store(w, multiplyAdd(eta, move, x));
  }
}

/** Rate with m's correction, λ coupled, β₁, 1 − β₁, β₂, 1 − β₂, ε, 1 over the root of v's correction, shrinking. */
function adam(w: usize, g: usize, end: usize, step: usize): void {
  const rate = f32x4.neg(number(step, 0));
  const decay = number(step, 1);
  const keep1 = number(step, 2);
  const take1 = number(step, 3);
  const keep2 = number(step, 4);
  const take2 = number(step, 5);
  const epsilon = number(step, 6);
  const root = number(step, 7);
  const shrink = number(step, 8);
  const means = load<usize>(ARENA);
  const squares = 2 * means;
  const largest = 3 * means;
  const amsgrad = (load<i32>(FLAGS) & FLAG_VARIANT) != 0;
  for (; w < end; w += 16, g += 16) {
    const x = v128.load(w);
    const gi = multiplyAdd(decay, x, v128.load(g));
    const m = multiplyAdd(keep1, v128.load(w + means), f32x4.mul(take1, gi));
    let v = multiplyAdd(keep2, v128.load(w + squares), f32x4.mul(take2, f32x4.mul(gi, gi)));
    v128.store(w + means, m);
    v128.store(w + squares, v);
    if (amsgrad) {
      v = f32x4.pmax(v128.load(w + largest), v);
      v128.store(w + largest, v);
    }
    const below = multiplyAdd(f32x4.sqrt(v), root, epsilon);
    v128.store(w, f32x4.add(f32x4.mul(shrink, x), f32x4.div(f32x4.mul(rate, m), below)));
  }
}

/** Rate with m's correction, λ, β₁, 1 − β₁, β₂, ε. */
function adamax(w: usize, g: usize, end: usize, step: usize): void {
  const rate = f32x4.neg(number(step, 0));
  const decay = number(step, 1);
  const keep1 = number(step, 2);
  const take1 = number(step, 3);
  const keep2 = number(step, 4);
  const epsilon = number(step, 5);
  const means = load<usize>(ARENA);
  const largest = 2 * means;
  for (; w < end; w += 16, g += 16) {
    const x = v128.load(w);
    const gi = multiplyAdd(decay, x, v128.load(g));
    const m = multiplyAdd(keep1, v128.load(w + means), f32x4.mul(take1, gi));
    const u = f32x4.pmax(f32x4.mul(keep2, v128.load(w + largest)), f32x4.add(f32x4.abs(gi), epsilon));
    v128.store(w + means, m);
    v128.store(w + largest, u);
    v128.store(w, f32x4.add(x, f32x4.div(f32x4.mul(rate, m), u)));
  }
}

/** Rate for g, λ, β₁, 1 − β₁, β₂, 1 − β₂, ε, 1 over the root of v's correction, rate for m. */
function nadam(w: usize, g: usize, end: usize, step: usize): void {
  const forGradient = number(step, 0);
  const decay = number(step, 1);
  const keep1 = number(step, 2);
  const take1 = number(step, 3);
  const keep2 = number(step, 4);
  const take2 = number(step, 5);
  const epsilon = number(step, 6);
  const root = number(step, 7);
  const forMean = number(step, 8);
  const means = load<usize>(ARENA);
  const squares = 2 * means;
  for (; w < end; w += 16, g += 16) {
    const x = v128.load(w);
    const gi = multiplyAdd(decay, x, v128.load(g));
    const m = multiplyAdd(keep1, v128.load(w + means), f32x4.mul(take1, gi));
    const v = multiplyAdd(keep2, v128.load(w + squares), f32x4.mul(take2, f32x4.mul(gi, gi)));
    v128.store(w + means, m);
    v128.store(w + squares, v);
    const below = multiplyAdd(f32x4.sqrt(v), root, epsilon);
    const move = multiplyAdd(forGradient, gi, f32x4.mul(forMean, m));
    v128.store(w, f32x4.sub(x, f32x4.div(move, below)));
  }
}

/** Rate with m's correction, λ, β₁, 1 − β₁, β₂, 1 − β₂, ε, r_t with v's correction (0: not yet rectified). */
function radam(w: usize, g: usize, end: usize, step: usize): void {
  const rate = f32x4.neg(number(step, 0));
  const decay = number(step, 1);
  const keep1 = number(step, 2);
  const take1 = number(step, 3);
  const keep2 = number(step, 4);
  const take2 = number(step, 5);
  const epsilon = number(step, 6);
  const r = number(step, 7);
  const rectified = load<f32>(step, 28) > 0;
  const means = load<usize>(ARENA);
  const squares = 2 * means;
  for (; w < end; w += 16, g += 16) {
    const x = v128.load(w);
    const gi = multiplyAdd(decay, x, v128.load(g));
    const m = multiplyAdd(keep1, v128.load(w + means), f32x4.mul(take1, gi));
    const v = multiplyAdd(keep2, v128.load(w + squares), f32x4.mul(take2, f32x4.mul(gi, gi)));
    v128.store(w + means, m);
    v128.store(w + squares, v);
    let move = f32x4.mul(rate, m);
    if (rectified) move = f32x4.mul(move, f32x4.div(r, f32x4.add(f32x4.sqrt(v), epsilon)));
    v128.store(w, f32x4.add(x, move));
  }
}

/** Rate, λ, ε. */
function adagrad(w: usize, g: usize, end: usize, step: usize): void {
  const rate = f32x4.neg(number(step, 0));
  const decay = number(step, 1);
  const epsilon = number(step, 2);
  const squares = load<usize>(ARENA);
  for (; w < end; w += 16, g += 16) {
    const x = v128.load(w);
    const gi = multiplyAdd(decay, x, v128.load(g));
    const s = multiplyAdd(gi, gi, v128.load(w + squares));
    v128.store(w + squares, s);
    v128.store(w, f32x4.add(x, f32x4.div(f32x4.mul(rate, gi), f32x4.add(f32x4.sqrt(s), epsilon))));
  }
}

/** η, λ, ρ, 1 − ρ, ε. */
function adadelta(w: usize, g: usize, end: usize, step: usize): void {
  const eta = f32x4.neg(number(step, 0));
  const decay = number(step, 1);
  const keep = number(step, 2);
  const take = number(step, 3);
  const epsilon = number(step, 4);
  const squares = load<usize>(ARENA);
  const steps = 2 * squares;
  for (; w < end; w += 16, g += 16) {
    const x = v128.load(w);
    const gi = multiplyAdd(decay, x, v128.load(g));
    const v = multiplyAdd(keep, v128.load(w + squares), f32x4.mul(take, f32x4.mul(gi, gi)));
    const u = v128.load(w + steps);
    const ratio = f32x4.div(f32x4.sqrt(f32x4.add(u, epsilon)), f32x4.sqrt(f32x4.add(v, epsilon)));
    const move = f32x4.mul(ratio, gi);
    v128.store(w + squares, v);
    v128.store(w + steps, multiplyAdd(keep, u, f32x4.mul(take, f32x4.mul(move, move))));
    v128.store(w, multiplyAdd(eta, move, x));
  }
}

/** η at the first step (else 0), η⁻, η⁺, Δ_min, Δ_max. */
function rprop(w: usize, g: usize, end: usize, step: usize): void {
  const first = load<f32>(step) > 0;
  const start = number(step, 0);
  const minus = number(step, 1);
  const plus = number(step, 2);
  const least = number(step, 3);
  const most = number(step, 4);
  const before = load<usize>(ARENA);
  const steps = 2 * before;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (; w < end; w += 16, g += 16) {
    const gi = v128.load(g);
    const old = v128.load(w + before);
    const up = f32x4.gt(gi, zero);
    const down = f32x4.lt(gi, zero);
    const oldUp = f32x4.gt(old, zero);
    const oldDown = f32x4.lt(old, zero);
    const agree = v128.or(v128.and(up, oldUp), v128.and(down, oldDown));
    const differ = v128.or(v128.and(up, oldDown), v128.and(down, oldUp));
    const factor = v128.bitselect(plus, v128.bitselect(minus, one, differ), agree);
    const size = f32x4.mul(first ? start : v128.load(w + steps), factor);
    const delta = f32x4.pmin(f32x4.pmax(size, least), most);
    v128.store(w + steps, delta);
    v128.store(w + before, v128.andnot(gi, differ));
    const move = f32x4.sub(
      v128.and(delta, v128.andnot(up, differ)),
      v128.and(delta, v128.andnot(down, differ)),
    );
    // A gradient that is NaN has no sign, and must not be lost: all bits set are NaN.
    v128.store(w, v128.or(f32x4.sub(v128.load(w), move), f32x4.ne(gi, gi)));
  }
}

const SMALLEST: f32 = 1e-33;

/**
 * Sets to 0 what has all but vanished in the states of n vectors of parameters: the means of a neuron that no longer learns
 * halve and halve, and subnormal numbers would slow every later step. Done at each 16th step.
 */
export function flush(w: usize, n: i32, states: i32): void {
  const least = f32x4.splat(SMALLEST);
  const arena = load<usize>(ARENA);
  for (let k = 0; k < states; k++) {
    w += arena;
    for (let at = w, end = w + (<usize>n << 4); at < end; at += 16) {
      const x = v128.load(at);
      v128.store(at, v128.andnot(x, f32x4.lt(f32x4.abs(x), least))); // NaN stays
    }
  }
}
