import { expect, test } from "vitest";
import { erf } from "./erf.js";

// mpmath 1.3, mp.dps = 40
const KNOWN: readonly (readonly [number, number])[] = [
  [1e-10, 1.1283791670955126e-10],
  [0.001, 0.0011283787909692364],
  [0.3, 0.32862675945912743],
  [1, 0.84270079294971487],
  [1.5, 0.96610514647531073],
  [2.4, 0.99931148610335492],
  [2.49, 0.99957071213226609],
  [2.5, 0.99959304798255504],
  [2.51, 0.99961429451827572],
  [3, 0.99997790950300141],
  [4, 0.9999999845827421],
  [5, 0.99999999999846254],
  [5.9, 0.99999999999999993],
];

test.each(KNOWN)("erf(%d) and erf(−x) = −erf(x), to a relative 1e-15", (x, expected) => {
  expect(Math.abs(erf(x) - expected) / expected).toBeLessThan(1e-15);
  expect(erf(-x)).toBe(-erf(x));
});

test("erf at the ends: 0, −0, beyond 6, ±Infinity, NaN", () => {
  expect([0, -0, 6.1, -40, Infinity, -Infinity, Number.NaN].map(erf)).toEqual([
    0,
    -0,
    1,
    -1,
    1,
    -1,
    Number.NaN,
  ]);
});
