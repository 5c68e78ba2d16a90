import { matrix, type Matrix } from "./matrix.js";

/**
 * Small dense linear algebra for symmetric matrices: what second-order methods and linear models need.
 */

/**
 * Lower triangular L with `A = L Lᵀ` (Cholesky); entries above the diagonal are 0.
 *
 * @param A symmetric n × n; only its lower triangle is read
 * @returns null if A is not positive definite, to the precision of float64
 * @throws RangeError if A is not square
 * @example
 * cholesky(matrix(2, 2, [4, 2, 2, 5]))?.data // [2, 0, 1, 2]
 */
export function cholesky(A: Matrix): Matrix | null {
  checkSquare("factor A", A);
  const n = A.rows;
  const L = matrix(n, n);
  const l = L.data;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = A.data[i * n + j];
      for (let k = 0; k < j; k++) rest -= l[i * n + k] * l[j * n + k];
      if (i > j) {
        l[i * n + j] = rest / l[j * n + j];
      } else {
        // A pivot lost to cancellation would make directions of pure rounding noise.
        if (!(rest > Number.EPSILON * n * A.data[i * n + i]) || rest === Infinity) return null;
        l[i * n + i] = Math.sqrt(rest);
      }
    }
  }
  return L;
}

/**
 * x with `L Lᵀ x = b`, by substitution forwards and backwards.
 *
 * @param L lower triangular n × n, from `cholesky`
 * @param b length n
 * @returns length n, a new vector
 * @throws RangeError if the lengths do not fit
 */
export function solveCholesky(L: Matrix, b: Float64Array): Float64Array {
  checkSquare("solve with L", L);
  const n = L.rows;
  if (b.length !== n)
    throw new RangeError(`Cannot solve L Lᵀ x = b: expected ${n} values in b, got ${b.length}`);
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    let rest = x[i];
    for (let k = 0; k < i; k++) rest -= L.data[i * n + k] * x[k];
    x[i] = rest / L.data[i * n + i];
  }
  for (let i = n - 1; i >= 0; i--) {
    let rest = x[i];
    for (let k = i + 1; k < n; k++) rest -= L.data[k * n + i] * x[k];
    x[i] = rest / L.data[i * n + i];
  }
  return x;
}

/** Eigenvalues, largest first, and the eigenvectors as the rows of `vectors`, in the same order. */
export interface Eigen {
  values: Float64Array;
  vectors: Matrix;
}

/**
 * `A = Σ_j λ_j v_j v_jᵀ` of a symmetric matrix: Householder's reduction to tridiagonal form, then QR steps with
 * Wilkinson's shift (Golub & Van Loan, Matrix Computations, 4th ed., algorithms 8.3.1 to 8.3.3). The sign of each vector
 * is as it falls.
 *
 * @param A symmetric n × n
 * @throws RangeError if A is not square or not finite
 * @example
 * symmetricEigen(matrix(2, 2, [2, 1, 1, 2])).values // [3.000, 1.000]
 */
export function symmetricEigen(A: Matrix): Eigen {
  checkSquare("take the eigenvalues of A", A);
  const size = A.data.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (!Number.isFinite(size)) {
    throw new RangeError(`Cannot take the eigenvalues of A: expected finite entries, got ${size}`);
  }
  const n = A.rows;
  // Entries of at most 1: no square overflows.
  const T = tridiagonal({
    rows: n,
    cols: n,
    data: size === 0 ? A.data.slice() : A.data.map((x) => x / size),
  });
  diagonalise(T);
  const order = Array.from(T.diagonal.keys()).toSorted((i, j) => T.diagonal[j] - T.diagonal[i]);
  const vectors = matrix(n, n);
  order.forEach((from, to) => vectors.data.set(T.Q.subarray(from * n, (from + 1) * n), to * n));
  return { values: Float64Array.from(order, (i) => T.diagonal[i] * size), vectors };
}

/** `T = Q A Qᵀ`, tridiagonal: `beside[i]` stands between `diagonal[i]` and `diagonal[i + 1]`; Q n × n, row by row. */
interface Tridiagonal {
  diagonal: Float64Array;
  beside: Float64Array;
  Q: Float64Array;
}

/** Reflections `I − 2 v vᵀ` that clear one column after the other below its second entry. Writes into A. */
function tridiagonal(A: Matrix): Tridiagonal {
  const [n, T] = [A.rows, A.data];
  const Q = new Float64Array(n * n);
  for (let i = 0; i < n; i++) Q[i * n + i] = 1;
  const beside = new Float64Array(Math.max(n - 1, 0));
  for (let k = 0; k + 1 < n; k++) {
    const v = new Float64Array(n);
    for (let i = k + 1; i < n; i++) v[i] = T[i * n + k]!;
    const length = norm(v);
    // The sign that adds: no cancellation in the first entry.
    const sign = v[k + 1] < 0 ? -1 : 1;
    beside[k] = k + 2 < n ? -sign * length : v[k + 1];
    if (k + 2 === n || length === 0) continue;
    v[k + 1] += sign * length;
    const scale = 1 / norm(v);
    for (let i = k + 1; i < n; i++) v[i] *= scale;
    reflect(T, Q, v, k + 1);
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => T[i * n + i]), beside, Q };
}

/** `T ← H T H` on rows and columns from `from`, `Q ← H Q`, with `H = I − 2 v vᵀ`. */
function reflect(T: Float64Array, Q: Float64Array, v: Float64Array, from: number): void {
  const n = v.length;
  const q = new Float64Array(n); // 2 T v − (2 vᵀ T v) v
  let s = 0;
  for (let i = from; i < n; i++) {
    for (let j = from; j < n; j++) q[i] += 2 * T[i * n + j] * v[j];
    s += v[i] * q[i];
  }
  const vQ = new Float64Array(n); // 2 vᵀ Q
  for (let i = from; i < n; i++) {
    q[i] -= s * v[i];
    for (let j = 0; j < n; j++) vQ[j] += 2 * v[i] * Q[i * n + j];
  }
  for (let i = from; i < n; i++) {
    for (let j = from; j < n; j++) T[i * n + j] -= v[i] * q[j] + q[i] * v[j];
    for (let j = 0; j < n; j++) Q[i * n + j] -= v[i] * vQ[j];
  }
}

/** Shrinks the entries beside the diagonal to nothing, from the last one upwards. Writes into T. */
function diagonalise(T: Tridiagonal): void {
  const { diagonal, beside } = T;
  const isNothing = (i: number) =>
    Math.abs(beside[i]) <=
    Number.EPSILON * (Math.abs(diagonal[i]) + Math.abs(diagonal[i + 1])) + Number.MIN_VALUE;
  let steps = 0;
  for (let high = diagonal.length - 1; high > 0;) {
    if (isNothing(high - 1)) {
      high--;
      continue;
    }
    let low = high - 1;
    while (low > 0 && !isNothing(low - 1)) low--;
    // About two steps for each eigenvalue are usual.
    if (++steps > 100 * diagonal.length)
      throw new Error("Cannot take the eigenvalues of A: the QR steps do not converge");
    stepQR(T, low, high);
  }
}

/** One implicit QR step on rows low … high: a rotation that starts the bulge, and those that chase it down. */
function stepQR({ diagonal, beside, Q }: Tridiagonal, low: number, high: number): void {
  const gap = (diagonal[high - 1] - diagonal[high]) / 2;
  const last = beside[high - 1];
  const shift = diagonal[high] - last ** 2 / (gap + (gap < 0 ? -1 : 1) * Math.sqrt(gap * gap + last * last));
  let x = diagonal[low] - shift;
  let bulge = beside[low];
  for (let k = low; k < high; k++) {
    const r = Math.sqrt(x * x + bulge * bulge);
    const [c, s] = r === 0 ? [1, 0] : [x / r, bulge / r];
    if (k > low) beside[k - 1] = r;
    const [a, b, d] = [diagonal[k], beside[k], diagonal[k + 1]];
    diagonal[k] = c * c * a + 2 * c * s * b + s * s * d;
    diagonal[k + 1] = s * s * a - 2 * c * s * b + c * c * d;
    beside[k] = c * s * (d - a) + (c * c - s * s) * b;
    if (k + 1 < high) {
      x = beside[k]!;
      bulge = s * beside[k + 1];
      beside[k + 1] *= c;
    }
    rotateRows(Q, diagonal.length, k, c, s);
  }
}

/** Rows k and k + 1 of Q turned into `c q_k + s q_(k+1)` and `−s q_k + c q_(k+1)`. */
function rotateRows(Q: Float64Array, n: number, k: number, c: number, s: number): void {
  for (let i = k * n; i < (k + 1) * n; i++) {
    const [upper, lower] = [Q[i], Q[i + n]];
    Q[i] = c * upper + s * lower;
    Q[i + n] = c * lower - s * upper;
  }
}

function norm(v: Float64Array): number {
  return Math.sqrt(v.reduce((total, x) => total + x * x, 0));
}

function checkSquare(what: string, A: Matrix): void {
  if (A.rows !== A.cols) {
    throw new RangeError(`Cannot ${what}: expected a square matrix, got ${A.rows} × ${A.cols}`);
  }
}
