import { quantile } from "../table/scale.js";
import type { Factor } from "./factors.js";
import { deviation } from "./statistics.js";
import type { Answers, Surface } from "./surface.js";

/** The law of one factor: how the answer goes with it. */
export interface Curve {
  factor: string;
  unit?: string;
  kind: Factor["kind"];
  output: string;
  outputUnit?: string;
  /** ale: accumulated local effects, around 0; pd: partial dependence, around the mean answer. */
  method: "ale" | "pd";
  /** Places: numbers, milliseconds since 1970, or levels, the most frequent first. */
  x: (number | string)[];
  /** The curve of the ensemble, in the output's unit. */
  y: number[];
  /** Two standard deviations over the nets below and above; null for a single net. */
  lo: number[] | null;
  hi: number[] | null;
  /** Rows nearer to this place than to any other: where there are few, the curve is a guess. */
  n: number[];
  /** Smallest value, the nine deciles and the largest value of these rows; null for levels. */
  deciles: number[] | null;
  /** Single rows, one list of answers each (individual conditional expectation); null of ALE. */
  ice: number[][] | null;
}

/** What a curve is made of. */
export interface Drawn {
  x: (number | string)[];
  /** One number for each place. */
  curve: Answers;
  n: number[];
  ice?: number[][];
}

/** A curve with its band and its density. */
export function curveOf(
  surface: Surface,
  factor: Factor,
  method: Curve["method"],
  values: Float64Array,
  { x, curve, n, ice }: Drawn,
): Curve {
  const { output, unit } = surface;
  const spreads = x.map((_, i) => deviation(curve.each.map((y) => y[i])));
  const band = (sign: number): number[] | null =>
    surface.nets < 2 ? null : Array.from(curve.mean, (y, i) => y + 2 * sign * spreads[i]!);
  return {
    factor: factor.name,
    ...(factor.unit === undefined ? {} : { unit: factor.unit }),
    kind: factor.kind,
    output,
    ...(unit === undefined ? {} : { outputUnit: unit }),
    method,
    x,
    y: [...curve.mean],
    lo: band(-1),
    hi: band(1),
    n,
    deciles: factor.kind === "levels" ? null : decilesOf(values),
    ice: ice ?? null,
  };
}

/** ICE lines of a curve less their value at the first place, so that their shapes can be compared (Goldstein et al. 2015). */
export function centredIce({ ice }: Pick<Curve, "ice">): number[][] {
  return (ice ?? []).map((line) => line.map((y) => y - line[0]));
}

/** Smallest, nine deciles, largest; missing values left out. */
export function decilesOf(values: Float64Array): number[] {
  const sorted = presentOf(values).sort();
  return Array.from({ length: 11 }, (_, k) => quantile(sorted, k / 10));
}

/** Values that are not missing. */
export function presentOf(values: Float64Array): Float64Array {
  return values.filter((x) => !Number.isNaN(x));
}

/** How many values lie nearer to each place than to any other; the lower of two equally near ones counts. */
export function rowsNear(places: ArrayLike<number>, values: Float64Array): number[] {
  const n = Array.from(places, () => 0);
  for (const x of values) {
    if (Number.isNaN(x)) continue;
    let [low, high] = [0, places.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (places[middle] <= x) low = middle;
      else high = middle;
    }
    n[x - places[low] <= places[high] - x ? low : high]++;
  }
  return n;
}
