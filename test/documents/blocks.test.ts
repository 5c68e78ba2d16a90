import { describe, expect, test } from "vitest";
import { isAsShown, parseDocument } from "./blocks.js";

describe("parseDocument()", () => {
  test("finds blocks with language, words and line, headings outside code, and links outside code", () => {
    const text = [
      "# A",
      "[b](b.md) `[no](no.md)`",
      "```ts continued",
      "# not a heading [no](no.md)",
      "```",
      "## C",
      "- item",
      "  ```",
      "  x",
      "    y",
      "  ```",
    ];
    expect(parseDocument(text.join("\n"))).toEqual({
      blocks: [
        { language: "ts", words: ["continued"], text: "# not a heading [no](no.md)", line: 4 },
        { language: "", words: [], text: "x\n  y", line: 9 },
      ],
      headings: [1, 2],
      links: [{ target: "b.md", line: 2 }],
    });
  });

  test("a longer fence holds a shorter one", () => {
    expect(parseDocument("````md\n```\n````").blocks).toEqual([
      { language: "md", words: [], text: "```", line: 2 },
    ]);
  });

  test("refuses a fence that is not closed", () => {
    expect(() => parseDocument("a\n```ts\nb")).toThrow(
      new SyntaxError("Cannot read the code block at line 2: it is not closed"),
    );
  });
});

describe("isAsShown()", () => {
  test.each([
    ["a\nb", "a\nb"],
    ["a  \nb\n\n", "a\nb"],
    ["rmse 4.56 in 0.3 s", "rmse 4.56 in … s"],
    ["epoch 7 loss 0.5 R² 0.9", "epoch … loss … R² …"],
    ["a\n1\n2\nb\nc", "a\n…\nb\nc"],
    ["a\nb", "a\n…\nb"],
    ["1\n2\na", "…\na"],
    ["a\n1\n2", "a\n…"],
    ["a\nx\nb\ny\nb\nc", "a\n…\nb\nc"],
    ["anything\nat all", "…"],
  ])("%j is as shown by %j", (actual, shown) => {
    expect(isAsShown(actual, shown)).toBe(true);
  });

  test.each([
    ["a\nb", "a"],
    ["a", "a\nb"],
    ["rmse 4.56", "rmse 4.57"],
    ["rmse 4.56\n s", "rmse … s"],
    ["ab", "abc…"],
    ["aa", "aa…a"],
    ["a\n1\nb\nd", "a\n…\nb\nc"],
    ["b\na", "…\na\n…\nb"],
    ["x\na", "a\n…"],
    ["", "a"],
  ])("%j is not as shown by %j", (actual, shown) => {
    expect(isAsShown(actual, shown)).toBe(false);
  });
});
