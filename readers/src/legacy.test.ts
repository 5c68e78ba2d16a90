import { describe, expect, test } from "vitest";
import { guessLegacyEncoding } from "./legacy.js";

/** Bytes as Python 3.11's codecs encode the text of the title. */
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, "hex"));

describe("GB18030 is taken for what is plausible Chinese", () => {
  test.each([
    ["温度,压力,产品名称", "cec2b6c82cd1b9c1a62cb2fac6b7c3fbb3c60a312c322cb1b1bea90a"],
    ["two short words", "d0d4b1f02c790ac4d02c310ac5ae2c320a"],
    ["signs ℃ and （㎡）", "cec2b6c8a1e62cc3e6bbfda3a8a94fa3a90a312c320a"],
  ])("%s", (_, hex) => expect(guessLegacyEncoding(bytes(hex)).encoding).toBe("gb18030"));
});

describe("other encodings that GB18030 would accept are not taken for it, and the likely one is named first", () => {
  test.each([
    ["温度,圧力", "shift_jis", "89b793782c88b397cd2c790a312c322c330a"],
    ["あいう,カタカナ", "shift_jis", "96bc914f2c83528381839383670a82a082a282a42c834a835e834a83690a"],
    ["コメント", "euc-jp", "ccbec1b02cb2b9c5d92ca5b3a5e1a5f3a5c80aa4a2a4a4a4a62c312ca5aba5bfa5aba5ca0a"],
    [
      "온도,압력,습도,서울특별시,부산광역시,대한민국",
      "euc-kr",
      "bfc2b5b52cbed0b7c22cbdc0b5b52cbcadbfefc6afbab0bdc32cbacebbeab1a4bfaabdc32cb4ebc7d1b9ceb1b90a312c322c330a",
    ],
    ["溫度,壓力,產品名稱", "big5", "b7c5abd72cc0a3a44f2cb2a3ab7ea657bad92c790a312c322ca578c6572c330a"],
    ["température,été", "windows-1252", "74656d70e97261747572652ce974e92c790a312c322c330a"],
  ])("%s in %s", (_, label, hex) => {
    const guess = guessLegacyEncoding(bytes(hex));
    expect(guess.encoding).toBeUndefined();
    expect(guess.candidates[0]).toBe(label);
  });

  test.each([
    ["Größe,Maß (two accents in a row are a rare Chinese character)", "4772f6df652c4d61df2c790a312c322c330a"],
    ["x (µm),T °C", "782028b56d292c5420b0430a312c320a"],
    ["температура (windows-1251)", "f2e5ecefe5f0e0f2f3f0e02ce4e0e2ebe5ede8e52c790a312c322c330a"],
  ])("%s is not guessed", (_, hex) => {
    const guess = guessLegacyEncoding(bytes(hex));
    expect(guess.encoding).toBeUndefined();
    expect(guess.candidates).toContain("windows-1252");
  });
});
