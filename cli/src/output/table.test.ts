import { describe, expect, test } from "vitest";
import { createPaint } from "./colour.js";
import { pairLines, tableLines, type Look } from "./table.js";
import { displayWidth } from "./width.js";

const plain: Look = { paint: createPaint(false), columns: 80, isTTY: false };
const terminal = (columns: number): Look => ({ ...plain, columns, isTTY: true });

describe("tableLines()", () => {
  test("aligns Chinese and Latin columns by cells", () => {
    const lines = tableLines(
      [{ heading: "指标", align: "left" }, { heading: "训练" }],
      [
        ["R²", "0.9668"],
        ["准确率", "1.000"],
      ],
      plain,
    );
    expect(lines).toEqual(["  指标      训练", "  R²      0.9668", "  准确率   1.000"]);
    expect(new Set(lines.map(displayWidth)).size).toBe(1);
  });

  test("a narrow terminal loses the expendable columns, the highest number first, and no others", () => {
    const columns = [
      { heading: "a", width: 8 },
      { heading: "b", width: 8, expendable: 1 },
      { heading: "c", width: 8, expendable: 2 },
    ];
    expect(tableLines(columns, [], terminal(30))[0].trim().split(/ +/)).toEqual(["a", "b", "c"]);
    expect(tableLines(columns, [], terminal(29))[0].trim().split(/ +/)).toEqual(["a", "b"]);
    expect(tableLines(columns, [], terminal(19))[0].trim().split(/ +/)).toEqual(["a"]);
    expect(tableLines(columns, [], terminal(5))[0].trim().split(/ +/)).toEqual(["a"]);
    expect(
      tableLines(columns, [], { ...plain, columns: 5 })[0]
        .trim()
        .split(/ +/),
    ).toHaveLength(3);
  });
});

describe("pairLines()", () => {
  test("a long text goes on below its beginning, on a terminal only", () => {
    const pairs = [["data", "one two three four"]] as const;
    expect(pairLines(pairs, terminal(24))).toEqual(["  data       one two", "             three four"]);
    expect(pairLines(pairs, plain)).toEqual(["  data       one two three four"]);
  });

  test("a list of texts stays whole, so that a command can be copied", () => {
    expect(pairLines([["next", ["gradus show a long name", "b"]]], terminal(20))).toEqual([
      "  next       gradus show a long name",
      "             b",
    ]);
  });
});
