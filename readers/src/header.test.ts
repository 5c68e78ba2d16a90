import { describe, expect, test } from "vitest";
import { readText } from "./read.js";

const read = (text: string): [string[], string[]] => {
  const { columns, warnings } = readText(text);
  return [columns.map(({ name }) => name), warnings.map(({ code }) => code)];
};

describe("a column without a name", () => {
  test("is called by its position, with a word", () =>
    expect(read(",b\n5,1\n5,2\n7,3\n")).toEqual([["column 1", "b"], ["W163"]]));

  test.each([0, 1])("is left out, with a word, if it is first and counts the rows from %i", (from) => {
    const rows = [0, 1, 2].map((i) => `${from + i},${i * i}\n`).join("");
    expect(read(`,b\n${rows}`)).toEqual([["b"], ["W165"]]);
  });

  test("stays if it counts elsewhere, or if there are too few rows to tell", () => {
    expect(read("b,\n5,0\n5,1\n5,2\n")).toEqual([["b", "column 2"], ["W163"]]);
    expect(read(",b\n0,5\n1,6\n")).toEqual([["column 1", "b"], ["W163"]]);
  });

  test("is left out, with a word, if it has no cells", () =>
    expect(read("a,b,\n1,2,\n3,4,\n")).toEqual([["a", "b"], ["W164"]]));

  test("is never the only one", () => expect(() => read(",\n,\n")).toThrow("is empty"));
});

describe("names", () => {
  test("are trimmed, also of the blanks of other scripts", () =>
    expect(read("\u3000a ,\u00a0b\n1,2\n")[0]).toEqual(["a", "b"]));

  test("have at most 1,024 characters, tables at most 10,000 columns, cells at most 1 MiB", () => {
    const long = "a".repeat(1024);
    expect(read(`${long},b\n1,2\n`)[0]).toEqual([long, "b"]);
    expect(() => read(`b,${long}a\n1,2\n`)).toThrow("the name of column 2 has 1025 characters");
    const wide = Array.from({ length: 10_001 }, (_, i) => `x${i}`).join(",");
    expect(() => read(`${wide}\n`)).toThrow("10001 columns; at most 10000");
    expect(() => read(`a,b\n1,2\n1,${"2".repeat(2 ** 20 + 1)}\n`)).toThrow(
      'a cell of column "b" has 1048577 characters',
    );
  });

  test("that get a number never take one that is there", () => {
    const table = readText("x,x_2,x\n1,2,3\n", { renameDuplicates: true });
    expect(table.columns.map(({ name }) => name)).toEqual(["x", "x_2", "x_3"]);
    expect(table.warnings.map(({ message }) => message)).toEqual([
      'column 3 has the name of column 1, "x"; it is called "x_3"',
    ]);
  });
});
