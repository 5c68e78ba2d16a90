/**
 * Conformal prediction: intervals that hold the label with a chosen probability, on average over rows, whatever the model,
 * as long as new rows come from where the calibration rows came from. α = 1 − nominal coverage throughout.
 */

/** Bounds of prediction intervals, one for each row. */
export interface Bounds {
  lo: Float64Array;
  hi: Float64Array;
}

/**
 * The ⌈(1 − α)(m + 1)⌉-th smallest of m scores; Infinity where there are too few of them for α.
 *
 * @param scores scores of calibration rows, in any order
 * @param alpha  0 < α < 1
 * @example
 * upperQuantile([5, 1, 4, 2, 3, 9, 8, 7, 6], 0.1) // 9
 */
export function upperQuantile(scores: ArrayLike<number>, alpha: number): number {
  checkAlpha(alpha);
  const rank = Math.ceil(exactly((1 - alpha) * (scores.length + 1)));
  return rank > scores.length ? Infinity : Float64Array.from(scores).toSorted()[rank - 1];
}

/** The ⌊α(m + 1)⌋-th smallest of m scores; −Infinity where there are too few of them for α. */
export function lowerQuantile(scores: ArrayLike<number>, alpha: number): number {
  checkAlpha(alpha);
  const rank = Math.floor(exactly(alpha * (scores.length + 1)));
  return rank < 1 ? -Infinity : Float64Array.from(scores).toSorted()[rank - 1];
}

/**
 * Split conformal intervals `μ(x) ± Q·σ(x)` (Vovk et al. 2005; Lei et al. 2018, JASA 113, algorithm 2; with σ §5.2): they hold
 * at least 1 − α of new labels, if the calibration rows had no part in the model.
 *
 * @param residuals  y − μ(x) of the calibration rows
 * @param prediction μ of the new rows
 * @param options    `alpha`; `calibrationSpread`, `spread`: σ > 0 of calibration and new rows, which widens the interval where
 *   the model is unsure. @default 1 everywhere
 * @throws RangeError for an α outside (0, 1), unequal lengths and a σ that is not above 0
 */
export function splitConformal(
  residuals: ArrayLike<number>,
  prediction: ArrayLike<number>,
  {
    alpha,
    calibrationSpread,
    spread,
  }: { alpha: number; calibrationSpread?: ArrayLike<number>; spread?: ArrayLike<number> },
): Bounds {
  checkSpread(calibrationSpread, residuals.length);
  checkSpread(spread, prediction.length);
  const scores = Float64Array.from(residuals, (e, i) => Math.abs(e) / (calibrationSpread?.[i] ?? 1));
  const reach = upperQuantile(scores, alpha);
  const at = (i: number) => reach * (spread?.[i] ?? 1);
  return {
    lo: Float64Array.from(prediction, (mu, i) => mu - at(i)),
    hi: Float64Array.from(prediction, (mu, i) => mu + at(i)),
  };
}

/** Rows that a fold's model was kept from, and what that model predicts for new rows. */
export interface ConformalFold {
  /** `|y − μ₋ₖ(x)|` of the fold's rows; divided by σ₋ₖ(x) where `spread` is given. */
  scores: ArrayLike<number>;
  /** μ₋ₖ of the new rows. */
  prediction: ArrayLike<number>;
  /** σ₋ₖ > 0 of the new rows. @default 1 everywhere */
  spread?: ArrayLike<number>;
}

/**
 * CV+ intervals (Barber, Candès, Ramdas & Tibshirani 2021, Annals of Statistics 49, eq. 11):
 * `[Q⁻_α{μ₋ₖ₍ᵢ₎(x) − Rᵢ}, Q_(1−α){μ₋ₖ₍ᵢ₎(x) + Rᵢ}]` over all n rows i, each with the model of its fold, which has not seen it.
 * At least 1 − 2α of new labels are held, in practice about 1 − α. Each bound is found by halving, in
 * O(K log n) steps of sorted scores.
 *
 * @throws RangeError for an α outside (0, 1), without folds, and for folds of unequal numbers of new rows
 */
export function crossConformal(folds: readonly ConformalFold[], alpha: number): Bounds {
  checkAlpha(alpha);
  const rows = folds[0]?.prediction.length;
  if (rows === undefined) throw new RangeError("Cannot make intervals: expected at least 1 fold, got 0");
  for (const { prediction, spread } of folds) {
    if (prediction.length !== rows) {
      throw new RangeError(
        `Cannot make intervals: expected ${rows} predictions of each fold, got ${prediction.length}`,
      );
    }
    checkSpread(spread, rows);
  }
  const sorted = folds.map(({ scores }) => Float64Array.from(scores).toSorted());
  const n = sorted.reduce((sum, scores) => sum + scores.length, 0);
  const rank = Math.ceil(exactly((1 - alpha) * (n + 1)));
  const [lo, hi] = [new Float64Array(rows), new Float64Array(rows)];
  for (let r = 0; r < rows; r++) {
    const lines = folds.map(({ prediction, spread }, k) => {
      return { start: prediction[r], step: spread?.[r] ?? 1, scores: sorted[k] };
    });
    hi[r] = rank > n ? Infinity : smallestOf(lines, rank);
    // The lower bound is the upper one of the mirrored numbers: −(−μ + R).
    const mirrored = lines.map((line) => ({ ...line, start: -line.start }));
    lo[r] = rank > n ? -Infinity : 0 - smallestOf(mirrored, rank); // 0 − 0 is 0, not −0
  }
  return { lo, hi };
}

/**
 * Intervals of conformalised quantile regression (Romano, Patterson & Candès 2019, eq. 7): the two quantiles, in order,
 * widened by Q of `E_i = max(lo_i − y_i, y_i − hi_i)`; negative E narrows them.
 *
 * @param calibration labels of the calibration rows and their predicted quantiles
 * @param quantiles   predicted quantiles of the new rows
 */
export function conformalQuantiles(
  calibration: Bounds & { y: ArrayLike<number> },
  quantiles: Bounds,
  alpha: number,
): Bounds {
  const scores = Float64Array.from(calibration.y, (y, i) => {
    const [low, high] = inOrder(calibration.lo[i], calibration.hi[i]);
    return Math.max(low - y, y - high);
  });
  const reach = upperQuantile(scores, alpha);
  const bounds = Array.from(quantiles.lo, (lo, i) => {
    const [low, high] = inOrder(lo, quantiles.hi[i]);
    const middle = (low + high) / 2; // where the interval would turn over it is a point
    return [Math.min(low - reach, middle), Math.max(high + reach, middle)] as const;
  });
  return {
    lo: Float64Array.from(bounds, ([lo]) => lo),
    hi: Float64Array.from(bounds, ([, hi]) => hi),
  };
}

/** Scores of one fold's rows, in order, as numbers `start + step · score`. */
interface Line {
  start: number;
  step: number;
  scores: Float64Array;
}

/** The `rank`-th smallest (from 1) of all numbers of some lines. */
function smallestOf(lines: readonly Line[], rank: number): number {
  // Pivots are numbers of the lines; what is left of each line halves about every second step.
  const from = lines.map(() => 0);
  const to = lines.map(({ scores }) => scores.length);
  let wanted = rank;
  for (;;) {
    const widest = lines.reduce((best, _, k) => (to[k] - from[k] > to[best] - from[best] ? k : best), 0);
    const pivot = numberAt(lines[widest], (from[widest] + to[widest]) >> 1);
    const below = lines.map((line, k) => countOf(line, from[k], to[k], (x) => x < pivot));
    const upTo = lines.map((line, k) => countOf(line, from[k], to[k], (x) => x <= pivot));
    const total = (counts: readonly number[]) => counts.reduce((sum, n, k) => sum + n - from[k], 0);
    if (wanted <= total(below)) below.forEach((end, k) => (to[k] = end));
    else if (wanted <= total(upTo)) return pivot;
    else {
      wanted -= total(upTo);
      upTo.forEach((start, k) => (from[k] = start));
    }
  }
}

function numberAt({ start, step, scores }: Line, i: number): number {
  return start + step * scores[i];
}

/** The first place from `from` to `to` at which the condition no longer holds. */
function countOf(line: Line, from: number, to: number, holds: (x: number) => boolean): number {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(numberAt(line, middle))) low = middle + 1;
    else high = middle;
  }
  return low;
}

function inOrder(a: number, b: number): [number, number] {
  return a <= b ? [a, b] : [b, a];
}

/** A product that should be a whole number and missed it by rounding. */
function exactly(x: number): number {
  return Math.abs(x - Math.round(x)) < 1e-9 ? Math.round(x) : x;
}

function checkAlpha(alpha: number): void {
  if (!(alpha > 0 && alpha < 1))
    throw new RangeError(`Cannot make intervals: expected α between 0 and 1, got ${alpha}`);
}

function checkSpread(spread: ArrayLike<number> | undefined, rows: number): void {
  if (spread === undefined) return;
  if (spread.length !== rows)
    throw new RangeError(`Cannot make intervals: expected ${rows} spreads, got ${spread.length}`);
  const bad = Array.from(spread).findIndex((s) => !(s > 0 && s < Infinity));
  if (bad >= 0) {
    throw new RangeError(
      `Cannot make intervals: expected spreads above 0, got ${spread[bad]} in row ${bad + 1}`,
    );
  }
}
