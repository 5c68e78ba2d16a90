import type { Model } from "../model/model.js";
import type { Table } from "../table/table.js";
import { accumulatedEffects } from "./ale.js";
import { presentOf, type Curve } from "./curve.js";
import { chosen, copyMatrix, designOf, encodeValues, setFactorInPlace } from "./factors.js";
import { densityOf, namesOf, partialDependence, placesOf } from "./partial-dependence.js";
import { mean } from "./statistics.js";
import { createSurface, type SurfaceOptions } from "./surface.js";
import { Work, type WorkOptions } from "./work.js";

/** How `curves` is asked. */
export interface CurveOptions extends SurfaceOptions, WorkOptions {
  /** @default all */
  factors?: readonly string[];
  /** @default both */
  methods?: readonly Curve["method"][];
  /** Intervals of ALE at most. @default 30 */
  bins?: number;
  /** Places of partial dependence at most. @default 30 */
  points?: number;
  /** Rows for ALE at most. @default 5000 */
  rows?: number;
  /** Rows for partial dependence at most. @default 500 */
  pdRows?: number;
  /** ICE lines at most. @default 50 */
  lines?: number;
  /** Of the draw of rows. @default 0 */
  seed?: number;
}

/**
 * The law of each factor: accumulated local effects, which factors that vary together do not mislead, and partial dependence with
 * single rows; both averaged over the nets of the ensemble, with a band. Levels are drawn by partial dependence.
 *
 * @param table rows; labels are not needed
 * @returns factor by factor, of each its ALE before its partial dependence; a factor of one value has no ALE
 * @throws GradusError E650 or E651 for an unknown factor or output, and as `predict`
 */
export async function curves(model: Model, table: Table, options: CurveOptions = {}): Promise<Curve[]> {
  const {
    methods = ["ale", "pd"],
    bins = 30,
    points = 30,
    rows = 5000,
    pdRows = 500,
    lines = 50,
    seed = 0,
  } = options;
  const surface = createSurface(model, options);
  const design = designOf(model, table, { limit: rows, seed });
  const few = designOf(model, table, { limit: Math.min(rows, pdRows), seed });
  const which = chosen(design.factors, options.factors);
  const work = new Work(which.length * methods.length, options);
  const found: (Curve | null)[] = [];
  for (const j of which) {
    const factor = design.factors[j];
    const isLevels = factor.kind === "levels";
    if (!isLevels && presentOf(design.values[j]).length === 0) continue;
    for (const method of methods) {
      if (method === "ale" && !isLevels) found.push(accumulatedEffects(surface, design, j, bins));
      else if (method === "pd" || !methods.includes("pd")) {
        const places = placesOf(factor, design.values[j], points);
        const curve = partialDependence(surface, few, j, places, lines);
        found.push({ ...curve, ...densityOf(factor, design.values[j], places) });
      }
      await work.step();
    }
  }
  return found.filter((curve) => curve !== null);
}

/** Two factors at once. */
export interface FactorMap {
  factors: [string, string];
  output: string;
  /** Places of the first and of the second factor. */
  x: (number | string)[];
  y: (number | string)[];
  /** Mean answer, in the output's unit, at place i of the first and place k of the second: `z[i][k]`. */
  z: number[][];
  /** Rows near that place. */
  n: number[][];
}

/**
 * Partial dependence of two factors: `mean over the rows of f(v, w, x_rest)` on a grid.
 *
 * @param pair    names of two factors
 * @param options as for `curves`; `points` is 15 and `pdRows` 200 by default
 */
export async function factorMap(
  model: Model,
  table: Table,
  pair: readonly [string, string],
  options: Omit<CurveOptions, "factors" | "methods" | "bins" | "lines"> = {},
): Promise<FactorMap> {
  const { points = 15, pdRows = 200, rows = 5000, seed = 0 } = options;
  const surface = createSurface(model, options);
  const all = designOf(model, table, { limit: rows, seed });
  const few = designOf(model, table, { limit: Math.min(rows, pdRows), seed });
  const [a, b] = chosen(all.factors, pair);
  const [A, B] = [all.factors[a], all.factors[b]];
  const [v, w] = [placesOf(A, all.values[a], points), placesOf(B, all.values[b], points)];
  const [partA, partB] = [encodeValues(A, v), encodeValues(B, w)];
  const X = copyMatrix(few.X);
  const work = new Work(v.length, options);
  const z: number[][] = [];
  for (let i = 0; i < v.length; i++) {
    setFactorInPlace(X, A, partA, i);
    z.push(
      Array.from(w, (_, k) => {
        setFactorInPlace(X, B, partB, k);
        return mean(surface.answer(X));
      }),
    );
    await work.step();
  }
  const nearA = nearest(v, all.values[a]);
  const nearB = nearest(w, all.values[b]);
  const n = z.map((row) => row.map(() => 0));
  nearA.forEach((i, s) => {
    if (i >= 0 && nearB[s] >= 0) n[i][nearB[s]]++;
  });
  const factors: [string, string] = [A.name, B.name];
  return { factors, output: surface.output, x: namesOf(A, v), y: namesOf(B, w), z, n };
}

/** Number of the nearest place of each value; −1 for a missing one. */
function nearest(places: Float64Array, values: Float64Array): Int32Array {
  return Int32Array.from(values, (x) => {
    if (Number.isNaN(x)) return -1;
    let best = 0;
    for (let k = 1; k < places.length; k++) {
      if (Math.abs(places[k] - x) < Math.abs(places[best] - x)) best = k;
    }
    return best;
  });
}
