/** How good prediction intervals are. */
export type IntervalMetrics = {
  /** Share of rows whose label lies within, bounds included. */
  coverage: number;
  /** Mean width, in the label's unit. */
  meanWidth: number;
  /** `mean (hi − lo) + 2/α · (distance of the label outside)` (Winkler 1972; Gneiting & Raftery 2007, eq. 43); less is better. */
  intervalScore: number;
};

/**
 * Metrics of prediction intervals of one label.
 *
 * @param y       labels
 * @param lo      lower bounds, as many
 * @param hi      upper bounds, as many
 * @param options `nominal`: coverage that the intervals claim, 0 … 1, of which α is the rest; `weights` of the rows
 * @throws RangeError without rows, for unequal lengths, a nominal coverage outside (0, 1) and bounds in wrong order
 * @example
 * intervalMetrics([1, 5], [0, 2], [2, 4], { nominal: 0.75 }) // { coverage: 0.5, meanWidth: 2, intervalScore: 6 }
 */
export function intervalMetrics(
  y: ArrayLike<number>,
  lo: ArrayLike<number>,
  hi: ArrayLike<number>,
  { nominal, weights }: { nominal: number; weights?: ArrayLike<number> },
): IntervalMetrics {
  checkIntervals(y, lo, hi, nominal);
  const alpha = 1 - nominal;
  const w = Float64Array.from({ length: y.length }, (_, i) => weights?.[i] ?? 1);
  const total = w.reduce((sum, weight) => sum + weight, 0);
  // A plain sum: widths may be infinite.
  const mean = (value: (i: number) => number) =>
    w.reduce((sum, weight, i) => sum + (weight === 0 ? 0 : weight * value(i)), 0) / total;
  return {
    coverage: mean((i) => (y[i] >= lo[i] && y[i] <= hi[i] ? 1 : 0)),
    meanWidth: mean((i) => hi[i] - lo[i]),
    intervalScore: mean(
      (i) => hi[i] - lo[i] + (2 / alpha) * (Math.max(lo[i] - y[i], 0) + Math.max(y[i] - hi[i], 0)),
    ),
  };
}

function checkIntervals(
  y: ArrayLike<number>,
  lo: ArrayLike<number>,
  hi: ArrayLike<number>,
  nominal: number,
): void {
  if (y.length === 0 || lo.length !== y.length || hi.length !== y.length) {
    throw new RangeError(
      `Cannot measure intervals: expected ${y.length} bounds on each side and at least 1, got ${lo.length} and ${hi.length}`,
    );
  }
  if (!(nominal > 0 && nominal < 1))
    throw new RangeError(`Cannot measure intervals: expected a coverage between 0 and 1, got ${nominal}`);
  const bad = Array.from(lo).findIndex((low, i) => !(low <= hi[i]));
  if (bad >= 0) {
    throw new RangeError(
      `Cannot measure intervals: expected lo ≤ hi, got ${lo[bad]} and ${hi[bad]} in row ${bad + 1}`,
    );
  }
}
