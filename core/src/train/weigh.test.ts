import { describe, expect, test } from "vitest";
import { matrix } from "../matrix.js";
import { weighFamilies } from "./weigh.js";

describe("weighFamilies()", () => {
  test("of classes gives families that make the log-loss of the mean larger no share", () => {
    const Y = matrix(1, 4, [1, 1, 0, 0]);
    const right = matrix(1, 4, [0.9, 0.8, 0.1, 0.2]);
    const idle = matrix(1, 4, [0.5, 0.5, 0.5, 0.5]);
    const wrong = matrix(1, 4, [0.2, 0.1, 0.9, 0.8]);
    expect(weighFamilies("binary", [wrong, right, idle], Y)).toEqual([0, 1, 0]);
  });

  // Two families, each sure of other rows: −½ ln(0.9 v + 0.5 (1 − v)) − ½ ln(0.5 v + 0.9 (1 − v)) is least at v = ½ by symmetry.
  test("of classes divides the share of two families that are each good at half of the rows", () => {
    const Y = matrix(2, 2, [1, 0, 0, 1]);
    const one = matrix(2, 2, [0.9, 0.5, 0.1, 0.5]);
    const other = matrix(2, 2, [0.5, 0.1, 0.5, 0.9]);
    const [first, second] = weighFamilies("classes", [one, other], Y);
    expect(first).toBeCloseTo(0.5, 1);
    expect(first + second).toBe(1);
  });

  test("one row that a family is surely wrong about does not decide alone: its probability counts as 1e-7", () => {
    const rows = 200;
    const Y = matrix(1, rows, new Float64Array(rows).fill(1));
    const sure = matrix(1, rows, new Float64Array(rows).fill(0.99));
    sure.data[0] = 0;
    const unsure = matrix(1, rows, new Float64Array(rows).fill(0.6));
    // Means of −ln p: (−ln 1e-7 − 199 ln 0.99) / 200 = 0.09, against −ln 0.6 = 0.51.
    const [first] = weighFamilies("binary", [sure, unsure], Y);
    expect(first).toBeGreaterThan(0.5);
  });

  test("weights of rows decide for whom the families have to be right", () => {
    const Y = matrix(1, 2, [1, 1]);
    const one = matrix(1, 2, [0.9, 0.2]);
    const other = matrix(1, 2, [0.2, 0.9]);
    expect(weighFamilies("binary", [one, other], Y, Float64Array.of(1, 0))).toEqual([1, 0]);
    expect(weighFamilies("binary", [one, other], Y, Float64Array.of(0, 1))).toEqual([0, 1]);
  });
});
