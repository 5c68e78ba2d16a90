import { expect, test } from "vitest";
import { describe, GradusError, warning } from "../errors.js";
import { columnNamed, findColumn, selectRows } from "./columns.js";
import { tableFromColumns, toTable } from "./types.js";

const names = ["cement", "slag", "ash", "water", "age", "strength"];
const table = tableFromColumns(
  names.map((name, i) => [name, [i, i + 1, i + 2]] as const),
  { source: "concrete.csv" },
);

function failure(name: string, where = table): GradusError {
  try {
    findColumn(where, name);
  } catch (error) {
    return error as GradusError;
  }
  throw new Error("Cannot look at the error: expected one, got none");
}

test("findColumn() gives the column, or names the most similar one", () => {
  expect(findColumn(table, "age").name).toBe("age");
  const error = failure("strenght");
  expect(error).toMatchObject({ code: "E103", kind: "data", place: { file: "concrete.csv" } });
  expect(error.message).toBe('column "strenght" is not in concrete.csv');
  expect(error.hint).toBe('did you mean "strength"? columns: cement, slag, ash, water, age, strength');
  expect(describe(error, "zh").message).toBe("concrete.csv 中没有列“strenght”");
});

test("findColumn() lists the columns where none is similar", () => {
  expect(failure("toString")).toMatchObject({ code: "E104", hint: `columns: ${names.join(", ")}` });
  expect(failure("__proto__").code).toBe("E104");
});

test("findColumn() tells of --no-header where the reader took the first row for data", () => {
  const warned = { ...table, warnings: [warning("W162", { file: "concrete.csv" })] };
  const error = failure("toString", warned);
  expect(error.code).toBe("E105");
  expect(error.hint).toContain("--no-header");
  expect(failure("strenght", warned).code).toBe("E103");
});

test("columnNamed() overlooks blanks and the form of accents, not case", () => {
  const accents = tableFromColumns([["cafe\u0301 ", [1]]]);
  expect(columnNamed(accents, "caf\u00e9").name).toBe("cafe\u0301 ");
  expect(() => columnNamed(accents, "Caf\u00e9")).toThrow(GradusError);
});

test("selectRows() takes rows in the order given, with their lines and their own missing counts", () => {
  const some = toTable({
    source: "t",
    columns: [
      { name: "n", cells: ["1", "", "3"] },
      { name: "c", cells: ["a", "b", ""] },
    ],
    rows: 3,
    lines: Int32Array.of(2, 3, 4),
    warnings: [],
  });
  const chosen = selectRows(some, [2, 0, 2]);
  expect(chosen.rows).toBe(3);
  expect(chosen.columns).toMatchObject([
    { values: Float64Array.of(3, 1, 3), missing: 0 },
    { codes: Int32Array.of(-1, 0, -1), missing: 2 },
  ]);
  expect(chosen.lines).toEqual(Int32Array.of(4, 2, 4));
  expect(some.columns[0]).toMatchObject({ missing: 1 });
});
