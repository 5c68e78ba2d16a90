import { expect, test } from "vitest";
import { parseDate, parseDates } from "./dates.js";

const time = (text: string): number | undefined => parseDate(text)?.dayFirst;

test.each([
  ["2024-03-05", "2024-03-05T00:00:00Z"],
  ["2024/3/5", "2024-03-05T00:00:00Z"],
  ["2024.03.05", "2024-03-05T00:00:00Z"],
  ["2024年3月5日", "2024-03-05T00:00:00Z"],
  ["2024-03", "2024-03-01T00:00:00Z"],
  ["5.3.2024", "2024-03-05T00:00:00Z"],
  ["5-Mar-2024", "2024-03-05T00:00:00Z"],
  ["5 March 2024", "2024-03-05T00:00:00Z"],
  ["Mar 5, 2024", "2024-03-05T00:00:00Z"],
  ["2024-03-05 14:30", "2024-03-05T14:30:00Z"],
  ["2024-03-05T14:30:15.25", "2024-03-05T14:30:15.250Z"],
  ["2024-03-05T14:30:00Z", "2024-03-05T14:30:00Z"],
  ["2024-03-05T14:30:00+08:00", "2024-03-05T06:30:00Z"],
  ["2024-03-05T14:30-0530", "2024-03-05T20:00:00Z"],
  ["2024-02-29", "2024-02-29T00:00:00Z"],
  ["0099-12-31", "0099-12-31T00:00:00Z"],
])("%s is %s", (text, iso) => expect(time(text)).toBe(Date.parse(iso)));

test.each([
  "",
  "a",
  "10-14",
  "15-19",
  "Oct-14",
  "2024",
  "20240305",
  "2024-13-01",
  "2023-02-29",
  "2024-02-30",
  "0000-01-01",
])("%s is no date", (text) => expect(parseDate(text)).toBeNull());

test.each([
  "2024-03-05x",
  "2024-03-05 25:00",
  "2024-03-05 14:60",
  "2024-03/05",
  "5.3.24",
  "32.1.2024",
  "1.13.2024",
  "5 Foo 2024",
  "1/2/3/4",
  "192.168.1.10",
])("%s is no date either", (text) => expect(parseDate(text)).toBeNull());

test("day and month are told apart by the column, not by the cell", () => {
  const american = parseDates(["3/5/2024", "3/25/2024", null], 0);
  expect(american).toEqual({
    values: Float64Array.of(Date.UTC(2024, 2, 5), Date.UTC(2024, 2, 25), NaN),
    strays: [],
    dayFirst: false,
  });
  const british = parseDates(["3/5/2024", "25/3/2024"], 0);
  expect(british).toEqual({
    values: Float64Array.of(Date.UTC(2024, 4, 3), Date.UTC(2024, 2, 25)),
    strays: [],
    dayFirst: true,
  });
});

test("a column that could be read both ways is ambiguous, unless both readings agree", () => {
  expect(parseDates(["1/2/2024", "3/4/2024"], 0)).toEqual({ ambiguous: "1/2/2024" });
  expect(parseDates(["1/1/2024", "4/4/2024"], 0)).toMatchObject({ strays: [] });
  expect(parseDates(["13/1/2024", "1/13/2024"], 0)).toBeNull();
});

test("other words count up to the limit, and empty columns are no dates", () => {
  const words = [...Array.from({ length: 9 }, (_, i) => `2024-01-0${i + 1}`), "unknown"];
  expect(parseDates(words, 0.1)).toMatchObject({ strays: [9] });
  expect(parseDates(words, 0.05)).toBeNull();
  expect(parseDates([null, null], 0.1)).toBeNull();
});
