import { describe, expect, test } from "vitest";
import { excerpt, positionOf } from "./excerpt.js";

describe("excerpt()", () => {
  test("shows the line, the one before and a caret under the mark", () =>
    expect(excerpt("a,b\r\n1,x2\r\n", 2, { character: 3, length: 2 })).toBe(
      "  1 │ a,b\n  2 │ 1,x2\n        ^^",
    ));

  test("minds that Chinese characters are two columns wide", () =>
    expect(excerpt("温度,x", 1, { character: 4, length: 1 })).toBe("  1 │ 温度,x\n           ^"));

  test("cuts a long line to a window around the mark, and escapes what a terminal would obey", () => {
    const [shown, caret] = excerpt(`${"a".repeat(5000)}X${"b".repeat(5000)}`, 1, {
      character: 5001,
      length: 1,
    }).split("\n");
    expect(shown.length).toBeLessThan(120);
    expect(shown[caret.indexOf("^")]).toBe("X");
    expect(excerpt("a\u001b[31mb", 1)).toBe("  1 │ a\\u001b[31mb");
  });

  test("is empty for a line that is not there", () => expect(excerpt("a\nb", 4)).toBe(""));
});

describe("positionOf()", () => {
  test.each([
    ["a\r\nb\rc\nd", 0, { line: 1, character: 1 }],
    ["a\r\nb\rc\nd", 2, { line: 1, character: 3 }],
    ["a\r\nb\rc\nd", 3, { line: 2, character: 1 }],
    ["a\r\nb\rc\nd", 5, { line: 3, character: 1 }],
    ["a\r\nb\rc\nd", 7, { line: 4, character: 1 }],
    ["ab", 99, { line: 1, character: 3 }],
    ["", 0, { line: 1, character: 1 }],
  ])("counts LF, CR LF and CR as an editor does: %j at %i", (text, index, place) =>
    expect(positionOf(text, index)).toEqual(place),
  );
});
