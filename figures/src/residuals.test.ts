import { expect, test } from "vitest";
import { residualHistogram } from "./residuals.js";

const data = { label: "y", part: "test", actual: [1, 2, 3], predicted: [1, 2, 13] } as const;

/** Heights of the filled rectangles. */
function heightsOf(svg: string): number[] {
  return [...svg.matchAll(/<rect fill="#[^"]*" height="([\d.]+)"/g)].map(([, height]) => Number(height));
}

test("residualHistogram() counts residuals of 0 twice and of 10 once", () => {
  // Bins of 0.5 from 0 to 10: the first holds two rows, the last one; their heights are as 2 to 1.
  const [first, last, ...others] = heightsOf(residualHistogram(data));
  expect(first / last).toBeCloseTo(2, 2);
  expect(others).toEqual([]);
});
