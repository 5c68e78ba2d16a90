import { studentBelow, studentQuantile } from "./distributions.js";
import { sum } from "./sums.js";

/** How far two models differ on the same folds. */
export interface Difference {
  /** Mean over the folds. */
  difference: number;
  /** Bounds of the interval. */
  lo: number;
  hi: number;
  /** Two-sided: how likely a difference as large as this is if the models are equally good. */
  p: number;
  /** Test statistic and its degrees of freedom. */
  t: number;
  df: number;
}

/**
 * Corrected resampled t-test of two models on the same folds (Nadeau & Bengio 2003, eq. 9; for repeated k-fold
 * cross-validation Bouckaert & Frank 2004): `t = d̄ / √((1/J + n_test/n_train) s²)` with J − 1 degrees of freedom. The plain
 * t-test takes the folds for independent and finds differences where there are none.
 *
 * @param differences metric of the one less metric of the other, one for each of J ≥ 2 folds
 * @param ratio       rows tested over rows trained, in one fold
 * @param options     `level` of the interval. @default 0.95
 * @throws RangeError for fewer than 2 folds and for values that are not finite
 * @example
 * resampledTest([-1, -2, -3], 0.5) // { difference: -2, lo: -5.9278, hi: 1.9278, … }
 */
export function resampledTest(
  differences: ArrayLike<number>,
  ratio: number,
  { level = 0.95 }: { level?: number } = {},
): Difference {
  const J = differences.length;
  if (J < 2) throw new RangeError(`Cannot compare: expected at least 2 folds, got ${J}`);
  const d = Float64Array.from(differences);
  const bad = d.findIndex((x) => !Number.isFinite(x));
  if (bad >= 0) throw new RangeError(`Cannot compare: expected finite differences, got ${d[bad]}`);
  const mean = sum(d) / J;
  const variance = sum(d.map((x) => (x - mean) ** 2)) / (J - 1);
  const error = Math.sqrt((1 / J + ratio) * variance);
  const t = mean === 0 ? 0 : mean / error;
  const reach = studentQuantile(1 - (1 - level) / 2, J - 1) * error;
  return {
    difference: mean,
    lo: mean - reach,
    hi: mean + reach,
    p: 2 * studentBelow(-Math.abs(t), J - 1),
    t,
    df: J - 1,
  };
}

/** Two of several models, their difference (first less second), and p adjusted for the number of pairs. */
export interface PairDifference extends Difference {
  pair: [string, string];
  /** p by Holm's method: below 0.05 the pair differs, with at most 5 % chance of any false finding among all pairs. */
  adjusted: number;
}

/**
 * All pairs of several models on the same folds, with Holm's adjustment (1979).
 *
 * @param scores metric of each model, one for each fold
 * @param ratio  rows tested over rows trained, in one fold
 * @throws RangeError if the models have not the same folds
 */
export function comparePairs(
  scores: ReadonlyMap<string, ArrayLike<number>>,
  ratio: number,
  options: { level?: number } = {},
): PairDifference[] {
  const models = [...scores];
  const pairs = models.flatMap(([first, a], i) =>
    models.slice(i + 1).map(([second, b]) => {
      if (a.length !== b.length) {
        throw new RangeError(
          `Cannot compare "${first}" and "${second}": expected ${a.length} folds, got ${b.length}`,
        );
      }
      const differences = Float64Array.from(a, (x, fold) => x - b[fold]);
      return { pair: [first, second] as [string, string], ...resampledTest(differences, ratio, options) };
    }),
  );
  const adjusted = holm(pairs.map(({ p }) => p));
  return pairs.map((one, i) => ({ ...one, adjusted: adjusted[i] }));
}

/**
 * p-values adjusted by Holm's step-down method (1979): the smallest times m, the next times m − 1, …, none below the one
 * before, at most 1.
 *
 * @example
 * holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).toSorted((i, j) => p[i] - p[j]);
  const adjusted = [...p];
  let least = 0;
  order.forEach((i, rank) => {
    least = Math.max(least, Math.min(1, (p.length - rank) * p[i]));
    adjusted[i] = least;
  });
  return adjusted;
}
