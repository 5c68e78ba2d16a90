import { expect, test } from "vitest";
import { GradusError } from "../errors.js";
import { encodeX } from "./encode.js";
import { fitEncoder } from "./fit-encoder.js";
import { matchColumns, outOfRange, predictionWarnings, typesOf, unknownLevels } from "./match.js";
import type { Cell, Table } from "./table.js";
import { tableFromColumns } from "./types.js";

type Pairs = readonly (readonly [string, readonly Cell[]])[];

const training: Pairs = [
  ["x1", [1, 2, 3, 4, 5, 6]],
  ["colour", ["red", "green", "blue", "red", "green", "blue"]],
  ["caf\u00e9", [0.5, 1, 1.5, 2, 2.5, 3]],
  ["day", ["2024-01-01", "2024-06-01", "2025-01-01", "2025-06-01", "2026-01-01", "2026-06-01"]],
  ["y", ["01", "02", "01", "02", "01", "02"]],
];
const { encoder } = fitEncoder(tableFromColumns(training), { labels: ["y"], rows: [0, 1, 2, 3, 4, 5] });
const read = (pairs: Pairs): Table => tableFromColumns(pairs, { types: typesOf(encoder) });
const features = training.slice(0, 4);

function failure(pairs: Pairs): GradusError {
  try {
    matchColumns(encoder, read(pairs));
  } catch (error) {
    if (error instanceof GradusError) return error;
    throw error;
  }
  throw new Error("Cannot look at the error: expected one, got none");
}

/** The training table's features, some columns replaced. */
const changed = (...columns: Pairs): Pairs =>
  features.map(
    (pair) => columns.find(([name]) => name === pair[0]) ?? [pair[0], pair[1].slice(0, columns[0][1].length)],
  );

test("typesOf() names the type of every feature and label", () => {
  expect([...typesOf(encoder)]).toEqual([
    ["x1", "number"],
    ["colour", "category"],
    ["caf\u00e9", "number"],
    ["day", "date"],
    ["y", "category"],
  ]);
});

test("columns are found by name, in any order", () => {
  const reversed = read(features.toReversed());
  expect(matchColumns(encoder, reversed).warnings).toEqual([]);
  expect(encodeX(encoder, reversed)).toEqual(encodeX(encoder, read(features)));
});

test("extra columns are ignored with a warning that names them; the label is none", () => {
  const { warnings } = matchColumns(encoder, read([...training, ["note", ["a", "b", "c", "d", "e", "f"]]]));
  expect(warnings.map((one) => one.message)).toEqual([
    "columns that the model does not use were ignored (1): note",
  ]);
});

test("missing columns are refused, all of them named", () => {
  const error = failure([["day", ["2024-01-01"]]]);
  expect(error).toMatchObject({ code: "E149", kind: "data" });
  expect(error.message).toBe("the table lacks columns of the model (3): x1, colour, caf\u00e9");
});

test("a name that differs in case is refused with the name that may be meant", () => {
  const error = failure([
    ["X1", [1]],
    ...features.slice(1).map(([name, cells]) => [name, cells.slice(0, 1)] as const),
  ]);
  expect(error.code).toBe("E143");
  expect(error.hint).toBe('names that may be meant: "X1" → "x1"; rename them');
});

test("blanks around a name and decomposed accents are accepted with a warning", () => {
  const other = read([
    [" x1 ", [2]],
    ["colour", ["red"]],
    ["cafe\u0301", [1]],
    ["day", ["2025-01-01"]],
  ]);
  const { warnings } = matchColumns(encoder, other);
  expect(warnings.map((one) => [one.code, one.column])).toEqual([
    ["W150", "x1"],
    ["W150", "caf\u00e9"],
  ]);
  const plain = read([
    ["x1", [2]],
    ["colour", ["red"]],
    ["caf\u00e9", [1]],
    ["day", ["2025-01-01"]],
  ]);
  expect(encodeX(encoder, other)).toEqual(encodeX(encoder, plain));
});

test("values outside the range of the training rows are told with count, range and first row", () => {
  const table = read(changed(["x1", [1e6, 3, 0]], ["day", ["2030-01-01", "2025-01-01", "2025-01-01"]]));
  expect(outOfRange(encoder, table).map((one) => one.message)).toEqual([
    'column "x1": values outside the range of the training rows, 1 … 6: 2, the first 1000000 in row 1',
    'column "day": values outside the range of the training rows, 2024-01-01T00:00:00.000Z … 2026-06-01T00:00:00.000Z: 1, the first 2030-01-01T00:00:00.000Z in row 1',
  ]);
  expect(outOfRange(encoder, read(features))).toEqual([]);
});

test("unknown levels are told with their number of cells", () => {
  const table = read(changed(["colour", ["pink", "red", "pink", "toString", null]]));
  expect(unknownLevels(encoder, table).map((one) => one.message)).toEqual([
    'column "colour": cells with values that the training rows did not have: 3 (pink, toString)',
  ]);
});

test("cells that are missing where the training rows had none are told with what they become", () => {
  const table = read(changed(["x1", [null, 2]]));
  expect(predictionWarnings(encoder, table).map((one) => one.message)).toEqual([
    'column "x1": missing cells: 1; they become 3.5, for the training rows had none missing',
  ]);
});

test("a word where a number should stand is refused with its row, or the row is left out", () => {
  const pairs = changed(["x1", ["1", "abc", "3"]]);
  expect(() => read(pairs)).toThrow('row 2: "abc" is not a number (column "x1")');
  const table = tableFromColumns(pairs, { types: typesOf(encoder), badCells: "skip" });
  expect(table).toMatchObject({ rows: 2, skipped: Int32Array.of(1) });
  expect(encodeX(encoder, table)).toEqual(encodeX(encoder, read(features), [0, 2]));
});
