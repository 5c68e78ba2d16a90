import type { Warning } from "../errors.js";
import type { Model } from "../model/model.js";
import type { Table } from "../table/table.js";
import type { Curve } from "./curve.js";
import { curves } from "./curves.js";
import { factorsOf, hasLabels } from "./factors.js";
import { meanImpact, type Impact } from "./impact.js";
import { interactions, type Interaction } from "./interactions.js";
import { lawOf, type Law } from "./law.js";
import { lekProfiles, type LekProfile } from "./lek.js";
import { permutationImportance, type PermutationImportance } from "./permutation.js";
import { qualityWarnings } from "./quality.js";
import { compareRankings, type Rankings, type Scores } from "./rankings.js";
import { sensitivity, type Sensitivity } from "./sensitivity.js";
import { shapleyValues, type Shapley } from "./shapley.js";
import { sobolIndices, type Sobol } from "./sobol.js";
import type { SurfaceOptions } from "./surface.js";
import { weightInfluence, type WeightInfluence } from "./weights.js";
import type { WorkOptions } from "./work.js";

/** How `explain` and `rankFactors` are asked. */
export interface ExplainOptions extends SurfaceOptions, WorkOptions {
  /** @default all */
  factors?: readonly string[];
  /** Rows that were not trained on, with labels, for permutation importance. @default `table` */
  heldOut?: Table;
  /** @default 0 */
  seed?: number;
}

/** What a person asks first of a model. */
export interface Explanation {
  /** Null if the table has no labels. */
  permutation: PermutationImportance | null;
  sensitivity: Sensitivity;
  /** Accumulated local effects of numbers and dates, partial dependence of levels. */
  curves: Curve[];
  /** One for each curve. */
  laws: Law[];
  /** Pairs of the most important factors, those that act together most first. */
  interactions: Interaction[];
  warnings: Warning[];
}

/**
 * Importance, sensitivity, and the law of every factor in numbers.
 *
 * @param table rows for sensitivity and curves; labels are needed for importance only
 * @throws GradusError E651 for an unknown output, and as `predict`
 */
export async function explain(
  model: Model,
  table: Table,
  options: ExplainOptions = {},
): Promise<Explanation> {
  const { heldOut = table, onProgress } = options;
  const part = partsOf(onProgress, 4);
  const permutation = hasLabels(model, heldOut)
    ? await permutationImportance(model, heldOut, { ...options, ...part(0) })
    : null;
  const slopes = await sensitivity(model, table, { ...options, ...part(1) });
  const drawn = await curves(model, table, { ...options, ...part(2), methods: ["ale"] });
  const strongest = strongestOf(permutation, slopes);
  const pairs = await interactions(model, table, {
    ...options,
    ...part(3),
    factors: strongest,
    rows: PAIR_ROWS,
  });
  return {
    permutation,
    sensitivity: slopes,
    curves: drawn,
    laws: drawn.map((curve) => lawOf(curve, slopes.sd)),
    interactions: pairs,
    warnings: [...qualityWarnings(model), ...(permutation?.warnings ?? [])],
  };
}

const STRONGEST = 6; // factors whose pairs are looked at
const PAIR_ROWS = 60;

/** Names of the most important factors. */
function strongestOf(permutation: PermutationImportance | null, slopes: Sensitivity): string[] {
  const sizes =
    permutation?.importance.map(({ factor, mean }) => ({ factor, size: mean })) ??
    slopes.factors.map(({ factor, strength }) => ({ factor, size: strength }));
  const order = sizes.toSorted((a, b) => b.size - a.size);
  return order.slice(0, STRONGEST).map(({ factor }) => factor);
}

/**
 * The factors ranked by all methods side by side: permutation importance, strength of the sensitivity, range of the curve, mean impact
 * value, Shapley values, total Sobol index, Lek's profile, Olden and Garson; with their agreement, and their stability over the nets.
 */
export async function rankFactors(
  model: Model,
  table: Table,
  options: Omit<ExplainOptions, "factors"> = {},
): Promise<Rankings> {
  const part = partsOf(options.onProgress, 4);
  const {
    permutation,
    sensitivity: slopes,
    curves: drawn,
  } = await explain(model, table, { ...options, ...part(0) });
  const impacts = await meanImpact(model, table, { ...options, ...part(1) });
  const shapley = await shapleyValues(model, table, { ...options, ...part(2) });
  const sobol = await sobolIndices(model, { ...options, ...part(3) });
  const lek = lekProfiles(model, table, options);
  const weights = weightInfluence(model, options);
  return rankingsOf(model, {
    permutation,
    sensitivity: slopes,
    curves: drawn,
    impacts,
    shapley,
    sobol,
    lek,
    weights,
  });
}

/** What methods say of the factors of a model; a method that is left out has no part in the rankings. */
export interface Influences {
  permutation?: PermutationImportance | null;
  sensitivity?: Sensitivity;
  /** Accumulated local effects. */
  curves?: readonly Curve[];
  impacts?: readonly Impact[];
  shapley?: Shapley;
  sobol?: Sobol;
  lek?: readonly LekProfile[];
  weights?: readonly WeightInfluence[];
}

/** The rankings that `rankFactors` puts side by side, of what has been found already. */
export function rankingsOf(model: Pick<Model, "encoder">, found: Influences): Rankings {
  const names = factorsOf(model.encoder).map(({ name }) => name);
  const range = (y: readonly number[]): number => Math.max(...y) - Math.min(...y);
  const { permutation, sensitivity: slopes, curves: drawn, impacts, shapley, sobol, lek, weights } = found;
  function scores<T extends { factor: string }>(
    method: string,
    list: readonly T[] | null | undefined,
    value: (one: T) => number,
    nets?: (one: T) => number[],
  ): Scores[] {
    return list ? [scoresOf(method, names, list, value, nets)] : [];
  }
  return compareRankings(names, [
    ...scores(
      "permutation",
      permutation?.importance,
      (one) => one.mean,
      (one) => one.ofNets,
    ),
    ...scores(
      "sensitivity",
      slopes?.factors,
      (one) => one.strength,
      (one) => one.strengthOfNets,
    ),
    ...scores("ale", drawn, ({ y }) => range(y)),
    ...scores(
      "miv",
      impacts,
      (one) => Math.abs(one.mivDeviation),
      (one) => one.ofNets.map(Math.abs),
    ),
    ...(shapley ? [{ method: "shapley", values: shapley.importance }] : []),
    ...(sobol ? [{ method: "sobol", values: sobol.factors.map(({ total }) => total) }] : []),
    ...scores("lek", lek, ({ mean }) => range(mean)),
    ...scores(
      "olden",
      weights,
      (one) => Math.abs(one.olden),
      (one) => one.oldenOfNets.map(Math.abs),
    ),
    ...scores(
      "garson",
      weights,
      (one) => one.garson,
      (one) => one.garsonOfNets,
    ),
  ]);
}

/** What a method says of each factor, null of those it leaves out; of its nets only if it says something of all factors. */
function scoresOf<T extends { factor: string }>(
  method: string,
  names: readonly string[],
  found: readonly T[],
  value: (one: T) => number,
  nets?: (one: T) => number[],
): Scores {
  const byName = new Map(found.map((one) => [one.factor, one]));
  const values = names.map((name) => {
    const one = byName.get(name);
    return one === undefined ? null : value(one);
  });
  if (nets === undefined || found.length < 2) return { method, values };
  const lists = found.map(nets);
  return { method, values, ofNets: lists[0].map((_, k) => lists.map((list) => list[k])) };
}

/** Progress of one of several parts as progress of the whole, in hundredths. */
function partsOf(onProgress: WorkOptions["onProgress"], parts: number): (number: number) => WorkOptions {
  return (number) =>
    onProgress === undefined
      ? {}
      : { onProgress: (done, of) => onProgress(Math.floor((100 * (number + done / of)) / parts), 100) };
}
