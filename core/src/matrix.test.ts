import { describe, expect, test } from "vitest";
import {
  addColumnInPlace,
  addInPlace,
  column,
  columns,
  hadamard,
  matrix,
  multiply,
  multiplyTransposedA,
  multiplyTransposedB,
  rowSums,
  selectColumns,
  transpose,
  type Matrix,
} from "./matrix.js";
import { createRandom } from "./random.js";

const A = matrix(2, 3, [1, 2, 3, 4, 5, 6]);
const B = matrix(3, 2, [7, 8, 9, 10, 11, 12]);

function random(rows: number, cols: number, seed: number): Matrix {
  const chance = createRandom(seed);
  const data = Float64Array.from({ length: rows * cols }, () => chance.normal());
  return matrix(rows, cols, data);
}

/** A B by its definition, element by element. */
function product(A: Matrix, B: Matrix): number[] {
  const C: number[] = [];
  for (let i = 0; i < A.rows; i++) {
    for (let s = 0; s < B.cols; s++) {
      let sum = 0;
      for (let k = 0; k < A.cols; k++) sum += A.data[i * A.cols + k] * B.data[k * B.cols + s];
      C.push(sum);
    }
  }
  return C;
}

describe("matrix() and columns()", () => {
  test("without elements it is 0; an array is copied, a Float64Array is taken", () => {
    expect([...matrix(1, 2).data]).toEqual([0, 0]);
    const [list, data] = [[1, 2], Float64Array.of(1, 2)];
    expect(matrix(1, 2, list).data).not.toBe(list);
    expect(matrix(1, 2, data).data).toBe(data);
  });

  test("samples become columns", () => {
    expect(
      columns([
        [1, 2],
        [3, 4],
        [5, 6],
      ]),
    ).toEqual(matrix(2, 3, [1, 3, 5, 2, 4, 6]));
    expect(columns([])).toEqual(matrix(0, 0));
    expect([...column(A, 1)]).toEqual([2, 5]);
  });

  test("refuse what does not fit, and say both numbers", () => {
    expect(() => matrix(2, 2, [1, 2, 3])).toThrow(
      new RangeError("Cannot make a 2 × 2 matrix: expected 4 elements, got 3"),
    );
    expect(() => columns([[1, 2], [3]])).toThrow(
      new RangeError("Cannot place sample 2: expected 2 values, got 1"),
    );
  });
});

describe("products", () => {
  test("of a 2 × 3 and a 3 × 2 matrix, by hand", () => {
    // 1·7 + 2·9 + 3·11 = 58, 1·8 + 2·10 + 3·12 = 64, 4·7 + 5·9 + 6·11 = 139, 4·8 + 5·10 + 6·12 = 154
    const AB = [58, 64, 139, 154];
    expect([...multiply(A, B).data]).toEqual(AB);
    expect([...multiplyTransposedA(transpose(A), B).data]).toEqual(AB);
    expect([...multiplyTransposedB(A, transpose(B)).data]).toEqual(AB);
  });

  // 4 products are taken at a time: lengths from 1 to 9 cover every rest.
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])("with %d inner elements agree with the definition to 1e-13", (k) => {
    const [P, Q] = [random(5, k, k), random(k, 6, k + 50)];
    const expected = product(P, Q);
    for (const C of [
      multiply(P, Q),
      multiplyTransposedA(transpose(P), Q),
      multiplyTransposedB(P, transpose(Q)),
    ]) {
      expect([C.rows, C.cols]).toEqual([5, 6]);
      C.data.forEach((c, i) => expect(Math.abs(c - expected[i])).toBeLessThan(1e-13));
    }
  });

  test("(A B)ᵀ = Bᵀ Aᵀ, bit by bit", () => {
    const [P, Q] = [random(4, 3, 1), random(3, 5, 2)];
    expect(transpose(multiply(P, Q))).toEqual(multiply(transpose(Q), transpose(P)));
  });

  test("with no samples are empty, with no inner elements 0", () => {
    expect(multiply(A, matrix(3, 0))).toEqual(matrix(2, 0));
    expect(multiply(matrix(2, 0), matrix(0, 2))).toEqual(matrix(2, 2));
  });

  test("NaN and ±Infinity go through", () => {
    const C = multiply(matrix(1, 2, [1, 1]), matrix(2, 3, [Infinity, Infinity, NaN, 1, -Infinity, 1]));
    expect([...C.data]).toEqual([Infinity, NaN, NaN]);
  });

  test("of what does not fit are refused with both numbers", () => {
    const words = "expected 3 rows or columns to meet, got 2";
    expect(() => multiply(A, A)).toThrow(new RangeError(`Cannot compute A B: ${words}`));
    expect(() => multiplyTransposedB(A, B)).toThrow(new RangeError(`Cannot compute A Bᵀ: ${words}`));
    expect(() => multiplyTransposedA(B, A)).toThrow(new RangeError(`Cannot compute Aᵀ B: ${words}`));
  });
});

describe("element by element", () => {
  test("A ⊙ A, A + A, A + b 1ᵀ", () => {
    expect([...hadamard(A, A).data]).toEqual([1, 4, 9, 16, 25, 36]);
    const C = matrix(2, 3, A.data.slice());
    addInPlace(C, A);
    expect([...C.data]).toEqual([2, 4, 6, 8, 10, 12]);
    addColumnInPlace(C, [10, 20]);
    expect([...C.data]).toEqual([12, 14, 16, 28, 30, 32]);
    expect([...A.data]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("of other shapes are refused, even with as many elements", () => {
    expect(() => hadamard(A, B)).toThrow(new RangeError("Cannot compute A ⊙ B: expected 2 × 3, got 3 × 2"));
    expect(() => addInPlace(matrix(2, 3), B)).toThrow(
      new RangeError("Cannot compute A + B: expected 2 × 3, got 3 × 2"),
    );
  });
});

test("rowSums() sums over the samples, selectColumns() takes samples in the order given, also twice", () => {
  expect([...rowSums(A)]).toEqual([6, 15]);
  expect([...rowSums(matrix(2, 0))]).toEqual([0, 0]);
  expect(selectColumns(A, [2, 0, 2])).toEqual(matrix(2, 3, [3, 1, 3, 6, 4, 6]));
});
