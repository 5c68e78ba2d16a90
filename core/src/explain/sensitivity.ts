import { selectColumns, type Matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import { yearOf } from "../table/date-inputs.js";
import { scaledSlope } from "../table/scale.js";
import type { Table } from "../table/table.js";
import {
  chosen,
  designOf,
  encodeValues,
  evenly,
  levelsOf,
  setFactorInPlace,
  type Design,
  type Factor,
} from "./factors.js";
import { slopes, type Slopes } from "./slopes.js";
import { deviation, mean, spread } from "./statistics.js";
import { createSurface, type Answers, type Surface, type SurfaceOptions } from "./surface.js";
import { Work, type WorkOptions } from "./work.js";

/** How `sensitivity` is asked. */
export interface SensitivityOptions extends SurfaceOptions, WorkOptions {
  /** @default all */
  factors?: readonly string[];
  /** Rows at most; of more, so many are drawn. @default 5000 */
  rows?: number;
  /** Of the draw of rows. @default 0 */
  seed?: number;
}

/** Change of the answer from the first level of a factor to another one, over the rows. */
export interface LevelEffect {
  level: string;
  /** Rows that have this level. */
  rows: number;
  /** Mean of `ŷ(level) − ŷ(first level)`, in the output's unit. */
  mean: number;
  sd: number | null;
  /** Share of rows where it is positive, 0 … 1. */
  positive: number;
}

/** How one factor moves the answer, from row to row. */
export interface FactorSensitivity {
  factor: string;
  unit?: string;
  kind: Factor["kind"];
  /** Rows counted: those where the factor is not missing. */
  rows: number;
  /**
   * Mean of ∂ŷ/∂x, in the output's unit per unit of x; of a date per year; of two levels ŷ(second) − ŷ(first); null for more levels.
   */
  mean: number | null;
  /** Mean of |∂ŷ/∂x|, in the same unit. */
  meanAbsolute: number | null;
  /** Standard deviation of ∂ŷ/∂x over the rows: 0 for a straight line. */
  sd: number | null;
  /** Share of rows with ∂ŷ/∂x > 0: 1 for a rising law, 0 for a falling one. */
  positive: number | null;
  /** `mean · sd(x) / sd(ŷ)`: without units. */
  standardised: number | null;
  /** `meanAbsolute · sd(x)`, of levels the mean sd of ŷ over them, in the output's unit: how strong the factor is in these rows. */
  strength: number;
  /** Strength in each net of the ensemble. */
  strengthOfNets: number[];
  /** Of a factor with levels, against its first level. */
  levels?: LevelEffect[];
}

/** What `sensitivity` gives. */
export interface Sensitivity {
  output: string;
  unit?: string;
  rows: number;
  /** Standard deviation of the answers in these rows. */
  sd: number;
  factors: FactorSensitivity[];
}

/**
 * Sensitivity of a model to its factors: `∂ŷ/∂x = (∂ŷ/∂u) (∂u/∂x)`, the first by the back-propagation of training carried one layer
 * further, `δ⁰ = (W¹)ᵀ δ¹ + (W^skip)ᵀ δ^last`, the second the slope of the encoder's scale. Through all nets of the ensemble. Levels
 * have no derivative: for them the answer's change from level to level is taken.
 *
 * @param table rows to take the derivatives at; labels are not needed
 * @throws GradusError E650 or E651 for an unknown factor or output, and as `predict`
 */
export async function sensitivity(
  model: Model,
  table: Table,
  options: SensitivityOptions = {},
): Promise<Sensitivity> {
  const { factors: names, rows: limit = 5000, seed = 0 } = options;
  const surface = createSurface(model, options);
  const design = designOf(model, table, { limit, seed });
  const which = chosen(design.factors, names);
  const work = new Work(which.length + 1, options);
  const answers = surface.answers(design.X);
  const D = slopes(model, surface, design.X);
  await work.step();
  const sd = spread(answers.mean);
  const factors: FactorSensitivity[] = [];
  for (const j of which) {
    const isLevels = design.factors[j].kind === "levels";
    factors.push(isLevels ? ofLevels(surface, design, j, sd) : ofNumbers(design, D, j, sd));
    await work.step();
  }
  const { output, unit } = surface;
  return { output, ...(unit === undefined ? {} : { unit }), rows: design.rows.length, sd, factors };
}

/**
 * Derivatives of the answer by a factor of numbers in its own unit, one for each row where it is not missing; of a date by the year
 * with its season and its weekday held.
 */
export function slopesInUnits(factor: Factor, values: Float64Array, D: Matrix): Float64Array {
  const { feature, from } = factor;
  if (feature.type !== "number" && feature.type !== "date") throw new TypeError("Levels have no slope");
  const S = new Float64Array(values.length);
  let count = 0;
  values.forEach((x, s) => {
    if (Number.isNaN(x)) return;
    const at = feature.type === "date" ? yearOf(x) : x;
    S[count++] = D.data[from * D.cols + s] * scaledSlope(feature.scale, at);
  });
  return S.slice(0, count);
}

function ofNumbers(design: Design, D: Slopes, j: number, sdOfAnswer: number): FactorSensitivity {
  const [factor, values] = [design.factors[j], design.values[j]];
  const present = values.filter((x) => !Number.isNaN(x));
  const sdOfX = spread(factor.kind === "date" ? present.map(yearOf) : present);
  const S = slopesInUnits(factor, values, D.mean);
  const absolute = (M: Matrix): number => mean(slopesInUnits(factor, values, M).map(Math.abs));
  const meanAbsolute = absolute(D.mean);
  return {
    ...headOf(factor, present.length),
    mean: mean(S),
    meanAbsolute,
    sd: deviation(S),
    positive: positive(S),
    standardised: sdOfAnswer > 0 ? (mean(S) * sdOfX) / sdOfAnswer : null,
    strength: meanAbsolute * sdOfX,
    strengthOfNets: D.each.map((M) => absolute(M) * sdOfX),
  };
}

function ofLevels(surface: Surface, design: Design, j: number, sdOfAnswer: number): FactorSensitivity {
  const [factor, values] = [design.factors[j], design.values[j]];
  const names = levelsOf(factor);
  const counts = names.map((_, level) => values.reduce((n, x) => n + (x === level ? 1 : 0), 0));
  const total = counts.reduce((a, b) => a + b, 0);
  const byLevel = answersByLevel(surface, design, factor);
  const shares = counts.map((n) => (total === 0 ? 1 / names.length : n / total));
  const effects = names.map((level, k) => {
    const change = byLevel[k].mean.map((y, s) => y - byLevel[0].mean[s]);
    const absolute = mean(change.map(Math.abs));
    const effect = { mean: mean(change), sd: deviation(change), positive: positive(change) };
    return { absolute, effect: { level, rows: counts[k], ...effect } };
  });
  const pair = names.length === 2 ? effects[1].effect : undefined;
  const sdOfX = Math.sqrt(shares[0] * (shares[1] ?? 0));
  return {
    ...headOf(factor, total),
    mean: pair?.mean ?? null,
    meanAbsolute: pair === undefined ? null : effects[1].absolute,
    sd: pair?.sd ?? null,
    positive: pair?.positive ?? null,
    standardised: pair === undefined || sdOfAnswer === 0 ? null : (pair.mean * sdOfX) / sdOfAnswer,
    strength: meanSpread(
      byLevel.map((answers) => answers.mean),
      shares,
    ),
    strengthOfNets: byLevel[0].each.map((_, k) =>
      meanSpread(
        byLevel.map(({ each }) => each[k]),
        shares,
      ),
    ),
    levels: effects.map(({ effect }) => effect),
  };
}

/** Answers that are kept for one factor, over all its levels: bounds the memory where there are many. */
const ANSWERS = 500_000;

/** Answers with the factor at each of its levels in turn: for all rows, or for some of them where there are many levels. */
function answersByLevel(surface: Surface, design: Design, factor: Factor): Answers[] {
  const names = levelsOf(factor);
  const rows = Math.max(20, Math.floor(ANSWERS / names.length));
  const part = encodeValues(
    factor,
    Float64Array.from(names, (_, level) => level),
  );
  const X = selectColumns(design.X, evenly(design.X.cols, rows));
  return names.map((_, level) => {
    setFactorInPlace(X, factor, part, level);
    return surface.answers(X);
  });
}

/** Mean over the rows of the standard deviation over the levels, each level with its share. */
function meanSpread(byLevel: readonly Float64Array[], shares: readonly number[]): number {
  const spreads = byLevel[0].map((_, s) => {
    const center = byLevel.reduce((sum, y, k) => sum + shares[k] * y[s], 0);
    const variance = byLevel.reduce((sum, y, k) => sum + shares[k] * (y[s] - center) * (y[s] - center), 0);
    return Math.sqrt(variance);
  });
  return mean(spreads);
}

function headOf({ name, unit, kind }: Factor, rows: number) {
  return { factor: name, ...(unit === undefined ? {} : { unit }), kind, rows };
}

function positive(values: Float64Array): number {
  return values.reduce((n, x) => n + (x > 0 ? 1 : 0), 0) / values.length;
}
