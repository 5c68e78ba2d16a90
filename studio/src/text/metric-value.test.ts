import { expect, test } from "vitest";
import { metricText } from "./metric-value.js";

test("metricText() has relative errors in percent, and rounding as 0", () => {
  expect(metricText("mape", 0.0217)).toBe("2.17 %");
  expect(metricText("q2", 8.882e-16)).toBe("0");
  expect(metricText("rmse", 0.0217, 3)).toBe("0.0217");
  expect(metricText("rmse", null)).toBe("–");
});
