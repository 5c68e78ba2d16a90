import { expect } from "vitest";

/**
 * Compares numbers one by one, and names the worst one, both values and the tolerance.
 *
 * @param tolerance largest difference, relative to max(1, |expected|)
 */
export function expectNear(
  actual: ArrayLike<number> | number,
  expected: ArrayLike<number> | number,
  tolerance: number,
): void {
  const [a, b] = [actual, expected].map((x) => (typeof x === "number" ? [x] : Array.from(x)));
  expect(a).toHaveLength(b.length);
  const errors = b.map((x, k) => (Object.is(a[k], x) ? 0 : Math.abs(a[k] - x) / Math.max(1, Math.abs(x))));
  const worst = errors.reduce((w, e, k) => (e > errors[w] || Number.isNaN(e) ? k : w), 0);
  const isNear = errors.every((e) => e <= tolerance);
  expect(isNear, `element ${worst}: expected ${b[worst]} ± ${tolerance}, got ${a[worst]}`).toBe(true);
}
