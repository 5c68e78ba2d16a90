import type { Curve } from "./curve.js";
import { mean, spread } from "./statistics.js";

/** What a curve says in one word: rising, falling, up and down, down and up, something else, nothing; of levels that they differ. */
export type LawShape = "rising" | "falling" | "peak" | "valley" | "mixed" | "flat" | "levels";

/** The law of one factor in words and a few numbers. */
export interface Law {
  factor: string;
  unit?: string;
  kind: Curve["kind"];
  output: string;
  outputUnit?: string;
  shape: LawShape;
  /** The middle 80 % of the data, where the law is stated; null of levels. */
  from: number | null;
  to: number | null;
  /** Difference of the answer from `from` to `to`; of levels from the lowest to the highest. */
  change: number;
  /** Where the peak or the valley lies. */
  turn: number | null;
  /** Where a rising or falling law bends, and whether it is flatter or steeper from there on. */
  bend: { at: number; to: "flatter" | "steeper" } | null;
  /** Levels with the lowest and the highest answer. */
  lowest: string | null;
  highest: string | null;
}

const SAME_WAY = 0.9; // share of all ups and downs that may be called one direction
const FLAT = 0.05; // of the answers' standard deviation: a smaller range is nothing
const FLATTER = 0.4; // slope after a bend, as a share of that before
const ENDS = 0.1; // share of the range at either end where a turn or a bend does not count

/**
 * What the curve of a factor amounts to within the middle 80 % of the data.
 *
 * @param curve from `curves`; ALE where factors vary together
 * @param sd    standard deviation of the answers: a law that moves them by less than a twentieth of it is flat
 */
export function lawOf(curve: Curve, sd: number): Law {
  const { factor, unit, kind, output, outputUnit } = curve;
  const head = {
    factor,
    ...(unit === undefined ? {} : { unit }),
    kind,
    output,
    ...(outputUnit === undefined ? {} : { outputUnit }),
  };
  if (kind === "levels") return { ...head, ...ofLevels(curve, sd) };
  const { x, y } = middleOf(curve);
  const [from, to] = [x[0], x.at(-1)!];
  const shape = shapeOf(y, sd);
  const turn =
    shape === "peak" ? x[indexOf(y, Math.max)] : shape === "valley" ? x[indexOf(y, Math.min)] : null;
  const bend = shape === "rising" || shape === "falling" ? bendOf(x, y) : null;
  return { ...head, shape, from, to, change: y.at(-1)! - y[0], turn, bend, lowest: null, highest: null };
}

function ofLevels({ x, y, n }: Curve, sd: number) {
  const present = y.map((_, i) => i).filter((i) => n[i] > 0);
  const known = present.length > 0 ? present : y.map((_, i) => i);
  const low = known.reduce((a, i) => (y[i] < y[a] ? i : a), known[0]);
  const high = known.reduce((a, i) => (y[i] > y[a] ? i : a), known[0]);
  const change = y[high] - y[low];
  return {
    shape: change > FLAT * sd ? ("levels" as const) : ("flat" as const),
    from: null,
    to: null,
    change,
    turn: null,
    bend: null,
    lowest: String(x[low]),
    highest: String(x[high]),
  };
}

/** The curve from the first to the ninth decile of the data, its ends put in by straight lines. */
function middleOf({ x, y, deciles }: Curve): { x: number[]; y: number[] } {
  const places = x as number[];
  const [from, to] = [deciles![1], deciles![9]];
  const [left, right] = [Math.max(from, places[0]), Math.min(to, places.at(-1)!)];
  if (!(left < right)) return { x: places, y };
  const within = places.map((_, i) => i).filter((i) => places[i] > left && places[i] < right);
  return {
    x: [left, ...within.map((i) => places[i]), right],
    y: [interpolate(places, y, left), ...within.map((i) => y[i]), interpolate(places, y, right)],
  };
}

function interpolate(x: readonly number[], y: readonly number[], at: number): number {
  const i = Math.min(
    Math.max(
      1,
      x.findIndex((place) => place >= at),
    ),
    x.length - 1,
  );
  return y[i - 1] + ((y[i] - y[i - 1]) * (at - x[i - 1])) / (x[i] - x[i - 1]);
}

function shapeOf(y: readonly number[], sd: number): LawShape {
  const range = Math.max(...y) - Math.min(...y);
  if (!(range > FLAT * sd)) return "flat";
  if (share(y) >= SAME_WAY) return "rising";
  if (1 - share(y) >= SAME_WAY) return "falling";
  const [top, bottom] = [indexOf(y, Math.max), indexOf(y, Math.min)];
  if (share(y.slice(0, top + 1)) >= SAME_WAY && share(y.slice(top)) <= 1 - SAME_WAY) return "peak";
  if (share(y.slice(0, bottom + 1)) <= 1 - SAME_WAY && share(y.slice(bottom)) >= SAME_WAY) return "valley";
  return "mixed";
}

/** Ups as a share of all ups and downs. */
function share(y: readonly number[]): number {
  let [up, down] = [0, 0];
  for (let i = 1; i < y.length; i++) {
    const step = y[i] - y[i - 1];
    if (step > 0) up += step;
    else down -= step;
  }
  return up + down > 0 ? up / (up + down) : 0.5;
}

function indexOf(y: readonly number[], extreme: (...values: number[]) => number): number {
  return y.indexOf(extreme(...y));
}

/**
 * The bend of the best line of two pieces, if there is one worth the name: the fit of `a + b x + c max(0, x − t)` with the least
 * squares, t among the places.
 */
function bendOf(x: readonly number[], y: readonly number[]): Law["bend"] {
  const width = x.at(-1)! - x[0];
  let best: { error: number; at: number; before: number; after: number } | undefined;
  for (const at of x) {
    if (at < x[0] + ENDS * width || at > x.at(-1)! - ENDS * width) continue;
    const fit = hinge(x, y, at);
    if (best === undefined || fit.error < best.error) best = { at, ...fit };
  }
  if (best === undefined) return null;
  const [before, after] = [Math.abs(best.before), Math.abs(best.after)];
  if (after < FLATTER * before) return { at: best.at, to: "flatter" };
  return before < FLATTER * after ? { at: best.at, to: "steeper" } : null;
}

/** Least squares of two straight pieces that meet at t: their slopes, and the mean squared error. */
function hinge(
  x: readonly number[],
  y: readonly number[],
  t: number,
): { error: number; before: number; after: number } {
  const u = x.map((v) => Math.min(v - t, 0));
  const w = x.map((v) => Math.max(v - t, 0));
  const center = (list: readonly number[]): number[] => list.map((v) => v - mean(list));
  const [U, W, Y] = [center(u), center(w), center(y)];
  const dot = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, v, i) => sum + v * b[i], 0);
  const [uu, uw, ww, uy, wy] = [dot(U, U), dot(U, W), dot(W, W), dot(U, Y), dot(W, Y)];
  const determinant = uu * ww - uw * uw;
  const before = (uy * ww - wy * uw) / determinant;
  const after = (wy * uu - uy * uw) / determinant;
  return { before, after, error: spread(Y.map((v, i) => v - before * U[i] - after * W[i])) };
}
