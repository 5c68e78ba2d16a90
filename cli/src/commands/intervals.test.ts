import type { IntervalPrediction } from "gradus";
import { expect, test } from "vitest";
import { intervalColumns } from "./intervals.js";

test("a bound that too few rows are known for is an empty cell", () => {
  const bounds = [{ lo: Float64Array.of(-Infinity, 1), hi: Float64Array.of(Infinity, 2) }];
  const found = {
    task: "regression",
    labels: ["y"],
    bounds,
    outside: [[], ["x"]],
  } as unknown as IntervalPrediction;
  expect(intervalColumns(found)).toEqual([
    { name: "lo", cells: [null, 1] },
    { name: "hi", cells: [null, 2] },
    { name: "outside", cells: [null, "x"] },
  ]);
});
