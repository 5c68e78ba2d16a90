import { expect, test } from "vitest";
import { GradusError } from "../errors.js";
import type { Matrix } from "../matrix.js";
import { encodeX, type Encoder } from "./encode.js";
import { fitEncoder, type EncoderOptions } from "./fit-encoder.js";
import type { Cell } from "./table.js";
import { tableFromColumns } from "./types.js";

const y = ["y", [1, 2, 3, 4, 5, 6]] as const;
const every = [0, 1, 2, 3, 4, 5];

/** The encoder of one column `x` beside a number label, its X, and its warnings. */
function encoded(
  cells: readonly Cell[],
  options: Partial<EncoderOptions> = {},
): { encoder: Encoder; X: number[][]; codes: string[] } {
  const table = tableFromColumns([["x", cells], y]);
  const { encoder, warnings } = fitEncoder(table, { labels: ["y"], rows: every, ...options });
  return { encoder, X: rowsOf(encodeX(encoder, table)), codes: warnings.map((one) => one.code) };
}

const rowsOf = (M: Matrix): number[][] =>
  Array.from({ length: M.rows }, (_, i) => [...M.data.subarray(i * M.cols, (i + 1) * M.cols)]);

function code(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof GradusError) return error.code;
    throw error;
  }
  return "no error";
}

test("numbers are scaled by the training rows alone", () => {
  const table = tableFromColumns([["x", [0, 2, 4, 1000, -1000, 7]], y]);
  const { encoder } = fitEncoder(table, { labels: ["y"], rows: [0, 1, 2], scale: "minmax" });
  expect(encoder.features).toEqual([
    {
      type: "number",
      name: "x",
      indicator: false,
      scale: { name: "minmax", center: 2, spread: 2, clip: false },
      min: 0,
      max: 4,
      fill: 2,
    },
  ]);
  expect(rowsOf(encodeX(encoder, table, [3, 0, 2]))).toEqual([[499, -1, 1]]);
});

test("a missing number becomes the median and one more input says so", () => {
  // scikit-learn 1.5.2: SimpleImputer(median, add_indicator) on 1, nan, 4, 8 gives 1, 4, 4, 8 and 0, 1, 0, 0.
  const { encoder, X, codes } = encoded([1, null, 4, 8, 4, 4], { rows: [0, 1, 2, 3], scale: "none" });
  expect(encoder.inputs).toEqual(["x", "x is missing"]);
  expect(X).toEqual([
    [1, 4, 4, 8, 4, 4],
    [0, 1, 0, 0, 0, 0],
  ]);
  expect(codes).toEqual(["W138"]);
});

test("without missing cells in the training rows there is no such input", () => {
  const { encoder, X } = encoded([1, 2, 4, null, 4, 4], { rows: [0, 1, 2], scale: "none" });
  expect(encoder.inputs).toEqual(["x"]);
  expect(X[0][3]).toBe(2);
});

test("categories are one-hot, the frequent first, then by name; missing is all zeros", () => {
  const { encoder, X, codes } = encoded(["b", "c", "a", "c", null, "b"]);
  expect(encoder.inputs).toEqual(["x=b", "x=c", "x=a"]);
  expect(X).toEqual([
    [1, 0, 0, 0, 0, 1],
    [0, 1, 0, 1, 0, 0],
    [0, 0, 1, 0, 0, 0],
  ]);
  expect(codes).toEqual([]);
});

test("two categories are one input of −1 and +1", () => {
  const { encoder, X } = encoded(["m", "w", "m", null, "w", "w"]);
  expect(encoder.inputs).toEqual(["x=w", "x is missing"]);
  expect(X).toEqual([
    [-1, 1, -1, 0, 1, 1],
    [0, 0, 0, 1, 0, 0],
  ]);
});

test("booleans are −1 and +1 whatever their words", () => {
  const { encoder, X } = encoded(["no", "yes", "yes", "no", "no", "no"]);
  expect([encoder.inputs, X]).toEqual([["x"], [[-1, 1, 1, -1, -1, -1]]]);
  const other = tableFromColumns([["x", ["TRUE", "FALSE"]]]);
  expect(rowsOf(encodeX(encoder, other))).toEqual([[1, -1]]);
});

test("a level that the training rows did not have is all zeros", () => {
  const { encoder } = encoded(["a", "b", "c", "a", "b", "c"]);
  expect(rowsOf(encodeX(encoder, tableFromColumns([["x", ["b", "z"]]])))).toEqual([
    [0, 0],
    [1, 0],
    [0, 0],
  ]);
  const pair = encoded(["a", "b", "a", "b", "b", "b"]).encoder;
  expect(rowsOf(encodeX(pair, tableFromColumns([["x", ["b", "z", "a"]]])))).toEqual([[1, 0, -1]]);
});

test("at most a thousand levels become inputs, with a warning", () => {
  const cells = Array.from({ length: 4004 }, (_, i) => `c${i % 1001}`);
  const table = tableFromColumns([
    ["x", [...cells, "c7"]],
    ["y", Array.from({ length: 4005 }, (_, i) => i)],
  ]);
  const { encoder, warnings } = fitEncoder(table, {
    labels: ["y"],
    rows: Array.from({ length: 4005 }, (_, r) => r),
  });
  expect(encoder.inputs).toHaveLength(1000);
  expect(encoder.inputs[0]).toBe("x=c7");
  expect(warnings.map((one) => one.code)).toEqual(["W131"]);
});

test("dates become year, place in the year and in the week, and time of day", () => {
  const days = ["2024-01-01", "2024-07-01", "2025-01-01", "2026-01-01", "2023-01-01", "2027-01-01"];
  const { encoder, X } = encoded(days, { scale: "none" });
  expect(encoder.inputs).toEqual([
    "x: year",
    "x: day of year (sin)",
    "x: day of year (cos)",
    "x: weekday (sin)",
    "x: weekday (cos)",
  ]);
  // 182 of 366 days had passed on 1 July 2024, a Monday; 1 January 2025 was a Wednesday.
  expect(X[0].slice(0, 3)).toEqual([2024, 2024 + 182 / 366, 2025]);
  expect(X[1][1]).toBeCloseTo(Math.sin((2 * Math.PI * 182) / 366), 10);
  expect(X[2][1]).toBeCloseTo(Math.cos((2 * Math.PI * 182) / 366), 10);
  expect(X[3][1]).toBeCloseTo(0, 10);
  expect(X[3][2]).toBeCloseTo(Math.sin((2 * Math.PI * 2) / 7), 10);
  const hours = encoded(days.map((day) => `${day} 06:00`));
  expect(hours.encoder.inputs.slice(5)).toEqual(["x: time of day (sin)", "x: time of day (cos)"]);
  hours.X[5].forEach((sine) => expect(sine).toBeCloseTo(1, 10));
});

test("a missing date becomes the middle one", () => {
  const { encoder } = encoded(["2024-01-01", "2025-01-01", null, "2026-01-01", "2026-01-01", "2022-01-01"]);
  expect(encoder.features[0]).toMatchObject({ indicator: true, fill: Date.UTC(2025, 0, 1) });
});

test("constant, empty and text columns are left out with a warning that names them", () => {
  const words = Array.from({ length: 30 }, (_, i) => `word ${i}`);
  const numbers = Array.from({ length: 30 }, (_, i) => i);
  const table = tableFromColumns([
    ["x", numbers],
    ["same", words.map(() => 5)],
    ["a", words.map(() => "a")],
    ["empty", words.map(() => null)],
    ["note", words],
    ["y", numbers.map((i) => i * i)],
  ]);
  const options = { labels: ["y"], rows: numbers };
  const { encoder, warnings } = fitEncoder(table, options);
  expect(encoder.inputs).toEqual(["x"]);
  expect(warnings.map((one) => [one.code, one.column])).toEqual([
    ["W130", "same"],
    ["W130", "a"],
    ["W137", "empty"],
    ["W140", "note"],
  ]);
  expect(fitEncoder(table, { ...options, features: ["note"] }).encoder.inputs).toHaveLength(30);
  expect(fitEncoder(table, { ...options, ignore: ["note", "a"] }).warnings).toHaveLength(2);
  expect(code(() => fitEncoder(table, { ...options, features: ["same"] }))).toBe("E132");
  expect(code(() => fitEncoder(table, { ...options, features: ["x", "y"] }))).toBe("E144");
  expect(code(() => fitEncoder(table, { ...options, ignore: ["absent"] }))).toBe("E104");
  expect(() => fitEncoder(table, { labels: ["y"], rows: [] })).toThrow(RangeError);
});

test("numbers whose range exceeds float64 are refused by name", () => {
  expect(code(() => encoded([-1e308, 1e308, 0, 1, 2, 3]))).toBe("E131");
  const { encoder } = encoded([1e-300, 2e-300, 3e-300, 1e-300, 1e-300, 1e-300], { scale: "standard" });
  expect(code(() => encodeX(encoder, tableFromColumns([["x", [1e300]]])))).toBe("E131");
});

test("a column of another type is refused, an empty one is missing", () => {
  const { encoder } = encoded([1, 2, 3, 4, 5, 6]);
  expect(code(() => encodeX(encoder, tableFromColumns([["x", ["a", "b"]]])))).toBe("E130");
  expect(code(() => encodeX(encoder, tableFromColumns([["X", [1]]])))).toBe("E103");
  const levels = encoded(["a", "b", "c", "a", "b", "c"]).encoder;
  expect(rowsOf(encodeX(levels, tableFromColumns([["x", [null, null]]])))).toEqual([
    [0, 0],
    [0, 0],
    [0, 0],
  ]);
});

test("an encoder is plain JSON", () => {
  const { encoder } = encoded(["2024-01-01", "2025-01-01", null, "2026-01-01", "2026-01-01", "2022-01-01"]);
  expect(JSON.parse(JSON.stringify(encoder))).toEqual(encoder);
});
