import { describe, expect, test } from "vitest";
import { formatTex, formatValue } from "./number.js";

describe("formatValue() and formatTex()", () => {
  test.each([
    // Rounded to four digits, a trailing zero kept; shorter numbers as they are.
    [-0.10801, "−0.1080", "-0.1080"],
    [0.58, "0.58", "0.58"],
    [2, "2", "2"],
    [0.1, "0.1", "0.1"],
    [1 / 3, "0.3333", "0.3333"],
    [0.99996, "1.000", "1.000"],
    [0, "0", "0"],
    [-0, "0", "0"],
    // Exponents below a thousandth and from a million on.
    [0.001, "0.001", "0.001"],
    [0.000999, "9.99e−4", "9.99\\cdot10^{-4}"],
    [-0.00001234567, "−1.235e−5", "-1.235\\cdot10^{-5}"],
    [5e-324, "5e−324", "5\\cdot10^{-324}"],
    [12345.678, "12346", "12346"],
    [999_999, "999999", "999999"],
    [1e6, "1e6", "1\\cdot10^{6}"],
    [1234567, "1.235e6", "1.235\\cdot10^{6}"],
    // What is no number is written as it is.
    [Number.NaN, "NaN", "\\mathrm{NaN}"],
    [Infinity, "∞", "\\infty"],
    [-Infinity, "−∞", "-\\infty"],
  ])("%d is %s and %s", (x, text, tex) => {
    expect([formatValue(x), formatTex(x)]).toEqual([text, tex]);
  });

  test("plus: a sign for what is above 0", () => {
    expect([1.5, -1.5, 0].map((x) => formatValue(x, { plus: true }))).toEqual(["+1.5", "−1.5", "0"]);
  });

  test("digits: two, and seventeen, which give every double back", () => {
    expect(formatValue(Math.PI, { digits: 2 })).toBe("3.1");
    expect(formatTex(Math.PI, 2)).toBe("3.1");
    expect(Number(formatValue(Math.PI, { digits: 17 }))).toBe(Math.PI);
  });
});
