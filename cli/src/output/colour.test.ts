import { expect, test } from "vitest";
import { toAscii } from "./ascii.js";
import { createPaint, usesColour, usesUnicode } from "./colour.js";

test.each([
  ["auto", true, {}, true],
  ["auto", false, {}, false],
  ["auto", true, { NO_COLOR: "1" }, false],
  ["auto", true, { NO_COLOR: "" }, true], // https://no-color.org: only when not empty
  ["auto", true, { TERM: "dumb" }, false],
  ["auto", false, { FORCE_COLOR: "1" }, true],
  ["auto", false, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
  ["auto", true, { FORCE_COLOR: "0" }, false],
  ["never", true, { FORCE_COLOR: "1" }, false],
  ["always", false, { NO_COLOR: "1" }, true],
] as const)("--color %s on a terminal: %s, with %j: %s", (choice, isTTY, env, expected) => {
  expect(usesColour(choice, { isTTY, env })).toBe(expected);
});

test("paint is of the sixteen colours, and nothing where it is off", () => {
  expect(createPaint(true).bold("x")).toBe("\u001b[1mx\u001b[22m");
  expect(createPaint(true).red("x")).toBe("\u001b[31mx\u001b[39m");
  expect(createPaint(false).red("x")).toBe("x");
});

test("signs beyond ASCII need a locale of UTF-8; on Windows a terminal that is known", () => {
  expect(usesUnicode({ LANG: "zh_CN.UTF-8" }, "linux")).toBe(true);
  expect(usesUnicode({ LANG: "C", LC_ALL: "C.utf8" }, "linux")).toBe(true);
  expect(usesUnicode({ LANG: "en_US.UTF-8", LC_ALL: "C" }, "linux")).toBe(false);
  expect(usesUnicode({}, "linux")).toBe(false);
  expect(usesUnicode({}, "win32")).toBe(false);
  expect(usesUnicode({ WT_SESSION: "1" }, "win32")).toBe(true);
});

test("toAscii() rewrites signs and leaves letters of all languages", () => {
  expect(toAscii("8 → 16, R² δ₁² ≤ ½Σ 损失 é")).toBe("8 -> 16, R2 delta_1^2 <= 1/2 sum  损失 é");
});
