import { parameterCount, views, type Additions } from "../bp/network.js";
import type { Matrix } from "../matrix.js";

/** Strength of the penalties `λ₁ Σ|w| + ½ λ₂ Σw²` on the weights. */
export interface Penalty {
  /** λ₁ ≥ 0. @default 0 */
  l1?: number;
  /** λ₂ ≥ 0. @default 0 */
  l2?: number;
}

/** Guards the division; the value torch uses. */
const NORM_EPSILON = 1e-6;

/**
 * Shortens a gradient whose Euclidean norm is above the limit: `g ← g · min(1, limit / (‖g‖ + 1e-6))`. Pascanu, Mikolov &
 * Bengio 2013, algorithm 1.
 *
 * @param gradient written into
 * @returns the norm before; if it is not finite the gradient is left as it is, and the caller has to stop
 * @throws RangeError if the limit is not above 0
 */
export function clipByNorm(gradient: Float64Array, limit: number): number {
  checkLimit(limit);
  const norm = euclideanNorm(gradient);
  const factor = limit / (norm + NORM_EPSILON);
  if (factor < 1 && norm < Infinity) {
    for (let i = 0; i < gradient.length; i++) gradient[i] *= factor;
  }
  return norm;
}

/**
 * Moves every element of a gradient into [−limit, limit]; NaN stays NaN.
 *
 * @param gradient written into
 * @throws RangeError if the limit is not above 0
 */
export function clipByValue(gradient: Float64Array, limit: number): void {
  checkLimit(limit);
  for (let i = 0; i < gradient.length; i++) gradient[i] = Math.min(Math.max(gradient[i], -limit), limit);
}

/** `√Σx²`; Infinity or NaN only if an element is, or the norm itself is beyond the largest double. */
export function euclideanNorm(x: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i] * x[i];
  if (sum > 1e-280 && sum < Infinity) return Math.sqrt(sum);
  // The squares have left the range of a double, or all but: measured in units of the largest element.
  const largest = x.reduce((most, xi) => Math.max(most, Math.abs(xi)), 0);
  if (!(largest > 0 && largest < Infinity)) return largest;
  return largest * Math.sqrt(x.reduce((total, xi) => total + (xi / largest) * (xi / largest), 0));
}

/**
 * Which parameters are weights: 1 for the elements of every W^l and of W^skip, 0 for biases, α and a front's, in the order of the network's
 * flat vector. Penalties and decay are for weights; a bias does not make a function rougher.
 */
export function weightMask(sizes: readonly number[], skip = false, additions: Additions = {}): Uint8Array {
  const flat = new Float64Array(parameterCount(sizes, skip, additions));
  const { W, skip: Wskip } = views(sizes, skip, flat, additions);
  for (const M of Wskip ? [...W, Wskip] : W) M.data.fill(1);
  return Uint8Array.from(flat);
}

/**
 * `λ₁ Σ|w| + ½ λ₂ Σw²` over the parameters whose mask is 1.
 *
 * @throws RangeError if the lengths differ or a strength is no finite number ≥ 0
 */
export function penaltyLoss(parameters: Float64Array, mask: Uint8Array, { l1 = 0, l2 = 0 }: Penalty): number {
  checkPenalty(parameters, mask, l1, l2);
  let loss = 0;
  for (let i = 0; i < parameters.length; i++) {
    if (mask[i]) loss += l1 * Math.abs(parameters[i]) + 0.5 * l2 * parameters[i] * parameters[i];
  }
  return loss;
}

/**
 * Adds the penalty's gradient `λ₁ sign(w) + λ₂ w` for the parameters whose mask is 1; at w = 0 the sign is 0.
 *
 * @param gradient written into
 * @throws as `penaltyLoss`
 */
export function addPenaltyGradient(
  gradient: Float64Array,
  parameters: Float64Array,
  mask: Uint8Array,
  { l1 = 0, l2 = 0 }: Penalty,
): void {
  checkPenalty(parameters, mask, l1, l2);
  checkLength("the gradient", gradient.length, parameters.length);
  for (let i = 0; i < parameters.length; i++) {
    if (mask[i]) gradient[i] += l1 * Math.sign(parameters[i]) + l2 * parameters[i];
  }
}

/**
 * Weight decay apart from the gradient: `w ← (1 − η λ) w` for the parameters whose mask is 1. Loshchilov & Hutter 2019, eq. 1,
 * with λ scaled by η.
 *
 * @param parameters written into
 * @throws RangeError if the lengths differ or η λ is not between 0 and 1
 */
export function decayWeights(
  parameters: Float64Array,
  mask: Uint8Array,
  learningRate: number,
  decay: number,
): void {
  checkLength("the mask", mask.length, parameters.length);
  const share = learningRate * decay;
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(
      `Cannot decay the weights: expected learning rate · decay from 0 to 1, got ${share}`,
    );
  }
  for (let i = 0; i < parameters.length; i++) if (mask[i]) parameters[i] *= 1 - share;
}

/**
 * Shortens each row of W^l, the weights to one neuron, whose Euclidean norm is above the limit, to that norm. Srivastava et
 * al. 2014, section 5.1.
 *
 * @param W     written into
 * @throws RangeError if the limit is not above 0
 */
export function limitRowNorms(W: Matrix, limit: number): void {
  checkLimit(limit);
  for (let i = 0; i < W.rows; i++) {
    const w = W.data.subarray(i * W.cols, (i + 1) * W.cols);
    const norm = euclideanNorm(w);
    if (norm > limit && norm < Infinity) for (let j = 0; j < w.length; j++) w[j] *= limit / norm;
  }
}

function checkLimit(limit: number): void {
  if (!(limit > 0)) throw new RangeError(`Cannot clip: expected a limit > 0, got ${limit}`);
}

function checkPenalty(parameters: Float64Array, mask: Uint8Array, l1: number, l2: number): void {
  checkLength("the mask", mask.length, parameters.length);
  for (const lambda of [l1, l2]) {
    if (!(lambda >= 0 && lambda < Infinity)) {
      throw new RangeError(`Cannot penalise the weights: expected a strength ≥ 0, got ${lambda}`);
    }
  }
}

function checkLength(what: string, given: number, wanted: number): void {
  if (given !== wanted)
    throw new RangeError(`Cannot regularise: expected ${what} to have ${wanted} elements, got ${given}`);
}
