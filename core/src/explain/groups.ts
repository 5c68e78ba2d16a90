import type { Design } from "./factors.js";
import { correlation } from "./statistics.js";

/** `|r|` above which factors count as varying together. */
export const TOGETHER = 0.7;

/**
 * Groups of factors that vary together: two factors belong to one if any input of one and any of the other correlate with
 * `|r| > threshold`, over however many steps (single linkage).
 *
 * @returns numbers of factors; each factor is in exactly one group, most are alone
 */
export function groupsOf({ factors, X }: Design, threshold = TOGETHER): number[][] {
  const group = factors.map((_, j) => j);
  const rows = Array.from({ length: X.rows }, (_, i) => X.data.subarray(i * X.cols, (i + 1) * X.cols));
  factors.forEach((a, i) => {
    for (let j = 0; j < i; j++) {
      const b = factors[j];
      if (group[i] === group[j] || strongest(rows, a, b) <= threshold) continue;
      const [from, to] = [group[i], group[j]];
      group.forEach((g, k) => {
        if (g === from) group[k] = to;
      });
    }
  });
  const found = [...new Set(group)].map((g) => factors.map((_, j) => j).filter((j) => group[j] === g));
  return found.toSorted((a, b) => a[0] - b[0]);
}

/** Largest `|r|` between the inputs of two factors; an input that says only that a cell is missing does not count. */
function strongest(rows: readonly Float64Array[], a: Block, b: Block): number {
  let most = 0;
  for (let i = a.from; i < endOf(a); i++) {
    for (let j = b.from; j < endOf(b); j++) most = Math.max(most, Math.abs(correlation(rows[i], rows[j])));
  }
  return most;
}

type Block = Design["factors"][number];

function endOf({ from, count, feature }: Block): number {
  return from + count - (feature.indicator ? 1 : 0);
}
