import { matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import { quantile, range } from "../table/scale.js";
import type { Table } from "../table/table.js";
import { presentOf } from "./curve.js";
import { chosen, designOf, encodeValues, levelsOf, type Design } from "./factors.js";
import { createSurface, type SurfaceOptions } from "./surface.js";

/** Lek's profile of one factor. */
export interface LekProfile {
  factor: string;
  unit?: string;
  /** Twelve values, evenly from the smallest to the largest. */
  x: number[];
  /** Answers with all other factors at their smallest value, quartiles and largest value: five lists. */
  y: number[][];
  /** Their mean. */
  mean: number[];
}

const STEPS = 12;
const HELD = [0, 0.25, 0.5, 0.75, 1];

/**
 * Lek's profile (Lek et al. 1996): one factor goes through its range in twelve steps while all others are held at their smallest
 * value, their quartiles and their largest value in turn; levels at the most frequent one. It asks the model where there may be no
 * data: for comparison with older papers.
 *
 * @param options `factors`: names, @default all that are numbers
 */
export function lekProfiles(
  model: Model,
  table: Table,
  options: SurfaceOptions & { factors?: readonly string[] } = {},
): LekProfile[] {
  const surface = createSurface(model, options);
  const design = designOf(model, table);
  const which = chosen(design.factors, options.factors).filter((j) => design.factors[j].kind !== "levels");
  return which.map((j) => {
    const { name, unit } = design.factors[j];
    const [min, max] = range(presentOf(design.values[j]));
    const x = Array.from({ length: STEPS }, (_, k) => min + ((max - min) * k) / (STEPS - 1));
    const y = HELD.map((q) => [...surface.answer(heldAt(design, q, j, Float64Array.from(x)))]);
    const mean = x.map((_, k) => y.reduce((sum, line) => sum + line[k], 0) / y.length);
    return { factor: name, ...(unit === undefined ? {} : { unit }), x, y, mean };
  });
}

/** Rows with factor j at each value of x, all others at one quantile of theirs. */
function heldAt({ factors, values, X }: Design, q: number, j: number, x: Float64Array) {
  const M = matrix(X.rows, x.length);
  factors.forEach((factor, k) => {
    const own =
      k === j ? x : new Float64Array(x.length).fill(restingValue(values[k], levelsOf(factor).length, q));
    M.data.set(encodeValues(factor, own).data, factor.from * x.length);
  });
  return M;
}

/** A quantile; of levels the most frequent one. */
function restingValue(values: Float64Array, levels: number, q: number): number {
  const present = presentOf(values).sort();
  if (levels === 0) return quantile(present, q);
  const counts = Array.from({ length: levels }, (_, level) => present.filter((x) => x === level).length);
  return counts.indexOf(Math.max(...counts));
}
