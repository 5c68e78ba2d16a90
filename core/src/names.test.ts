import { expect, test } from "vitest";
import { nearestName } from "./names.js";

const names = ["cement", "slag", "ash", "water", "age", "strength"];

test("nearestName() allows two changed letters in long names and none in short ones", () => {
  expect(nearestName("Water", names)).toBe("water");
  expect(nearestName(" wa ter", names)).toBe("water");
  expect(nearestName("strngt", names)).toBe("strength");
  expect(nearestName("wat", names)).toBeUndefined();
  expect(nearestName("strength", ["compressive_strength", "age"])).toBe("compressive_strength");
  expect(nearestName("strength", ["tensile_strength", "compressive_strength"])).toBeUndefined();
  expect(nearestName("x", ["y"])).toBeUndefined();
  expect(nearestName("effciency", ["flow [m3/h]", "efficiency [%]"])).toBe("efficiency [%]");
  expect(nearestName("efficincy", ["效率（%）", "efficiency (%)"])).toBe("efficiency (%)");
  expect(nearestName("hed", ["flow [m3/h]", "head [m]"])).toBe("head [m]");
  expect(nearestName("m3/h", ["flow [m]", "head [h]"])).toBeUndefined();
});
