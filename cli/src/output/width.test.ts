import { expect, test } from "vitest";
import { displayWidth, padEnd, padStart, truncate } from "./width.js";

// Widths of UAX #11 (East Asian Width): W and F fill two cells, all else one, combining marks none.
test.each([
  ["loss", 4],
  ["损失 loss", 9],
  ["ローソク", 8],
  ["ﾊﾝｶｸ", 4], // half-width katakana
  ["ＡＢ", 4], // full-width letters
  ["한글", 4],
  ["e\u0301", 1],
  ["δ² ⊙ −", 6],
  ["\u001b[1mbold\u001b[22m", 4],
  ["𠮷", 2], // U+20BB7, outside the basic plane
  ["", 0],
])("displayWidth(%j) is %i", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test("padding counts cells, not characters", () => {
  expect(padEnd("损失", 6)).toBe("损失  ");
  expect(padStart("损失", 6)).toBe("  损失");
  expect(padEnd("longer", 3)).toBe("longer");
});

test("truncate() never splits a wide character and stays within the width", () => {
  expect(truncate("abcdef", 4)).toBe("abc…");
  expect(truncate("损失函数", 6)).toBe("损失…");
  expect(truncate("损失", 4)).toBe("损失");
});
