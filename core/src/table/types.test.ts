import { expect, test } from "vitest";
import { GradusError } from "../errors.js";
import type { Cell, Column } from "./table.js";
import { tableFromColumns, tableFromRows, toTable, type TypeOptions } from "./types.js";

function read(
  cells: readonly Cell[],
  options?: TypeOptions,
): { column: Column; codes: string[]; messages: string[] } {
  const table = tableFromColumns([["x1", cells]], options);
  const codes = table.warnings.map((one) => one.code);
  return { column: table.columns[0], codes, messages: table.warnings.map((one) => one.message) };
}

const values = (column: Column): number[] => ("values" in column ? [...column.values] : []);

/** The error that a function throws. */
function failure(run: () => unknown): GradusError {
  try {
    run();
  } catch (error) {
    if (error instanceof GradusError) return error;
    throw error;
  }
  throw new Error("Cannot look at the error: expected one, got none");
}

test("numbers are numbers; empty cells and the usual words are missing, not 0", () => {
  const { column, codes } = read([
    "1",
    " 2.5 ",
    "",
    " ",
    "NA",
    "n/a",
    "NaN",
    "null",
    "None",
    "-",
    "?",
    "缺失",
    "无",
    null,
  ]);
  expect(column).toMatchObject({ name: "x1", type: "number", missing: 12 });
  expect(values(column)).toEqual([1, 2.5, ...Array.from({ length: 12 }, () => NaN)]);
  expect(codes).toEqual([]);
});

test("the words for missing cells can be replaced", () => {
  expect(read(["1", "2", "-99", ""], { missing: ["-99"] }).column).toMatchObject({
    type: "number",
    missing: 2,
  });
  expect(read(["a", "NA", "a", ""], { missing: [] }).column).toMatchObject({
    levels: ["NA", "a"],
    missing: 1,
  });
});

test("none, 无 and dashes may be levels among words", () => {
  expect(read(["none", "mild", "none", "severe"]).column).toMatchObject({
    levels: ["mild", "none", "severe"],
    missing: 0,
  });
  expect(read(["有", "无", "有"]).column).toMatchObject({ levels: ["无", "有"], missing: 0 });
  expect(read(["+", "-", "+"]).column).toMatchObject({ levels: ["+", "-"], missing: 0 });
  expect(read(["a", "-", "b"]).column).toMatchObject({ levels: ["a", "b"], missing: 1 });
});

test("a decimal comma is never dropped", () => {
  const { column, messages } = read(["1,5", "0,25", "10,125"]);
  expect(values(column)).toEqual([1.5, 0.25, 10.125]);
  expect(messages).toEqual(['column "x1": "1,5" was read as 1.5']);
});

test("thousands are read as such, with a warning that says how", () => {
  const { column, messages } = read(["1,101", "1,102", "1,103"]);
  expect(values(column)).toEqual([1101, 1102, 1103]);
  expect(messages).toEqual(['column "x1": "1,101" may mean two numbers; it was read as 1101']);
  expect(read(["1,101", "1,102.5"]).codes).toEqual(["W121"]);
});

test("where a column leaves the comma open, the other columns and the delimiter decide", () => {
  const open = ["1,101", "2,202"];
  const beside = (other: string[], delimiter: string): number[] =>
    values(
      toTable({
        source: "t.csv",
        columns: [
          { name: "x1", cells: open },
          { name: "x2", cells: other },
        ],
        rows: 2,
        format: { delimiter },
        warnings: [],
      }).columns[0],
    );
  expect(beside(["0,5", "0,7"], ",")).toEqual([1.101, 2.202]);
  expect(beside(["0.5", "0.7"], ";")).toEqual([1101, 2202]);
  expect(beside(["1", "2"], ";")).toEqual([1.101, 2.202]);
  expect(beside(["1", "2"], ",")).toEqual([1101, 2202]);
  expect(values(read(open, { decimal: "," }).column)).toEqual([1.101, 2.202]);
});

test("a point before three digits is a decimal point unless the table has decimal commas", () => {
  expect(read(["1.101", "2.202"])).toMatchObject({ codes: [] });
  const table = tableFromColumns([
    ["x1", ["1.101", "2.202"]],
    ["x2", ["0,5", "0,7"]],
  ]);
  expect(values(table.columns[0])).toEqual([1101, 2202]);
  expect(table.warnings.map((one) => [one.code, one.column])).toEqual([
    ["W122", "x1"],
    ["W121", "x2"],
  ]);
});

test("percent signs and currencies become the unit, with a warning", () => {
  const percent = read(["12.5%", "50%"]);
  expect(percent.column).toMatchObject({ type: "number", unit: "%" });
  expect(values(percent.column)).toEqual([12.5, 50]);
  expect(percent.messages).toEqual(['column "x1": "12.5%" was read as 12.5']);
  expect(read(["$1,200", "$5"]).column).toMatchObject({ type: "number", unit: "$" });
});

test("numbers with contradicting signs stay words", () => {
  expect(read(["12%", "0.12", "13%"])).toMatchObject({ column: { type: "category" }, codes: ["W127"] });
  expect(read(["$5", "€5"])).toMatchObject({ column: { type: "category" }, codes: ["W127"] });
});

test("codes with zeros in front and numbers beyond float64 stay words", () => {
  expect(read(["00123", "00456", "10000"])).toMatchObject({
    column: { type: "category", levels: ["00123", "00456", "10000"] },
    codes: ["W123"],
  });
  expect(read(["01", "02"]).column).toMatchObject({ levels: ["01", "02"] });
  expect(read(["9007199254740993", "9007199254740992"]).column).toMatchObject({
    levels: ["9007199254740992", "9007199254740993"],
  });
  expect(read(["0", "1", "10"]).column.type).toBe("number");
  expect(read(["0.50", "1.25"]).column.type).toBe("number");
});

test("a few words among numbers are missing cells, told with count, word and row", () => {
  const { column, messages } = read(["unknown", ...Array.from({ length: 58 }, (_, i) => String(i))]);
  expect(column).toMatchObject({ type: "number", missing: 1 });
  expect(messages).toEqual([
    'column "x1": cells that are no numbers are treated as missing: 1, the first "unknown" in row 1',
  ]);
});

test("more words than a tenth make categories, told if most cells are numbers", () => {
  const { column, messages } = read(["1", "2", "3", "4", "a", "b"]);
  expect(column.type).toBe("category");
  expect(messages[0]).toMatch(/4 of 6 cells are numbers, others are not, such as "a" in row 5/);
  expect(read(["1", "a", "b", "c"]).codes).toEqual([]);
});

test("a word in a number label is refused with file, line and column", () => {
  const raw = {
    source: "concrete.csv",
    columns: [
      { name: "x", cells: Array.from({ length: 20 }, () => "1") },
      { name: "y", cells: ["1O2.5", ...Array.from({ length: 19 }, (_, i) => String(i))] },
    ],
    rows: 20,
    lines: Int32Array.from({ length: 20 }, (_, i) => 3 + 2 * i),
    warnings: [],
  };
  const error = failure(() => toTable(raw, { label: ["y"] }));
  expect(error).toMatchObject({
    code: "E121",
    message: 'line 3: "1O2.5" is not a number (column "y")',
    place: { file: "concrete.csv", line: 3, column: 2 },
  });
  const skipped = toTable(raw, { label: ["y"], badCells: "skip" });
  expect(skipped).toMatchObject({ rows: 19, skipped: Int32Array.of(0) });
  expect(skipped.lines![0]).toBe(5);
  expect(skipped.warnings.map((one) => one.code)).toEqual(["W129"]);
});

test("infinite numbers are refused with the place, typed ones too", () => {
  for (const cell of ["Infinity", "-inf", "1e400", Infinity, -Infinity]) {
    expect(failure(() => read(["1", "2", cell]))).toMatchObject({
      code: "E122",
      message: `row 3: "${cell}" is infinite (column "x1")`,
    });
  }
});

test("booleans come in words of several kinds, the false one first", () => {
  expect(read(["yes", "no", "", "yes"]).column).toMatchObject({
    type: "boolean",
    levels: ["no", "yes"],
    codes: Int32Array.of(1, 0, -1, 1),
    missing: 1,
  });
  expect(read(["是", "否"]).column).toMatchObject({ type: "boolean", levels: ["否", "是"] });
  expect(read(["T", "F", "T"]).column).toMatchObject({ type: "boolean", levels: ["F", "T"] });
  expect(read([true, false, null]).column).toMatchObject({ type: "boolean", levels: ["false", "true"] });
  expect(read(["TRUE", "TRUE"]).column).toMatchObject({ type: "boolean", levels: ["false", "TRUE"] });
});

test("mixed words for yes and no are one boolean, with a warning; letters of different pairs are not", () => {
  const { column, codes } = read(["False", "yes", "no", "TRUE"]);
  expect(column).toMatchObject({ type: "boolean", codes: Int32Array.of(0, 1, 0, 1) });
  expect(codes).toEqual(["W126"]);
  expect(read(["F", "y"]).column.type).toBe("category");
  expect(read(["0", "1"]).column.type).toBe("number");
});

test("dates are dates; ambiguous ones stay words with a warning", () => {
  expect(read(["2024-03-05", "NA"]).column).toMatchObject({
    type: "date",
    values: Float64Array.of(Date.UTC(2024, 2, 5), NaN),
    missing: 1,
  });
  expect(read([new Date(0), null]).column).toMatchObject({ type: "date", values: Float64Array.of(0, NaN) });
  expect(read(["1/2/2024", "3/4/2024"])).toMatchObject({ column: { type: "category" }, codes: ["W125"] });
});

test("what a spreadsheet turned into dates is told", () => {
  for (const damaged of ["Oct-14", "5-Sep", "9月5日"]) {
    const { codes, messages } = read(["10-14", "15-19", damaged, "20-24"]);
    expect(codes).toEqual(["W124"]);
    expect(messages[0]).toContain(`column "x1": "${damaged}"`);
  }
  expect(read(["10-14", "15-19", new Date(Date.UTC(2024, 9, 14))]).codes).toEqual(["W124"]);
});

test("levels are in order of their names whatever the order of the rows", () => {
  expect(read(["b", "a", "c", "a"]).column).toMatchObject({
    levels: ["a", "b", "c"],
    codes: Int32Array.of(1, 0, 2, 0),
  });
});

test("columns in which most words differ are text, unless they are labels", () => {
  const words = Array.from({ length: 30 }, (_, i) => `word ${i}`);
  expect(read(words).column).toMatchObject({ type: "text", texts: words });
  expect(read(words, { label: ["x1"] }).column.type).toBe("category");
  expect(read([...words, ...words]).column.type).toBe("category");
});

test("a column without any cell is a column of missing numbers", () => {
  expect(read(["", null, "NA"]).column).toMatchObject({ type: "number", missing: 3 });
});

test("units are found in the brackets of the header and stay in the name", () => {
  const table = tableFromColumns([
    ["water (kg/m³)", ["1"]],
    ["强度[MPa]", ["2"]],
    ["温度\uff08°C\uff09", ["3"]],
    ["(odd)", ["4"]],
  ]);
  expect(table.columns.map(({ name, unit }) => [name, unit])).toEqual([
    ["water (kg/m³)", "kg/m³"],
    ["强度[MPa]", "MPa"],
    ["温度\uff08°C\uff09", "°C"],
    ["(odd)", undefined],
  ]);
});

test("known types are taken as they are; cells that do not fit are refused or their rows skipped", () => {
  const types = (type: "number" | "category" | "boolean" | "date" | "text") => ({
    types: new Map([["x1", type]]),
  });
  expect(read(["01", "2"], types("category")).column).toMatchObject({ levels: ["2", "01"].toSorted() });
  expect(read(["0", "1", "yes"], types("boolean")).column).toMatchObject({ codes: Int32Array.of(0, 1, 1) });
  expect(read(["a", "b"], types("text")).column).toMatchObject({ texts: ["a", "b"] });
  expect(read(["00123"], types("number")).column).toMatchObject({ values: Float64Array.of(123) });
  expect(failure(() => read(["1", "abc"], types("number")))).toMatchObject({
    code: "E121",
    values: { where: "row 2" },
  });
  expect(failure(() => read(["yes", "maybe"], types("boolean"))).code).toBe("E124");
  expect(failure(() => read(["2024-01-01", "soon"], types("date"))).code).toBe("E125");
  expect(failure(() => read(["soon"], types("date"))).code).toBe("E125");
  expect(failure(() => read(["1/2/2024"], types("date"))).code).toBe("E127");
  expect(read(["1", "abc", "3"], { ...types("number"), badCells: "skip" }).column).toMatchObject({
    values: Float64Array.of(1, 3),
  });
  expect(failure(() => read(["abc"], { ...types("number"), badCells: "skip" })).code).toBe("E126");
  expect(read(["", "NA"], types("date")).column).toMatchObject({ type: "date", missing: 2 });
});

test("known types are found by composed and trimmed names", () => {
  const types = new Map([["caf\u00e9", "category" as const]]);
  expect(tableFromColumns([["cafe\u0301 ", ["1", "2"]]], { types }).columns[0].type).toBe("category");
});

test("rows as objects become columns in order of first sight; absent names are missing", () => {
  const table = tableFromRows([{ b: 1 }, { a: "x", b: 2 }, { a: "y" }]);
  expect(table.columns.map((column) => [column.name, column.type, column.missing])).toEqual([
    ["b", "number", 1],
    ["a", "category", 1],
  ]);
});

test("hostile names are names", () => {
  const names = [
    "__proto__",
    "constructor",
    "toString",
    "10",
    "2",
    "a.b.c",
    "__proto__.polluted",
    "<img src=x>",
  ];
  const table = tableFromColumns(names.map((name, i) => [name, [i, i + 1]] as const));
  expect(table.columns.map((column) => column.name)).toEqual(names);
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test("columns of unequal length and names that occur twice are refused", () => {
  expect(() =>
    tableFromColumns([
      ["a", [1]],
      ["b", []],
    ]),
  ).toThrow(new RangeError('Cannot make the table: expected 1 cells in "b", got 0'));
  expect(() =>
    tableFromColumns([
      ["a", [1]],
      ["a", [2]],
    ]),
  ).toThrow(new RangeError('Cannot make the table: expected distinct column names, got "a" twice'));
});

test("100,000 blanks in a cell are read at once", () => {
  const start = performance.now();
  expect(read([`${" ".repeat(100_000)}a`, "1", "b"]).column.type).toBe("category");
  expect(performance.now() - start).toBeLessThan(500);
});
