import { describe, expect, test } from "vitest";
import { sourceFrom } from "../../../../test/sources.js";
import type { SplitOptions } from "../../table/split.js";
import type { Cell } from "../../table/table.js";
import type { MemoryPlan } from "./options.js";
import { divider, sampleSource, type SourceSample } from "./sample.js";

const ROWS = 20_000;
const x = Array.from({ length: ROWS }, (_, r) => r);
const group = x.map((r) => `g${r % 200}`);
const word = x.map((r) => ["train", "val", "Test "][r % 3]);
const kind = x.map((r) => (r === 7 ? "seldom" : r % 2 === 0 ? "a" : "b"));
const pairs: [string, Cell[]][] = [
  ["x", x],
  ["group", group],
  ["word", word],
  ["kind", kind],
];
const plan: MemoryPlan = { cells: 1e9, sampleRows: 1000, encoded: 1e9, buffer: 1e9 };

async function draw(
  given: Partial<MemoryPlan> = {},
  {
    split,
    seed = 42,
    part = 333,
    label,
  }: { split?: SplitOptions; seed?: number; part?: number; label?: string } = {},
): Promise<SourceSample> {
  const source = sourceFrom(pairs, part);
  const options = { seed, ...(label === undefined ? {} : { label }) };
  return sampleSource(source, divider(source, split, seed), { ...plan, ...given }, options);
}

const numbers = ({ raw }: SourceSample): Cell[] => raw.columns[0].cells;

describe("divider()", () => {
  test("gives each part its share, and a row the same part whatever stands before it", async () => {
    const { counts, rows } = await draw();
    expect(rows).toBe(ROWS);
    // Binomial: four standard deviations of 20,000 draws are 260 and 202.
    expect(Math.abs(counts[0] - 14_000)).toBeLessThan(260);
    expect(Math.abs(counts[1] - 3000)).toBeLessThan(202);
    expect(counts[0] + counts[1] + counts[2]).toBe(ROWS);
    const other = await draw({}, { split: { fractions: [0.9, 0.1, 0] } });
    expect(Math.abs(other.counts[0] - 18_000)).toBeLessThan(170);
    expect(other.counts[2]).toBe(0);
    expect((await draw({}, { seed: 43 })).counts).not.toEqual(counts);
    expect((await draw({}, { split: { kind: "none" } })).counts).toEqual([ROWS, 0, 0]);
  });

  test("keeps a group in one part, and does what a column says", async () => {
    const { raw, parts } = await draw({ sampleRows: 1e6 }, { split: { kind: "group", column: "group" } });
    const partOf = new Map<Cell, number>();
    raw.columns[1].cells.forEach((cell, r) => {
      expect(parts[r]).toBe(partOf.get(cell) ?? parts[r]);
      partOf.set(cell, parts[r]);
    });
    expect(new Set(partOf.values()).size).toBe(3);
    const said = await draw({}, { split: { kind: "column", column: "word" } });
    expect(said.counts).toEqual([6667, 6667, 6666]);
  });

  test("refuses time, an unknown column, and a word that means no part, by its row", async () => {
    const source = sourceFrom(pairs);
    expect(() => divider(source, { kind: "time" })).toThrow(expect.objectContaining({ code: "E213" }));
    expect(() => divider(source, { kind: "group", column: "grup" })).toThrow(
      expect.objectContaining({ code: "E103" }),
    );
    await expect(draw({}, { split: { kind: "column", column: "kind" } })).rejects.toMatchObject({
      code: "E145",
      values: { value: "a", number: 1 },
    });
  });
});

describe("sampleSource()", () => {
  test("is the table itself where the sample holds all", async () => {
    const { raw, parts } = await draw({ sampleRows: 100_000 });
    expect(raw.rows).toBe(ROWS);
    expect(raw.columns.map(({ cells }) => cells)).toEqual(pairs.map(([, cells]) => cells));
    expect(parts).toHaveLength(ROWS);
  });

  test("draws 60 % training, 25 % validation, 15 % test, spread over the file, in its order", async () => {
    const sample = await draw();
    const found = numbers(sample) as number[];
    expect([0, 1, 2].map((part) => sample.parts.filter((p) => p === part).length)).toEqual([600, 250, 150]);
    expect(found).toEqual(found.toSorted((a, b) => a - b));
    // The mean of 1,000 of 0 … 19,999 has a deviation of 183; a fifth of the file holds 200 ± 13.
    expect(Math.abs(found.reduce((sum, n) => sum + n, 0) / 1000 - 10_000)).toBeLessThan(750);
    for (let fifth = 0; fifth < 5; fifth++) {
      const within = found.filter((n) => Math.floor((5 * n) / ROWS) === fifth).length;
      expect(Math.abs(within - 200)).toBeLessThan(52);
    }
  });

  test("does not depend on how the file is cut, but on the seed", async () => {
    const first = numbers(await draw());
    for (const part of [1, 1000, ROWS]) expect(numbers(await draw({}, { part }))).toEqual(first);
    expect(numbers(await draw({}, { seed: 1 }))).not.toEqual(first);
  });

  test("draws fewer rows where their cells take more than the bytes allowed", async () => {
    // A row takes about 150 bytes and 24 for a number, 32 and the letters for a text: some 290.
    const { raw } = await draw({ cells: 100_000 });
    expect(raw.rows).toBeGreaterThan(100);
    expect(raw.rows).toBeLessThan(400);
    const found = raw.columns[0].cells as number[];
    expect(found.at(-1)! - found[0]).toBeGreaterThan(0.9 * ROWS);
  });

  test("keeps a row of each class of the label, if there are not too many to be classes", async () => {
    const seldom = (sample: SourceSample): Cell[] =>
      sample.raw.columns[3].cells.filter((cell) => cell === "seldom");
    expect(seldom(await draw())).toHaveLength(0);
    expect(seldom(await draw({}, { label: "kind" }))).toHaveLength(1);
    expect((await draw({}, { label: "x" })).raw.rows).toBe(1000);
  });
});
