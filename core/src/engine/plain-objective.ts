import { backward } from "../bp/backward.js";
import { forward } from "../bp/forward.js";
import { outputJacobian } from "../bp/jacobian.js";
import {
  crossEntropyLabels,
  evaluateLoss,
  losses,
  lossSpec,
  type LossName,
  type LossSpec,
} from "../bp/loss.js";
import { copyNetwork, type Network } from "../bp/network.js";
import { cholesky, solveCholesky } from "../linear.js";
import { log } from "../elementary.js";
import { matrix, selectColumns, type Matrix } from "../matrix.js";
import type { CurvedObjective, NormalEquations } from "../optimize/whole-table.js";
import type { Evaluation, Samples } from "./engine.js";
import { forwardInChunks } from "./reference-predict.js";
import type { Measurable } from "./whole-table-trainer.js";

const CHUNK = 256; // samples whose J is held at once
const SQUARED: ReadonlySet<LossName> = new Set(["half_mse_sum", "half_mse_batch_mean", "mse_mean"]);
const CROSS_ENTROPIES: ReadonlySet<LossName> = new Set(["bce_logits_mean", "cross_entropy_mean"]);

/**
 * The loss of all rows and its Gauss–Newton curvature as the equations of `bp/` give them, in plain float64: what the kernels are
 * compared with, and what serves activations that were registered.
 *
 * JᵀJ is `Σ ω Jᵀ M J` over the samples: M is 1 and J that of h for the squared losses; for the cross-entropies J is that of z and M
 * the second derivative of their term by z, `diag(h (1 − h))` or `diag(h) − h hᵀ` (Schraudolph 2002).
 *
 * @param given its parameters are left alone
 * @throws RangeError from `normalEquations` if the loss has none
 */
export function plainObjective(
  given: Network,
  samples: Samples,
  loss: LossSpec,
): CurvedObjective & Measurable {
  return new PlainObjective(copyNetwork(given), samples, lossSpec(loss));
}

class PlainObjective implements CurvedObjective, Measurable {
  readonly count: number;
  readonly scale: number;
  readonly isSquared: boolean;
  readonly terms: number;
  readonly #network: Network;
  readonly #samples: Samples;
  readonly #loss: Required<LossSpec>;
  #JtJ: Matrix | undefined;
  #Jtr: Float64Array | undefined;
  #factor: Matrix | undefined;

  constructor(network: Network, samples: Samples, loss: Required<LossSpec>) {
    [this.#network, this.#samples, this.#loss] = [network, samples, loss];
    const { X, Y, weights } = samples;
    const total = weights?.reduce((sum, w) => sum + w, 0) ?? X.cols;
    this.count = network.parameters.length;
    this.isSquared = SQUARED.has(loss.name);
    this.terms = Y.rows * total;
    this.scale = this.#scale(total);
  }

  loss(parameters: Float64Array): number {
    return this.evaluate(parameters).loss;
  }

  evaluate(parameters: Float64Array): Evaluation {
    const { X, Y, weights } = this.#samples;
    const { Z, H } = forwardInChunks(this.#at(parameters), X);
    return { loss: evaluateLoss(this.#loss, Z, H, Y, weights).value, H };
  }

  gradient(parameters: Float64Array, into: Float64Array): number {
    const { X, Y, weights } = this.#samples;
    const network = this.#at(parameters);
    const { loss, gradient } = backward(network, forward(network, X), Y, this.#loss, weights);
    into.set(gradient);
    return loss;
  }

  normalEquations(parameters: Float64Array): NormalEquations {
    const { name } = this.#loss;
    if (!this.isSquared && !CROSS_ENTROPIES.has(name)) {
      throw new RangeError(
        `Cannot set up normal equations: expected a squared loss or a cross-entropy, got "${name}"; try a method that needs only gradients`,
      );
    }
    const Jtr = new Float64Array(this.count);
    const loss = this.gradient(parameters, Jtr);
    for (let k = 0; k < Jtr.length; k++) Jtr[k] /= this.scale;
    const JtJ = matrix(this.count, this.count);
    for (let from = 0; from < this.#samples.X.cols; from += CHUNK) this.#addCurvature(JtJ, from);
    [this.#JtJ, this.#Jtr, this.#factor] = [JtJ, Jtr, undefined];
    return { objective: loss / this.scale, loss, Jtr: Jtr.slice() };
  }

  JtJ(): Matrix {
    const { JtJ } = this.#equations();
    return { ...JtJ, data: JtJ.data.slice() };
  }

  solve(damping: number | Float64Array, rightSide?: Float64Array): Float64Array | undefined {
    const { JtJ, Jtr } = this.#equations();
    const A = { ...JtJ, data: JtJ.data.slice() };
    for (let k = 0; k < A.rows; k++) {
      A.data[k * A.cols + k] += typeof damping === "number" ? damping : damping[k];
    }
    this.#factor = cholesky(A) ?? undefined;
    return this.#factor && solveCholesky(this.#factor, rightSide ?? Jtr.map((g) => -g));
  }

  inverseDiagonal(): Float64Array {
    const L = this.#factored();
    return Float64Array.from({ length: this.count }, (_, k) => {
      const unit = new Float64Array(this.count);
      unit[k] = 1;
      return solveCholesky(L, unit)[k];
    });
  }

  inverseTrace(): number {
    return this.inverseDiagonal().reduce((sum, v) => sum + v, 0);
  }

  logDeterminant(): number {
    const L = this.#factored();
    let sum = 0;
    for (let k = 0; k < L.rows; k++) sum += 2 * log(L.data[k * L.cols + k]);
    return sum;
  }

  /** Adds `Σ ω Jᵀ M J` of a chunk of samples. */
  #addCurvature(JtJ: Matrix, from: number): void {
    const { X, Y, weights } = this.#samples;
    const rows = Array.from({ length: Math.min(CHUNK, X.cols - from) }, (_, k) => from + k);
    const part = selectColumns(X, rows);
    const J = outputJacobian(this.#network, part, this.isSquared ? "h" : "z");
    const { H } = forwardInChunks(this.#network, part);
    const mass = this.isSquared ? undefined : this.#mass();
    const n = Y.rows;
    rows.forEach((s, k) => {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          const M = mass ? mass(s, i) * this.#bend(H, k, i, j) : Number(i === j);
          const factor = (weights?.[s] ?? 1) * M;
          if (factor !== 0) addOuter(JtJ, factor, rowOf(J, k * n + i), rowOf(J, k * n + j));
        }
      }
    });
  }

  /** ∂²/∂z_i∂z_j of the term of sample s, for labels that sum to 1. */
  #bend(H: Matrix, s: number, i: number, j: number): number {
    const [hi, hj] = [H.data[i * H.cols + s], H.data[j * H.cols + s]];
    if (this.#loss.name === "bce_logits_mean") return i === j ? hi * (1 - hi) : 0;
    return (i === j ? hi : 0) - hi * hj;
  }

  /** What the labels of a sample weigh. */
  #mass(): (s: number, i: number) => number {
    const { Y } = this.#samples;
    if (this.#loss.name === "bce_logits_mean") {
      const p = this.#loss.parameters["pos_weight"];
      return (s, i) => {
        const y = Y.data[i * Y.cols + s];
        return 1 - y + (typeof p === "number" ? p : p[i]) * y;
      };
    }
    const { Q } = crossEntropyLabels(this.#loss, Y);
    return (s) => {
      let sum = 0;
      for (let i = 0; i < Q.rows; i++) sum += Q.data[i * Q.cols + s];
      return sum;
    };
  }

  /** L of F: what the name of the loss divides by. */
  #scale(total: number): number {
    const { Y, weights } = this.#samples;
    const { name } = this.#loss;
    if (name === "cross_entropy_mean") return 1 / crossEntropyLabels(this.#loss, Y, weights).total;
    const { divide } = losses[name];
    const divisor = divide === "none" ? 1 : divide === "batch" ? total : total * Y.rows;
    return (name === "mse_mean" ? 2 : 1) / divisor; // F of the squared losses has the ½
  }

  #at(parameters: Float64Array): Network {
    this.#network.parameters.set(parameters);
    return this.#network;
  }

  #equations(): { JtJ: Matrix; Jtr: Float64Array } {
    if (this.#JtJ && this.#Jtr) return { JtJ: this.#JtJ, Jtr: this.#Jtr };
    throw new RangeError("Cannot solve: expected normal equations, got none; call normalEquations first");
  }

  #factored(): Matrix {
    if (this.#factor) return this.#factor;
    throw new RangeError("Cannot invert JᵀJ + D: expected a factor, got none; call solve first");
  }
}

function rowOf(M: Matrix, i: number): Float64Array {
  return M.data.subarray(i * M.cols, (i + 1) * M.cols);
}

/** `M ← M + factor · a bᵀ`. */
function addOuter(M: Matrix, factor: number, a: Float64Array, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) {
    const ai = factor * a[i];
    if (ai === 0) continue;
    for (let j = 0; j < b.length; j++) M.data[i * M.cols + j] += ai * b[j];
  }
}
