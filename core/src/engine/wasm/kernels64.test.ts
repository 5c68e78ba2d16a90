import { describe, expect, test } from "vitest";
import { expectClose } from "../../../../test/random-case.js";
import { throughActivation } from "../../bp/backward.js";
import { softmax } from "../../bp/forward.js";
import {
  addInPlace,
  matrix,
  multiply,
  multiplyTransposedA,
  multiplyTransposedB,
  rowSums,
  transpose,
  type Matrix,
} from "../../matrix.js";
import { createRandom } from "../../random.js";
import { Arena, RESERVED, rowBytes } from "./arena.js";
import { BLOCK } from "./pass64.js"; // brings the binary
import { allocate, compile, instantiate, type Kernels } from "./load.js";

const random = createRandom(64);
const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 64, 65, 300];
/** 1 … 300, small ones more often. */
const size = () => Math.ceil(300 ** random.uniform());
const normal = (rows: number, cols: number) =>
  matrix(
    rows,
    cols,
    matrix(rows, cols).data.map(() => random.normal()),
  );

/** Kernels on a memory that is not a number anywhere but where a matrix was put. */
class Desk {
  readonly kernels: Kernels;
  readonly #memory;
  readonly #arena = new Arena();

  constructor(mebibytes = 6) {
    this.#memory = allocate(mebibytes * 2 ** 20, false);
    new Float64Array(this.#memory.buffer).fill(Number.NaN);
    this.kernels = instantiate(compile("plain64", false), this.#memory);
  }

  /** Bytes between rows of so many samples, and room for some of them. */
  room(rows: number, cols: number): { at: number; row: number } {
    const row = rowBytes(Math.ceil(cols / 8) * 8);
    return { at: this.#arena.take(rows * row), row };
  }

  /** Puts a matrix with rows apart; what fills them up to a multiple of eight is 0. */
  put(M: Matrix): { at: number; row: number } {
    const { at, row } = this.room(M.rows, M.cols);
    for (let i = 0; i < M.rows; i++) {
      const to = this.view(at + i * row, Math.ceil(M.cols / 8) * 8).fill(0);
      to.set(M.data.subarray(i * M.cols, (i + 1) * M.cols));
    }
    return { at, row };
  }

  /** Puts numbers one after the other. */
  list(data: ArrayLike<number>): number {
    const at = this.#arena.doubles(data.length);
    this.view(at, data.length).set(data);
    return at;
  }

  get({ at, row }: { at: number; row: number }, rows: number, cols: number): Matrix {
    const M = matrix(rows, cols);
    for (let i = 0; i < rows; i++) M.data.set(this.view(at + i * row, cols), i * cols);
    return M;
  }

  view(at: number, count: number): Float64Array {
    return new Float64Array(this.#memory.buffer, at, count);
  }
}

test("the kernels' constants end well before the memory that is handed out", () => {
  const memory = allocate(RESERVED, false);
  const all = new Float64Array(memory.buffer).fill(Number.NaN);
  instantiate(compile("plain64", false), memory);
  expect(all.findLastIndex((v) => !Number.isNaN(v)) * 8).toBeGreaterThan(0);
  expect(all.findLastIndex((v) => !Number.isNaN(v)) * 8).toBeLessThan(RESERVED / 2);
});

describe("the products", () => {
  test("multiply64() adds W H to what is there, and Wᵀ δ with the steps exchanged; 60 random shapes up to 300", () => {
    for (let k = 0; k < 60; k++) {
      const [n, m, cols] = [size(), size(), size()];
      const desk = new Desk();
      const [W, H, delta] = [normal(n, m), normal(m, cols), normal(n, cols)];
      const samples = Math.ceil(cols / 8) * 8;
      const [w, h, d] = [desk.list(W.data), desk.put(H), desk.put(delta)];
      const [Z, start, back] = [desk.put(delta), delta, desk.room(m, cols)];
      desk.kernels["multiply64"](w, m * 8, 8, h.at, h.row, Z.at, Z.row, n, m, samples);
      const expected = multiply(W, H);
      addInPlace(expected, start);
      expectClose(desk.get(Z, n, cols).data, expected.data, 1e-14);
      desk.kernels["clearRows64"](back.at, back.row, m, samples);
      desk.kernels["multiply64"](w, 8, m * 8, d.at, d.row, back.at, back.row, m, n, samples);
      expectClose(desk.get(back, m, cols).data, multiplyTransposedA(W, delta).data, 1e-14);
    }
  });

  test("addOuter64() and addRowSums64() add δ Hᵀ and Σ δ; 60 random shapes up to 300", () => {
    for (let k = 0; k < 60; k++) {
      const [n, m, cols] = [size(), size(), size()];
      const desk = new Desk();
      const [delta, H, start] = [normal(n, cols), normal(m, cols), normal(n, m)];
      const guarded = desk.list([1, ...start.data, 2]);
      const [d, h, w] = [desk.put(delta), desk.put(H), guarded + 8];
      const b = desk.list(new Float64Array(n));
      const samples = Math.ceil(cols / 8) * 8;
      desk.kernels["addOuter64"](d.at, d.row, h.at, h.row, w, n, m, samples);
      desk.kernels["addRowSums64"](d.at, d.row, b, n, samples);
      addInPlace(start, multiplyTransposedB(delta, H));
      expectClose(desk.view(w, n * m), start.data, 1e-14);
      expectClose(desk.view(b, n), rowSums(delta), 1e-14);
      const around = [desk.view(guarded, 1)[0], desk.view(w + n * m * 8, 1)[0]];
      expect(around).toEqual([1, 2]); // nothing is written beside it
    }
  });

  test.each(SIZES)("addProducts() adds J Jᵀ of %d rows to the places that the map names", (count) => {
    const desk = new Desk();
    const padded = Math.ceil(count / 4) * 4;
    const J = normal(padded, 40);
    J.data.fill(0, count * 40);
    const wide = matrix(padded, BLOCK, new Float64Array(padded * BLOCK).fill(Number.NaN)); // a block with other samples
    for (let p = 0; p < padded; p++) wide.data.set(J.data.subarray(p * 40, (p + 1) * 40), p * BLOCK);
    // Every other row of C, and one past the last for what only fills up the panel.
    const places = Array.from({ length: padded }, (_, k) => Math.min(2 * k, 2 * count));
    const order = 2 * count + 1;
    const [j, C, map] = [desk.put(wide), desk.put(matrix(order, order)), desk.room(1, padded)];
    new Int32Array(desk.view(map.at, padded).buffer, map.at, padded).set(places);
    desk.kernels["addProducts"](j.at, padded, 40 * 8, map.at, C.at, C.row);
    desk.kernels["addProducts"](j.at, padded, 40 * 8, map.at, C.at, C.row);
    const [got, expected] = [desk.get(C, order, order), multiplyTransposedB(J, J)];
    for (let p = 0; p < count; p++) {
      const row = got.data.slice(2 * p * order, 2 * p * order + 2 * p + 1).filter((_, q) => q % 2 === 0);
      const wanted = expected.data.subarray(p * padded, p * padded + p + 1).map((v) => 2 * v);
      expectClose(row, wanted, 1e-13);
    }
  });
});

describe("softmax64() and throughSoftmax64()", () => {
  test.each(SIZES)("of %d neurons agree with bp/, far z included", (n) => {
    const desk = new Desk();
    const Z = normal(n, 16);
    for (let k = 0; k < Z.data.length; k++) Z.data[k] *= k % 16 === 0 ? 500 : 3;
    const [z, H, dH] = [desk.put(Z), desk.room(n, 16), normal(n, 16)];
    desk.kernels["softmax64"](z.at, H.at, z.row, n, 16);
    expectClose(desk.get(H, n, 16).data, softmax(Z).data, 1e-14);
    const d = desk.put(dH);
    desk.kernels["throughSoftmax64"](H.at, z.row, d.at, d.row, n, 16);
    expectClose(
      desk.get(d, n, 16).data,
      throughActivation({ name: "softmax" }, Z, softmax(Z), dH).data,
      1e-14 * (n === 1 ? 1e16 : 1), // of one neuron all is 0
    );
  });
});

describe("factor()", () => {
  const ORDERS = [4, 8, 12, 60, 64, 68, 72, 124, 128, 132, 192, 196, 300];

  /** A Aᵀ + I with A n × n. */
  function definite(n: number): Matrix {
    const A = normal(n, n);
    const M = multiplyTransposedB(A, A);
    for (let i = 0; i < n; i++) M.data[i * n + i] += 1;
    return M;
  }

  /** Its lower triangle; what is above is not a number. */
  function putLower(desk: Desk, M: Matrix): { at: number; row: number } {
    const place = desk.put(M);
    for (let i = 0; i < M.rows; i++) desk.view(place.at + i * place.row, M.cols).fill(Number.NaN, i + 1);
    return place;
  }

  test.each(ORDERS)("of order %d agrees with the textbook's Cholesky to 1e-12, and solves to 1e-13", (n) => {
    const desk = new Desk();
    const A = definite(n);
    const L = putLower(desk, A);
    expect(desk.kernels["factor"](L.at, L.row, n)).toBe(-1);
    const expected = cholesky(A);
    const got = desk.get(L, n, n);
    for (let i = 0; i < n; i++) got.data.fill(0, i * n + i + 1, (i + 1) * n);
    expectClose(got.data, expected.data, 1e-12);
    expectClose(multiplyTransposedB(got, got).data, A.data, 1e-14);
    const b = normal(n, 1);
    const x = desk.list(b.data);
    desk.kernels["solveFactored"](L.at, L.row, n, x);
    const d = matrix(n, 1, desk.view(x, n).slice());
    const rest = multiply(A, d).data.map((v, i) => v - b.data[i]);
    const scale = Math.max(...A.data) * Math.max(...d.data.map(Math.abs));
    expect(Math.max(...rest.map(Math.abs))).toBeLessThan(1e-13 * scale);
  });

  test.each(ORDERS)("of order %d: inverse and determinant are those of the textbook's factor", (n) => {
    const desk = new Desk();
    const A = definite(n);
    const L = putLower(desk, A);
    desk.kernels["factor"](L.at, L.row, n);
    const [out, work] = [desk.room(1, n + 32).at, desk.room(1, n * 32).at];
    desk.kernels["inverseDiagonal"](L.at, L.row, n, out, work);
    const factor = cholesky(A);
    const X = lowerInverse(factor);
    const XtX = multiplyTransposedB(transpose(X), transpose(X));
    const diagonal = (M: Matrix) => Array.from({ length: n }, (_, i) => M.data[i * n + i]);
    expectClose(desk.view(out, n), diagonal(XtX), 1e-9); // condition numbers of 1e5 and more
    const sum = diagonal(factor).reduce((total, v) => total + 2 * Math.log(v), 0);
    expectClose(desk.kernels["logDeterminant"](L.at, L.row, n), sum, 1e-12);
  });

  test("names the row of the pivot that fails: negative, 0, not a number, infinite", () => {
    for (const n of [4, 8, 64, 68, 132]) {
      const A = definite(n);
      for (let k = 0; k < n; k += n > 8 ? 5 : 1) {
        for (const value of [-1, 0, Number.NaN, Infinity]) {
          const desk = new Desk(1);
          const spoilt = matrix(n, n, A.data.slice());
          spoilt.data[k * n + k] = value;
          const L = putLower(desk, spoilt);
          expect(desk.kernels["factor"](L.at, L.row, n)).toBe(k);
        }
      }
    }
  });

  test("the matrix of ones has no factor beyond its first row", () => {
    const desk = new Desk();
    const L = putLower(desk, matrix(8, 8, new Float64Array(64).fill(1)));
    expect(desk.kernels["factor"](L.at, L.row, 8)).toBe(1);
  });
});

/** Row by row, as it stands in the textbooks. */
function cholesky(A: Matrix): Matrix {
  const n = A.rows;
  const L = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = A.data[i * n + j];
      for (let k = 0; k < j; k++) rest -= L.data[i * n + k] * L.data[j * n + k];
      L.data[i * n + j] = i === j ? Math.sqrt(rest) : rest / L.data[j * n + j];
    }
  }
  return L;
}

/** L⁻¹, row by row. */
function lowerInverse(L: Matrix): Matrix {
  const n = L.rows;
  const X = matrix(n, n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = i === j ? 1 : 0;
      for (let k = j; k < i; k++) rest -= L.data[i * n + k] * X.data[k * n + j];
      X.data[i * n + j] = rest / L.data[i * n + i];
    }
  }
  return X;
}
