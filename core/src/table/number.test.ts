import { expect, test } from "vitest";
import { parseNumber } from "./number.js";

const value = (text: string, decimal: "." | "," = "."): number | undefined =>
  parseNumber(text, { decimal })?.value;

test("parseNumber() reads plain numbers as JavaScript does", () => {
  const texts = [
    "0",
    "-0",
    "7",
    "+7",
    "-1.5",
    ".5",
    "5.",
    "1e3",
    "1E-3",
    "-2.5e+10",
    "1e-310",
    "0.1",
    "9007199254740993",
  ];
  for (const text of texts) expect(value(text)).toBe(Number(text));
  expect(value("  42\t")).toBe(42);
});

test("parseNumber() refuses what Number() would take for a number", () => {
  for (const text of ["", " ", "0x1F", "0b1", "0o7", "1_000", "."]) expect(parseNumber(text)).toBeNull();
});

test("parseNumber() refuses words, dates, ranges and halves of numbers", () => {
  const texts = [
    "a",
    "1a",
    "1O2.5",
    "e5",
    "1e",
    "1e+",
    "--1",
    "+-1",
    "1.2.3",
    "2024-03-05",
    "10-14",
    "1,5",
    "12,34,56",
    "$",
    "%",
    "5 kg",
    "NaN",
  ];
  for (const text of texts) expect(parseNumber(text)).toBeNull();
});

test("parseNumber() takes separators of thousands only before groups of exactly three digits", () => {
  expect(parseNumber("1,101")).toEqual({ value: 1101, separator: ",", unit: "" });
  expect(value("-1,234,567.25")).toBe(-1_234_567.25);
  expect(value("12 345")).toBe(12_345);
  expect(value("12\u00a0345")).toBe(12_345);
  expect(value("12\u202f345")).toBe(12_345);
  expect(value("1'234")).toBe(1234);
  for (const text of ["1,5", "1,50", "1,5000", "0,737", "1234,567", "1,234 567", "1,,234", ",123"]) {
    expect(parseNumber(text)).toBeNull();
  }
});

test("parseNumber() reads a decimal comma only where it is asked to, and never drops it", () => {
  expect(value("1,5", ",")).toBe(1.5);
  expect(value("-1.234,5", ",")).toBe(-1234.5);
  expect(value("0,737e-2", ",")).toBe(0.00737);
  expect(value("1.101", ",")).toBe(1101);
  expect(parseNumber("1.5", { decimal: "," })).toBeNull();
});

test("parseNumber() names the sign beside the number and leaves the number as written", () => {
  expect(parseNumber("12.5%")).toEqual({ value: 12.5, separator: "", unit: "%" });
  expect(parseNumber("12.5 %")?.unit).toBe("%");
  expect(parseNumber("$1,200.50")).toEqual({ value: 1200.5, separator: ",", unit: "$" });
  expect(parseNumber("-$5")?.value).toBe(-5);
  expect(parseNumber("$-5")?.value).toBe(-5);
  expect(parseNumber("3 €")).toEqual({ value: 3, separator: "", unit: "€" });
  expect(parseNumber("¥100")?.unit).toBe("¥");
  expect(parseNumber("100元")?.unit).toBe("元");
});

test("parseNumber() reads full-width digits and signs", () => {
  expect(value("\uff11\uff12\uff13")).toBe(123);
  expect(value("\uff0d\uff11\uff0e\uff15")).toBe(-1.5);
  expect(value("\uff11\uff0c\uff15", ",")).toBe(1.5);
  expect(parseNumber("\uff15\uff10\uff05")).toEqual({ value: 50, separator: "", unit: "%" });
  expect(parseNumber("\uffe5\uff15")?.unit).toBe("¥");
  expect(value("\u22125")).toBe(-5);
});

test("parseNumber() reads infinite words and what is beyond float64 as infinite", () => {
  for (const text of ["inf", "Infinity", "+INF", "∞", "1e400"]) expect(value(text)).toBe(Infinity);
  for (const text of ["-inf", "-Infinity", "-1e400"]) expect(value(text)).toBe(-Infinity);
});

test("parseNumber() takes less than twelve times as long for four times the characters", () => {
  const worst = [
    (n: number) => `${"1".repeat(n)}x`,
    (n: number) => `${" ".repeat(n)}1 x`,
    (n: number) => `1${",000".repeat(n / 4)}x`,
  ];
  for (const text of worst) {
    const time = (n: number): number => {
      const cell = text(n);
      const runs = Array.from({ length: 40 }, () => {
        const start = performance.now();
        for (let i = 0; i < 5; i++) parseNumber(cell);
        return performance.now() - start;
      });
      return Math.min(...runs);
    };
    time(20_000);
    // Linear is 4, quadratic 16; a quarter of a millisecond is the clock's.
    expect(time(120_000)).toBeLessThan(12 * time(30_000) + 0.5);
  }
});
