import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import type { Cell, GradusError, RawTable } from "gradus";
import { afterAll, describe, expect, test } from "vitest";
import type { ByteSource } from "./blocks.js";
import { streamFile } from "./node.js";
import { readBytes } from "./read.js";
import { blobSource, streamTable, type StreamOptions } from "./stream.js";

const fixture = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(join(import.meta.dirname, "../../test/fixtures/readers", name)));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Bytes that come `chunk` at a time. */
function sourceOf(bytes: Uint8Array, name: string, chunk: number): ByteSource {
  return {
    name,
    size: bytes.length,
    stream() {
      let at = 0;
      return new ReadableStream({
        pull(controller) {
          if (at >= bytes.length) return controller.close();
          controller.enqueue(bytes.slice(at, at + chunk));
          at += chunk;
        },
      });
    },
    slice: (start, end) => Promise.resolve(bytes.slice(start, end).buffer),
  };
}

interface Whole {
  columns: { name: string; cells: Cell[] }[];
  rows: number;
  lines: number[];
  codes: string[];
}

/** All parts of a stream as one table. */
async function whole(source: ByteSource, options: StreamOptions): Promise<Whole> {
  const stream = await streamTable(source, options);
  const table: Whole = {
    columns: stream.columns.map((name) => ({ name, cells: [] })),
    rows: 0,
    lines: [],
    codes: stream.warnings.map(({ code }) => code),
  };
  for await (const { table: part, read } of stream.parts()) {
    expect(read).toBeLessThanOrEqual(stream.size);
    part.columns.forEach(({ name, cells }, i) => {
      expect([name, cells.length]).toEqual([stream.columns[i], part.rows]);
      table.columns[i].cells.push(...cells);
    });
    table.rows += part.rows;
    table.lines.push(...(part.lines ?? []));
    table.codes.push(...part.warnings.map(({ code }) => code));
  }
  return table;
}

const asWhole = ({ columns, rows, lines, warnings }: RawTable): Whole => ({
  columns,
  rows,
  lines: [...(lines ?? [])],
  codes: warnings.map(({ code }) => code).toSorted(),
});
const sorted = (table: Whole): Whole => ({ ...table, codes: table.codes.toSorted() });

/** Sizes of parts and of the chunks that the bytes come in. */
const SIZES = [
  [1, 1],
  [7, 3],
  [64, 1000],
  [2 ** 20, 2 ** 20],
] as const;

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "no error",
    (error: unknown) => {
      const { code, values, place } = error as GradusError;
      return { code, values, place };
    },
  );

describe("streamTable() gives the rows, lines and warnings of the whole-file reader", () => {
  const utf16 = (text: string): Uint8Array => Uint8Array.from(Buffer.from(`\ufeff${text}`, "utf16le"));
  // 城市,人口 / 北京,2189 / 上海,2487, as iconv writes them.
  const gb18030 = Uint8Array.from(
    Buffer.from("b3c7cad02cc8cbbfda0ab1b1bea92c323138390ac9cfbaa32c323438370a", "hex"),
  );
  test.each<[string, Uint8Array, StreamOptions]>([
    ["plain", utf8("a,b\n1,x\n2,y\n3,z"), {}],
    ["CR LF and blank lines", utf8("a,b\r\n\r\n1,x\r\n2,y\r\n\r\n3,z\r\n"), {}],
    ["CR alone", utf8("a,b\r1,x\r2,y\r"), {}],
    ["quoted line ends", utf8('a,b\n1,"x\ny\r\nz"\n2,"say ""hi"""\n"3",\n'), {}],
    ["a header of two lines", utf8('"a\nb",c\n1,2\n3,4\n'), {}],
    ["a quote in the middle", utf8('a,b\n5" pipe,x\n6" pipe,y\n'), {}],
    ["one column with a gap", utf8('a\n1\n""\n3\n'), {}],
    ["no header", utf8("1,2\n3,4\n5,6\n"), { header: false }],
    ["an announced delimiter", utf8("sep=;\na;b\n1;2\n3;4\n"), {}],
    ["nameless columns", utf8(",a,b,\n0,1,x,\n1,2,y,\n2,3,z,\n"), {}],
    ["names that occur twice", utf8("a,a\n1,2\n"), { renameDuplicates: true }],
    ["a mark at the start", utf8("\ufeffa,b\n1,é\n2,好\n"), {}],
    ["marks within, as files put together have them", utf8('a,b\n1,é\n\ufeff2,y\n\ufeff"3,z\n4,w\n'), {}],
    // п,р / яю,1 / яю,2: the bytes ff fe, which at the start of a file would say UTF-16.
    [
      "letters that look like a mark",
      Uint8Array.from(Buffer.from("ef2cf00afffe2c310afffe2c320a", "hex")),
      { encoding: "windows-1251" },
    ],
    // ÿz,1 / ÿz,2
    [
      "a letter that is half a mark",
      Uint8Array.from(Buffer.from("702c710aff7a2c310aff7a2c320a", "hex")),
      { encoding: "windows-1252" },
    ],
    ["UTF-16", utf16("a,b\n1,好\n2,é\n"), {}],
    ["GB18030", gb18030, {}],
    ["GB18030 by name", gb18030, { encoding: "gbk" }],
    ["gzip", Uint8Array.from(gzipSync("a,b\n1,x\n2,y\n")), {}],
    ["rows of another length left out", utf8("a,b\n1\n1,2\n3,4\n5,6,7\n8,9\n"), { badRows: "skip" }],
    ["a lost letter", utf8("a,b\n1,\ufffd\n2,\ufffd\n"), {}],
  ])("%s", async (_, bytes, options) => {
    const expected = asWhole(await readBytes(bytes, options));
    expect(expected.rows).toBeGreaterThan(0);
    for (const [partBytes, chunk] of SIZES) {
      const streamed = await whole(sourceOf(bytes, "the table", chunk), { ...options, partBytes });
      expect(sorted(streamed)).toEqual(expected);
    }
  });

  test("cut anywhere, whatever the cells hold", async () => {
    const cell = fc.string({
      unit: fc.constantFrom("a", "1", '"', ",", "\n", "\r", " ", "好"),
      maxLength: 6,
    });
    const quoted = cell.map((text) => `"${text.replaceAll('"', '""')}"`);
    const table = fc.array(fc.tuple(quoted, quoted), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 40 }),
        async (rows, end, size) => {
          const bytes = utf8(["p,q", ...rows.map((row) => row.join(","))].join(end));
          const expected = asWhole(await readBytes(bytes, {}));
          const streamed = await whole(sourceOf(bytes, "the table", size), { partBytes: size });
          expect(sorted(streamed)).toEqual(expected);
        },
      ),
      { seed: 5, numRuns: 200 },
    );
  });

  test.each(["types-snappy.parquet", "types-zstd.parquet"])("%s, row by row", async (name) => {
    const expected = asWhole(await readBytes(fixture(name), {}));
    for (const partBytes of [1, 200]) {
      expect(await whole(sourceOf(fixture(name), "the table", 100), { partBytes })).toEqual(expected);
    }
  });

  test("a file of the page", async () => {
    const bytes = utf8("a,b\n1,x\n2,y\n");
    const streamed = await whole(blobSource(new Blob([bytes as BlobPart]), "the table"), {});
    expect(streamed).toEqual(asWhole(await readBytes(bytes, {})));
  });
});

describe("streamTable() refuses what the whole-file reader refuses, at the same place", () => {
  test.each<[string, string]>([
    ["a row too short", "a,b\n1,2\n3,4\n5\n6,7\n"],
    ["a row too long behind quoted line ends", 'a,b\n"1\n\n",2\n3,4\n5,6,7\n'],
    ["a quote never closed", 'a,b\n1,2\n3,"4\n5,6\n7,8\n'],
    ["text behind a quote", 'a,b\n1,2\n3,"4"x\n5,6\n'],
    ["a NUL", "a,b\n1,2\n3,\u00004\n5,6\n"],
    ["one column only", "a\n1\n2,3\n4\n"],
    ["no row", "a,b\n"],
    ["nothing", ""],
    ["the same name twice", "a,a\n1,2\n"],
    ["HTML", "<html><body>1,2</body></html>\n"],
  ])("%s", async (_, text) => {
    const expected = await failure(readBytes(utf8(text), { source: "t.csv" }));
    expect(expected).toHaveProperty("code");
    for (const [partBytes, chunk] of SIZES) {
      expect(await failure(whole(sourceOf(utf8(text), "t.csv", chunk), { partBytes }))).toEqual(expected);
    }
  });

  test("bytes that are not of the encoding are named by their line", async () => {
    const bytes = Uint8Array.of(...utf8("a,b\n1,é\n2,y\n3,"), 0xff, ...utf8("\n4,z\n"));
    const expected = await failure(readBytes(bytes, { source: "t.csv", encoding: "utf-8" }));
    expect(expected).toMatchObject({ code: "E167", values: { line: 4 } });
    for (const [partBytes, chunk] of SIZES) {
      const found = await failure(whole(sourceOf(bytes, "t.csv", chunk), { partBytes, encoding: "utf-8" }));
      expect(found).toMatchObject({ code: "E167", values: { line: 4 }, place: { file: "t.csv", line: 4 } });
    }
  });

  test("a NUL within the first MiB of a longer file", async () => {
    const text = `a,b\n1,\u00002\n${"3,4\n".repeat(2 ** 19)}`;
    const found = await failure(whole(sourceOf(utf8(text), "t.csv", 2 ** 16), {}));
    expect(found).toMatchObject({ code: "E168", values: { line: 2, character: 3 } });
  });

  test("damaged gzip; formats that have to be read as a whole", async () => {
    const packed = Uint8Array.from(gzipSync(`a,b\n${"1,2\n".repeat(9999)}`));
    const cut = sourceOf(packed.subarray(0, packed.length - 9), "a.csv.gz", 100);
    expect(await failure(whole(cut, {}))).toMatchObject({ code: "E179", place: { file: "a.csv.gz" } });
    const json = sourceOf(utf8('[{"a":1},{"a":2}]'), "a.json", 100);
    expect(await failure(whole(json, {}))).toMatchObject({ code: "E532", values: { format: "JSON" } });
    const zip = sourceOf(Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0), "a.xlsx", 100);
    expect(await failure(whole(zip, {}))).toMatchObject({ code: "E532", values: { format: "XLSX / ZIP" } });
    expect(await failure(whole(sourceOf(utf8("%PDF-1.7"), "a.csv", 9), {}))).toMatchObject({ code: "E164" });
  });

  test("a quote that never closes is noticed after 16 MiB, not at the end of the file", async () => {
    const text = `a,b\n1,"2\n${"3,4\n".repeat(2 ** 23)}`;
    let read = 0;
    const source = sourceOf(utf8(text), "t.csv", 2 ** 18);
    const counted = {
      ...source,
      stream: () => source.stream().pipeThrough(counting((bytes) => (read += bytes))),
    };
    expect(await failure(whole(counted, {}))).toMatchObject({ code: "E172", values: { line: 2 } });
    // The head is looked at up to 16 MiB, and then as much is read again.
    expect(read).toBeLessThan(2.2 * text.length);
  });
});

function counting(tell: (bytes: number) => void): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(chunk, controller) {
      tell(chunk.length);
      controller.enqueue(chunk);
    },
  });
}

describe("streamFile()", () => {
  const folder = mkdtempSync(join(tmpdir(), "gradus-stream-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  test("reads a file twice, and names the path that is not there or is a folder", async () => {
    const path = join(folder, "表.csv");
    writeFileSync(path, "a,b\n1,2\n3,4\n");
    const source = await streamFile(path, { partBytes: 4 });
    expect([source.source, source.size, source.columns]).toEqual(["表.csv", 12, ["a", "b"]]);
    for (let pass = 0; pass < 2; pass++) {
      const cells: Cell[] = [];
      for await (const { table } of source.parts()) cells.push(...table.columns[1].cells);
      expect(cells).toEqual(["2", "4"]);
    }
    const missing = join(folder, "missing.csv");
    await expect(streamFile(missing)).rejects.toMatchObject({ code: "E160", values: { file: missing } });
    await expect(streamFile(folder)).rejects.toMatchObject({ code: "E161" });
  });
});
