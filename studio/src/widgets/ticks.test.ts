import { expect, test } from "vitest";
import { roundTicks } from "./ticks.js";

test("roundTicks() are round numbers within the span", () => {
  expect(roundTicks([58, 83.2])).toEqual([60, 70, 80]);
  expect(roundTicks([-0.03, 1.04])).toEqual([0, 0.5, 1]);
  expect(roundTicks([0, 1])).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
  expect(roundTicks([-2.5e6, 2.5e6])).toEqual([-2e6, -1e6, 0, 1e6, 2e6]);
});
