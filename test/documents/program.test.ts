import { describe, expect, test } from "vitest";
import { examplesOf } from "./examples.js";
import { checkProgram } from "./program.js";

describe("checkProgram()", () => {
  test("runs TypeScript with imports and await, and gives what it printed", async () => {
    const modules = new Map([["gradus", { one: 1 }]]);
    const text = [
      'import { one } from "gradus";',
      'import { basename } from "node:path";',
      "const two: number = await Promise.resolve(one + 1);",
      'console.log(two, basename("a/b"), [1]);',
      'console.log("c");',
    ];
    expect(await checkProgram(source(text), { modules })).toBe("2 b [ 1 ]\nc");
  });

  test("accepts values as the comments show them, and texts of console.log", async () => {
    const text = [
      "1 / 3; // → 0.333",
      "const half = 0.5; // → 0.5",
      "const list = [half]",
      "  .map((x) => 2 * x); // → [1]",
      "console.log(half, 'of', list); // → 0.5 of [ … ]",
      "console.log([half]); // → [0.5]",
      "for (const x of list) { x + 1; // → 2",
      "}",
      'JSON.parse("{"); // → throws SyntaxError',
      "half.toFixed(101); // → throws RangeError: toFixed() …",
      "half; // a remark",
    ];
    expect(await checkProgram(source(text))).toBe("0.5 of [ 1 ]\n[ 0.5 ]");
  });

  test.each([
    ["1 / 3; // → 0.334", "expected 0.334, got 0.333"],
    ["const x = 2; // → 3", "expected 3, got 2"],
    ["console.log(2); // → 3", "expected 3, got 2"],
    ["console.log(2); // → two", "expected two, got 2"],
    ["2; // → throws RangeError", "expected throws RangeError, got nothing was thrown"],
    ["null.x; // → throws RangeError", "expected throws RangeError, got TypeError"],
    ["const f = () => { 1; // → 1\n};", "the line was not run"],
  ])("%j is refused with file and line", async (line, message) => {
    await expect(checkProgram(source(["", line]))).rejects.toThrow(message);
    await expect(checkProgram(source(["", line]))).rejects.toThrow("a.md:11: ");
  });

  test("a program that throws, and a comment that is no value, are refused", async () => {
    await expect(checkProgram(source(["throw new RangeError('x');"]))).rejects.toThrow(
      "a.md:10: the block does not run: RangeError: x",
    );
    await expect(checkProgram(source(["2; // → two"]))).rejects.toThrow(
      'a.md:10: expected two, got 2 (Cannot read the value two: "two" is no number and has no quotes)',
    );
    await expect(checkProgram(source(['import { x } from "left-pad";', "x();"]))).rejects.toThrow(
      'Cannot import "left-pad"',
    );
  });

  test("in an example the arrow may be left out, and names in scope may be declared again", async () => {
    const scope = new Map([["f", (x: number) => x + 1]]);
    const everyComment = true;
    expect(await checkProgram(source(["f(1) // 2"]), { scope, everyComment })).toBe("");
    expect(await checkProgram(source(["const f = 3", "f // 3"]), { scope, everyComment })).toBe("");
    await expect(checkProgram(source(["f(1) // 3"]), { scope, everyComment })).rejects.toThrow(
      "expected 3, got 2",
    );
  });
});

describe("examplesOf()", () => {
  test("takes the lines from @example to the next tag or the end of the comment", () => {
    const text = [
      "/** One line. @example is no tag here */",
      "/**",
      " * Words.",
      " * @example",
      " * f(1)",
      " *   .g() // 2",
      " * @returns nothing",
      " */",
      "const email = 1; // @example no",
      "/**",
      " * @example",
      " * ```ts",
      " * h() // 3",
      " * ```",
      " */",
    ];
    expect(examplesOf(text.join("\n"))).toEqual([
      { text: "f(1)\n  .g() // 2\n", line: 5 },
      { text: "\nh() // 3\n\n", line: 12 },
    ]);
  });
});

function source(lines: string[]): { file: string; line: number; text: string } {
  return { file: "a.md", line: 10, text: lines.join("\n") };
}
