import type { Matrix } from "../../matrix.js";
import type { FullBatch } from "./full-batch.js";

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
  /** ln det(JᵀJ + D) for the same D. */
  logDeterminant(): number;
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
