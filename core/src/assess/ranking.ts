import type { Matrix } from "../matrix.js";

/** How well the probabilities rank the rows. */
export type Ranking = {
  /**
   * Area under the ROC curve, ties counted half: of class 1 of two; of more classes the mean over those that occur, each
   * against the rest. Null where only one class occurs.
   */
  auc: number | null;
  /**
   * Area under the precision-recall curve as average precision, `Σ (recall_k − recall_(k−1)) · precision_k`: of class 1 of
   * two; of more classes the mean over those that occur. Null as for `auc`.
   */
  averagePrecision: number | null;
};

/** The rows of a class, ranked by its probability once, so that many weightings of the rows can be measured. */
export interface Ranks {
  /** Rows in falling order of probability. */
  order: Uint32Array;
  /** 1 where the row at this place of `order` has the same probability as the one before. */
  isTied: Uint8Array;
  /** 1 for rows (not places) of the class. */
  isPositive: Uint8Array;
}

/** Ranks of class 1 of two, or of every class of more. */
export function ranksOf(classes: Int32Array, P: Matrix): Ranks[] {
  const wanted = P.rows === 2 ? [1] : Array.from({ length: P.rows }, (_, k) => k);
  return wanted.map((k) => {
    const score = P.data.subarray(k * P.cols, (k + 1) * P.cols);
    const order = Uint32Array.from(classes, (_, s) => s).sort((s, t) => score[t] - score[s]);
    return {
      order,
      isTied: Uint8Array.from(order, (s, i) => (i > 0 && score[s] === score[order[i - 1]] ? 1 : 0)),
      isPositive: Uint8Array.from(classes, (c) => (c === k ? 1 : 0)),
    };
  });
}

/**
 * Area under the ROC curve and average precision: one walk down the ranks, rows of equal probability at once.
 *
 * @param weights of each row, ≥ 0
 */
export function ranking(ranks: readonly Ranks[], weights: Float64Array): Ranking {
  const areas = ranks.map((one) => areasOf(one, weights)).filter((area) => area !== null);
  if (areas.length === 0) return { auc: null, averagePrecision: null };
  const mean = (name: keyof Ranking) => areas.reduce((sum, area) => sum + area[name], 0) / areas.length;
  return { auc: mean("auc"), averagePrecision: mean("averagePrecision") };
}

function areasOf(
  { order, isTied, isPositive }: Ranks,
  weights: Float64Array,
): Record<keyof Ranking, number> | null {
  let [positives, total] = [0, 0];
  for (let s = 0; s < weights.length; s++) {
    total += weights[s];
    if (isPositive[s] === 1) positives += weights[s];
  }
  const negatives = total - positives;
  if (!(positives > 0 && negatives > 0)) return null;
  let [hits, misses, area, precision] = [0, 0, 0, 0];
  for (let i = 0; i < order.length;) {
    let [right, wrong] = [0, 0];
    do {
      const s = order[i++];
      if (isPositive[s] === 1) right += weights[s];
      else wrong += weights[s];
    } while (i < order.length && isTied[i] === 1);
    area += wrong * (hits + right / 2); // each negative is beaten by all above it and half of its equals
    hits += right;
    misses += wrong;
    if (right > 0) precision += (right / positives) * (hits / (hits + misses));
  }
  return { auc: area / positives / negatives, averagePrecision: precision };
}
