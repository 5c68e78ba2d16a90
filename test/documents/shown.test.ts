import { matrix } from "gradus";
import { describe, expect, test } from "vitest";
import { matches, parseShown } from "./shown.js";

describe("matches()", () => {
  test.each<[unknown, string]>([
    [0.17124, "0.1712"],
    [0.17115, "0.1712"],
    [1.31, "1.3e+0"],
    [-3, "−3"],
    [20, "20"],
    [Number.NaN, "NaN"],
    [Number.NEGATIVE_INFINITY, "-Infinity"],
    ["a, b", '"a, b"'],
    ["a", "'a'"],
    [null, "null"],
    [undefined, "undefined"],
    [true, "true"],
    [[1, [2, "x"]], '[1, [2, "x"]]'],
    [[], "[]"],
    [[1, 2, 3], "[1, …]"],
    [Float64Array.of(0.5, 0.25), "[0.5, 0.25]"],
    [matrix(1, 2, [20, 30]), "[20, 30]"],
    [matrix(2, 2, [1, 2, 3, 4]), "[[1, 2], [3, 4]]"],
    [{ a: 1, b: [2] }, "{ a: 1, b: [2] }"],
    [{ a: 1, b: 2 }, '{ "a": 1, … }'],
    [new Map([["a", 1]]), "{ a: 1 }"],
    [{ a: 7 }, "…"],
  ])("%j is shown by %s", (value, shown) => {
    expect(matches(value, parseShown(shown))).toBe(true);
  });

  test.each<[unknown, string]>([
    [0.1713, "0.1712"],
    [20.3, "20"],
    [0, "NaN"],
    [Number.NaN, "0.0"],
    [Number.POSITIVE_INFINITY, "-Infinity"],
    ["1", "1"],
    [1, '"1"'],
    [null, "undefined"],
    [[1, 2], "[1]"],
    [[1], "[1, 2]"],
    [[1], "[1, 2, …]"],
    [[1, 2], "[2, 1]"],
    [7, "[7]"],
    [matrix(2, 1, [1, 2]), "[[1, 2]]"],
    [{ a: 1, b: 2 }, "{ a: 1 }"],
    [{ a: 1 }, "{ b: 1, … }"],
    [null, "{ … }"],
  ])("%j is not shown by %s", (value, shown) => {
    expect(matches(value, parseShown(shown))).toBe(false);
  });
});

describe("parseShown()", () => {
  test.each(["", "a number", "1 2", "[1", "[1 2]", "{ a 1 }", "]", "the loss"])("refuses %j", (text) => {
    expect(() => parseShown(text)).toThrow(SyntaxError);
  });
});
