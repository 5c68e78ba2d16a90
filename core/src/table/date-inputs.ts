import { cos, sin } from "../elementary.js";
import type { Matrix } from "../matrix.js";
import { scaled, type Scale } from "./scale.js";

const DAY = 86_400_000;

/** Names of the inputs that a date becomes. */
export function dateInputs({ name, hour }: { name: string; hour: boolean }): string[] {
  const parts = ["year", "day of year (sin)", "day of year (cos)", "weekday (sin)", "weekday (cos)"];
  if (hour) parts.push("time of day (sin)", "time of day (cos)");
  return parts.map((part) => `${name}: ${part}`);
}

/** Dates as a scaled year and as sine and cosine of their place in the year, the week and the day; missing ones as `fill`. */
export function encodeDates(
  { scale, fill, hour }: { scale: Scale; fill: number; hour: boolean },
  values: Float64Array,
  rows: ArrayLike<number>,
  X: Matrix,
): void {
  for (let s = 0; s < rows.length; s++) {
    const cell = values[rows[s]];
    const time = Number.isNaN(cell) ? fill : cell;
    const year = yearOf(time);
    // 1970-01-01 was a Thursday, three days after a Monday.
    const angles = [year % 1, ((time / DAY + 3) / 7) % 1];
    if (hour) angles.push((time / DAY) % 1);
    X.data[s] = scaled(scale, year);
    angles.forEach((turn, i) => {
      X.data[(1 + 2 * i) * X.cols + s] = sin(2 * Math.PI * turn);
      X.data[(2 + 2 * i) * X.cols + s] = cos(2 * Math.PI * turn);
    });
  }
}

/** Year with its fraction: 2024.5 is the middle of 2024. */
export function yearOf(time: number): number {
  const year = new Date(time).getUTCFullYear();
  const start = startOfYear(year);
  return year + (time - start) / (startOfYear(year + 1) - start);
}

/** Milliseconds at which a year begins; `Date.UTC` would take 0 … 99 for 1900 … 1999. */
function startOfYear(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1);
}
