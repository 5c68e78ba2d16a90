import { expect, test } from "vitest";
import { movedBy, UPWARD } from "./cursor.js";

test("movedBy() goes one place, with Shift ten, to both ends, and never beyond them", () => {
  const press = (key: string, at: number, shiftKey = false): number | undefined =>
    movedBy({ key, shiftKey }, at, 12);
  expect([press("ArrowRight", 3), press("ArrowLeft", 3), press("Home", 3), press("End", 3)]).toEqual([
    4, 2, 0, 11,
  ]);
  expect([press("ArrowRight", 3, true), press("ArrowLeft", 3, true)]).toEqual([11, 0]);
  expect([press("ArrowRight", 11), press("ArrowLeft", 0)]).toEqual([11, 0]);
  expect([press("ArrowUp", 3), press("Tab", 3)]).toEqual([undefined, undefined]);
  expect(movedBy({ key: "ArrowUp", shiftKey: false }, 3, 12, UPWARD)).toBe(4);
});
