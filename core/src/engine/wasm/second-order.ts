import { lossSpec, type LossName, type LossSpec } from "../../bp/loss.js";
import type { Network } from "../../bp/network.js";
import { matrix, type Matrix } from "../../matrix.js";
import type { Samples } from "../engine.js";
import { Arena, rowBytes } from "./arena.js";
import { type FullBatch, fullBatchOf, type Options64 } from "./full-batch.js";
import { Jacobian64 } from "./jacobian64.js";
import { curvedLosses } from "./loss64.js";
import { BLOCK, Pass64 } from "./pass64.js";
import { STEP } from "./rows64.js";

/** Most parameters for which normal equations are set up without being asked for more: about a second an iteration. */
export const LIMIT_SECOND_ORDER = 3000;

/**
 * What Gauss–Newton methods know of the loss F at one point: `F(w + d) ≈ F + dᵀ Jᵀr + ½ dᵀ JᵀJ d`. F is `½ Σ ω r²` over rows and
 * outputs for the squared losses, and the sum of the terms `Σ ω term` for the cross-entropies: nothing is divided.
 */
export interface NormalEquations {
  /** F; the sum of squared residuals is twice that. */
  objective: number;
  /** L, as its name says it. */
  loss: number;
  /** ∂F/∂parameters. */
  Jtr: Float64Array;
}

/** The curvature of the loss of all rows, and the steps that follow from it. */
export interface SecondOrder extends FullBatch {
  /** Sets up JᵀJ and Jᵀr at the given parameters. */
  normalEquations(parameters: Float64Array): NormalEquations;
  /** A copy of the last JᵀJ, count × count, symmetric. */
  JtJ(): Matrix;
  /**
   * Solves `(JᵀJ + D) d = −Jᵀr` by the Cholesky factor; JᵀJ stays, so that several D can be tried.
   *
   * @param damping   μ, or the diagonal D, one number for each parameter
   * @param rightSide stands in for −Jᵀr
   * @returns d, or nothing if JᵀJ + D is not positive definite: try a larger damping
   */
  solve(damping: number | Float64Array, rightSide?: Float64Array): Float64Array | undefined;
  /** Diagonal of (JᵀJ + D)⁻¹ for the last D that could be solved. */
  inverseDiagonal(): Float64Array;
  /** Its sum. */
  inverseTrace(): number;
  /**
   * Rows of J: of each sample in turn a row for each output. Row weights are in it as √ω; for the cross-entropies
   * it is the matrix whose JᵀJ is the generalised Gauss–Newton form.
   *
   * @param firstRow number of the first sample
   * @param rows     number of samples
   * @returns rows · outputs × count
   */
  jacobian(parameters: Float64Array, firstRow: number, rows: number): Matrix;
}

/**
 * Holds rows in linear memory and gives loss, gradient and Gauss–Newton curvature by the float64 kernels, J being made and used up
 * in blocks of 256 samples. J is ∂r/∂parameters of the residuals r = h − y for the squared losses (Hagan & Menhaj 1994); for bce_logits_mean
 * and cross_entropy_mean JᵀJ is the generalised Gauss–Newton matrix (Schraudolph 2002).
 *
 * @param network its parameters are left alone; only its shape and its activations count
 * @param samples copied
 * @param loss    half_mse_sum, half_mse_batch_mean, mse_mean, bce_logits_mean or cross_entropy_mean
 * @param options `limit`: most parameters, @default 3000
 * @throws RangeError for other losses, more parameters, activations that were registered, and for shapes that do not fit
 * @example
 * const { network, X, Y } = exampleNetwork();
 * createSecondOrder(network, { X, Y }, "half_mse_sum").normalEquations(network.parameters).objective // 0.13283683953341
 */
export function createSecondOrder(
  network: Network,
  samples: Samples,
  loss: LossName | LossSpec,
  { simd = "plain", limit = LIMIT_SECOND_ORDER }: Options64 & { limit?: number } = {},
): SecondOrder {
  checkLimits(network, lossSpec(loss).name, limit);
  const count = network.parameters.length;
  const arena = new Arena();
  const J = new Jacobian64(arena, network, samples.X.cols);
  // One row and column more than there are parameters: what only fills up J falls there.
  const padded = Math.ceil((count + 1) / 4) * 4;
  const row = rowBytes(padded);
  const places = {
    C: arena.take(padded * row),
    L: arena.take(padded * row),
    damping: arena.doubles(padded),
    step: arena.doubles(padded + STEP),
    work: arena.doubles(padded * STEP),
  };
  const pass = new Pass64(network, samples, loss, arena, simd);
  J.writeMaps(pass);
  return new NormalEquations64(pass, J, places, padded, row);
}

function checkLimits({ parameters }: Network, loss: LossName, limit: number): void {
  if (!curvedLosses.includes(loss)) {
    throw new RangeError(
      `Cannot set up normal equations for loss "${loss}": expected one of ${curvedLosses.map((name) => `"${name}"`).join(", ")}; try a method that needs only gradients`,
    );
  }
  if (parameters.length > limit) {
    throw new RangeError(
      `Cannot set up normal equations: expected at most ${limit} parameters, got ${parameters.length}, and time grows with their cube; try fewer neurons, a method that needs only gradients, or a higher limit`,
    );
  }
}

interface Places {
  C: number;
  L: number;
  damping: number;
  step: number;
  work: number;
}

class NormalEquations64 implements SecondOrder {
  readonly count: number;
  readonly loss: FullBatch["loss"];
  readonly gradient: FullBatch["gradient"];
  readonly #pass: Pass64;
  readonly #J: Jacobian64;
  readonly #at: Places;
  readonly #padded: number;
  readonly #row: number;
  #Jtr: Float64Array | undefined;
  #isFactored = false;

  constructor(pass: Pass64, J: Jacobian64, places: Places, padded: number, row: number) {
    [this.#pass, this.#J, this.#at, this.#padded, this.#row] = [pass, J, places, padded, row];
    ({ count: this.count, loss: this.loss, gradient: this.gradient } = fullBatchOf(pass));
  }

  normalEquations(parameters: Float64Array): NormalEquations {
    const pass = this.#pass;
    const J = this.#J;
    const { C } = this.#at;
    const { scale, scaleOfSum } = pass.head;
    pass.setParameters(parameters);
    pass.gradientView.fill(0);
    pass.doubles(C, (this.#padded * this.#row) / 8).fill(0);
    let objective = 0;
    pass.blocks(BLOCK, (from, samples) => {
      pass.forward(from, samples, true);
      for (let o = 0; o < J.outputs; o++) {
        J.fill(pass, o, from, samples);
        pass.kernels["addProducts"](J.at, pass.row, J.padded, samples * 8, J.mapOf(o), C, this.#row);
      }
      objective += pass.loss(from, samples, scaleOfSum);
      pass.backward(from, samples);
    });
    this.#isFactored = false;
    this.#Jtr = pass.gradientView.slice();
    return { objective, loss: objective * (scale / scaleOfSum), Jtr: this.#Jtr.slice() };
  }

  JtJ(): Matrix {
    this.#equations();
    const n = this.count;
    const M = matrix(n, n);
    for (let i = 0; i < n; i++) {
      const own = this.#pass.doubles(this.#at.C + i * this.#row, i + 1);
      M.data.set(own, i * n);
      for (let j = 0; j < i; j++) M.data[j * n + i] = own[j];
    }
    return M;
  }

  solve(damping: number | Float64Array, rightSide?: Float64Array): Float64Array | undefined {
    const Jtr = this.#equations();
    const { kernels } = this.#pass;
    const { C, L, damping: ofDamping, step } = this.#at;
    const [n, padded, row] = [this.count, this.#padded, this.#row];
    const diagonal = this.#pass.doubles(ofDamping, n);
    if (typeof damping === "number") diagonal.fill(damping);
    else diagonal.set(sized(damping, n));
    const x = this.#pass.doubles(step, padded).fill(0);
    if (rightSide === undefined) for (let k = 0; k < n; k++) x[k] = -Jtr[k];
    else x.set(sized(rightSide, n));
    kernels["copyDamped"](C, L, row, n, padded, ofDamping);
    this.#isFactored = kernels["factor"](L, row, padded) < 0;
    if (!this.#isFactored) return undefined;
    kernels["solveFactored"](L, row, padded, step);
    return x.slice(0, n);
  }

  inverseDiagonal(): Float64Array {
    if (!this.#isFactored) {
      throw new RangeError("Cannot invert JᵀJ + D: expected a factor, got none; call solve first");
    }
    const { L, step, work } = this.#at;
    this.#pass.kernels["inverseDiagonal"](L, this.#row, this.#padded, step, work);
    return this.#pass.doubles(step, this.count).slice();
  }

  inverseTrace(): number {
    return this.inverseDiagonal().reduce((sum, v) => sum + v, 0);
  }

  jacobian(parameters: Float64Array, firstRow: number, rows: number): Matrix {
    const pass = this.#pass;
    const J = this.#J;
    checkRange(firstRow, rows, pass.rows.count);
    const all = matrix(rows * J.outputs, this.count);
    const end = firstRow + rows;
    pass.setParameters(parameters);
    pass.blocks(BLOCK, (from, samples) => {
      if (from >= end || from + samples <= firstRow) return;
      pass.forward(from, samples, true);
      for (let o = 0; o < J.outputs; o++) {
        J.fill(pass, o, from, samples);
        const map = new Int32Array(pass.memory.buffer, J.mapOf(o), J.used);
        map.forEach((column, k) => {
          const values = pass.doubles(J.at + k * pass.row, samples);
          for (let s = Math.max(from, firstRow); s < Math.min(from + samples, end); s++) {
            all.data[((s - firstRow) * J.outputs + o) * all.cols + column] = values[s - from];
          }
        });
      }
    });
    return all;
  }

  #equations(): Float64Array {
    if (this.#Jtr) return this.#Jtr;
    throw new RangeError("Cannot solve: expected normal equations, got none; call normalEquations first");
  }
}

function sized(vector: Float64Array, n: number): Float64Array {
  if (vector.length === n) return vector;
  throw new RangeError(`Cannot solve: expected ${n} numbers, got ${vector.length}`);
}

function checkRange(firstRow: number, rows: number, count: number): void {
  if (firstRow >= 0 && rows >= 0 && firstRow + rows <= count) return;
  throw new RangeError(
    `Cannot give the rows of J: expected samples between 0 and ${count}, got ${rows} from ${firstRow} on`,
  );
}
