import { describe, expect, test } from "vitest";
import { createRandom } from "../random.js";
import { dependenceWarnings, repeatedFactors, timeOrder } from "./dependence.js";
import { groupsOf } from "./split.js";
import type { Table } from "./table.js";
import { tableFromColumns } from "./types.js";

type Cells = (number | string | Date | null)[];
const features = (table: Table) => table.columns.filter(({ name }) => name !== "y");
const random = createRandom(1);
const noise = (n: number) => Array.from({ length: n }, () => random.normal());

/** Mixtures, each measured at some ages. */
function mixtures(count: number, ages: readonly number[]): Table {
  const n = count * ages.length;
  const of = (values: number[]) => Array.from({ length: n }, (_, r) => values[Math.floor(r / ages.length)]);
  return tableFromColumns([
    ["cement", of(noise(count))],
    ["water", of(noise(count))],
    ["sand", of(noise(count))],
    ["age", Array.from({ length: n }, (_, r) => ages[r % ages.length])],
    ["y", noise(n)],
  ]);
}

describe("repeatedFactors()", () => {
  test("names the feature that varies and the share of repeated rows", () => {
    const table = mixtures(20, [3, 7, 28]);
    expect(repeatedFactors(table, features(table))).toEqual({ varies: "age", share: 1 });
    const groups = groupsOf(table, { except: ["age", "y"] });
    expect([...groups]).toEqual(Array.from({ length: 60 }, (_, r) => Math.floor(r / 3)));
  });

  test("rows that are equal in all features are duplicates, not repeats", () => {
    const table = mixtures(20, [7, 7]);
    expect(repeatedFactors(table, features(table))).toBeNull();
  });

  test("a grid of settings, in which every feature could be the one that varies, is no case", () => {
    const grid = Array.from({ length: 4 ** 3 }, (_, r) => [r % 4, Math.floor(r / 4) % 4, Math.floor(r / 16)]);
    const table = tableFromColumns([
      ...["a", "b", "c"].map((name, c): [string, Cells] => [name, grid.map((row) => row[c])]),
      ["y", noise(64)],
    ]);
    expect(repeatedFactors(table, features(table))).toBeNull();
  });

  test("less than a tenth of the rows, or fewer than three features, are no case", () => {
    const table = tableFromColumns([
      ["a", [...noise(95), 1, 1, 1, 1, 1]],
      ["b", [...noise(95), 2, 2, 2, 2, 2]],
      ["c", noise(100)],
      ["y", noise(100)],
    ]);
    expect(repeatedFactors(table, features(table))).toBeNull();
    expect(repeatedFactors(table, features(table).slice(0, 2))).toBeNull();
  });
});

describe("timeOrder()", () => {
  const days = (n: number) =>
    Array.from({ length: n }, (_, r) => new Date(Date.UTC(2024, 0, 1 + r)).toISOString().slice(0, 10));

  test("a column of dates in rising or falling order counts, an unordered one does not", () => {
    const of = (cells: string[]) =>
      tableFromColumns([
        ["when", cells],
        ["a", noise(40)],
        ["y", noise(40)],
      ]);
    expect(timeOrder(of(days(40)), ["y"])).toEqual({ column: "when", isDate: true });
    expect(timeOrder(of(days(40).toReversed()), ["y"])).toEqual({ column: "when", isDate: true });
    expect(timeOrder(of([...days(40).slice(20), ...days(20)]), ["y"])).toBeNull();
  });

  test("numbers count if their name tells of time, each value as often as it likes, but twenty different ones", () => {
    const of = (name: string, cells: number[]) =>
      tableFromColumns([
        [name, cells],
        ["a", noise(cells.length)],
      ]);
    const hours = Array.from({ length: 600 }, (_, r) => 373 + Math.floor(r / 24));
    expect(timeOrder(of("julday", hours), [])).toEqual({ column: "julday", isDate: false });
    expect(timeOrder(of("age", hours), [])).toBeNull();
    expect(timeOrder(of("year", hours.slice(0, 240)), [])).toBeNull();
    expect(timeOrder(of("julday", hours), ["julday"])).toBeNull();
  });

  test("warnings name the columns; a curve over time alone has none", () => {
    const table = mixtures(20, [3, 7, 28]);
    const codes = (of: Table) =>
      dependenceWarnings(of, features(of), ["y"]).map(({ code, column }) => [code, column]);
    expect(codes(table)).toEqual([["W180", "age"]]);
    const dated = tableFromColumns([
      ["when", days(40)],
      ["a", noise(40)],
      ["y", noise(40)],
    ]);
    expect(codes(dated)).toEqual([["W181", "when"]]);
    expect(
      codes(
        tableFromColumns([
          ["when", days(40)],
          ["y", noise(40)],
        ]),
      ),
    ).toEqual([]);
  });
});
