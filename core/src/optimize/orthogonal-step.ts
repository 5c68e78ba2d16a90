import { matrix, type Matrix } from "../matrix.js";
import { TriangularFactor } from "./householder.js";
import type { CurvedObjective } from "./whole-table.js";

const CHUNK = 256; // samples whose J is held at once
const MOST = 2e8; // operations: some tenths of a second

/**
 * `(JᵀJ + D) d = b` where rounding has taken the definiteness of JᵀJ + D: by the corrected semi-normal equations, `RᵀR d = b` with the
 * R of [J; √D] and one refinement by `b − Jᵀ(J d) − D d` (Björck 1987). J is made in chunks, so that memory stays bounded.
 */
export class OrthogonalStep {
  readonly #objective: CurvedObjective;
  readonly #parameters: Float64Array;
  #ofJ: TriangularFactor | undefined;

  /** @param parameters where J is taken; left alone, and not to be changed meanwhile */
  constructor(objective: CurvedObjective, parameters: Float64Array) {
    [this.#objective, this.#parameters] = [objective, parameters];
  }

  /** d, or nothing if the work would be too much, the objective gives no J, or [J; √D] is singular or not finite. */
  solve(D: Float64Array, b: Float64Array): Float64Array | undefined {
    const { count, rows = Infinity } = this.#objective;
    if (!(rows * count * count <= MOST) || !b.every(Number.isFinite)) return undefined;
    this.#ofJ ??= this.#factorOfJ();
    const factor = this.#ofJ.copy();
    const roots = matrix(count, count);
    for (let k = 0; k < count; k++) roots.data[k * count + k] = Math.sqrt(D[k]);
    factor.add(roots);
    const d = factor.solve(b);
    const correction = d && factor.solve(this.#residual(D, b, d));
    return correction?.map((e, k) => d![k] + e);
  }

  #factorOfJ(): TriangularFactor {
    const factor = new TriangularFactor(this.#objective.count);
    this.#chunks((J) => factor.add(J));
    return factor;
  }

  /** `b − Jᵀ(J d) − D d`. */
  #residual(D: Float64Array, b: Float64Array, d: Float64Array): Float64Array {
    const rest = b.map((v, k) => v - D[k] * d[k]);
    this.#chunks(({ rows, cols, data }) => {
      for (let i = 0; i < rows; i++) {
        let dot = 0;
        for (let k = 0; k < cols; k++) dot += data[i * cols + k] * d[k];
        for (let k = 0; k < cols; k++) rest[k] -= data[i * cols + k] * dot;
      }
    });
    return rest;
  }

  #chunks(use: (J: Matrix) => void): void {
    const { rows = 0 } = this.#objective;
    for (let from = 0; from < rows; from += CHUNK) {
      const J = this.#objective.jacobian?.(this.#parameters, from, Math.min(CHUNK, rows - from));
      if (J) use(J);
    }
  }
}
