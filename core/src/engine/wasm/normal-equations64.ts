import { matrix, type Matrix } from "../../matrix.js";
import { type Arena, rowBytes } from "./arena.js";
import type { NormalEquations, Objective } from "../../optimize/whole-table.js";
import type { SecondOrder } from "./curvature.js";
import { fullBatchOf, type FullBatch } from "./full-batch.js";
import type { Jacobian64 } from "./jacobian64.js";
import type { Pass64 } from "./pass64.js";

const COLUMNS = 32; // of the inverse at once

/** Where JᵀJ, its factor and what goes with them lie. */
export interface Square64 {
  /** Rows and columns, with those that fill up the last four, and bytes from one row to the next. */
  padded: number;
  row: number;
  /** JᵀJ in the lower triangle, and the factor L of JᵀJ + D. */
  C: number;
  L: number;
  /** The diagonal D, the right side and solution, and what the inverse needs. */
  damping: number;
  step: number;
  work: number;
}

/** Finds room for a matrix of so many rows at least. */
export function placeSquare(arena: Arena, rows: number): Square64 {
  const padded = Math.ceil(rows / 4) * 4;
  const row = rowBytes(padded);
  return {
    padded,
    row,
    C: arena.take(padded * row),
    L: arena.take(padded * row),
    damping: arena.doubles(padded),
    step: arena.doubles(padded + COLUMNS),
    work: arena.doubles(padded * COLUMNS),
  };
}

/** The work behind `createSecondOrder`. */
export class NormalEquations64 implements SecondOrder {
  readonly count: number;
  readonly scale: number;
  readonly isSquared: boolean;
  readonly terms: number;
  readonly rows: number;
  readonly evaluate: FullBatch["evaluate"];
  readonly loss: Objective["loss"];
  readonly gradient: Objective["gradient"];
  readonly #pass: Pass64;
  readonly #J: Jacobian64;
  readonly #at: Square64;
  #Jtr: Float64Array | undefined;
  #isFactored = false;

  constructor(pass: Pass64, J: Jacobian64, square: Square64) {
    [this.#pass, this.#J, this.#at] = [pass, J, square];
    ({
      count: this.count,
      loss: this.loss,
      gradient: this.gradient,
      evaluate: this.evaluate,
    } = fullBatchOf(pass));
    this.scale = pass.head.scale / pass.head.scaleOfSum;
    this.rows = pass.rows.count;
    this.isSquared = pass.head.curvature === "squared";
    this.terms = J.outputs * pass.doubles(pass.rows.weights, pass.rows.count).reduce((sum, w) => sum + w, 0);
  }

  normalEquations(parameters: Float64Array): NormalEquations {
    const pass = this.#pass;
    const J = this.#J;
    const { C, padded, row } = this.#at;
    const { scaleOfSum } = pass.head;
    pass.setParameters(parameters);
    pass.gradientView.fill(0);
    pass.doubles(C, (padded * row) / 8).fill(0);
    let objective = 0;
    pass.blocks((from, samples) => {
      pass.forward(from, samples, true);
      for (let o = 0; o < J.outputs; o++) {
        J.fill(pass, o, from, samples);
        pass.kernels["addProducts"](J.at, J.padded, samples * 8, J.mapOf(o), C, row);
      }
      objective += pass.loss(from, samples, scaleOfSum);
      pass.backward(from, samples);
    });
    this.#isFactored = false;
    this.#Jtr = pass.gradientView.slice();
    return { objective, loss: objective * this.scale, Jtr: this.#Jtr.slice() };
  }

  JtJ(): Matrix {
    this.#equations();
    const n = this.count;
    const M = matrix(n, n);
    for (let i = 0; i < n; i++) {
      const own = this.#pass.doubles(this.#at.C + i * this.#at.row, i + 1);
      M.data.set(own, i * n);
      for (let j = 0; j < i; j++) M.data[j * n + i] = own[j];
    }
    return M;
  }

  solve(damping: number | Float64Array, rightSide?: Float64Array): Float64Array | undefined {
    const Jtr = this.#equations();
    const { kernels } = this.#pass;
    const { C, L, padded, row, damping: ofDamping, step } = this.#at;
    const n = this.count;
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

  solveAgain(rightSide: Float64Array): Float64Array {
    const { L, row, padded, step } = this.#factor();
    const x = this.#pass.doubles(step, padded).fill(0);
    x.set(sized(rightSide, this.count));
    this.#pass.kernels["solveFactored"](L, row, padded, step);
    return x.slice(0, this.count);
  }

  leastPivot(): number {
    const { C, L, row, damping } = this.#factor();
    const D = this.#pass.doubles(damping, this.count);
    const size = row / 8 + 1; // from one element of a diagonal to the next
    const [a, l] = [C, L].map((at) => this.#pass.doubles(at, (this.count - 1) * size + 1));
    let least = 1;
    for (let k = 0; k < this.count; k++) {
      const pivot = l[k * size];
      least = Math.min(least, (pivot * pivot) / (a[k * size] + D[k]));
    }
    return least;
  }

  inverseDiagonal(): Float64Array {
    const { L, row, padded, step, work } = this.#factor();
    this.#pass.kernels["inverseDiagonal"](L, row, padded, step, work);
    return this.#pass.doubles(step, this.count).slice();
  }

  inverseTrace(): number {
    return this.inverseDiagonal().reduce((sum, v) => sum + v, 0);
  }

  logDeterminant(): number {
    const { L, row, padded } = this.#factor();
    return this.#pass.kernels["logDeterminant"](L, row, padded);
  }

  jacobian(parameters: Float64Array, firstRow: number, rows: number): Matrix {
    const pass = this.#pass;
    const J = this.#J;
    checkRange(firstRow, rows, pass.rows.count);
    const all = matrix(rows * J.outputs, this.count);
    const end = firstRow + rows;
    pass.setParameters(parameters);
    pass.blocks((from, samples) => {
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

  outputs(parameters: Float64Array): Float64Array {
    const { rows: n, cols, data } = this.evaluate(parameters).H;
    const weights = this.#pass.doubles(this.#pass.rows.weights, cols);
    const all = new Float64Array(n * cols);
    for (let s = 0; s < cols; s++) {
      for (let i = 0; i < n; i++) all[s * n + i] = Math.sqrt(weights[s]) * data[i * cols + s];
    }
    return all;
  }

  backpropagate(parameters: Float64Array, v: Float64Array): Float64Array {
    const pass = this.#pass;
    const { n, delta } = pass.layers[pass.last];
    const { count, weights } = pass.rows;
    const ofRows = pass.doubles(weights, count);
    pass.setParameters(parameters);
    pass.gradientView.fill(0);
    pass.blocks((from, samples) => {
      pass.forward(from, samples, true);
      for (let i = 0; i < n; i++) {
        const slope = pass.doubles(delta + i * pass.row, samples).fill(0);
        for (let s = from; s < Math.min(from + samples, count); s++) {
          slope[s - from] = Math.sqrt(ofRows[s]) * v[s * n + i];
        }
      }
      pass.backward(from, samples);
    });
    return pass.gradientView.slice();
  }

  #factor(): Square64 {
    if (this.#isFactored) return this.#at;
    throw new RangeError("Cannot invert JᵀJ + D: expected a factor, got none; call solve first");
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
