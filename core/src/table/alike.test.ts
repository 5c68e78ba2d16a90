import { describe, expect, test } from "vitest";
import { readingsOf, strayWarnings, tableAlike, type Strays } from "./alike.js";
import { rawFromColumns } from "./columns.js";
import type { Cell, RawTable, Table } from "./table.js";
import { toTable, type TypeOptions } from "./types.js";

function alike(
  sample: RawTable,
  part: RawTable,
  options: TypeOptions = {},
): { table: Table; strays: Map<string, Strays>; codes: unknown[] } {
  const readings = readingsOf(sample, toTable(sample, options), options);
  const strays = new Map<string, Strays>();
  const table = tableAlike(part, readings, strays, options);
  return {
    table,
    strays,
    codes: strayWarnings(readings, strays).map(({ code, values }) => ({ code, ...values })),
  };
}

const one = (name: string, cells: Cell[]): RawTable => rawFromColumns([[name, cells]]);

describe("tableAlike()", () => {
  test("reads any part of a table as toTable() reads the whole", () => {
    const pairs: [string, Cell[]][] = [
      ["amount", ["1.234,5", "0,5", "7", "n/a", "-", "12", "3,25", "8"]],
      ["code", ["001", "002", "003", "004", "005", "006", "007", "010"]],
      ["ok", ["yes", "no", "Yes", "", "no", "no", "yes", "no"]],
      ["day", ["3/25/2024", "1/2/2024", "1/3/2024", null, "1/4/2024", "1/5/2024", "1/6/2024", "12/7/2024"]],
      ["word", ["b", "a", "-", "b", "c", "a", "b", "a"]],
      ["sign", ["+", "-", "+", "-", "+", "-", "-", "+"]],
    ];
    const raw = rawFromColumns(pairs);
    const whole = toTable(raw);
    expect(whole.columns.map(({ type }) => type)).toEqual([
      "number",
      "category",
      "boolean",
      "date",
      "category",
      "category",
    ]);
    for (const [from, to] of [
      [0, 8],
      [1, 4],
      [4, 8],
    ] as const) {
      const part = rawFromColumns(pairs.map(([name, cells]) => [name, cells.slice(from, to)]));
      const { table, strays } = alike(raw, part);
      expect(strays.size).toBe(0);
      for (const [i, column] of table.columns.entries()) {
        const other = whole.columns[i];
        expect(column.type).toBe(other.type);
        if ("values" in column && "values" in other)
          expect(column.values).toEqual(other.values.slice(from, to));
        if ("codes" in column && "codes" in other) {
          // Levels of a part may be fewer; the words are the same.
          const words = (c: typeof column): (string | null)[] =>
            Array.from(c.codes, (k) => c.levels[k] ?? null);
          const wanted =
            column.type === "boolean"
              ? Array.from(other.codes, (k) => ["false", "true"][k] ?? null)
              : words(other);
          expect(words(column)).toEqual(wanted.slice(from, to));
        }
      }
    }
  });

  test.each<[string, Cell[], Cell[], unknown]>([
    ["number", [1, 2, 3], ["4", "lots", "?", "more"], { count: 2, value: "lots", where: "row 2" }],
    [
      "date",
      ["2024-01-01", "2024-01-02"],
      ["soon", "2024-01-03"],
      { count: 1, value: "soon", where: "row 1" },
    ],
    ["boolean", ["yes", "no"], ["no", "perhaps"], { count: 1, value: "perhaps", where: "row 2" }],
  ])("a cell that is no %s counts as missing, and is told", (type, sample, part, told) => {
    const { table, codes } = alike(one("c", sample), one("c", part));
    expect(codes).toMatchObject([{ code: "W157", column: "c", type, ...(told as object) }]);
    expect(table.columns[0].type).toBe(type);
  });

  test("a label, or a column of a given type, refuses such a cell with its row in the file, or leaves the row out", () => {
    const part = { ...one("y", ["4", "lots", "5"]), numbers: Float64Array.of(1000, 1001, 1002) };
    const sample = one("y", [1, 2, 3]);
    const strict: TypeOptions = { label: ["y"] };
    expect(() => alike(sample, part, strict)).toThrow(
      expect.objectContaining({ code: "E121", values: expect.objectContaining({ number: 1002 }) }),
    );
    const given: TypeOptions = { types: new Map([["y", "number"]]) };
    expect(() => alike(sample, part, given)).toThrow(expect.objectContaining({ code: "E121" }));
    const { table } = alike(sample, part, { ...given, badCells: "skip" });
    expect(table).toMatchObject({
      rows: 2,
      skipped: Int32Array.of(1),
      columns: [{ values: Float64Array.of(4, 5) }],
    });
    const infinite = { ...one("x", ["1e999"]), lines: Int32Array.of(7) };
    expect(() => alike(one("x", [1, 2]), infinite)).toThrow(
      expect.objectContaining({ code: "E122", place: expect.objectContaining({ line: 7 }) }),
    );
  });
});
