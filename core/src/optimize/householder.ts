import { matrix, type Matrix } from "../matrix.js";

/**
 * R of `A = QR`, upper triangular, for rows of A that arrive chunk by chunk: A itself is never held. Each column of [R; rows] is
 * turned into one number by a reflection (Golub & Van Loan, Matrix Computations, 4th ed., §5.1 and §6.5.3).
 *
 * `RᵀR = AᵀA` without the loss of half the digits that forming AᵀA costs.
 */
export class TriangularFactor {
  readonly R: Matrix;

  constructor(columns: number) {
    this.R = matrix(columns, columns);
  }

  /** The same factor, to which other rows may be added. */
  copy(): TriangularFactor {
    const twin = new TriangularFactor(this.R.cols);
    twin.R.data.set(this.R.data);
    return twin;
  }

  /** Adds rows of A. @param rows overwritten */
  add({ rows: m, cols: n, data: A }: Matrix): void {
    const R = this.R.data;
    const t = new Float64Array(n);
    for (let k = 0; k < n; k++) {
      let square = 0;
      for (let i = k; i < m * n; i += n) square += A[i] * A[i];
      if (square === 0) continue;
      const old = R[k * n + k];
      const norm = Math.sqrt(old * old + square);
      R[k * n + k] = old > 0 ? -norm : norm;
      const v = old - R[k * n + k]; // head of the reflection's vector, whose tail is the column of A
      const beta = 2 / (v * v + square);
      for (let j = k + 1; j < n; j++) t[j] = v * R[k * n + j];
      for (let i = 0; i < m; i++) addRow(t, A, i * n, k + 1, A[i * n + k]);
      for (let j = k + 1; j < n; j++) R[k * n + j] -= beta * t[j] * v;
      for (let i = 0; i < m; i++) {
        const factor = -beta * A[i * n + k];
        for (let j = k + 1; j < n; j++) A[i * n + j] += factor * t[j];
      }
    }
  }

  /** x with `RᵀR x = b`, or nothing if R is singular. */
  solve(b: Float64Array): Float64Array | undefined {
    const { data: R, cols: n } = this.R;
    const x = b.slice();
    for (let i = 0; i < n; i++) {
      if (R[i * n + i] === 0) return undefined;
      for (let k = 0; k < i; k++) x[i] -= R[k * n + i] * x[k];
      x[i] /= R[i * n + i];
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) x[i] -= R[i * n + k] * x[k];
      x[i] /= R[i * n + i];
    }
    return x;
  }
}

/** `target_j ← target_j + factor · A_(at + j)` from column `from` on. */
function addRow(target: Float64Array, A: Float64Array, at: number, from: number, factor: number): void {
  for (let j = from; j < target.length; j++) target[j] += factor * A[at + j];
}
