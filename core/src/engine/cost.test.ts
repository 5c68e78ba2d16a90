import { expect, test } from "vitest";
import { flopsOfStep } from "./cost.js";

test("flopsOfStep() of 3-3-2: 30 forward, 30 for the gradients, 12 for δ¹; a batch of 10 ten times that", () => {
  expect(flopsOfStep([3, 3, 2], 1)).toBe(72);
  expect(flopsOfStep([3, 3, 2], 10)).toBe(720);
  expect(flopsOfStep([20, 64, 32, 1], 32)).toBe(2 * 32 * (3 * (1280 + 2048 + 32) - 1280));
});
