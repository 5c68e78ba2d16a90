/** Files under test/fixtures/readers by pyarrow 26.0.1: `pq.write_table(table, path, compression=…, store_schema=False)`. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { GradusError } from "gradus";
import { describe, expect, test } from "vitest";
import { readBytes } from "./read.js";

const fixture = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(join(import.meta.dirname, "../../test/fixtures/readers", name)));

describe("a Parquet file", () => {
  test.each(["snappy", "zstd", "lz4"])(
    "packed by %s gives the values that pyarrow wrote",
    async (packing) => {
      const table = await readBytes(fixture(`types-${packing}.parquet`), { source: "a.parquet" });
      expect(table).toMatchObject({
        source: "a.parquet",
        rows: 3,
        format: { kind: "parquet" },
        warnings: [],
      });
      expect(table.columns).toEqual([
        { name: "i", cells: [1, 2, null] },
        { name: "big", cells: ["1152921504606846976", 1, 2] }, // 2^60 is exact as a text only
        { name: "f", cells: [1.5, null, -0.25] }, // the second was NaN
        { name: "s", cells: ["好", null, "b"] },
        { name: "b", cells: [true, false, null] },
        { name: "t", cells: [new Date("2024-03-01T12:00Z"), null, new Date(0)] },
        { name: "d", cells: [new Date("2024-03-01"), null, null] },
        { name: "dec", cells: [1.25, null, -3] },
        { name: "i32", cells: [7, 8, 9] },
        { name: "cat", cells: ["u", "v", "u"] },
      ]);
    },
  );

  test("with lists in a column is refused by the column's name", async () => {
    const reading = readBytes(fixture("nested.parquet"), {});
    await expect(reading).rejects.toMatchObject({ code: "E183", values: { column: "l" } });
  });

  test("under a name that promises CSV is refused by what it is", async () => {
    const reading = readBytes(fixture("types-snappy.parquet"), { source: "a.csv" });
    await expect(reading).rejects.toMatchObject({ code: "E164", values: { format: "Parquet" } });
  });

  test("that is damaged anywhere is read or refused, and no failure escapes", async () => {
    const sample = fixture("types-zstd.parquet");
    // A read that fails on the side would reach this listener in the next turn of the event loop.
    const escaped: unknown[] = [];
    const listener = (error: unknown): void => void escaped.push(error);
    process.on("unhandledRejection", listener);
    const change = fc.tuple(fc.nat(sample.length - 1), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
        const bytes = sample.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        try {
          const table = await readBytes(bytes, {});
          for (const { cells } of table.columns) expect(cells).toHaveLength(table.rows);
        } catch (error) {
          expect(error).toBeInstanceOf(GradusError);
        }
        await new Promise((resolve) => setImmediate(resolve));
      }),
      { seed: 3, numRuns: 300 },
    );
    process.off("unhandledRejection", listener);
    expect(escaped).toEqual([]);
  });
});
