import { expect, test } from "vitest";
import { matrix } from "../matrix.js";
import { epochMetric } from "./epoch-metric.js";

test("epochMetric() gives R² over all outputs, each about its own mean; null for constant labels", () => {
  // Σ(y−mean)²: 2 of the first output, 200 of the second; Σ(h−y)²: 1 and 100. By hand: 1 − 101 / 202.
  const Y = matrix(2, 3, [1, 2, 3, 10, 20, 30]);
  const H = matrix(2, 3, [1, 2, 4, 10, 30, 30]);
  expect(epochMetric("regression", H, Y)).toEqual({ r2: 0.5 });
  expect(epochMetric("regression", matrix(1, 2, [0, 1]), matrix(1, 2, [7, 7]))).toEqual({ r2: null });
});

test("epochMetric() gives accuracy: by the half of one output, by the largest of several, the first of equals", () => {
  expect(epochMetric("binary", matrix(1, 4, [0.4, 0.6, 0.5, 0.9]), matrix(1, 4, [0, 1, 1, 0]))).toEqual({
    accuracy: 0.5,
  });
  const Y = matrix(3, 3, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  const H = matrix(3, 3, [0.5, 0.1, 0.4, 0.5, 0.7, 0.4, 0, 0.2, 0.2]);
  expect(epochMetric("classes", H, Y)).toEqual({ accuracy: 2 / 3 });
});
