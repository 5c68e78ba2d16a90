import "../../messages/intervals.js";
import { conformalQuantiles, crossConformal, upperQuantile, type Bounds } from "../../assess/conformal.js";
import { intervalMetrics, type IntervalMetrics } from "../../assess/interval-metrics.js";
import { GradusError } from "../../errors.js";
import type { Matrix } from "../../matrix.js";
import type { CalibrationRows } from "./calibration.js";
import { labelScores, reachByFold, type LabelScores } from "./scores.js";
import type { Model } from "../model.js";
import type { Quantiles } from "./quantiles.js";
import { meanAndSpread, type MeanAndSpread } from "../ensemble/unseen.js";

/**
 * How intervals of numbers are laid:
 *
 * - `cv`: the errors of the nets that had not seen a row, less what the whole ensemble gains over them, around what it says of the
 *   new one
 * - `cv+`: around what the nets without each fold say of it (Barber et al. 2021, eq. 11)
 * - `cqr`: what nets for two quantiles of the errors say, widened by how far they missed (Romano, Patterson & Candès 2019, eq. 7), less
 *   the gain, around what the whole ensemble says
 */
export type IntervalKind = "cv" | "cv+" | "cqr";

/** Intervals of numbers made ready, in the unit of Y. */
export interface NumberIntervals {
  method: IntervalKind | "split";
  /** Of each label: the rows not seen, judged by the other folds. */
  realised: (IntervalMetrics & { normalised: boolean })[];
  /** Predictions of the ensemble, and of each label the bounds. @param X inputs × rows */
  rowsOf(X: Matrix): { H: Matrix; bounds: Bounds[] };
}

/** Makes intervals of numbers ready. @throws GradusError E361 for `cqr` of a model without nets for quantiles */
export function numberIntervals(
  model: Model,
  source: CalibrationRows,
  { alpha, kind = model.quantiles === undefined ? "cv" : "cqr" }: { alpha: number; kind?: IntervalKind },
): NumberIntervals {
  const labels = model.encoder.labels.map((_, l) => l);
  if (kind === "cqr") {
    if (model.quantiles === undefined) throw new GradusError("E361");
    return fromQuantiles(model, source, model.quantiles, alpha);
  }
  const scores = labels.map((l) => labelScores(source, l, alpha));
  const boundsOf = kind === "cv+" && source.part === "folds" ? aroundFolds : aroundEnsemble;
  return {
    method: source.part === "folds" ? kind : "split",
    realised: scores.map(({ realised, normalised }) => ({ ...realised, normalised })),
    rowsOf(X) {
      const all = meanAndSpread(model.nets, X);
      const needsFolds = kind === "cv+" || scores.some(({ normalised }) => normalised);
      const folds = needsFolds ? source.nets.map((own) => meanAndSpread(own, X)) : [];
      const bounds = labels.map((l) => {
        return boundsOf({ own: scores[l], all, folds, l, alpha, gain: gainOf(source, l) });
      });
      return { H: all.H, bounds };
    },
  };
}

/** What the bounds of one label of new rows are made of. */
interface Grounds {
  own: LabelScores;
  /** What the whole ensemble says, and the nets without each fold. */
  all: MeanAndSpread;
  folds: readonly MeanAndSpread[];
  l: number;
  alpha: number;
  /** Error of the ensemble as a share of that of the nets without a fold. */
  gain: number;
}

function aroundFolds({ own, folds, l, alpha }: Grounds): Bounds {
  const parts = own.folds.map((scores, k) => ({
    scores,
    prediction: rowOf(folds[k].H, l),
    ...(own.normalised ? { spread: rowOf(folds[k].spread, l).map(own.sigma) } : {}),
  }));
  return crossConformal(parts, alpha);
}

const MOST_GAIN = 0.25; // of the mean squared error is left at least

/**
 * The ambiguity decomposition (Krogh & Vedelsby 1995, eq. 6): the mean squared error of an ensemble is that of its members less their
 * mean squared distance from it. The distance is known on rows that taught them, where it is smaller than on new ones, so that
 * the gain is rather told too small.
 */
function gainOf({ Y, H, scatter }: CalibrationRows, l: number): number {
  if (scatter === undefined) return 1;
  const [y, h] = [rowOf(Y, l), rowOf(H, l)];
  const error = y.reduce((sum, label, s) => sum + (label - h[s]) ** 2, 0) / y.length;
  return error > 0 ? Math.sqrt(Math.max(MOST_GAIN, 1 - scatter[l] / error)) : 1;
}

/** `μ(x) ± g Q σ(x)`: σ from the mean of the folds' spreads, as the scores were divided by spreads of nets without a fold. */
function aroundEnsemble({ own, all, folds, l, alpha, gain }: Grounds): Bounds {
  const reach = gain * upperQuantile(own.folds.flat(), alpha);
  const mu = rowOf(all.H, l);
  const spreads = folds.map(({ spread }) => rowOf(spread, l));
  const half = mu.map((_, s) => {
    if (!own.normalised) return reach;
    return reach * own.sigma(spreads.reduce((sum, spread) => sum + spread[s], 0) / spreads.length);
  });
  return { lo: mu.map((h, s) => h - half[s]), hi: mu.map((h, s) => h + half[s]) };
}

/** The lower quantiles of all labels are the first rows of an output of the nets for quantiles, the upper ones the last. */
function fromQuantiles(
  model: Model,
  source: CalibrationRows,
  { nets, H: unseen }: Quantiles,
  alpha: number,
): NumberIntervals {
  const count = model.encoder.labels.length;
  const labels = model.encoder.labels.map((_, l) => l);
  const quantilesOf = (H: Matrix, l: number): Bounds => ({ lo: rowOf(H, l), hi: rowOf(H, count + l) });
  const calibration = labels.map((l) => {
    const h = rowOf(source.H, l);
    return { y: rowOf(source.Y, l).map((label, s) => label - h[s]), ...quantilesOf(unseen, l) };
  });
  return {
    method: "cqr",
    realised: calibration.map((own) => ({ ...realisedQuantiles(source, own, alpha), normalised: true })),
    rowsOf(X) {
      const { H } = meanAndSpread(nets, X);
      const all = meanAndSpread(model.nets, X).H;
      const bounds = labels.map((l) => {
        const { lo, hi } = conformalQuantiles(calibration[l], quantilesOf(H, l), alpha);
        const [mu, gain] = [rowOf(all, l), gainOf(source, l)];
        return { lo: mu.map((h, s) => h + gain * lo[s]), hi: mu.map((h, s) => h + gain * hi[s]) };
      });
      return { H: all, bounds };
    },
  };
}

/** The quantiles of each fold's rows, widened by the scores of the other folds. */
function realisedQuantiles(
  { fold, weights }: CalibrationRows,
  { y, lo, hi }: Bounds & { y: Float64Array },
  alpha: number,
): IntervalMetrics {
  const low = lo.map((q, s) => Math.min(q, hi[s]));
  const high = hi.map((q, s) => Math.max(q, lo[s]));
  const scores = y.map((label, s) => Math.max(low[s] - label, label - high[s]));
  const reach = reachByFold(scores, fold, alpha);
  const middle = low.map((q, s) => (q + high[s]) / 2);
  return intervalMetrics(
    y,
    low.map((q, s) => Math.min(q - reach.get(fold[s])!, middle[s])),
    high.map((q, s) => Math.max(q + reach.get(fold[s])!, middle[s])),
    { nominal: 1 - alpha, ...(weights ? { weights } : {}) },
  );
}

function rowOf({ data, cols }: Matrix, l: number): Float64Array {
  return data.subarray(l * cols, (l + 1) * cols);
}
