import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { GradusError, type RawTable } from "gradus";
import { describe, expect, test } from "vitest";
import { unpack } from "./gzip.js";
import { readBytes, readText } from "./read.js";
import { toCsv } from "./write-csv.js";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const names = (table: RawTable): string[] => table.columns.map((column) => column.name);
const cells = (table: RawTable): unknown[][] => table.columns.map((column) => column.cells);
const codes = (table: RawTable): string[] => table.warnings.map((one) => one.code);

/** Code and place of the error that reading ends with. */
async function refusal(
  input: string | Uint8Array,
  options = {},
): Promise<{ code: string; line?: number; text: string }> {
  try {
    await readBytes(typeof input === "string" ? utf8(input) : input, { source: "a.csv", ...options });
  } catch (error) {
    if (!(error instanceof GradusError)) throw error;
    const { line } = error.place;
    return {
      code: error.code,
      ...(line === undefined ? {} : { line }),
      text: `${error.message} ${error.hint}`,
    };
  }
  throw new Error("it was read");
}

describe("encodings", () => {
  const wanted = [
    ["重量", "好瓜"],
    [
      ["1", "2"],
      ["是", "否"],
    ],
  ];
  const text = "重量,好瓜\n1,是\n2,否\n";
  // 重量,好瓜 / 1,是 / 2,否 in GB18030, by iconv (glibc 2.36).
  const gb18030 = Uint8Array.from(Buffer.from("d6d8c1bf2cbac3b9cf0a312ccac70a322cb7f10a", "hex"));
  const utf16 = (isLittle: boolean): Uint8Array => {
    const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
    return isLittle ? bytes : bytes.swap16();
  };

  test.each([
    ["UTF-8", utf8(text)],
    ["UTF-8 with a mark", utf8(`\ufeff${text}`)],
    ["UTF-16LE with a mark", utf16(true)],
    ["UTF-16BE with a mark", utf16(false)],
    ["GB18030", gb18030],
    ["gzip of GB18030", gzipSync(gb18030)],
  ])("%s is found by itself", async (_, bytes) => {
    const table = await readBytes(bytes, { source: "a.csv" });
    expect([names(table), cells(table)]).toEqual(wanted);
  });

  test("GB18030 is told, and taken without a word when it was asked for", async () => {
    expect(codes(await readBytes(gb18030, {}))).toContain("W160");
    expect(codes(await readBytes(gb18030, { encoding: "gb18030" }))).toEqual([]);
  });

  test("bytes that fit no encoding are refused with the line of the first", async () => {
    const bytes = Uint8Array.from([...utf8("a,b\n1,2\n3,"), 0xff, 0xff, 0x0a]);
    expect(await refusal(bytes)).toMatchObject({ code: "E166", line: 3 });
    expect((await refusal(bytes)).text).toContain("--encoding");
    expect(await refusal(bytes, { encoding: "utf-8" })).toMatchObject({ code: "E167" });
    expect(await refusal("a\n1", { encoding: "klingon" })).toMatchObject({ code: "E030" });
  });
});

describe("delimiters", () => {
  test.each([
    [",", "a,b\n1,2\n"],
    [";", "a;b\n1,5;2,5\n"],
    ["\t", "a\tb\n1\t2\n"],
    ["|", "a|b\n1|2\n"],
  ])("%j is found", (delimiter, text) => {
    const table = readText(text, {});
    expect(names(table)).toEqual(["a", "b"]);
    expect(table.format?.delimiter).toBe(delimiter);
  });

  test("Excel's sep= line is honoured", () =>
    expect(cells(readText("sep=;\na;b\n1;2\n", {}))).toEqual([["1"], ["2"]]));
  test("one column that looks like more is told", () => {
    expect(codes(readText("a;b\n1;2\n", { delimiter: "," }))).toContain("W168");
  });
});

describe("what is not a table of equal rows is refused, with its line", () => {
  test.each([
    ["nothing", "", "E100", undefined],
    ["line ends only", "\n\n\n", "E100", undefined],
    ["a header only", "a,b\n", "E169", undefined],
    ["numbers split by decimal commas", "a,b\n1,5,2,5\n1,25,-3,0\n", "E187", 2],
    ["two long rows with decimal points", "a,b\n1.5,2,5\n1.2,3,0\n", "E171", 2],
    ["a short row", "a,b\n1,2\n3\n", "E171", 3],
    ["a long row after a quoted line end", 'a,b\n"1\n1",2\n3,4,5\n', "E171", 4],
    ["an open quote", 'a,b\n1,2\n3,"4\n5,6\n', "E172", 3],
    ["text behind a quote", 'a,b\n1,2\n"3"x,4\n', "E173", 3],
    ["a NUL character", `a,b\n1,\u00002\n${"3,4\n".repeat(200)}`, "E168", 2],
    ["the same name twice", "a,b,a\n1,2,3\n", "E174", undefined],
    ["names that only look different", "e\u0301,\u00e9\n1,2\n", "E175", undefined],
    ["a page", "<!DOCTYPE html><html></html>", "E164", undefined],
    ["a PDF", "%PDF-1.7\n1 0 obj", "E164", undefined],
  ])("%s", async (_, text, code, line) => {
    const found = await refusal(text);
    expect(found.code).toBe(code);
    if (line !== undefined) expect(found.line).toBe(line);
  });

  test("rows of the wrong length can be skipped, with a word", () => {
    const table = readText("a,b\n1,2\n3\n4,5\n", { badRows: "skip" });
    expect(cells(table)).toEqual([
      ["1", "4"],
      ["2", "5"],
    ]);
    expect([...table.lines!]).toEqual([2, 4]);
    expect(codes(table)).toContain("W167");
  });
});

test("names that mean something to JavaScript or look like numbers are names, in their order", () => {
  const table = readText("__proto__,constructor,10,2,a.b.c,<b>\n1,2,3,4,5,6\n", {});
  expect(names(table)).toEqual(["__proto__", "constructor", "10", "2", "a.b.c", "<b>"]);
  expect(Reflect.ownKeys(Object.prototype)).not.toContain("polluted");
});

test("a name that occurs again gets a number, if that was asked for", () => {
  expect(names(readText("x,x,x\n1,2,3\n", { renameDuplicates: true }))).toEqual(["x", "x_2", "x_3"]);
});

test("without a header the columns are x1, x2, …; a header of numbers is told", () => {
  expect(names(readText("1,2\n3,4\n", { header: false }))).toEqual(["x1", "x2"]);
  expect(codes(readText("1,2\n3,4\n", {}))).toContain("W162");
  expect(readText("1,2\n3,4\n", { header: "auto" }).rows).toBe(2);
});

describe("JSON", () => {
  const wanted = [
    ["a", "b"],
    [
      [1, 2],
      ["x", null],
    ],
  ];
  test.each([
    ["rows as objects", '[{"a":1,"b":"x"},{"a":2}]'],
    ["rows as lists", '[["a","b"],[1,"x"],[2,null]]'],
    ["columns", '{"a":[1,2],"b":["x",null]}'],
    ["columns below a name", '{"columns":{"a":[1,2],"b":["x",null]}}'],
  ])("%s", async (_, text) => {
    const table = await readBytes(utf8(text), { source: "a.json" });
    expect([names(table), cells(table)]).toEqual(wanted);
  });

  test("a row per line", async () => {
    const table = await readBytes(utf8('{"a":1,"b":"x"}\n{"a":2,"b":null}\n'), { kind: "ndjson" });
    expect([names(table), cells(table)]).toEqual(wanted);
  });

  test("what does not parse names line and column; nested values and deep nests are refused", async () => {
    const broken = await refusal('[{"a":1},\n {"a":}]', { source: "a.json" });
    expect(broken.line).toBe(2);
    expect((await refusal('[{"a":{"b":1}}]', { source: "a.json" })).code).toMatch(/^E18/);
    expect((await refusal("[".repeat(100_000), { source: "a.json" })).code).toMatch(/^E1/);
  });
});

describe("sizes", () => {
  test("time grows with the length, not its square: 99,999 quotes, 100,000 blanks, 3,000 columns", () => {
    const started = performance.now();
    expect(() => readText(`a,b\n${'"'.repeat(99_999)},1\n`, {})).toThrow(GradusError);
    readText(`a,b\n${" ".repeat(100_000)},1\n`, {});
    const row = Array.from({ length: 3000 }, (_, i) => `x${i}`).join(",");
    readText(`${row}\n`.repeat(1) + `${row}\n`.repeat(20), {});
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test("unpacking ends as soon as it outgrows the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(10 * 2 ** 20, 0x41));
    await expect(unpack(bomb, "gzip", "a.csv.gz", 2 ** 20)).rejects.toMatchObject({ code: "E530" });
  });
});

describe("any table", () => {
  const word = fc
    .string({ unit: "binary", maxLength: 12 })
    .filter((text) => Array.from(text).every((c) => c > "\u0000" && !/[\ufeff\ufffd\ud800-\udfff]/.test(c)));
  // A cell that is empty, or blanks only in a line by themselves, is missing or a blank line: other tests.
  const cell = word.filter((text) => text.trim() !== "");

  test("reading what was written gives it back", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
        const columns = [0, 1].map((j) => ({ name: `column ${j}`, cells: rows.map((row) => row[j]) }));
        const table = readText(toCsv(columns, { neutralise: false }), { delimiter: "," });
        expect(cells(table)).toEqual(columns.map((column) => column.cells));
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  test("mutated bytes are read or refused, never anything else", async () => {
    const sample = utf8('id,"na,me",y\n1,"a ""b""",2.5\n2,c,-1e3\n');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sample.length - 1), fc.nat(255)), { maxLength: 6 }),
        async (changes) => {
          const bytes = sample.slice();
          for (const [at, byte] of changes) bytes[at] = byte;
          try {
            const table = await readBytes(bytes, { source: "a.csv" });
            for (const column of table.columns) expect(column.cells).toHaveLength(table.rows);
          } catch (error) {
            expect(error).toBeInstanceOf(GradusError);
          }
        },
      ),
      { seed: 2, numRuns: 1000 },
    );
    expect(Reflect.ownKeys(Object.prototype)).not.toContain("0");
  });
});

test("texts that a spreadsheet would run are written harmless; numbers are left alone", () => {
  const text = toCsv([{ name: "=cmd", cells: ["=1+1", "+x", "-1.5", "@a", -2, null, "plain"] }], {
    neutralise: true,
  });
  expect(text.trimEnd().split(/\r?\n/)).toEqual([
    "'=cmd",
    "'=1+1",
    "'+x",
    "-1.5",
    "'@a",
    "-2",
    '""',
    "plain",
  ]);
});
