import type { Matrix } from "gradus";

/** The element that differs most from its golden value, in units of its tolerance. */
export interface Deviation {
  /** Such as `dW[2][0][1]`, with the indices of the file, which count from 0. */
  what: string;
  got: number;
  expected: number;
  /** |got − expected| / max(1e-3, |expected|). */
  error: number;
  tolerance: number;
}

const SMALLEST = 1e-3; // values below are compared absolutely, as the schema says

/** Compares values one by one and keeps the worst. */
export class Comparison {
  worst: Deviation | undefined;

  /** Compares one number; a number that is not finite has an infinite error unless it is the same. */
  number(what: string, got: number, expected: number, tolerance: number): void {
    const difference = Object.is(got, expected)
      ? 0
      : Math.abs(got - expected) / Math.max(SMALLEST, Math.abs(expected));
    const error = Number.isFinite(difference) ? difference : Infinity;
    if (this.worst === undefined || error / tolerance > this.worst.error / this.worst.tolerance) {
      this.worst = { what, got, expected, error, tolerance };
    }
  }

  /** Compares a vector. */
  vector(what: string, got: ArrayLike<number>, expected: readonly number[], tolerance: number): void {
    this.number(`length of ${what}`, got.length, expected.length, 0.5 / Math.max(expected.length, 1));
    expected.forEach((value, i) => this.number(`${what}[${i}]`, got[i] ?? Number.NaN, value, tolerance));
  }

  /** Compares a matrix with its rows. */
  matrix(what: string, got: Matrix, expected: readonly (readonly number[])[], tolerance: number): void {
    this.number(`rows of ${what}`, got.rows, expected.length, 0.5 / Math.max(expected.length, 1));
    expected.forEach((row, i) => {
      this.vector(`${what}[${i}]`, got.data.subarray(i * got.cols, (i + 1) * got.cols), row, tolerance);
    });
  }

  get passed(): boolean {
    return this.worst !== undefined && this.worst.error <= this.worst.tolerance;
  }
}
