import type { Matrix } from "../matrix.js";
import {
  bootstrap,
  replicatesFor,
  wilson,
  type BootstrapOptions,
  type Interval,
  type Statistic,
} from "./bootstrap.js";
import { claims, equalMassBins } from "./calibration.js";
import { brierScores, logLosses } from "./class-metrics.js";
import { confusionMetrics, mostProbable } from "./confusion.js";
import { ranking, ranksOf } from "./ranking.js";
import { isFarFromZero } from "./regression-metrics.js";
import { sum } from "./sums.js";

/**
 * Confidence intervals of the metrics of numeric labels, by `bootstrap`; of several labels those of the mean over them. The
 * largest error has none: it grows with the number of rows.
 *
 * @param labels each label's values and predictions, and the mean it was trained on, if known
 */
export function regressionIntervals(
  labels: readonly { y: Float64Array; prediction: Float64Array; trainMean?: number | ArrayLike<number> }[],
  options: BootstrapOptions = {},
): Record<string, Interval | null> {
  const each = labels.map(({ y, prediction, trainMean }) => regressionStatistic(y, prediction, trainMean));
  return bootstrap(labels[0]?.y.length ?? 0, meanOf(each), options);
}

/**
 * Confidence intervals of the metrics of a classification, by `bootstrap`; of the accuracy, unless whole groups are drawn, by
 * Wilson's method. The calibration error has none (null): it is a sum of sizes, which chance alone makes larger, and larger still
 * in rows that are drawn again; an interval of them lies above the error, and the corrected one may miss it.
 *
 * @param P probabilities, classes × rows
 */
export function classIntervals(
  classes: Int32Array,
  P: Matrix,
  options: BootstrapOptions = {},
): Record<string, Interval | null> {
  const lists = P.rows === 2 ? 1 : P.rows; // each is walked down in every replicate
  const replicates = options.replicates ?? replicatesFor(classes.length * lists);
  const found = bootstrap(classes.length, classStatistic(classes, P), { ...options, replicates });
  const intervals = { ...found, ece: null };
  if (options.groups !== undefined) return intervals;
  const w = Float64Array.from(classes, (_, s) => options.weights?.[s] ?? 1);
  const isRight = mostProbable(P).map((k, s) => (k === classes[s] ? 1 : 0));
  const total = sum(w);
  const accuracy = sum(w.map((weight, s) => weight * isRight[s])) / total;
  const effective = total ** 2 / sum(w.map((weight) => weight * weight)); // Kish 1965
  const interval = wilson(accuracy, effective, options.level);
  return { ...intervals, accuracy: interval, microF1: interval };
}

/**
 * The metrics of `regressionMetrics`, but `maxError`, as a function of the weights that takes one pass over the rows.
 */
export function regressionStatistic(
  y: Float64Array,
  prediction: Float64Array,
  trainMean?: number | ArrayLike<number>,
): Statistic<Record<string, number | null>> {
  const n = y.length;
  const e = prediction.map((p, i) => p - y[i]);
  const size = e.map(Math.abs);
  const order = Uint32Array.from(size, (_, i) => i).sort((i, j) => size[i] - size[j]);
  // Less the mean of all rows, so that the sums of squares lose no digits.
  const [u, v] = [centred(y), centred(prediction)];
  const amount = y.map(Math.abs);
  const hasMape = isFarFromZero(y, sum(amount) / n);
  const toMean =
    trainMean === undefined
      ? undefined
      : y.map((x, i) => x - (typeof trainMean === "number" ? trainMean : trainMean[i]));
  return (weights) => {
    let [w, we, wa, wee, wu, wv, wuu, wvv, wuv, wy, wr, wt] = new Float64Array(12);
    for (let i = 0; i < n; i++) {
      const weight = weights[i];
      if (weight === 0) continue;
      w += weight;
      we += weight * e[i];
      wa += weight * size[i];
      wee += weight * e[i] * e[i];
      wu += weight * u[i];
      wv += weight * v[i];
      wuu += weight * u[i] * u[i];
      wvv += weight * v[i] * v[i];
      wuv += weight * u[i] * v[i];
      wy += weight * amount[i];
      if (hasMape) wr += weight * (size[i] / amount[i]);
      if (toMean) wt += weight * toMean[i] * toMean[i];
    }
    const uu = wuu - (wu * wu) / w;
    const vv = wvv - (wv * wv) / w;
    const isSpread = uu > wuu * 1e-14;
    return {
      rmse: Math.sqrt(wee / w),
      mae: wa / w,
      medianError: median(size, order, weights, w),
      bias: we / w,
      r2: isSpread ? 1 - wee / uu : null,
      r: isSpread && vv > wvv * 1e-14 ? (wuv - (wu * wv) / w) / Math.sqrt(uu * vv) : null,
      nrmse: isSpread ? Math.sqrt(wee / uu) : null,
      mape: hasMape ? wr / w : null,
      wape: wy === 0 ? null : wa / wy,
      ...(toMean === undefined ? {} : { q2: wt === 0 ? null : 1 - wee / wt }),
    };
  };
}

/** The metrics of `classMetrics` as a function of the weights; the bins of the calibration error stay those of all rows. */
export function classStatistic(classes: Int32Array, P: Matrix): Statistic<Record<string, number | null>> {
  const predicted = mostProbable(P);
  const cell = classes.map((k, s) => k * P.rows + predicted[s]);
  const [losses, briers, ranks] = [logLosses(classes, P), brierScores(classes, P), ranksOf(classes, P)];
  const { probabilities, isTrue } = claims(classes, P);
  const binOf = equalMassBins(probabilities);
  const confusion = { rows: P.rows, cols: P.rows, data: new Float64Array(P.rows * P.rows) };
  const gaps = new Float64Array(binOf.reduce((most, bin) => Math.max(most, bin), 0) + 1);
  return (weights) => {
    let [w, loss, brier] = [0, 0, 0];
    confusion.data.fill(0);
    gaps.fill(0);
    for (let s = 0; s < classes.length; s++) {
      const weight = weights[s];
      if (weight === 0) continue;
      w += weight;
      loss += weight * losses[s];
      brier += weight * briers[s];
      confusion.data[cell[s]] += weight;
      gaps[binOf[s]] += weight * (isTrue[s] - probabilities[s]);
    }
    return {
      ...confusionMetrics(confusion),
      ...ranking(ranks, weights),
      logLoss: loss / w,
      brier: brier / w,
      ece: gaps.reduce((total, gap) => total + Math.abs(gap), 0) / w,
    };
  };
}

/** The mean of several statistics; null where any of them is. */
function meanOf(
  each: readonly Statistic<Record<string, number | null>>[],
): Statistic<Record<string, number | null>> {
  if (each.length === 1) return each[0];
  return (weights) => {
    const all = each.map((statistic) => statistic(weights));
    return Object.fromEntries(
      Object.keys(all[0] ?? {}).map((name) => {
        const values = all.map((one) => one[name] ?? null);
        const isWhole = values.every((value) => value !== null);
        return [name, isWhole ? values.reduce((total, value) => total + value, 0) / values.length : null];
      }),
    );
  };
}

/** As the weighted median of `regressionMetrics`, on values that are in order already. */
function median(values: Float64Array, order: Uint32Array, weights: Float64Array, total: number): number {
  const half = total / 2;
  let below = 0;
  for (let i = 0; i < order.length; i++) {
    const value = values[order[i]];
    below += weights[order[i]];
    if (below < half) continue;
    if (below > half) return value;
    let next = i + 1;
    while (next < order.length && weights[order[next]] === 0) next++;
    return next < order.length ? (value + values[order[next]]) / 2 : value;
  }
  return values[order.at(-1)!];
}

function centred(values: Float64Array): Float64Array {
  const mean = sum(values) / values.length;
  return values.map((x) => x - mean);
}
