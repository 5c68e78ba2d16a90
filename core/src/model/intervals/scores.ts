import { upperQuantile } from "../../assess/conformal.js";
import { logits, trueScores, withTemperature, type SetMethod } from "../../assess/conformal-classes.js";
import { intervalMetrics, type IntervalMetrics } from "../../assess/interval-metrics.js";
import { selectColumns, type Matrix } from "../../matrix.js";
import type { Encoder } from "../../table/encode.js";
import { decode } from "../../table/decode.js";
import type { CalibrationRows } from "./calibration.js";

/** How far off the nets were, of one label. */
export interface LabelScores {
  /** `|y − μ|`, divided by σ if normalised, of each fold's rows; all in one where rows were held out. */
  folds: number[][];
  normalised: boolean;
  /** σ of a spread of the nets. */
  sigma: (spread: number) => number;
  /** In the unit of Y. */
  realised: IntervalMetrics;
}

/** Share of the mean squared error that counts as noise at least, so that no interval closes where the nets agree. */
const LEAST_NOISE = 0.05;

/**
 * Scores of one label: plain ones, or divided by `σ = √(τ² + s²)`, s the spread of the nets and τ² the mean squared error that it does not
 * explain, whichever gives narrower intervals on average for rows judged by the other folds.
 */
export function labelScores(source: CalibrationRows, l: number, alpha: number): LabelScores {
  const { fold, spread, weights } = source;
  const n = fold.length;
  const rowOf = (M: Matrix): Float64Array => M.data.subarray(l * n, (l + 1) * n);
  const [y, h] = [rowOf(source.Y), rowOf(source.H)];
  const errors = y.map((label, s) => Math.abs(label - h[s]));
  const judged = (sigmas: Float64Array | undefined): IntervalMetrics => {
    const scores = sigmas ? errors.map((e, s) => e / sigmas[s]) : errors;
    const reach = reachByFold(scores, fold, alpha);
    const half = h.map((_, s) => reach.get(fold[s])! * (sigmas?.[s] ?? 1));
    const bounds = [h.map((mu, s) => mu - half[s]), h.map((mu, s) => mu + half[s])] as const;
    return intervalMetrics(y, ...bounds, { nominal: 1 - alpha, ...(weights ? { weights } : {}) });
  };
  const plain = judged(undefined);
  const sigma = spread && sigmaOf(errors, rowOf(spread));
  const sigmas = sigma && rowOf(spread).map(sigma);
  const scaled = sigmas && judged(sigmas);
  const normalised = scaled !== undefined && scaled.meanWidth < plain.meanWidth;
  const scores = normalised && sigmas ? errors.map((e, s) => e / sigmas[s]) : errors;
  return {
    folds: byFold(source, Array.from(scores)),
    normalised,
    sigma: sigma ?? (() => 1),
    realised: normalised ? scaled : plain,
  };
}

/** σ of a spread; nothing if the rows are predicted without any error. */
function sigmaOf(errors: Float64Array, spreads: Float64Array): ((spread: number) => number) | undefined {
  const mean = (values: Float64Array): number => values.reduce((sum, v) => sum + v * v, 0) / values.length;
  const total = mean(errors);
  const noise = Math.max(total - mean(spreads), LEAST_NOISE * total);
  return noise > 0 ? (spread) => Math.sqrt(noise + spread * spread) : undefined;
}

/** For each fold the quantile of the scores of all other folds. */
export function reachByFold(scores: Float64Array, fold: Int32Array, alpha: number): Map<number, number> {
  const folds = [...new Set(fold)];
  return new Map(
    folds.map((k) => [
      k,
      upperQuantile(
        scores.filter((_, s) => fold[s] !== k),
        alpha,
      ),
    ]),
  );
}

/** Values of the rows of each fold in order; of held-out rows all together. */
function byFold<T>({ part, fold, nets }: CalibrationRows, values: readonly T[]): T[][] {
  if (part !== "folds") return [[...values]];
  return nets.map((_, k) => values.filter((_value, s) => fold[s] === k));
}

/** How well the sets of classes held rows that the nets had not seen, each judged by the rows of the other folds. */
export interface RealisedSets {
  /** Share of the rows whose class is in the set. */
  coverage: number;
  /** Classes of a set, the mean. */
  meanSize: number;
  /** Share of sets without any class. */
  empty: number;
}

/** Probabilities of rows that were not seen, by folds. */
export interface ClassScores {
  folds: { classes: Int32Array; P: Matrix }[];
  /** Outputs as probabilities, levels × rows. */
  probabilitiesOf(H: Matrix): Matrix;
  realised: RealisedSets;
}

/** What sets of classes are made of. @param T temperature of the probabilities; 1 leaves them as they are */
export function classScores(
  encoder: Encoder,
  source: CalibrationRows,
  { alpha, method, T }: { alpha: number; method: SetMethod; T: number },
): ClassScores {
  const probabilitiesOf = (H: Matrix): Matrix => {
    const decoded = decode(encoder, T === 1 ? H : withTemperature(logits(H), T));
    if (decoded.task === "regression") throw new TypeError("Cannot make sets: expected classes");
    return decoded.probabilities;
  };
  const truth = decode(encoder, source.Y);
  if (truth.task === "regression") throw new TypeError("Cannot make sets: expected classes");
  const P = probabilitiesOf(source.H);
  const rows = byFold(source, Array.from(truth.classes.keys()));
  return {
    folds: rows.map((own) => ({
      classes: Int32Array.from(own, (s) => truth.classes[s]),
      P: selectColumns(P, own),
    })),
    probabilitiesOf,
    realised: realisedSets(source, truth.classes, P, alpha, method),
  };
}

function realisedSets(
  { fold, weights }: CalibrationRows,
  classes: Int32Array,
  P: Matrix,
  alpha: number,
  method: SetMethod,
): RealisedSets {
  const reach = reachByFold(trueScores(classes, P, method), fold, alpha);
  const levels = Array.from({ length: P.rows }, (_, k) => k);
  const scores = levels.map((k) => trueScores(new Int32Array(P.cols).fill(k), P, method));
  let [total, held, size, empty] = [0, 0, 0, 0];
  classes.forEach((truth, s) => {
    const weight = weights?.[s] ?? 1;
    const least = method === "aps" ? Math.min(...levels.map((k) => scores[k][s])) : -1;
    const set = levels.filter((k) => scores[k][s] <= reach.get(fold[s])! || scores[k][s] === least);
    total += weight;
    size += weight * set.length;
    if (set.includes(truth)) held += weight;
    if (set.length === 0) empty += weight;
  });
  return { coverage: held / total, meanSize: size / total, empty: empty / total };
}
