/**
 * The four products that back-propagation needs, on dense float64 matrices. Rows are neurons, columns are samples, and a
 * row lies contiguous in memory, so that the inner loops run along the samples.
 */
export interface Matrix {
  rows: number;
  cols: number;
  /** Row after row: element (i, j) is `data[i * cols + j]`. */
  data: Float64Array;
}

/**
 * A matrix from its elements, row after row; zeros if none are given. The array is taken, not copied.
 *
 * @throws RangeError if the number of elements is not rows · cols
 */
export function matrix(rows: number, cols: number, data?: Float64Array | readonly number[]): Matrix {
  if (data !== undefined && data.length !== rows * cols) {
    throw new RangeError(
      `Cannot make a ${rows} × ${cols} matrix: expected ${rows * cols} elements, got ${data.length}`,
    );
  }
  if (data === undefined) return { rows, cols, data: new Float64Array(rows * cols) };
  return { rows, cols, data: data instanceof Float64Array ? data : Float64Array.from(data) };
}

/** A matrix whose columns are the given samples (vectors of equal length). */
export function columns(samples: readonly ArrayLike<number>[]): Matrix {
  const rows = samples[0]?.length ?? 0;
  const M = matrix(rows, samples.length);
  samples.forEach((sample, s) => {
    if (sample.length !== rows) {
      throw new RangeError(`Cannot place sample ${s + 1}: expected ${rows} values, got ${sample.length}`);
    }
    for (let i = 0; i < rows; i++) M.data[i * M.cols + s] = sample[i]!;
  });
  return M;
}

/** Column s as a new vector. */
export function column(M: Matrix, s: number): Float64Array {
  return Float64Array.from({ length: M.rows }, (_, i) => M.data[i * M.cols + s]);
}

/** `A B`, n × k times k × m. @throws RangeError if the shapes do not fit */
export function multiply(A: Matrix, B: Matrix): Matrix {
  checkFit("A B", A.cols, B.rows);
  const C = matrix(A.rows, B.cols);
  const m = B.cols;
  const a = A.data;
  const b = B.data;
  const c = C.data;
  if (m === 1) {
    multiplyVector(A, b, c);
    return C;
  }
  for (let i = 0; i < A.rows; i++) {
    const row = i * m;
    let j = 0;
    // Four rows of B at a time: one pass over the row of C for four products.
    for (; j + 3 < A.cols; j += 4) {
      const w = i * A.cols + j;
      const [w0, w1, w2, w3] = [a[w], a[w + 1], a[w + 2], a[w + 3]];
      const [h0, h1, h2, h3] = [j * m, (j + 1) * m, (j + 2) * m, (j + 3) * m];
      for (let s = 0; s < m; s++) {
        c[row + s] += w0 * b[h0 + s] + w1 * b[h1 + s] + w2 * b[h2 + s] + w3 * b[h3 + s];
      }
    }
    for (; j < A.cols; j++) {
      const w = a[i * A.cols + j];
      const h = j * m;
      for (let s = 0; s < m; s++) c[row + s] += w * b[h + s];
    }
  }
  return C;
}

/** A times a single column, in the order of `multiply`: the sums need not go to memory. */
function multiplyVector({ rows, cols, data }: Matrix, b: Float64Array, c: Float64Array): void {
  for (let i = 0, w = 0; i < rows; i++) {
    let sum = 0;
    let j = 0;
    for (; j + 3 < cols; j += 4, w += 4) {
      sum += data[w] * b[j] + data[w + 1] * b[j + 1] + data[w + 2] * b[j + 2] + data[w + 3] * b[j + 3];
    }
    for (; j < cols; j++, w++) sum += data[w] * b[j];
    c[i] = sum;
  }
}

/** `Aᵀ B`, (k × n)ᵀ times k × m. @throws RangeError if the shapes do not fit */
export function multiplyTransposedA(A: Matrix, B: Matrix): Matrix {
  checkFit("Aᵀ B", A.rows, B.rows);
  return multiply(transpose(A), B);
}

/** `A Bᵀ`, n × k times (m × k)ᵀ. @throws RangeError if the shapes do not fit */
export function multiplyTransposedB(A: Matrix, B: Matrix): Matrix {
  checkFit("A Bᵀ", A.cols, B.cols);
  const C = matrix(A.rows, B.rows);
  const k = A.cols;
  const a = A.data;
  const b = B.data;
  for (let i = 0; i < A.rows; i++) {
    const p = i * k;
    let j = 0;
    // Four dot products along the samples at a time.
    for (; j + 3 < B.rows; j += 4) {
      const [q0, q1, q2, q3] = [j * k, (j + 1) * k, (j + 2) * k, (j + 3) * k];
      let [t0, t1, t2, t3] = [0, 0, 0, 0];
      for (let s = 0; s < k; s++) {
        const d = a[p + s];
        t0 += d * b[q0 + s];
        t1 += d * b[q1 + s];
        t2 += d * b[q2 + s];
        t3 += d * b[q3 + s];
      }
      C.data.set([t0, t1, t2, t3], i * C.cols + j);
    }
    for (; j < B.rows; j++) {
      let t = 0;
      for (let s = 0; s < k; s++) t += a[p + s] * b[j * k + s];
      C.data[i * C.cols + j] = t;
    }
  }
  return C;
}

/** `Aᵀ`, a new matrix. */
export function transpose(A: Matrix): Matrix {
  const T = matrix(A.cols, A.rows);
  for (let i = 0; i < A.rows; i++) {
    for (let j = 0; j < A.cols; j++) T.data[j * A.rows + i] = A.data[i * A.cols + j]!;
  }
  return T;
}

/** `A ⊙ B`, element by element. @throws RangeError if the shapes differ */
export function hadamard(A: Matrix, B: Matrix): Matrix {
  checkSame("A ⊙ B", A, B);
  return { rows: A.rows, cols: A.cols, data: A.data.map((x, i) => x * B.data[i]) };
}

/** Adds the vector b to every column of A: the bias, the same for all samples. Writes into A. */
export function addColumnInPlace(A: Matrix, b: ArrayLike<number>): void {
  for (let i = 0; i < A.rows; i++) {
    const bias = b[i];
    for (let k = i * A.cols; k < (i + 1) * A.cols; k++) A.data[k] += bias;
  }
}

/** Adds B to A, element by element. Writes into A. @throws RangeError if the shapes differ */
export function addInPlace(A: Matrix, B: Matrix): void {
  checkSame("A + B", A, B);
  for (let k = 0; k < A.data.length; k++) A.data[k] += B.data[k];
}

/** Sum of each row, over the samples. */
export function rowSums(A: Matrix): Float64Array {
  const sums = new Float64Array(A.rows);
  for (let i = 0; i < A.rows; i++) {
    let t = 0;
    for (let s = 0; s < A.cols; s++) t += A.data[i * A.cols + s];
    sums[i] = t;
  }
  return sums;
}

/** The chosen columns, in the order given, as a new matrix. */
export function selectColumns(A: Matrix, samples: ArrayLike<number>): Matrix {
  const B = matrix(A.rows, samples.length);
  for (let i = 0; i < A.rows; i++) {
    for (let s = 0; s < samples.length; s++) B.data[i * B.cols + s] = A.data[i * A.cols + samples[s]]!;
  }
  return B;
}

function checkFit(product: string, left: number, right: number): void {
  if (left !== right) {
    throw new RangeError(`Cannot compute ${product}: expected ${left} rows or columns to meet, got ${right}`);
  }
}

function checkSame(what: string, A: Matrix, B: Matrix): void {
  if (A.rows !== B.rows || A.cols !== B.cols) {
    throw new RangeError(`Cannot compute ${what}: expected ${A.rows} × ${A.cols}, got ${B.rows} × ${B.cols}`);
  }
}
