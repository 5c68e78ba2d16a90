import { describe, expect, test } from "vitest";
import { readBytes, readText } from "./read.js";

const latin1 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

describe("bytes of another format are refused by its name, whatever the file is called", () => {
  test.each([
    ["XLS (Excel 97–2003)", "\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"],
    ["PNG", "\u0089PNG\r\n\u001a\n"],
    ["HDF5", "\u0089HDF\r\n\u001a\n"],
    ["NumPy", "\u0093NUMPY\u0001\u0000"],
    ["SQLite", "SQLite format 3\u0000"],
    ["Python pickle", "\u0080\u0004\u0095\u0000"],
    ["safetensors", "\u0040\u0000\u0000\u0000\u0000\u0000\u0000\u0000{"],
    ["bzip2", "BZh91AY&SY"],
    ["XML", '<?xml version="1.0"?><a/>'],
    ["HTML", "\n  <HTML><body>login</body>"],
  ])("%s", async (format, start) => {
    const reading = readBytes(latin1(start), { source: "a.csv" });
    await expect(reading).rejects.toMatchObject({ code: "E164", values: { format } });
  });

  test("random bytes are binary data", async () => {
    const bytes = Uint8Array.from({ length: 4000 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);
    await expect(readBytes(bytes, { source: "a.csv" })).rejects.toMatchObject({ code: "E165" });
  });
});

test.each(["PAR1,y", "BZh,y", "%PDF,y", "PK,y", "<img src=x>,y", "[a],y", "{b},y"])(
  "a header that begins as another format may is a header: %s",
  async (header) => {
    const table = await readBytes(latin1(`${header}\n1,2\n`));
    expect(table.columns.map(({ name }) => name)).toEqual(header.split(","));
  },
);

test("JSON is known by its start only if neither name nor option says otherwise", () => {
  const text = '[{"x":1}]';
  expect(readText(text).format?.kind).toBe("json");
  expect(() => readText(text, { source: "a.csv" })).toThrow("its bytes are JSON");
  expect(readText('{"x":1}\n{"x":2}', { source: "a.jsonl" }).rows).toBe(2);
});

test("UTF-16 without a mark is known by its zero bytes", async () => {
  const text = "x,y\n1,2\n北京,3\n";
  const bytes = Buffer.from(text, "utf16le");
  const little = await readBytes(Uint8Array.from(bytes));
  const big = await readBytes(Uint8Array.from(bytes.swap16()));
  expect([little.format?.encoding, big.format?.encoding]).toEqual(["utf-16le", "utf-16be"]);
  expect(little.columns[0].cells).toEqual(["1", "北京"]);
  expect(big.columns).toEqual(little.columns);
});
