import { largest, rootMeanSquare, sum, weightedMean } from "./sums.js";

/** How far predictions are from numeric labels, with `e = prediction − y`; null where a metric has no value. */
export type RegressionMetrics = {
  /** `√(mean e²)`, in the label's unit. */
  rmse: number;
  /** `mean |e|`, in the label's unit. */
  mae: number;
  /** Median of `|e|`, in the label's unit. */
  medianError: number;
  /** Largest `|e|`, in the label's unit. */
  maxError: number;
  /** `mean e`, in the label's unit; positive if the predictions are too high. */
  bias: number;
  /** `1 − Σe² / Σ(y − mean y)²`, with the mean of these rows; null if the label is constant. */
  r2: number | null;
  /** Pearson's correlation of label and prediction, −1 … 1; null if either is constant. */
  r: number | null;
  /** `rmse` over the standard deviation of y, which is `√(1 − r2)`; null if the label is constant. */
  nrmse: number | null;
  /** `mean |e / y|` as a fraction; null unless all labels are of one sign and none is below a hundredth of `mean |y|`. */
  mape: number | null;
  /** `Σ|e| / Σ|y|` as a fraction; null if all labels are 0. */
  wape: number | null;
  /** `1 − Σe² / Σ(y − mean of the training labels)²`; only where that mean is given, null if Σ(…)² is 0. */
  q2?: number | null;
};

/** What the metrics of a numeric label may take into account. */
export interface RegressionMetricsOptions {
  /** Weight of each row, ≥ 0; a row of weight 2 counts as two rows. @default all 1 */
  weights?: ArrayLike<number>;
  /** Mean of the labels trained on, or one for each row where the rows come from several folds. @default none, no `q2` */
  trainMean?: number | ArrayLike<number>;
}

/** Share of the mean size of the labels below which a label is too near to 0 to divide by. */
const NEAR_ZERO = 0.01;

/**
 * Metrics of one numeric label.
 *
 * @param y          labels, one for each row
 * @param prediction predictions, as many
 * @throws RangeError without rows, for unequal lengths, for values that are not finite and for weights that are negative or all 0
 * @example
 * regressionMetrics(Float64Array.of(1, 2, 3), Float64Array.of(1, 2, 6)).rmse // 1.7320508
 */
export function regressionMetrics(
  y: Float64Array,
  prediction: Float64Array,
  { weights, trainMean }: RegressionMetricsOptions = {},
): RegressionMetrics {
  const rows = countedRows(y, prediction, weights);
  const e = rows.prediction.map((p, i) => p - rows.y[i]);
  checkFinite("errors", e);
  const w = rows.weights;
  const rmse = rootMeanSquare(e, w);
  const absolute = e.map(Math.abs);
  const mae = weightedMean(absolute, w);
  const spread = isConstant(rows.y) ? null : rootMeanSquare(centred(rows.y, w), w);
  const size = weightedMean(rows.y.map(Math.abs), w);
  return {
    rmse,
    mae,
    medianError: weightedMedian(absolute, w),
    maxError: largest(absolute),
    bias: weightedMean(e, w),
    r2: spread === null ? null : finite(1 - (rmse / spread) ** 2),
    r: correlation(rows.y, rows.prediction, w),
    nrmse: spread === null ? null : finite(rmse / spread),
    mape: isFarFromZero(rows.y, size)
      ? finite(
          weightedMean(
            absolute.map((a, i) => a / Math.abs(rows.y[i])),
            w,
          ),
        )
      : null,
    wape: size === 0 ? null : finite(mae / size),
    ...(trainMean === undefined ? {} : { q2: skill(rmse, y, trainMean, weights) }),
  };
}

/**
 * Whether relative errors have a meaning: all labels of one sign, none smaller than a hundredth of their mean size.
 *
 * @param size `mean |y|`
 */
export function isFarFromZero(y: Float64Array, size: number): boolean {
  const isOneSign = y.every((v) => v > 0) || y.every((v) => v < 0);
  return isOneSign && y.every((v) => Math.abs(v) >= NEAR_ZERO * size);
}

/** Number of the row with the largest `|prediction − y|`, the first of equals; -1 without rows. */
export function worstRow(y: Float64Array, prediction: Float64Array): number {
  return y.reduce((worst, v, i) => {
    const isWorse = worst < 0 || Math.abs(prediction[i] - v) > Math.abs(prediction[worst] - y[worst]);
    return isWorse ? i : worst;
  }, -1);
}

/**
 * Mean over labels of each metric; null where any label has none.
 *
 * @param perLabel metrics of each label, at least one
 * @throws RangeError without labels
 */
export function meanMetrics<M extends Record<string, number | null>>(perLabel: readonly M[]): M {
  const [first] = perLabel;
  if (first === undefined) throw new RangeError("Cannot average metrics: expected at least 1 label, got 0");
  const names = Object.keys(first) as (keyof M & string)[];
  return Object.fromEntries(
    names.map((name) => {
      const values = perLabel.map((metrics) => metrics[name]).filter((value) => typeof value === "number");
      return [name, values.length < perLabel.length ? null : sum(values) / values.length];
    }),
  ) as M;
}

/** `1 − Σe² / Σ(y − trainMean)²`. */
function skill(
  rmse: number,
  y: Float64Array,
  trainMean: number | ArrayLike<number>,
  weights?: ArrayLike<number>,
): number | null {
  const means = typeof trainMean === "number" ? y.map(() => trainMean) : Float64Array.from(trainMean);
  const rows = countedRows(y, means, weights);
  const spread = rootMeanSquare(
    rows.y.map((v, i) => v - rows.prediction[i]),
    rows.weights,
  );
  return spread === 0 ? null : finite(1 - (rmse / spread) ** 2);
}

/** Rows of weight above 0, with the checks at the door. */
function countedRows(y: Float64Array, prediction: Float64Array, weights?: ArrayLike<number>) {
  const all = weights === undefined ? new Float64Array(y.length).fill(1) : Float64Array.from(weights);
  for (const [what, values] of [
    ["predictions", prediction],
    ["weights", all],
  ] as const) {
    if (values.length !== y.length) {
      throw new RangeError(`Cannot compute metrics: expected ${y.length} ${what}, got ${values.length}`);
    }
    checkFinite(what, values);
  }
  checkFinite("labels", y);
  const negative = all.find((weight) => weight < 0);
  if (negative !== undefined)
    throw new RangeError(`Cannot compute metrics: expected weights ≥ 0, got ${negative}`);
  const counts = (_: number, i: number) => all[i] > 0;
  const rows = {
    y: y.filter(counts),
    prediction: prediction.filter(counts),
    weights: all.filter(counts),
  };
  if (rows.y.length === 0)
    throw new RangeError("Cannot compute metrics: expected at least 1 row of weight > 0, got 0");
  return rows;
}

function checkFinite(what: string, values: Float64Array): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new RangeError(
      `Cannot compute metrics: expected finite ${what}, got ${values[bad]} in row ${bad + 1}`,
    );
  }
}

function isConstant(values: Float64Array): boolean {
  return values.every((value) => value === values[0]);
}

/** Values less their mean; the mean is taken twice, so that an offset of 10^15 does no harm. */
function centred(values: Float64Array, weights: Float64Array): Float64Array {
  const mean = weightedMean(values, weights);
  const rough = values.map((value) => value - mean);
  const rest = weightedMean(rough, weights);
  return rough.map((value) => value - rest);
}

function correlation(a: Float64Array, b: Float64Array, weights: Float64Array): number | null {
  if (isConstant(a) || isConstant(b)) return null;
  const x = centred(a, weights);
  const y = centred(b, weights);
  const sx = rootMeanSquare(x, weights);
  const sy = rootMeanSquare(y, weights);
  const r = weightedMean(
    x.map((value, i) => (value / sx) * (y[i] / sy)),
    weights,
  );
  return Number.isNaN(r) ? null : Math.min(Math.max(r, -1), 1);
}

/** The value with half of the weight on either side; the middle of two where the weights split evenly. */
function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = Uint32Array.from(values, (_, i) => i).sort((i, j) => values[i] - values[j]);
  const half = sum(weights) / 2;
  let below = 0;
  for (let k = 0; k < order.length; k++) {
    const value = values[order[k]];
    below += weights[order[k]];
    if (below === half && k + 1 < order.length) return value / 2 + values[order[k + 1]] / 2;
    if (below >= half) return value;
  }
  return values[order.at(-1)!];
}

/** Null for a quotient that float64 does not hold. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
