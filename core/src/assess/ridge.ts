import { symmetricEigen } from "../linear.js";
import {
  matrix,
  multiply,
  multiplyTransposedA,
  multiplyTransposedB,
  selectColumns,
  transpose,
  type Matrix,
} from "../matrix.js";
import { minimise } from "./minimise.js";

/** λ from 10^−3 to 10^6 in half decades: inputs are standardised, so one grid serves every table. */
const PENALTIES = Float64Array.from({ length: 19 }, (_, i) => 10 ** (i / 2 - 3));
const EXACT_SIZE = 300; // eigenvalues of a larger matrix take longer than the rest of the run's start
const EXACT_WORK = 1e9; // multiplications
const SAMPLE_ROWS = 300;

/** Weights of one label, and the penalty that was chosen for it. */
export interface Ridge {
  /** Weight of each row of Z. */
  w: Float64Array;
  lambda: number;
}

/**
 * Ridge regression, `min ‖y − Zᵀw‖² + λ‖w‖²`, of each label; λ has the least leave-one-out error of the grid 10^−3 … 10^6.
 * That error is exact and needs no refitting: `e_i / (1 − h_ii)` (Golub, Heath & Wahba 1979); for sizes where the h_ii are
 * too dear their mean stands for them (generalised cross-validation, same paper). Beyond 300 inputs and rows λ is chosen
 * on 300 evenly spaced rows and w is found by minimisation.
 *
 * @param Z     inputs × rows, each row orthogonal to `roots`
 * @param Y     labels × rows, each row orthogonal to `roots`
 * @param roots √(w_i / Σw) of each row: Z and Y of weighted rows come multiplied by √w_i
 */
export function fitRidge(Z: Matrix, Y: Matrix, roots: Float64Array): Ridge[] {
  const size = Math.min(Z.rows, Z.cols);
  if (size <= EXACT_SIZE && size * Z.rows * Z.cols <= EXACT_WORK) {
    const spectrum = Z.rows <= Z.cols ? inputSpectrum(Z) : rowSpectrum(Z);
    return labels(Y).map((y) => {
      const { lambda, c } = choosePenalty(spectrum, y, roots);
      return { w: spectrum.weights(c), lambda };
    });
  }
  const step = Z.cols / Math.min(SAMPLE_ROWS, Z.cols);
  const sample = Uint32Array.from({ length: Math.min(SAMPLE_ROWS, Z.cols) }, (_, i) => Math.floor(i * step));
  const spectrum = rowSpectrum(centred(selectColumns(Z, sample)));
  return labels(Y).map((y) => {
    const { lambda } = choosePenalty(
      spectrum,
      labels(
        centred(
          matrix(
            1,
            sample.length,
            [...sample].map((s) => y[s]),
          ),
        ),
      )[0],
      new Float64Array(sample.length).fill(1 / Math.sqrt(sample.length)),
    );
    return { w: descend(Z, y, lambda), lambda };
  });
}

/** Eigenvalues d of Z Zᵀ, and what they turn labels and coefficients into. */
interface Spectrum {
  values: Float64Array;
  /** Eigenvectors' scores of each row, √d_j u_j: one row for each eigenvalue; undefined where they are too dear. */
  scores?: Matrix;
  /** `g_j = √d_j u_j · y`. */
  project(y: Float64Array): Float64Array;
  /** w of the coefficients `c_j = g_j / (d_j + λ)`. */
  weights(c: Float64Array): Float64Array;
}

/** From Z Zᵀ, inputs × inputs: for no more inputs than rows. */
function inputSpectrum(Z: Matrix): Spectrum {
  const { values, vectors: V } = symmetricEigen(multiplyTransposedB(Z, Z));
  const dear = Z.rows * Z.rows * Z.cols > EXACT_WORK / 2;
  return {
    values: values.map((d) => Math.max(d, 0)),
    ...(dear ? {} : { scores: multiply(V, Z) }),
    project: (y) => times(V, times(Z, y)),
    weights: (c) => times(transpose(V), c),
  };
}

/** From Zᵀ Z, rows × rows: for fewer rows than inputs. */
function rowSpectrum(Z: Matrix): Spectrum {
  const { values, vectors: U } = symmetricEigen(multiplyTransposedA(Z, Z));
  // What rounding leaves of zero eigenvalues is no direction.
  const floor = Number.EPSILON * Z.cols * Math.max(values[0] ?? 0, 0);
  const d = values.map((value) => (value > floor ? value : 0));
  const scores = matrix(
    U.rows,
    U.cols,
    U.data.map((u, i) => u * Math.sqrt(d[Math.floor(i / U.cols)])),
  );
  return {
    values: d,
    scores,
    project: (y) => times(scores, y),
    weights: (c) =>
      times(
        Z,
        times(
          transpose(U),
          c.map((x, j) => (d[j] === 0 ? 0 : x / Math.sqrt(d[j]))),
        ),
      ),
  };
}

/** The λ of the grid with the least leave-one-out error, the first of equals, and its coefficients c. */
function choosePenalty(
  spectrum: Spectrum,
  y: Float64Array,
  roots: Float64Array,
): { lambda: number; c: Float64Array } {
  const g = spectrum.project(y);
  const errors = PENALTIES.map((lambda) => {
    const error = spectrum.scores
      ? leaveOneOut(spectrum, y, g, lambda, roots)
      : generalised(spectrum, y, g, lambda);
    return Number.isFinite(error) ? error : Infinity; // one row: nothing is left when it is left out
  });
  const least = errors.reduce((best, error) => Math.min(best, error), Infinity);
  const lambda = least === Infinity ? PENALTIES.at(-1)! : PENALTIES[errors.indexOf(least)];
  return { lambda, c: g.map((x, j) => x / (spectrum.values[j] + lambda)) };
}

/** `Σ (e_i / (1 − h_ii))²` with `h_ii = w_i/Σw + Σ_j score_ji² / (d_j + λ)`; w_i/Σw is the intercept's. */
function leaveOneOut(
  { values, scores }: Spectrum,
  y: Float64Array,
  g: Float64Array,
  lambda: number,
  roots: Float64Array,
): number {
  const n = y.length;
  const h = roots.map((root) => root * root);
  const e = y.slice();
  for (let j = 0; j < values.length; j++) {
    const shrink = 1 / (values[j] + lambda);
    const c = g[j] * shrink;
    for (let i = 0; i < n; i++) {
      const score = scores!.data[j * n + i];
      h[i] += score * score * shrink;
      e[i] -= score * c;
    }
  }
  return e.reduce((total, x, i) => total + (x / (1 - h[i])) ** 2, 0);
}

/** `Σ e_i² / (1 − mean h)²`: the same with the mean of all h_ii, from the eigenvalues alone. */
function generalised({ values }: Spectrum, y: Float64Array, g: Float64Array, lambda: number): number {
  let squares = y.reduce((total, x) => total + x * x, 0);
  let trace = 1;
  values.forEach((d, j) => {
    squares -= (g[j] / (d + lambda)) ** 2 * (d + 2 * lambda);
    trace += d / (d + lambda);
  });
  return Math.max(squares, 0) / (1 - trace / y.length) ** 2;
}

/** w for one λ without eigenvalues. */
function descend(Z: Matrix, y: Float64Array, lambda: number): Float64Array {
  const Zt = transpose(Z);
  return minimise(
    (w) => {
      const e = times(Zt, w).map((fit, i) => fit - y[i]);
      const gradient = times(Z, e).map((x, j) => x + lambda * w[j]);
      const squares = (v: Float64Array) => v.reduce((total, x) => total + x * x, 0);
      return { value: (squares(e) + lambda * squares(w)) / 2, gradient };
    },
    new Float64Array(Z.rows),
    { iterations: 160, tolerance: 1e-7 },
  );
}

function labels(Y: Matrix): Float64Array[] {
  return Array.from({ length: Y.rows }, (_, i) => Y.data.subarray(i * Y.cols, (i + 1) * Y.cols));
}

function centred(A: Matrix): Matrix {
  const data = A.data.slice();
  for (let i = 0; i < A.rows; i++) {
    const row = data.subarray(i * A.cols, (i + 1) * A.cols);
    const mean = row.reduce((total, x) => total + x, 0) / A.cols;
    row.forEach((x, s) => (row[s] = x - mean));
  }
  return matrix(A.rows, A.cols, data);
}

/** `A v`. */
function times(A: Matrix, v: Float64Array): Float64Array {
  return multiplyTransposedB(A, matrix(1, v.length, v)).data;
}
