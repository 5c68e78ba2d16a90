import type { Matrix } from "../../matrix.js";
import type { CurvedObjective } from "../../optimize/whole-table.js";
import type { FullBatch } from "./full-batch.js";

/** The curvature of the loss of all rows, and the matrix that it is made of. */
export interface SecondOrder extends CurvedObjective, FullBatch {
  readonly rows: number;
  /**
   * Rows of J: of each sample in turn a row for each output. Row weights are in it as √ω; for the cross-entropies
   * it is the matrix whose JᵀJ is the generalised Gauss–Newton form.
   *
   * @param firstRow number of the first sample
   * @param rows     number of samples
   * @returns rows · outputs × count
   */
  jacobian(parameters: Float64Array, firstRow: number, rows: number): Matrix;
  outputs(parameters: Float64Array): Float64Array;
  backpropagate(parameters: Float64Array, v: Float64Array): Float64Array;
  solveAgain(rightSide: Float64Array): Float64Array;
}
