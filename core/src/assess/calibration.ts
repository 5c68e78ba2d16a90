import type { Matrix } from "../matrix.js";
import { mostProbable } from "./confusion.js";

/** Rows of about equal predicted probability, and how often what was predicted came true. */
export interface ReliabilityBin {
  /** Mean predicted probability. */
  predicted: number;
  /** Fraction that came true. */
  observed: number;
  /** Rows, or their weights added up. */
  rows: number;
}

const BINS = 15;

/**
 * The bin of each row, of about equally many rows: bounds are the quantiles of the probabilities (linear between ranks), so
 * that equal probabilities share a bin.
 *
 * @param bins number of bins at most
 * @returns numbers from 0, in rising order of probability; a bin may be empty where many probabilities are equal
 */
export function equalMassBins(probabilities: Float64Array, bins = BINS): Int32Array {
  const sorted = probabilities.toSorted();
  const bounds = Array.from({ length: bins - 1 }, (_, b) => {
    const place = ((b + 1) / bins) * (sorted.length - 1);
    const low = Math.floor(place);
    const high = Math.min(low + 1, sorted.length - 1);
    return sorted[low] + (place - low) * (sorted[high] - sorted[low]);
  });
  return Int32Array.from(probabilities, (p) => {
    let [low, high] = [0, bounds.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (bounds[middle] < p) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}

/**
 * What a reliability diagram shows: predicted probability beside observed frequency, in 15 bins of about equally many rows.
 * Two classes: of class 1. More: of the most probable class (Guo et al. 2017).
 *
 * @param P       probabilities, classes × rows
 * @param weights weight of each row. @default all 1
 * @returns bins with rows, by rising probability
 */
export function reliability(
  classes: Int32Array,
  P: Matrix,
  { bins = BINS, weights }: { bins?: number; weights?: ArrayLike<number> } = {},
): ReliabilityBin[] {
  const { probabilities, isTrue } = claims(classes, P);
  const binOf = equalMassBins(probabilities, bins);
  const sums = Array.from({ length: bins }, () => ({ predicted: 0, observed: 0, rows: 0 }));
  probabilities.forEach((p, s) => {
    const weight = weights?.[s] ?? 1;
    const bin = sums[binOf[s]];
    bin.predicted += weight * p;
    bin.observed += weight * isTrue[s];
    bin.rows += weight;
  });
  return sums
    .filter(({ rows }) => rows > 0)
    .map(({ predicted, observed, rows }) => ({
      predicted: predicted / rows,
      observed: observed / rows,
      rows,
    }));
}

/** Expected calibration error of bins: `Σ rows_b / rows · |observed_b − predicted_b|`. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const total = bins.reduce((sum, { rows }) => sum + rows, 0);
  return bins.reduce(
    (sum, { predicted, observed, rows }) => sum + (rows / total) * Math.abs(observed - predicted),
    0,
  );
}

/** The probability that each row stakes, and 1 where it came true. */
export function claims(classes: Int32Array, P: Matrix): { probabilities: Float64Array; isTrue: Uint8Array } {
  if (P.rows === 2) {
    return {
      probabilities: P.data.slice(P.cols, 2 * P.cols),
      isTrue: Uint8Array.from(classes, (k) => (k === 1 ? 1 : 0)),
    };
  }
  const best = mostProbable(P);
  return {
    probabilities: Float64Array.from(best, (k, s) => P.data[k * P.cols + s]),
    isTrue: Uint8Array.from(best, (k, s) => (k === classes[s] ? 1 : 0)),
  };
}
