import type { Model } from "../model/model.js";
import type { Table } from "../table/table.js";
import { designOf, type Design } from "./factors.js";
import { gradientValues } from "./expected-gradients.js";
import { createGame, exactValues, sampledValues } from "./games.js";
import { mean } from "./statistics.js";
import { createSurface, type Surface, type SurfaceOptions } from "./surface.js";
import { Work, type WorkOptions } from "./work.js";

/** Ways to Shapley values: over all coalitions, over a sample of them, or by gradients along straight ways. */
export type ShapleyMethod = "exact" | "kernel" | "gradients";

/** How `shapleyValues` is asked. */
export interface ShapleyOptions extends SurfaceOptions, WorkOptions {
  /** Rows of the table to explain, from 0. @default 30 of them, drawn */
  rows?: readonly number[];
  /** Rows of the background at most, drawn from the table. @default 50 */
  background?: number;
  /** @default "exact" up to 12 factors, else "kernel" */
  method?: ShapleyMethod;
  /** Coalitions of the method "kernel". @default 2048 */
  coalitions?: number;
  /** @default 0 */
  seed?: number;
}

/** One prediction taken apart. */
export interface ShapleyRow {
  /** Row of the table, from 0. */
  row: number;
  /** The model's answer, in the output's unit. */
  prediction: number;
  /** Share of each factor, in the order of `factors`; with `expected` they sum to the prediction. */
  values: number[];
  /** What is left of that sum: 0 but for rounding, more with gradients. */
  rest: number;
}

/** What `shapleyValues` gives. */
export interface Shapley {
  output: string;
  unit?: string;
  method: ShapleyMethod;
  factors: string[];
  /** Mean answer over the background. */
  expected: number;
  rows: ShapleyRow[];
  /** Mean of the absolute shares over the rows, factor by factor. */
  importance: number[];
}

/** Factors up to which all coalitions are asked. */
export const EXACT_UP_TO = 12;

/**
 * Shapley values of single predictions: `φ_j = Σ_S |S|! (p − |S| − 1)! / p! (v(S ∪ j) − v(S))` with the interventional
 * `v(S) = mean over the background b of f(x_S, b_rest)` (Lundberg & Lee 2017). They say how the model comes to its answer.
 *
 * @param table rows to explain and, all together, the background
 * @throws RangeError for a row that is not there, and for "exact" with more than 20 factors; GradusError as `predict`
 */
export async function shapleyValues(
  model: Model,
  table: Table,
  options: ShapleyOptions = {},
): Promise<Shapley> {
  const { background: limit = 50, seed = 0, coalitions = 2048 } = options;
  const surface = createSurface(model, options);
  const background = designOf(model, table, { limit, seed });
  const explained = rowsToExplain(model, table, options.rows, seed);
  const { factors } = background;
  const method = options.method ?? (factors.length <= EXACT_UP_TO ? "exact" : "kernel");
  if (method === "exact" && factors.length > 20)
    throw new RangeError(`Cannot ask all coalitions: expected at most 20 factors, got ${factors.length}`);
  const work = new Work(explained.rows.length, options);
  const expected = mean(surface.answer(background.X));
  const predictions = surface.answer(explained.X);
  const rows: ShapleyRow[] = [];
  for (let s = 0; s < explained.rows.length; s++) {
    const values = sharesOf(model, surface, background, explained, s, { method, coalitions, seed });
    const prediction = predictions[s];
    const rest = prediction - expected - values.reduce((a, b) => a + b, 0);
    rows.push({ row: explained.rows[s], prediction, values, rest });
    await work.step();
  }
  const { output, unit } = surface;
  return {
    output,
    ...(unit === undefined ? {} : { unit }),
    method,
    factors: factors.map(({ name }) => name),
    expected,
    rows,
    importance: factors.map((_, j) => mean(rows.map(({ values }) => Math.abs(values[j])))),
  };
}

function sharesOf(
  model: Model,
  surface: Surface,
  background: Design,
  explained: Design,
  s: number,
  { method, coalitions, seed }: { method: ShapleyMethod; coalitions: number; seed: number },
): number[] {
  if (method === "gradients") return gradientValues(model, surface, background, explained.X, s);
  const v = createGame(surface, background, explained.X, s);
  const p = background.factors.length;
  return method === "exact" ? exactValues(v, p) : sampledValues(v, p, coalitions, seed);
}

function rowsToExplain(
  model: Model,
  table: Table,
  rows: readonly number[] | undefined,
  seed: number,
): Design {
  if (rows === undefined) return designOf(model, table, { limit: 30, seed: seed + 1 });
  const wrong = rows.find((r) => !Number.isSafeInteger(r) || r < 0 || r >= table.rows);
  if (wrong === undefined) return designOf(model, table, { among: Int32Array.from(rows) });
  throw new RangeError(`Cannot explain a row: expected 0 to ${table.rows - 1}, got ${wrong}`);
}
