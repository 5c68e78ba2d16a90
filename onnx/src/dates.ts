import type { FeatureEncoder } from "gradus";
import type { GraphBuilder } from "./builder.js";

const DAY = 86_400_000;
/** Days from 0001-01-01 to 1970-01-01 in the Gregorian calendar. */
const EPOCH = 719_162;
/** Mean length of a Gregorian year, in days. */
const YEAR = 365.2425;

/** What a date becomes: the year with its fraction as double, sines and cosines of the turns as float. */
export interface DateValues {
  /** Double, such as 2024.5. */
  year: string;
  /** Float: sine and cosine of the day of the year, of the weekday and, if asked for, of the time of day. */
  angles: string[];
}

/**
 * Adds to a graph what the encoder makes of dates.
 *
 * @param time name of a double tensor: milliseconds since 1970-01-01 UTC, without NaN
 */
export function addDate(
  g: GraphBuilder,
  time: string,
  { hour }: Extract<FeatureEncoder, { type: "date" }>,
): DateValues {
  const days = g.add("Div", [time, double(g, DAY)]);
  const year = addYear(g, days);
  // 1970-01-01 was a Thursday, three days after a Monday.
  const week = g.add("Div", [g.add("Add", [days, double(g, 3)]), double(g, 7)]);
  const turns = hour ? [year, week, days] : [year, week];
  return { year, angles: turns.flatMap((turn) => addTurn(g, turn)) };
}

/** Adds the year with its fraction: the year that holds the day, and how much of it has passed. */
function addYear(g: GraphBuilder, days: string): string {
  const guess = floor(g, g.add("Add", [g.add("Div", [days, double(g, YEAR)]), double(g, 1970)]));
  const one = double(g, 1);
  const isEarlier = g.cast(g.add("Less", [days, addStart(g, guess)]), "double");
  const following = addStart(g, g.add("Add", [guess, one]));
  const isLater = g.cast(g.add("GreaterOrEqual", [days, following]), "double");
  const year = g.add("Add", [g.add("Sub", [guess, isEarlier]), isLater]);
  const start = addStart(g, year);
  const length = g.add("Sub", [addStart(g, g.add("Add", [year, one])), start]);
  return g.add("Add", [year, g.add("Div", [g.add("Sub", [days, start]), length])]);
}

/** Adds the day since 1970-01-01 on which a year begins: `365 y + ⌊y/4⌋ − ⌊y/100⌋ + ⌊y/400⌋` days after year 1, y the years before. */
function addStart(g: GraphBuilder, year: string): string {
  const before = g.add("Sub", [year, double(g, 1)]);
  const part = (n: number): string => floor(g, g.add("Div", [before, double(g, n)]));
  const plain = g.add("Sub", [g.add("Mul", [before, double(g, 365)]), double(g, EPOCH)]);
  const fourth = g.add("Add", [plain, part(4)]);
  return g.add("Add", [g.add("Sub", [fourth, part(100)]), part(400)]);
}

/** Adds sine and cosine of a number of turns; whole turns are taken off in float64. */
function addTurn(g: GraphBuilder, turns: string): string[] {
  const part = g.cast(g.add("Sub", [turns, floor(g, turns)]), "float");
  const angle = g.add("Mul", [part, g.scalar(2 * Math.PI, "float")]);
  return [g.add("Sin", [angle]), g.add("Cos", [angle])];
}

function floor(g: GraphBuilder, x: string): string {
  return g.add("Floor", [x]);
}

function double(g: GraphBuilder, value: number): string {
  return g.scalar(value, "double");
}
