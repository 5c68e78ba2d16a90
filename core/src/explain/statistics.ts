import { sum } from "../assess/sums.js";

/** Mean; NaN of no values. */
export function mean(values: ArrayLike<number>): number {
  return sum(values) / values.length;
}

/** Standard deviation with n − 1; null of fewer than two values. */
export function deviation(values: ArrayLike<number>): number | null {
  if (values.length < 2) return null;
  return Math.sqrt(squares(values) / (values.length - 1));
}

/** Standard deviation with n. */
export function spread(values: ArrayLike<number>): number {
  return values.length === 0 ? 0 : Math.sqrt(squares(values) / values.length);
}

/** `Σ (x_i − mean x)²` */
function squares(values: ArrayLike<number>): number {
  const center = mean(values);
  return sum(Array.from(values, (x) => (x - center) * (x - center)));
}

/** Pearson's correlation; 0 where either does not vary. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] - ma, b[i] - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa) / Math.sqrt(bb) : 0;
}

/** Ranks from 1, the largest first; equal values share the mean of their ranks. */
export function ranks(values: ArrayLike<number>): number[] {
  return Array.from(values, (x) => {
    let [above, equal] = [0, 0];
    for (let i = 0; i < values.length; i++) {
      if (values[i] > x) above++;
      else if (values[i] === x) equal++;
    }
    return above + (equal + 1) / 2;
  });
}

/** Spearman's rank correlation: Pearson's of the ranks. */
export function spearman(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return correlation(ranks(a), ranks(b));
}

/** Kendall's τ_b: pairs in the same order less pairs in the opposite one, ties taken out of the count; 0 where all are tied. */
export function kendall(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [score, untiedA, untiedB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const [x, y] = [Math.sign(a[i] - a[j]), Math.sign(b[i] - b[j])];
      score += x * y;
      untiedA += x * x;
      untiedB += y * y;
    }
  }
  return untiedA > 0 && untiedB > 0 ? score / Math.sqrt(untiedA) / Math.sqrt(untiedB) : 0;
}
