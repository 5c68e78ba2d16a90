import "../messages/explaining.js";
import { studentBelow, studentQuantile } from "../assess/distributions.js";
import { GradusError } from "../errors.js";
import type { Model } from "../model/model.js";
import { netsWithout } from "../model/ensemble/unseen.js";
import type { Table } from "../table/table.js";
import { sensitivity, type Sensitivity, type SensitivityOptions } from "./sensitivity.js";
import { mean } from "./statistics.js";

/** Average marginal effect of a factor, or of one of its levels, with what other rows might have made of it. */
export interface Effect {
  factor: string;
  unit?: string;
  /** The level that is compared with the first one; of numbers and dates nothing. */
  level?: string;
  /** Mean over the rows of ∂ŷ/∂x in the output's unit per unit of x, of a date per year; of a level of ŷ(level) − ŷ(first level). */
  effect: number;
  /** Standard error by the jackknife over folds. */
  se: number;
  /** Interval that is to hold the effect with probability `level` of `Effects`. */
  lo: number;
  hi: number;
  /** Probability of an effect as far from 0 as this by chance alone; two-sided. */
  p: number;
}

/** What `averageEffects` gives. */
export interface Effects {
  output: string;
  unit?: string;
  /** Rows that the effects are means over. */
  rows: number;
  /** Folds whose nets were compared; t has one degree of freedom less. */
  folds: number;
  level: number;
  effects: Effect[];
}

const LEVEL = 0.95;

/**
 * Average marginal effects with intervals and p-values, as a regression table has them: `mean ∂ŷ/∂x` over the rows, and how much it
 * would change with other training rows. The nets that leave out fold k give `θ₋ₖ`; the jackknife over K groups (Tukey 1958; Efron &
 * Tibshirani 1993, §11.5) makes of it `se² = (K − 1)/K Σ (θ₋ₖ − mean θ₋ₖ)²`, t has K − 1 degrees of freedom. Start values, which also
 * differ from fold to fold, widen the intervals; what regularisation takes off an effect they do not know. The rows at which the
 * derivatives are taken count as given.
 *
 * @param options as for `sensitivity`; `level` of the intervals, @default 0.95
 * @throws GradusError E656 for a model without nets that leave out a fold; E650, E651 as `sensitivity`; RangeError for the level
 */
export async function averageEffects(
  model: Model,
  table: Table,
  options: SensitivityOptions & { level?: number } = {},
): Promise<Effects> {
  const { level = LEVEL, onProgress, ...others } = options;
  if (!(level > 0 && level < 1))
    throw new RangeError(`Cannot find effects: expected a level between 0 and 1, got ${level}`);
  const folds = foldModels(model);
  const part = (number: number) =>
    onProgress === undefined
      ? {}
      : { onProgress: (done: number, of: number) => onProgress(number * of + done, (folds.length + 1) * of) };
  const whole = await sensitivity(model, table, { ...others, ...part(0) });
  const left: Effect[][] = [];
  for (const [k, own] of folds.entries()) {
    left.push(plainEffects(await sensitivity(own, table, { ...others, ...part(k + 1) })));
  }
  const { output, unit, rows } = whole;
  const reach = studentQuantile((1 + level) / 2, folds.length - 1);
  const effects = plainEffects(whole).map((one, i) => {
    const se = jackknife(left.map((found) => found[i].effect));
    const t = se > 0 ? Math.abs(one.effect) / se : one.effect === 0 ? 0 : Infinity;
    const p = 2 * (1 - studentBelow(t, folds.length - 1));
    return { ...one, se, lo: one.effect - reach * se, hi: one.effect + reach * se, p };
  });
  return { output, ...(unit === undefined ? {} : { unit }), rows, folds: folds.length, level, effects };
}

/** For each fold the model that the nets without it make. @throws GradusError E656 */
function foldModels(model: Model): Model[] {
  const folds = 1 + Math.max(...(model.outOfFold?.fold ?? [-1]));
  const nets = Array.from({ length: folds }, (_, k) => netsWithout(model.nets, k));
  if (folds < 2 || nets.some((own) => own.length === 0)) throw new GradusError("E656");
  return nets.map((own) => ({ ...model, nets: own }));
}

/** Effects without their errors: one for each factor of numbers, one for each level but the first of the others. */
function plainEffects({ factors }: Sensitivity): Effect[] {
  const unknown = { se: 0, lo: 0, hi: 0, p: 1 };
  return factors.flatMap(({ factor, unit, mean: slope, levels }): Effect[] => {
    const head = { factor, ...(unit === undefined ? {} : { unit }), ...unknown };
    if (levels === undefined) return [{ ...head, effect: slope! }];
    return levels.slice(1).map(({ level, mean: effect }) => ({ ...head, level, effect }));
  });
}

/** Standard error of a figure from its values with one group left out each. */
function jackknife(values: readonly number[]): number {
  const center = mean(values);
  const squares = values.reduce((sum, v) => sum + (v - center) ** 2, 0);
  return Math.sqrt(((values.length - 1) / values.length) * squares);
}
