import { expect, test } from "vitest";
import { dateTicks } from "./dates.js";
import { cutTo, textWidth, wrapped } from "./measure.js";
import { formatNumber, formatPower, powerTicks, roundTicks, tickLabels } from "./numbers.js";

test.each([
  [-0.12345, "−0.123"],
  [1234.6, "1235"],
  [0, "0"],
  [1.5e7, "1.5×10⁷"],
  [-2e-5, "−2×10⁻⁵"],
  [Number.NaN, "–"],
  [Infinity, "–"],
])("formatNumber(%d) is %s", (x, text) => {
  expect(formatNumber(x)).toBe(text);
});

test.each([
  [[0, 1], 5, [0, 0.2, 0.4, 0.6, 0.8, 1]],
  [[-3, 103], 5, [0, 20, 40, 60, 80, 100]],
  [[7, 7], 5, [7]],
  [[0.31, 0.69], 4, [0.4, 0.5, 0.6]],
] as const)("roundTicks(%j, %d) are %j", (range, count, ticks) => {
  expect(roundTicks(range, count)).toEqual(ticks);
});

test("tickLabels() tell ticks apart, and formatPower() writes powers of ten", () => {
  expect(tickLabels([-0.5, 0, 0.5])).toEqual(["−0.5", "0", "0.5"]);
  expect(tickLabels([0, 2e6])).toEqual(["0", "2×10⁶"]);
  expect(tickLabels([1.2e6, 1.202e6, 1.204e6])).toEqual(["1.2×10⁶", "1.202×10⁶", "1.204×10⁶"]);
  expect(tickLabels([1e-4, 1.0025e-4])).toEqual(["1×10⁻⁴", "1.0025×10⁻⁴"]);
  expect(tickLabels([123456.1, 123456.15])).toEqual(["123456.1", "123456.15"]);
  expect(tickLabels([0, 1234567])).toEqual(["0", "1.23×10⁶"]);
  expect([1000, 0.01, 1e-5].map(formatPower)).toEqual(["10³", "0.01", "10⁻⁵"]);
});

test("powerTicks() are powers of ten, thinned over many decades, with 2 and 5 within few", () => {
  expect(powerTicks([1e-4, 1])).toEqual([1e-4, 1e-3, 0.01, 0.1, 1]);
  expect(powerTicks([1e-12, 1], 3)).toHaveLength(3);
  expect(powerTicks([0.8, 6])).toEqual([1, 2, 5]);
});

test("dateTicks() are years over years, and days over days", () => {
  const years = dateTicks([Date.UTC(2000, 5), Date.UTC(2012, 5)]);
  expect(years.ticks.map(years.format)).toEqual(["2001", "2003", "2005", "2007", "2009", "2011"]);
  const days = dateTicks([Date.UTC(2024, 1, 1), Date.UTC(2024, 1, 7)]);
  expect(days.ticks.map(days.format)).toEqual(["2024-02-01", "2024-02-03", "2024-02-05", "2024-02-07"]);
});

test("a Chinese sign is as wide as the font is high, and cutTo() keeps what fits", () => {
  expect(textWidth("水泥", 12)).toBe(24);
  expect(cutTo("水泥用量", 40)).toBe("水泥…");
  expect(cutTo("cement", 400)).toBe("cement");
});

test("wrapped() breaks English between words and Chinese anywhere", () => {
  expect(wrapped("one two three", 60)).toEqual(["one two", "three"]);
  expect(wrapped("水泥用量", 30)).toEqual(["水泥", "用量"]);
});
