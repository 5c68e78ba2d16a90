import { expect, test } from "vitest";
import { reckon } from "../reckon.js";

test.each([
  ["(+0.5·−2 + −3·+4) · 0.5", -6.5],
  ["1/(1+e^(−0))", 0.5],
  ["½ (3 − 1)²", 2],
  ["1/(2·4) (0 − 2)²", 0.5],
  ["2(3) / 3", 2],
  ["4/2(2)", 1], // what touches binds tighter than a division
  ["−0.5 ln 1 / 2", -0],
  ["max(0, −2) + min(1, 3)", 1],
  ["|−3|² if |−3|≤1 else 7", 7],
  ["1/(2) |1 − 4| / 3", 0.5],
  ["clip(−5, ±2)", -2],
  ["[1<2] − 0.25", 0.75],
  ["½(2)(1+tanh u), u=0", 1],
  ["1.5e−3·1000", 1.5],
  ["−2²", -4],
])("reckon(%j) is %d", (formula, value) => {
  expect(reckon(formula)).toBeCloseTo(value, 12);
});

test("reckon() refuses what it does not know", () => {
  expect(() => reckon("1 + w₁₁")).toThrow(SyntaxError);
  expect(() => reckon("(1")).toThrow(SyntaxError);
  expect(() => reckon("1 ⊙ 2")).toThrow(SyntaxError);
});
