import { expect, test } from "vitest";
import { directionOf } from "./direction.js";

test("directionOf() says mostly where most rows, but not nearly all, agree", () => {
  expect([1, 0.9, 0.85, 0.6, 0.4, 0.2, 0.05].map(directionOf)).toEqual([
    "rising",
    "rising",
    "mostlyRising",
    "mixed",
    "mixed",
    "mostlyFalling",
    "falling",
  ]);
});
