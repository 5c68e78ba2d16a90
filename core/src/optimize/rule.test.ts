import { expect, test } from "vitest";
import { power } from "./rule.js";

test("power() is exact where the result is a double", () => {
  expect(power(3, 33)).toBe(5559060566555523);
  expect(power(-2, 61)).toBe(-(2 ** 61));
  expect(power(0.5, 1074)).toBe(Number.MIN_VALUE);
  expect(power(7, 0)).toBe(1);
  expect(power(0, 0)).toBe(1);
  expect(power(0, 5)).toBe(0);
});

test.each([
  [0.999, 6, 0.994014980014994],
  [0.999, 25, 0.9752977125970466],
  [0.9, 13, 0.2541865828329001],
  [0.95, 1000, 5.2918227477448005e-23],
  [1.1, 777, 1.4525007587964934e32],
  [0.96, 101, 0.016195506584495603],
])("power(%d, %i) is the double nearest to the exact value, by Python 3.11's fractions", (x, n, exact) => {
  expect(power(x, n)).toBe(exact);
});

test("power() overflows to Infinity and underflows to 0, never to NaN", () => {
  expect(power(1.5, 1e6)).toBe(Infinity);
  expect(power(-1e200, 3)).toBe(-Infinity);
  expect(power(0.999, 1e9)).toBe(0);
});
