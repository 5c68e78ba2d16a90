/** test/fixtures/readers/types.xlsx is by openpyxl 3.1.5: an empty sheet 封面, a sheet "data" that begins in its second row, a sheet "second". */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { readBytes } from "./read.js";
import { storedZip, zipContent, zipEntries, type ZipEntry } from "./zip.js";

const workbook = Uint8Array.from(
  readFileSync(join(import.meta.dirname, "../../test/fixtures/readers/types.xlsx")),
);

/** An archive of empty files with the given names. */
function archiveOf(...names: string[]): Uint8Array {
  const content = new Uint8Array(0);
  const files = names.map((name) => ({ entry: { name, crc: 0 } as ZipEntry, content }));
  return new Uint8Array(storedZip(files));
}

describe("an XLSX workbook", () => {
  test("gives the first sheet that holds cells, with their types, and tells what it left", async () => {
    const table = await readBytes(workbook, { source: "a.xlsx" });
    expect(table.columns).toEqual([
      { name: "温度", cells: [1, -2.5, 1e10] },
      { name: "name", cells: ["a", null, "b"] },
      { name: "ok", cells: [true, false, null] },
      { name: "when", cells: [new Date("2024-03-01T12:00Z"), new Date("2024-03-02"), null] },
      { name: "half", cells: [0.5, null, 2] },
    ]);
    expect(table.warnings.map(({ code, values }) => [code, values])).toEqual([
      ["W170", { file: "a.xlsx", sheet: "data", others: '"second"' }],
      ["W172", { file: "a.xlsx", count: 1 }],
    ]);
  });

  test.each(["second", 3, "3"])("gives the sheet %j by name or number", async (sheet) => {
    const table = await readBytes(workbook, { sheet });
    expect(table.columns).toEqual([{ name: "q", cells: [7] }]);
  });

  test("names its sheets when another is asked for", async () => {
    const values = { file: "the table", given: "third", sheets: '"封面", "data", "second"' };
    await expect(readBytes(workbook, { sheet: "third" })).rejects.toMatchObject({ code: "E032", values });
    await expect(readBytes(workbook, { sheet: 0 })).rejects.toMatchObject({ code: "E032" });
    await expect(readBytes(workbook, { sheet: "封面" })).rejects.toMatchObject({ code: "E100" });
  });

  test("under a name that promises CSV, or cut off, is refused", async () => {
    await expect(readBytes(workbook, { source: "a.csv" })).rejects.toMatchObject({
      code: "E164",
      values: { format: "XLSX / ZIP" },
    });
    await expect(readBytes(workbook.slice(0, 3000), {})).rejects.toMatchObject({ code: "E179" });
  });
});

describe("an archive that is no workbook is refused by what it is", () => {
  test.each([
    ["DOCX", "word/document.xml"],
    ["XLSB", "xl/workbook.bin"],
    ["Python pickle (PyTorch)", "model/data.pkl"],
    ["ZIP", "a.csv"],
  ])("%s", async (format, name) => {
    await expect(readBytes(archiveOf(name), {})).rejects.toMatchObject({ code: "E164", values: { format } });
  });
});

test("a packed file that outgrows the size in its directory is refused before it fills the memory", async () => {
  const packed = deflateRawSync(Buffer.alloc(2 ** 20));
  const archive = new Uint8Array(storedZip([{ entry: { name: "a", crc: 0 } as ZipEntry, content: packed }]));
  const [stored] = zipEntries(archive, "a.xlsx");
  const entry = { ...stored, method: 8, size: 1000 };
  await expect(zipContent(archive, entry, "a.xlsx")).rejects.toMatchObject({ code: "E179" });
  expect(await zipContent(archive, { ...entry, size: 2 ** 20 }, "a.xlsx")).toHaveLength(2 ** 20);
});
