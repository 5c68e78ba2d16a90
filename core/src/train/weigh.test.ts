import { describe, expect, test } from "vitest";
import { matrix } from "../matrix.js";
import { weighFamilies } from "./weigh.js";

describe("weighFamilies()", () => {
  // v = (4 · 0.8 v / (0.8 v + 0.2 (1 − v)) + 1) / (4 + 2), so 3.6 v² − 2.6 v − 0.2 = 0.
  test("of classes the share of a family that gives 0.8 to the class of 4 rows, the other 0.2, is that by hand", () => {
    const Y = matrix(1, 4, [1, 1, 0, 0]);
    const right = matrix(1, 4, [0.8, 0.8, 0.2, 0.2]);
    const wrong = matrix(1, 4, [0.2, 0.2, 0.8, 0.8]);
    const [first, second] = weighFamilies("binary", [wrong, right], Y);
    expect(second).toBeCloseTo((2.6 + Math.sqrt(2.6 ** 2 + 4 * 3.6 * 0.2)) / 7.2, 9);
    expect(first + second).toBe(1);
  });

  test("of classes gives families that make the log-loss of the mean larger no share", () => {
    const Y = matrix(1, 100, new Float64Array(100).fill(1));
    const all = (p: number) => matrix(1, 100, new Float64Array(100).fill(p));
    expect(weighFamilies("binary", [all(0.1), all(0.9), all(0.3)], Y)).toEqual([0, 1, 0]);
  });

  test("of numbers leaves out a family whose errors are those of the others and more", () => {
    const Y = matrix(1, 4, [1, -1, 2, -2]);
    const good = matrix(1, 4, [1.1, -1.1, 1.9, -1.9]);
    const bad = matrix(1, 4, [3, 3, -3, -3]);
    expect(weighFamilies("regression", [bad, good], Y)).toEqual([0, 1]);
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
    const half = (row: (s: number) => number) =>
      Float64Array.from({ length: 200 }, (_, s) => row(s < 100 ? 1 : 0));
    const Y = matrix(
      1,
      200,
      half(() => 1),
    );
    const one = matrix(
      1,
      200,
      half((first) => (first ? 0.9 : 0.1)),
    );
    const other = matrix(
      1,
      200,
      half((first) => (first ? 0.1 : 0.9)),
    );
    expect(
      weighFamilies(
        "binary",
        [one, other],
        Y,
        half((first) => first),
      ),
    ).toEqual([1, 0]);
    expect(
      weighFamilies(
        "binary",
        [one, other],
        Y,
        half((first) => 0.01 * (1 - first)),
      ),
    ).toEqual([0, 1]);
  });
});
