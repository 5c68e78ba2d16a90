import { describe, expect, test } from "vitest";
import {
  formatBeside,
  formatBytes,
  formatClock,
  formatNumber,
  formatPercent,
  formatSeconds,
  sparkline,
  toJson,
} from "./format.js";

// Four digits that count, rounded by hand.
test.each([
  [0.9668, "0.9668"],
  [4.27149, "4.271"],
  [16.6949, "16.69"],
  [52220.4, "52220"],
  [9.99996, "10.00"],
  [0.99996, "1.000"],
  [9999.96, "10000"],
  [-0.0158, "-0.0158"],
  [0, "0"],
  [0.00012345, "1.234e-4"],
  [-12345678, "-1.235e+7"],
  [null, "–"],
  [undefined, "–"],
  [Number.NaN, "–"],
  [Infinity, "∞"],
  [-Infinity, "−∞"],
])("formatNumber(%d) is %s", (x, text) => {
  expect(formatNumber(x)).toBe(text);
});

test("times, sizes and per cent", () => {
  expect([0, 59.94, 61, 3723].map(formatSeconds)).toEqual(["0.0s", "59.9s", "1:01", "1:02:03"]);
  expect([0, 2.1, 59.7, 3599.5].map(formatClock)).toEqual(["0:00", "0:02", "1:00", "1:00:00"]);
  expect([999, 12_345, 3_456_789].map(formatBytes)).toEqual(["999 B", "12 kB", "3.5 MB"]);
  expect([formatPercent(0.113), formatPercent(null), formatPercent(Infinity)]).toEqual(["11.3 %", "–", "–"]);
});

describe("sparkline()", () => {
  test("shows the lowest value low and the highest high, whatever the scale", () => {
    expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7], 8)).toBe("▁▂▃▄▅▆▇█");
    expect(sparkline([-3e9, 4e9], 8)).toBe("▁█");
    expect(sparkline([0, 1, 2, 3, 4, 5, 6], 8, true)).toBe("._-=+*#");
  });

  test("averages neighbours where there are more values than cells", () => {
    expect(sparkline([0, 2, 6, 8], 2)).toBe("▁█");
    expect(
      sparkline(
        Array.from({ length: 1000 }, (_, i) => i),
        8,
      ),
    ).toBe("▁▂▃▄▅▆▇█");
  });

  test("leaves out what is no number, and is flat for equal values", () => {
    expect(sparkline([Number.NaN, 1, Infinity, 2], 8)).toBe("▁█");
    expect(sparkline([5, 5, 5], 8)).toBe("▁▁▁");
    expect(sparkline([], 8)).toBe("");
  });
});

test("toJson() writes NaN and infinities as null, also within typed arrays, and other numbers as they are", () => {
  expect(toJson({ a: Number.NaN, b: [Infinity, 0.1], c: Float64Array.of(1, Number.NaN) })).toBe(
    '{"a":null,"b":[null,0.1],"c":[1,null]}',
  );
});

test("formatBeside() shows what rounding leaves of 0 as 0, and small numbers of small ones as they are", () => {
  expect(formatBeside(-8.882e-16, 7.5)).toBe("0");
  expect(formatBeside(8.882e-16, 2e-15)).toBe("8.882e-16");
  expect(formatBeside(1.5, 7.5)).toBe("1.500");
  expect(formatBeside(null, 7.5)).toBe("–");
});
