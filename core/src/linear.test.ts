import { describe, expect, it } from "vitest";
import { cholesky, solveCholesky, symmetricEigen } from "./linear.js";
import { matrix, multiply, multiplyTransposedA, multiplyTransposedB, type Matrix } from "./matrix.js";
import { createRandom } from "./random.js";

function randomMatrix(rows: number, cols: number, seed: number): Matrix {
  const random = createRandom(seed);
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => random.normal()),
  );
}

function largestDifference(A: Matrix, B: Matrix): number {
  return Math.max(...A.data.map((a, i) => Math.abs(a - B.data[i])));
}

describe("cholesky() and solveCholesky()", () => {
  it("factor and solve a system worked by hand", () => {
    // [4 2; 2 5] = L Lᵀ with L = [2 0; 1 2]; x = (1, 2) gives b = (8, 12).
    const L = cholesky(matrix(2, 2, [4, 2, 2, 5]))!;
    expect([...L.data]).toEqual([2, 0, 1, 2]);
    expect([...solveCholesky(L, Float64Array.of(8, 12))]).toEqual([1, 2]);
  });

  it("give A = L Lᵀ and A x = b within 1e-10 for a random 40 × 40 matrix", () => {
    const R = randomMatrix(40, 60, 1);
    const A = multiplyTransposedB(R, R);
    const L = cholesky(A)!;
    expect(largestDifference(multiplyTransposedB(L, L), A)).toBeLessThan(1e-10);
    const x = randomMatrix(40, 1, 2);
    expect(largestDifference(matrix(40, 1, solveCholesky(L, multiply(A, x).data)), x)).toBeLessThan(1e-10);
  });

  it("say that a matrix is not positive definite", () => {
    expect(cholesky(matrix(2, 2, [1, 2, 2, 1]))).toBeNull();
    expect(cholesky(matrix(2, 2, [1, 1, 1, 1]))).toBeNull(); // singular
    expect(cholesky(matrix(1, 1, [NaN]))).toBeNull();
    expect(cholesky(matrix(1, 1, [Infinity]))).toBeNull();
  });

  it("refuse shapes that do not fit", () => {
    expect(() => cholesky(matrix(2, 3))).toThrow("Cannot factor A: expected a square matrix, got 2 × 3");
    expect(() => solveCholesky(matrix(1, 1, [1]), Float64Array.of(1, 2))).toThrow(
      "expected 1 values in b, got 2",
    );
  });
});

describe("symmetricEigen()", () => {
  it("finds the eigenvalues of a matrix worked by hand", () => {
    const { values, vectors } = symmetricEigen(matrix(2, 2, [2, 1, 1, 2])); // 3 along (1, 1), 1 along (1, −1)
    expect(values[0]).toBeCloseTo(3, 14);
    expect(values[1]).toBeCloseTo(1, 14);
    expect(vectors.data[0] * vectors.data[1]).toBeCloseTo(0.5, 14);
    expect(vectors.data[2] * vectors.data[3]).toBeCloseTo(-0.5, 14);
  });

  it("finds 2 − 2 cos(jπ/(n+1)) for the second difference matrix", () => {
    const n = 9;
    const A = matrix(n, n);
    for (let i = 0; i < n; i++) {
      A.data[i * n + i] = 2;
      if (i > 0) A.data[i * n + i - 1] = A.data[(i - 1) * n + i] = -1;
    }
    symmetricEigen(A).values.forEach((value, j) => {
      expect(value).toBeCloseTo(2 - 2 * Math.cos(((n - j) * Math.PI) / (n + 1)), 13);
    });
  });

  for (const [name, A] of [
    ["full rank", multiplyTransposedB(randomMatrix(30, 50, 3), randomMatrix(30, 50, 3))],
    ["rank 5", multiplyTransposedB(randomMatrix(30, 5, 4), randomMatrix(30, 5, 4))],
    ["diagonal, repeated", matrix(3, 3, [2, 0, 0, 0, 5, 0, 0, 0, 2])],
    ["zero", matrix(4, 4)],
    ["one entry", matrix(1, 1, [-3])],
    ["huge", matrix(2, 2, [1e300, 2e300, 2e300, 1e300])],
    ["tiny", matrix(2, 2, [1e-300, 2e-300, 2e-300, 1e-300])],
  ] as const) {
    it(`gives A = Vᵀ diag(λ) V and V Vᵀ = I, relative error below 1e-13: ${name}`, () => {
      const { values, vectors: V } = symmetricEigen(A);
      const size = Math.max(...A.data.map(Math.abs), Number.MIN_VALUE);
      const scaled = matrix(
        V.rows,
        V.cols,
        V.data.map((v, i) => (v * values[Math.floor(i / V.cols)]) / size),
      );
      const again = multiplyTransposedA(V, scaled);
      expect(
        largestDifference(
          again,
          matrix(
            A.rows,
            A.cols,
            A.data.map((x) => x / size),
          ),
        ),
      ).toBeLessThan(1e-13);
      multiplyTransposedB(V, V).data.forEach((x, i) =>
        expect(x).toBeCloseTo(i % (V.rows + 1) === 0 ? 1 : 0, 12),
      );
      expect([...values]).toEqual([...values].toSorted((a, b) => b - a));
    });
  }

  it("takes a matrix without rows, and refuses NaN and what is not square", () => {
    expect(symmetricEigen(matrix(0, 0)).values.length).toBe(0);
    expect(() => symmetricEigen(matrix(1, 1, [NaN]))).toThrow("expected finite entries, got NaN");
    expect(() => symmetricEigen(matrix(1, 2))).toThrow("expected a square matrix, got 1 × 2");
  });
});
