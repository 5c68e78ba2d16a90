import { GradusError } from "gradus";
import { describe, expect, test } from "vitest";
import { texts } from "./language/language.js";
import * as values from "./values.js";

/** What a parser makes of a text, or the code of its error. */
function read<T>(parse: values.ValueParser<T>, given: string, previous?: T): T | string {
  try {
    return parse(given, "--flag", texts.en, previous);
  } catch (error) {
    if (error instanceof GradusError) return `${error.code} ${error.message}; ${error.hint}`;
    throw error;
  }
}

describe("numbers", () => {
  test.each([
    ["12", 12],
    ["+3", 3],
    ["0", "E001"],
    ["1.5", "E001"],
    ["1e3", "E001"],
    ["0x10", "E001"],
    ["", "E001"],
    ["99999999999999999999", "E001"],
  ])("integer(1) of %j is %s", (given, wanted) => {
    const value = read(values.integer(1), given);
    expect(typeof value === "string" ? value.slice(0, 4) : value).toBe(wanted);
  });

  test("number() keeps to its bounds and names them", () => {
    const dropout = values.number(0, 1, { below: true });
    expect(read(dropout, "0")).toBe(0);
    expect(read(dropout, ".5")).toBe(0.5);
    expect(read(dropout, "1")).toBe('E001 option --flag: expected a number from 0 and below 1, got "1"; ');
    expect(read(values.number(0, Infinity, { open: true }), "0")).toContain("a number above 0");
    for (const given of ["1e999", "NaN", "Infinity", "0x1", "1,5", " "]) {
      expect(read(values.number(0), given)).toContain("E001");
    }
    expect(read(values.number(0), "1e-3")).toBe(0.001);
  });

  test("a long run of digits takes no more than linear time", () => {
    const started = performance.now();
    expect(read(values.number(0), `${"1".repeat(200_000)}x`)).toContain("E001");
    expect(performance.now() - started).toBeLessThan(500);
  });
});

test.each([
  ["500MB", 5e8],
  ["1.5 GB", 1.5e9],
  ["1GiB", 2 ** 30],
  ["200kB", 2e5],
  ["2tb", 2e12],
  ["4096", 4096],
  ["0MB", "E001"],
  ["1QB", "E001"],
  ["GB", "E001"],
  ["-1GB", "E001"],
])("bytes of %j are %s", (given, wanted) => {
  const value = read(values.bytes, given);
  expect(typeof value === "string" ? value.slice(0, 4) : value).toBe(wanted);
});

test.each([
  ["60s", 60],
  ["0.5", 0.5],
  ["5min", 300],
  ["2m", 120],
  ["1.5 h", 5400],
  ["0s", "E001"],
  ["-1s", "E001"],
  ["3 days", "E001"],
  ["s", "E001"],
  ["", "E001"],
])("the duration %j is %s seconds", (given, wanted) => {
  const value = read(values.duration, given);
  expect(typeof value === "string" ? value.slice(0, 4) : value).toBe(wanted);
});

test("choice() offers the nearest word", () => {
  expect(read(values.choice(["adam", "sgd"]), "adma")).toBe(
    'E001 option --flag: expected one of adam, sgd, got "adma"; did you mean adam?',
  );
  expect(read(values.choice(["adam", "sgd"]), "toString")).toContain("E001");
});

test("hiddenLayers() reads sizes and activations", () => {
  const parse = values.hiddenLayers(values.named<string>(["tanh", "relu"], { tansig: "tanh" }));
  expect(read(parse, "16:tanh,8")).toEqual([{ neurons: 16, activation: "tanh" }, { neurons: 8 }]);
  expect(read(parse, "none")).toEqual([]);
  expect(read(parse, "16:tansig")).toEqual([{ neurons: 16, activation: "tanh" }]);
  expect(read(parse, "16:tensig")).toContain("did you mean tansig?");
  expect(read(parse, "16:rleu")).toContain("did you mean relu?");
  for (const given of ["", "0", "16:tanh:2", "16,,8", "-3"]) expect(read(parse, given)).toContain("E001");
});

test("splitShares() reads per cent and fractions", () => {
  expect(read(values.splitShares, "70/15/15")).toEqual([0.7, 0.15, 0.15]);
  expect(read(values.splitShares, "0.5/0.25/0.25")).toEqual([0.5, 0.25, 0.25]);
  expect(read(values.splitShares, "80/20")).toEqual([0.8, 0.2, 0]);
  expect(read(values.splitShares, "none")).toEqual([1, 0, 0]);
  for (const given of ["70/15", "0/50/50", "70/15/15/0", "a/b/c", "110/-5/-5", ""]) {
    expect(read(values.splitShares, given)).toContain("E001");
  }
});

test("flags that may be repeated gather their values", () => {
  expect(read(values.texts, "b", ["a"])).toEqual(["a", "b"]);
  expect(read(values.metricBounds, "rmse=5", [{ metric: "r2", bound: 0.9 }])).toEqual([
    { metric: "r2", bound: 0.9 },
    { metric: "rmse", bound: 5 },
  ]);
  expect(read(values.metricBounds, "r2")).toContain("E001");
  const types = values.columnTypes(["number", "category"]);
  expect(read(types, "a=b=category", new Map([["x", "number"] as const]))).toEqual(
    new Map([
      ["x", "number"],
      ["a=b", "category"],
    ]),
  );
  expect(read(types, "=number")).toContain("E001");
});

test("samples() reads numbers between commas, samples between semicolons", () => {
  expect(read(values.samples, "0.5,-1;1,0")).toEqual([
    [0.5, -1],
    [1, 0],
  ]);
  expect(read(values.samples, "1,,2")).toContain("E001");
});

test("delimiter() takes one sign, or tab by name", () => {
  expect(read(values.delimiter, "tab")).toBe("\t");
  expect(read(values.delimiter, ";")).toBe(";");
  for (const given of ["", ",,", '"']) expect(read(values.delimiter, given)).toContain("E001");
});

test("shape() needs two layers at least", () => {
  expect(read(values.shape, "3,3,2")).toEqual([3, 3, 2]);
  for (const given of ["3", "3,0", "a,b"]) expect(read(values.shape, given)).toContain("E001");
});

test("sizes() takes layers as large as a network may have", () => {
  expect(read(values.sizes, "1024,2048,65536,10")).toEqual([1024, 2048, 65536, 10]);
  for (const given of ["3", "3,0", "3,65537", "a,b"]) expect(read(values.sizes, given)).toContain("E001");
});

test("layouts() takes hidden sizes between blanks or commas, those of one layout between hyphens", () => {
  expect(read(values.layouts, "none 3, 5 12-8")).toEqual([[], [3], [5], [12, 8]]);
  for (const given of ["", " ", "3-", "3:tanh", "0", "-3"])
    expect(read(values.layouts, given)).toContain("E001");
});
