import { range } from "../table/scale.js";
import { curveOf, decilesOf, presentOf, rowsNear, type Curve } from "./curve.js";
import {
  copyMatrix,
  encodeValues,
  evenly,
  levelsOf,
  setFactorInPlace,
  type Design,
  type Factor,
} from "./factors.js";
import { mean } from "./statistics.js";
import type { Surface } from "./surface.js";

/**
 * Partial dependence (Friedman 2001, eq. 53): `PD(v) = mean over the rows of f(v, x_rest)`; single rows of it are the lines of
 * individual conditional expectation (Goldstein et al. 2015). Rows are moved to every place, also to where no data are.
 *
 * @param places values of the factor as `Design` has them; levels by their numbers
 * @param lines  ICE lines at most, evenly spread over the rows
 */
export function partialDependence(
  surface: Surface,
  design: Design,
  j: number,
  places: Float64Array,
  lines: number,
): Curve {
  const [factor, values] = [design.factors[j], design.values[j]];
  const part = encodeValues(factor, places);
  const X = copyMatrix(design.X);
  const kept = evenly(X.cols, lines);
  const ice = kept.map((): number[] => []);
  const curve = {
    mean: new Float64Array(places.length),
    each: Array.from({ length: surface.nets }, () => new Float64Array(places.length)),
  };
  for (let v = 0; v < places.length; v++) {
    setFactorInPlace(X, factor, part, v);
    const answers = surface.answers(X);
    curve.mean[v] = mean(answers.mean);
    answers.each.forEach((y, k) => (curve.each[k][v] = mean(y)));
    kept.forEach((s, i) => ice[i].push(answers.mean[s]));
  }
  const { n } = densityOf(factor, values, places);
  return curveOf(surface, factor, "pd", values, { x: namesOf(factor, places), curve, n, ice });
}

/** Where the data lie: rows at or near each place, and the deciles of numbers. */
export function densityOf(
  factor: Factor,
  values: Float64Array,
  places: Float64Array,
): Pick<Curve, "n" | "deciles"> {
  if (factor.kind !== "levels") return { n: rowsNear(places, values), deciles: decilesOf(values) };
  const count = (level: number): number => values.reduce((n, x) => n + (x === level ? 1 : 0), 0);
  return { n: Array.from(places, count), deciles: null };
}

/** Places as a person knows them: levels by their names. */
export function namesOf(factor: Factor, places: Float64Array): (number | string)[] {
  const names = levelsOf(factor);
  return factor.kind === "levels" ? Array.from(places, (level) => names[level]) : [...places];
}

/**
 * Places of a curve: all levels; all values of a factor that has few; else evenly from the smallest to the largest.
 *
 * @param points places at most, of numbers and dates
 */
export function placesOf(factor: Factor, values: Float64Array, points: number): Float64Array {
  if (factor.kind === "levels") return Float64Array.from(levelsOf(factor).keys());
  const present = presentOf(values);
  const different = Float64Array.from(new Set(present)).sort();
  if (different.length <= points) return different;
  const [min, max] = range(present);
  return Float64Array.from({ length: points }, (_, k) => min + ((max - min) * k) / (points - 1));
}
