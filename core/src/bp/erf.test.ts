import { expect, test } from "vitest";
import { erf } from "./erf.js";

// mpmath 1.3, mp.dps = 40
const KNOWN: readonly (readonly [number, number])[] = [
  [1e-10, 1.1283791670955126e-10],
  [0.001, 0.0011283787909692365],
  [0.3, 0.32862675945912745],
  [1, 0.8427007929497149],
  [1.5, 0.9661051464753108],
  [2.4, 0.999311486103355],
  [2.49, 0.9995707121322661],
  [2.5, 0.999593047982555],
  [2.51, 0.9996142945182758],
  [3, 0.9999779095030014],
  [4, 0.9999999845827421],
  [5, 0.9999999999984626],
  [5.9, 0.9999999999999999],
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
