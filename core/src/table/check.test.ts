import { expect, test } from "vitest";
import { checkTable } from "./check.js";
import { codesOf, duplicatesAcross } from "./duplicates.js";
import type { Cell } from "./table.js";
import { tableFromColumns } from "./types.js";

/** Numbers without a pattern, the same in every run: the fractional parts of multiples of the golden ratio and the like. */
const noise = (n: number, factor = 0.618_033_988_75): number[] =>
  Array.from({ length: n }, (_, i) => ((i + 1) * factor) % 1);

function check(pairs: readonly (readonly [string, readonly Cell[]])[]) {
  const { drop, warnings } = checkTable(tableFromColumns(pairs, { label: ["y"] }), ["y"]);
  return {
    drop,
    found: warnings.map((one) => [one.code, one.column]),
    messages: warnings.map((one) => one.message),
  };
}

const n = 60;
const y = ["y", noise(n)] as const;
const x = ["x", noise(n, 0.414_213_562_37)] as const;
const counted = (from: number): number[] => Array.from({ length: n }, (_, i) => from + i);

test("a table without faults passes", () => {
  expect(check([x, y])).toEqual({ drop: [], found: [], messages: [] });
});

test("constant and empty columns are dropped with a warning that names them and says why", () => {
  const { drop, messages } = check([
    ["same", x[1].map(() => 3)],
    ["word", x[1].map(() => "a")],
    ["empty", x[1].map(() => null)],
    x,
    y,
  ]);
  expect(drop).toEqual([
    { column: "same", why: "constant" },
    { column: "word", why: "constant" },
    { column: "empty", why: "missing" },
  ]);
  expect(messages).toEqual([
    'column "same" is left out: it is constant, 3',
    'column "word" is left out: it is constant, a',
    'column "empty" is left out: all its cells are missing',
  ]);
});

test("one word and missing cells are two states and stay", () => {
  expect(check([["cabin", x[1].map((_, i) => (i % 3 === 0 ? "yes" : null))], x, y]).drop).toEqual([]);
});

test("a row number is dropped, from 0 or 1 or by its name", () => {
  for (const [name, from] of [
    ["n", 0],
    ["column 1", 1],
    ["编号", 1],
    ["id", 5001],
  ] as const) {
    const { drop, found } = check([[name, counted(from)], x, y]);
    expect(drop).toEqual([{ column: name, why: "row number" }]);
    expect(found).toEqual([["W141", name]]);
  }
});

test("a sequence that may mean something stays, with a warning", () => {
  expect(check([["x1", counted(1e15)], x, y])).toMatchObject({ drop: [], found: [["W143", "x1"]] });
  expect(check([["time", counted(0)], x, y])).toMatchObject({ drop: [], found: [["W143", "time"]] });
});

test("a row number that is the only feature stays, with a warning", () => {
  expect(check([["n", counted(0)], y])).toMatchObject({ drop: [], found: [["W143", "n"]] });
});

test("identifiers are dropped by their name or by a word of its own in each row", () => {
  const shuffled = counted(0).map((i) => 1000 + ((i * 7) % n));
  expect(check([["PassengerId", shuffled], x, y]).drop).toEqual([
    { column: "PassengerId", why: "identifier" },
  ]);
  expect(check([["sample_id", shuffled], x, y]).drop).toEqual([{ column: "sample_id", why: "identifier" }]);
  const words = Array.from({ length: 12 }, (_, i) => `name ${i}`);
  const small = noise(12);
  expect(
    check([
      ["name", words],
      ["x", small],
      ["y", small.map((v) => v * v)],
    ]).drop,
  ).toEqual([{ column: "name", why: "identifier" }]);
});

test("categories with fewer than three rows each are identifiers if there are more than twenty", () => {
  const levels = (count: number) => x[1].map((_, i) => `level ${i % count}`);
  expect(check([["part", levels(21)], x, y]).drop).toEqual([{ column: "part", why: "identifier" }]);
  expect(check([["part", levels(20)], x, y]).drop).toEqual([]);
});

test("whole numbers that all differ are measurements unless their name says otherwise", () => {
  const shuffled = counted(0).map((i) => 1000 + ((i * 7) % n));
  expect(check([["fluid", shuffled], x, y])).toMatchObject({ drop: [], found: [] });
});

test("a copy of the label and a linear function of it are told as leaks", () => {
  expect(check([["copy", y[1]], x, y]).messages).toEqual([
    'column "copy" is a copy of the label "y": the label leaks into the features',
  ]);
  expect(check([["fahrenheit", y[1].map((v) => 32 - 1.8 * v)], x, y]).messages).toEqual([
    'column "fahrenheit" is nearly a linear function of the label "y" (correlation -1.00000): the label may leak',
  ]);
  // Half of the range as noise is far from 0.999.
  expect(check([["near", y[1].map((v, i) => v + x[1][i] / 2)], x, y]).found).toEqual([]);
});

test("a column in the order of the label is told as a leak, unless it is the only one", () => {
  const cube = ["cube", y[1].map((v) => -(v ** 5))] as const;
  expect(check([cube, x, y]).found).toEqual([["W182", "cube"]]);
  expect(check([cube, y]).found).toEqual([]);
  // One row out of order by 20 places: Spearman's 1 − 6 Σd² / (n (n² − 1)) = 1 − 6 · (20² + 20) / (60 · 3599) = 0.988.
  const sorted = y[1].toSorted((a, b) => a - b);
  const moved = [...sorted.slice(1, 21), sorted[0], ...sorted.slice(21)].map((v) => v ** 5);
  expect(check([["moved", moved], x, ["y", sorted]]).found).toEqual([]);
});

test("a column that alone tells the class is told as a leak", () => {
  const alive = ["alive", x[1].map((_, i) => (i % 2 === 0 ? "no" : "yes"))] as const;
  expect(check([alive, x, ["y", x[1].map((_, i) => i % 2)]]).found).toEqual([["W146", "alive"]]);
  expect(check([alive, x, ["y", alive[1].map((word) => (word === "no" ? "dead" : "saved"))]]).found).toEqual([
    ["W144", "alive"],
  ]);
  const grade = x[1].map((v) => (v < 0.3 ? "low" : v < 0.6 ? "middle" : "high"));
  expect(check([x, ["y", grade]]).found).toEqual([["W146", "x"]]);
  const half = x[1].map((v) => (v < 0.5 ? "low" : "high"));
  expect(check([x, ["y", half]]).found).toEqual([["W146", "x"]]);
  const nearly = half.map((word, i) => (i === 7 ? (word === "low" ? "high" : "low") : word));
  expect(check([x, ["y", nearly]]).found).toEqual([]);
});

test("a category that fixes a number label is told as a leak", () => {
  const group = x[1].map((_, i) => "abcd"[i % 4]);
  const fixed = x[1].map((_, i) => [1.5, 2.5, 7, 9][i % 4]);
  expect(check([["group", group], x, ["y", fixed]]).found).toContainEqual(["W146", "group"]);
  expect(check([["group", group], x, y]).found).toEqual([]);
});

test("repeated and contradictory rows are counted", () => {
  const a = ["a", [1, 1, 1, 2, 2, 3]] as const;
  expect(check([a, ["y", ["u", "u", "v", "u", "v", "u"]]]).messages).toEqual(
    expect.arrayContaining([
      "rows that repeat another row: 1 of 6",
      "rows with the same features as another row, but another class: 5",
    ]),
  );
  // Repeated measurements with other results are no fault.
  expect(check([a, ["y", [1, 2, 3, 4, 5.5, 6]]]).found).toEqual([]);
});

test("missing cells are equal to each other when rows are compared", () => {
  expect([...codesOf(tableFromColumns([["a", [null, 1, null, 1, 2]]]), ["a"])]).toEqual([0, 1, 0, 1, 2]);
  const pairs = tableFromColumns([
    ["a", [1, 1, 2, 2]],
    ["b", ["u", "v", "u", "v"]],
  ]);
  expect([...codesOf(pairs, ["a", "b"])]).toEqual([0, 1, 2, 3]);
  expect([...codesOf(pairs, ["b"])]).toEqual([0, 1, 0, 1]);
});

test("rows of one part that occur among the training rows are counted", () => {
  const table = tableFromColumns([
    ["a", [1, 2, 1, 2, 3]],
    ["y", [5, 6, 5, 7, 8]],
  ]);
  const split = { train: Int32Array.of(0, 1), validation: Int32Array.of(2), test: Int32Array.of(3, 4) };
  expect(duplicatesAcross(table, split, ["a", "y"]).map((one) => one.message)).toEqual([
    "validation and test rows that also occur among the training rows: 1 and 0",
  ]);
  expect(duplicatesAcross(table, split, ["a"])[0]).toMatchObject({ values: { validation: 1, test: 1 } });
  const other = { train: Int32Array.of(3), validation: Int32Array.of(2), test: Int32Array.of(4) };
  expect(duplicatesAcross(table, other, ["a", "y"])).toEqual([]);
});

test("rare classes and classes with one row are told", () => {
  const cells = [...Array.from({ length: 97 }, () => "a"), "b", "b", "c"];
  const { found, messages } = check([
    ["x", noise(100)],
    ["y", cells],
  ]);
  expect(found).toEqual([
    ["W155", "y"],
    ["W149", "y"],
  ]);
  expect(messages[0]).toBe('classes of the label "y" with one row only: c');
  expect(messages[1]).toBe('rare classes of the label "y" among 100 rows: b (2)');
});

test("5,000 categories in 5,000 rows are left alone in little time", () => {
  const start = performance.now();
  const words = Array.from({ length: 5000 }, (_, i) => `k${i}`);
  const table = tableFromColumns([
    ["key", words],
    ["x", noise(5000)],
    ["y", noise(5000, 0.732_050_807)],
  ]);
  expect(table.columns[0].type).toBe("text");
  expect(checkTable(table, ["y"]).drop).toEqual([]);
  expect(performance.now() - start).toBeLessThan(1000);
});
