import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test, vi } from "vitest";
import { readFile } from "./node.js";

/** The heap that Node says it has. */
const heap = vi.hoisted(() => ({ limit: 2 ** 32 }));
vi.mock("node:v8", () => ({
  getHeapStatistics: () => ({ heap_size_limit: heap.limit, used_heap_size: 0 }),
}));

const folder = mkdtempSync(join(tmpdir(), "gradus-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("readFile()", () => {
  test("calls the table by the file's name, and sees its kind from it", async () => {
    const path = join(folder, "表.json.gz");
    writeFileSync(path, gzipSync('[{"x":1},{"x":2}]'));
    const table = await readFile(path);
    expect(table).toMatchObject({ source: "表.json.gz", rows: 2, columns: [{ name: "x", cells: [1, 2] }] });
  });

  test("names the path that is not there, or is a folder, or may not be read", async () => {
    const missing = join(folder, "missing.csv");
    await expect(readFile(missing)).rejects.toMatchObject({ code: "E160", values: { file: missing } });
    await expect(readFile(folder)).rejects.toMatchObject({ code: "E161" });
    const locked = join(folder, "locked.csv");
    writeFileSync(locked, "x\n1\n");
    chmodSync(locked, 0);
    // The administrator may read everything.
    if (process.getuid?.() === 0) expect((await readFile(locked)).rows).toBe(1);
    else await expect(readFile(locked)).rejects.toMatchObject({ code: "E162" });
  });

  test("refuses what would fill the heap, with the estimate, instead of letting Node abort", async () => {
    const path = join(folder, "large.csv");
    // 1 MiB of cells and a header: 12 bytes of heap per byte are a little over 12 MiB, and three quarters of the heap may be used.
    writeFileSync(path, `x,y\n${"1,2\n".repeat(2 ** 18)}`);
    heap.limit = 8 * 2 ** 20;
    const values = { needed: 13, available: 6, file: "large.csv" };
    await expect(readFile(path)).rejects.toMatchObject({ code: "E531", values });
    heap.limit = 2 ** 32;
    expect((await readFile(path)).rows).toBe(2 ** 18);
  });
});
