import { monthNumber } from "./words.js";

/** A date as written: where day and month may be exchanged, both readings; else twice the same. NaN: no such day. */
export interface DateReading {
  dayFirst: number;
  monthFirst: number;
}

/**
 * Reads one cell as a date: 2024-03-05, 2024/3/5, 2024-03, 2024年3月5日, 5.3.2024, 5/3/2024, 5-Mar-2024, each with an optional
 * time (14:30, 14:30:15.25, and Z or ±hh:mm; without one, UTC). One pass over the text.
 *
 * @returns milliseconds since 1970-01-01 UTC, or null if the text is anything else
 */
export function parseDate(text: string): DateReading | null {
  const s = text.trim();
  if (s.length < 7 || s.length > 40) return null;
  const day = overDay(s);
  if (day === null) return null;
  const time = overTime(s, day.end);
  if (time === null) return null;
  const dayFirst = midnight(day.year, day.second, day.first) + time;
  const monthFirst = midnight(day.year, day.first, day.second) + time;
  if (day.order === "known") return Number.isNaN(dayFirst) ? null : { dayFirst, monthFirst: dayFirst };
  return Number.isNaN(dayFirst) && Number.isNaN(monthFirst) ? null : { dayFirst, monthFirst };
}

/** Dates of a column, or why they are none. */
export type ColumnOfDates =
  /** `dayFirst`: whether the day is read before the month where they could be exchanged. */
  | { values: Float64Array; strays: number[]; dayFirst: boolean }
  /** Day and month could be exchanged: `example` is such a cell. */
  | { ambiguous: string }
  | null;

/**
 * Reads the words of a column as dates, all in the same order of day and month.
 *
 * @param words null where missing
 * @param limit share of words that may be no dates; `strays` are their rows
 */
export function parseDates(words: readonly (string | null)[], limit: number): ColumnOfDates {
  const dayFirst = new Float64Array(words.length).fill(NaN);
  const monthFirst = new Float64Array(words.length).fill(NaN);
  const strays: number[] = [];
  let count = 0;
  let canDayFirst = true;
  let canMonthFirst = true;
  let example = "";
  for (let r = 0; r < words.length; r++) {
    const word = words[r];
    if (word === null || word === undefined) continue;
    count++;
    const reading = parseDate(word);
    if (reading === null) {
      strays.push(r);
      // Words that are no dates at all are found out early.
      if (strays.length > limit * words.length) return null;
      continue;
    }
    dayFirst[r] = reading.dayFirst;
    monthFirst[r] = reading.monthFirst;
    if (Number.isNaN(reading.dayFirst)) canDayFirst = false;
    if (Number.isNaN(reading.monthFirst)) canMonthFirst = false;
    if (reading.dayFirst !== reading.monthFirst && example === "") example = word;
  }
  if (count === 0 || strays.length > limit * count || (!canDayFirst && !canMonthFirst)) return null;
  if (example !== "" && canDayFirst && canMonthFirst) return { ambiguous: example };
  return { values: canDayFirst ? dayFirst : monthFirst, strays, dayFirst: canDayFirst };
}

interface Day {
  year: number;
  /** Day, or the first of two numbers of which one is the day. */
  first: number;
  /** Month, or the second of them. */
  second: number;
  order: "known" | "open";
  end: number;
}

function overDay(s: string): Day | null {
  const a = overPart(s, 0);
  const b = a && overPart(s, a.end);
  if (a === null || b === null) return null;
  // Year and month alone: 2024-03.
  if (b.end === s.length && a.length === 4 && b.length === 2 && a.separator === "-" && b.separator === "") {
    return { year: a.value, second: b.value, first: 1, order: "known", end: b.end };
  }
  const c = overPart(s, b.end);
  if (c === null || !areSeparators(a.separator, b.separator, c.separator)) return null;
  const end = c.separator === "日" ? c.end : c.end - c.separator.length;
  if (a.length === 4) {
    return c.length > 2 ? null : { year: a.value, second: b.value, first: c.value, order: "known", end };
  }
  if (c.length !== 4 || a.length > 2 || b.length > 2) return null;
  const isKnown = a.separator === "." || b.isName || a.isName;
  if (a.isName) return { year: c.value, second: a.value, first: b.value, order: "known", end };
  return { year: c.value, first: a.value, second: b.value, order: isKnown ? "known" : "open", end };
}

interface Part {
  value: number;
  /** Digits; 2 for the name of a month. */
  length: number;
  isName: boolean;
  /** Sign behind the part; "" at the end. */
  separator: string;
  end: number;
}

/** Up to four digits or the name of a month, and the separator behind. */
function overPart(s: string, start: number): Part | null {
  let end = start;
  while (end < s.length && end - start < 5 && isDigit(s, end)) end++;
  const isName = end === start;
  if (isName) while (end < s.length && end - start < 10 && isLetter(s, end)) end++;
  const text = s.slice(start, end);
  const value = isName ? monthNumber(text) : Number(text);
  if (text === "" || text.length > (isName ? 9 : 4) || (isName && value === 0)) return null;
  let separator = s[end] ?? "";
  // "Mar 5, 2024"
  if (separator === "," && s[end + 1] === " ") separator = ", ";
  return { value, length: isName ? 2 : text.length, isName, separator, end: end + separator.length };
}

function areSeparators(a: string, b: string, c: string): boolean {
  if (a === "年") return b === "月" && c === "日";
  if (c !== "" && c !== " " && c !== "T") return false;
  return (a === b && (a === "-" || a === "/" || a === "." || a === " ")) || (a === " " && b === ", ");
}

/** Milliseconds of the time of day behind a date; 0 if there is none, null if there is something else. */
function overTime(s: string, start: number): number | null {
  if (start === s.length) return 0;
  const isMark = s[start] === "T" || s[start] === " ";
  let i = isMark ? start + 1 : start;
  const hour = overTwo(s, i);
  if (hour === null || hour > 23 || s[i + 2] !== ":") return null;
  const minute = overTwo(s, i + 3);
  if (minute === null || minute > 59) return null;
  i += 5;
  let seconds = 0;
  if (s[i] === ":") {
    const second = overTwo(s, i + 1);
    if (second === null || second > 59) return null;
    seconds = second;
    i += 3;
    if (s[i] === ".") {
      let end = i + 1;
      while (isDigit(s, end)) end++;
      if (end === i + 1) return null;
      seconds += Number(`0${s.slice(i, end)}`);
      i = end;
    }
  }
  const zone = overZone(s, i);
  return zone === null ? null : Math.round(((hour * 60 + minute) * 60 + seconds) * 1000) - zone;
}

/** Milliseconds that a zone is ahead of UTC: "", "Z", "+08:00", "+0800". */
function overZone(s: string, i: number): number | null {
  if (i === s.length || (s[i] === "Z" && i + 1 === s.length)) return 0;
  const sign = s[i] === "+" ? 1 : s[i] === "-" ? -1 : 0;
  const minuteAt = s[i + 3] === ":" ? i + 4 : i + 3;
  const hour = overTwo(s, i + 1);
  const minute = overTwo(s, minuteAt);
  if (sign === 0 || hour === null || minute === null || minuteAt + 2 !== s.length) return null;
  return sign * (hour * 60 + minute) * 60_000;
}

function overTwo(s: string, i: number): number | null {
  return isDigit(s, i) && isDigit(s, i + 1) ? Number(s.slice(i, i + 2)) : null;
}

/** Start of a day; NaN if the calendar has no such day. */
function midnight(year: number, month: number, day: number): number {
  const time = new Date(0).setUTCFullYear(year, month - 1, day);
  const date = new Date(time);
  const isDay =
    year > 0 && month >= 1 && month <= 12 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isDay ? time : NaN;
}

function isDigit(s: string, i: number): boolean {
  const code = s.charCodeAt(i);
  return code >= 48 && code <= 57;
}

function isLetter(s: string, i: number): boolean {
  const code = s.charCodeAt(i) | 32;
  return code >= 97 && code <= 122;
}
