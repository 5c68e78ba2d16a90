import { expect, test } from "vitest";
import { fitPowerLaw, lawAt } from "./power-law.js";

const sizes = [50, 100, 200, 400, 800];

test("fitPowerLaw() finds the law that the points follow, and how far they scatter", () => {
  const law = fitPowerLaw(
    sizes,
    sizes.map((n) => 2 + 30 * n ** -0.5),
  )!;
  expect(law.a).toBeCloseTo(2, 9);
  expect(law.b).toBeCloseTo(30, 8);
  expect(law.c).toBe(0.5);
  expect(law.scatter).toBeLessThan(1e-12);
  expect(lawAt(law, 1600)).toBeCloseTo(2.75, 9);
});

test("fitPowerLaw() keeps a and b from below 0", () => {
  const steep = fitPowerLaw([10, 100, 1000], [10, 1, 0.01])!;
  expect(steep.a).toBe(0);
  const rising = fitPowerLaw(sizes, [1, 1.1, 1.2, 1.3, 1.4])!;
  expect(rising.b).toBe(0);
  expect(rising.a).toBeGreaterThan(1);
});

test("fitPowerLaw() needs three sizes and errors above 0", () => {
  expect(fitPowerLaw([1, 2, 2], [3, 2, 1])).toBeNull();
  expect(fitPowerLaw([1, 2, 3], [3, 2, 0])).toBeNull();
});
