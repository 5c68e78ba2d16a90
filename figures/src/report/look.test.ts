import { expect, test } from "vitest";
import { table } from "./look.js";

/** Headings of the columns, block by block. */
function blocksOf(html: string): string[][] {
  return html
    .split("<table>")
    .slice(1)
    .map((block) => [...block.matchAll(/<th scope="col"[^>]*>([^<]*)</g)].map(([, text]) => text));
}

test("a table wider than a page comes in blocks of columns, the first column in each, none left out", () => {
  const names = Array.from({ length: 30 }, (_, i) => `h${i}`);
  const heads = [{ text: "neuron" }, ...names.map((text) => ({ text, isNumber: true }))];
  const cells = ["1", ...names.map(() => "-0.123456")];
  const html = table(heads, [cells, cells], { caption: "weights" }).text;
  const blocks = blocksOf(html);
  expect(blocks.length).toBeGreaterThan(1);
  expect(blocks.every(([first]) => first === "neuron")).toBe(true);
  expect(blocks.flatMap(([, ...rest]) => rest)).toEqual(names);
  expect(html).toContain(`weights (1 / ${blocks.length})`);
  // A page of 180 mm is 510 pt wide, and nine signs and two margins of a column at 6.6 pt are about 43 pt.
  expect(Math.max(...blocks.map(({ length }) => length))).toBeLessThanOrEqual(13);
});

test("a table that fits is one, its caption as it is", () => {
  const html = table([{ text: "a" }, { text: "b", isNumber: true }], [["x", "1"]], { caption: "two" }).text;
  expect(blocksOf(html)).toEqual([["a", "b"]]);
  expect(html).not.toContain("two (");
});
