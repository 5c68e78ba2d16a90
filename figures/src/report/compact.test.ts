import { expect, test } from "vitest";
import { compact, shareColours } from "./compact.js";

test("compact() draws 12 equal circles as dots at the same places, in half pixels", () => {
  const circles = Array.from({ length: 12 }, (_, i) => `<circle cx="${10 + i}.26" cy="${20 - i}" r="2.5"/>`);
  const found = compact(`<g>${circles.join("")}</g>`);
  expect(found).not.toContain("<circle");
  // Of the circles 0, 4, 8: x = 10.26, 14.26, 18.26 and y = 20, 16, 12, doubled and rounded, each less the one before.
  expect(found).toContain('<path d="m21 40zm8-8zm8-8z"/>');
});

test("compact() leaves few circles, and shortens places but no other numbers", () => {
  const svg = '<circle cx="1.2345" cy="2" r="2.5" opacity="0.123"/>';
  expect(compact(svg)).toBe('<circle cx="1.2" cy="2" r="2.5" opacity="0.123"/>');
});

test("compact() joins three plain lines, straight up or aslant", () => {
  const line = (x2: number) => `<line x1="1" x2="${x2}" y1="3" y2="4"/>`;
  expect(compact(line(1) + line(2) + line(1))).toBe('<path d="M1,3V4M1,3L2,4M1,3V4"/>');
});

test("shareColours() writes each mixed colour once", () => {
  const fill = 'fill="color-mix(in oklab,red 40%,blue)"';
  expect(shareColours(`<a ${fill}/><b ${fill}/>`)).toEqual({
    page: '<a class="k0"/><b class="k0"/>',
    rules: ".k0{fill:color-mix(in oklab,red 40%,blue)}",
  });
});
