import { expect, test } from "vitest";
import { GradusError } from "../errors.js";
import type { Cell } from "./table.js";
import { tableFromColumns } from "./types.js";
import { usableRows } from "./usable.js";

function usable(y: readonly Cell[]): { rows: number[]; messages: string[] } {
  const { rows, warnings } = usableRows(
    tableFromColumns([
      ["x", y.map((_, i) => i)],
      ["y", y],
    ]),
    ["y"],
  );
  return { rows: [...rows], messages: warnings.map((one) => one.message) };
}

function message(y: readonly Cell[]): string {
  try {
    usable(y);
  } catch (error) {
    if (error instanceof GradusError) return `${error.code} ${error.message}`;
    throw error;
  }
  return "no error";
}

test("rows without a label are left out with a count", () => {
  expect(usable([1, 2, null, 4, 5, 6])).toEqual({
    rows: [0, 1, 3, 4, 5],
    messages: ['rows left out because the label "y" is missing: 1 of 6'],
  });
  expect(usable([1, 2, 3, 4, 5]).messages).toEqual([]);
});

test("a label that is missing in more than a fifth of the rows is refused", () => {
  expect(message([1, 2, 3, 4, 5, 6, 7, 8, null, null])).toBe("no error");
  expect(message([1, 2, 3, 4, 5, 6, 7, null, null, null])).toBe(
    'E137 the label "y" is missing in 3 of 10 rows, more than 20 %',
  );
  expect(message([null, null])).toBe('E136 the label "y" is missing in all 2 rows');
});

test("fewer than five rows are refused with both numbers", () => {
  expect(message([1, 2])).toBe("E135 2 rows with a label: at least 5 needed");
  expect(message([1])).toBe("E135 1 row with a label: at least 5 needed");
  expect(message([])).toBe("E135 0 rows with a label: at least 5 needed");
});

test("a row counts only if all labels are there", () => {
  const table = tableFromColumns([
    ["a", [null, 1, 2, 3, 4, 5, 6]],
    ["b", [0, 1, 2, 3, 4, 5, null]],
  ]);
  expect([...usableRows(table, ["a", "b"]).rows]).toEqual([1, 2, 3, 4, 5]);
});
