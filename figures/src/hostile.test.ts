import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { figuresFor, type Shape } from "../../test/figures.js";
import { colours, type Theme } from "./colours.js";

const shapes: Readonly<Record<string, [shape: Shape, rows: number]>> = {
  plain: [(x) => x, 60],
  "all 0": [() => 0, 20],
  "all 5": [() => 5, 20],
  "one row": [(x) => x, 1],
  "two rows": [(x) => x, 2],
  "NaN among them": [(x, i) => (i % 4 === 0 ? Number.NaN : x), 30],
  "only NaN": [() => Number.NaN, 10],
  "infinite ones": [(x, i) => (i % 5 === 0 ? Infinity : x), 30],
  "of 1e300": [(x) => 1e300 * x, 30],
  "of 1e-300": [(x) => 1e-300 * x, 30],
  "an outlier of 1e12": [(x, i) => (i === 0 ? 1e12 : x), 30],
  negative: [(x) => -Math.abs(x) - 1, 30],
};

describe.each(Object.keys(shapes))("figures of data that are %s", (name) => {
  const [shape, rows] = shapes[name];
  const figures = Object.entries(figuresFor(shape, rows, { width: 300, standalone: true }));

  test("say neither NaN nor Infinity nor undefined, and put nothing there", () => {
    for (const [figure, svg] of figures) {
      const found = /[^<>]{0,40}(?:NaN|Infinity|undefined|\[object)[^<>]{0,40}/.exec(svg);
      expect(found?.[0], figure).toBeUndefined();
    }
  });

  test("are well-formed, with a title and a description, and hold no style and no id", () => {
    for (const [figure, svg] of figures) {
      const { document } = parseHTML(`<html><body>${svg}</body></html>`);
      const root = document.querySelector("svg")!;
      expect(root.querySelector("title")!.textContent, figure).not.toBe("");
      expect(root.querySelector("desc"), figure).not.toBeNull();
      expect(svg, figure).not.toMatch(/<style|<script| id=| class=| style=|url\(/);
    }
  });
});

/** Colours of each figure that are none of those allowed, as "figure: colour". */
function strangers(theme: Theme, isKnown: (colour: string, figure: string) => boolean): string[] {
  const figures = Object.entries(figuresFor((x) => x, 60, { theme }));
  const used = figures.flatMap(([figure, svg]) =>
    [...svg.matchAll(/(?:fill|stroke|color)="([^"]*)"/g)].map(([, colour]) => ({ figure, colour })),
  );
  const found = used.filter(
    ({ figure, colour }) => !/^(?:none|currentColor)$/.test(colour) && !isKnown(colour, figure),
  );
  return [...new Set(found.map(({ figure, colour }) => `${figure}: ${colour}`))];
}

test.each(["light", "dark"] as const)(
  "figures of the theme %s have colours of the palette alone",
  (theme) => {
    // Mixed ones lie in the network, in maps and in tables.
    const { mix: _, classes, series, ...named } = colours[theme];
    const palette = new Set([...Object.values(named), ...classes, ...series]);
    const mixed = /^(?:network|surface|confusion|rankings)/;
    expect(strangers(theme, (colour, figure) => palette.has(colour) || mixed.test(figure))).toEqual([]);
  },
);

test("figures of the theme page have variables alone", () => {
  const isVariable = (colour: string) => /^(?:var\(--|color-mix\(in oklab,var\(--)/.test(colour);
  expect(strangers("page", isVariable)).toEqual([]);
});

test("figures of 100,000 rows have less than 200 kB each", () => {
  for (const [figure, svg] of Object.entries(figuresFor((x) => x, 100_000, {}))) {
    expect(svg.length, figure).toBeLessThan(200_000);
  }
});

test("the same data give the same bytes", () => {
  const draw = () => figuresFor((x) => x, 40, { language: "zh", theme: "dark" });
  expect(draw()).toEqual(draw());
});
