import { kendall, ranks, spearman } from "./statistics.js";

/** What one method says of all factors: the larger, the more important. */
export interface Scores {
  method: string;
  /** One number for each factor; null where the method says nothing. */
  values: (number | null)[];
  /** The same for each net of the ensemble, where the method has it. */
  ofNets?: number[][];
}

/** Rankings of several methods side by side. */
export interface Rankings {
  factors: string[];
  methods: {
    method: string;
    values: (number | null)[];
    /** 1 for the most important factor; null where there is no value. */
    ranks: (number | null)[];
    /** Mean Spearman correlation between the rankings of two nets: 1 if all nets agree; null for a single net. */
    stability: number | null;
  }[];
  /** Rank correlations of each two methods over the factors that both rank. */
  agreement: { methods: [string, string]; spearman: number; kendall: number }[];
  /** Mean rank over the methods, the smallest first. */
  order: { factor: string; rank: number }[];
}

/**
 * Puts the rankings of several methods side by side, with their agreement (Spearman's ρ, Kendall's τ_b) and their stability over the
 * nets of the ensemble.
 *
 * @throws RangeError if a method has not one value for each factor
 */
export function compareRankings(factors: readonly string[], scores: readonly Scores[]): Rankings {
  const methods = scores.map(({ method, values, ofNets }) => {
    if (values.length !== factors.length)
      throw new RangeError(
        `Cannot rank by "${method}": expected ${factors.length} values, got ${values.length}`,
      );
    return { method, values, ranks: ranksOf(values), stability: stabilityOf(ofNets) };
  });
  const agreement = scores.flatMap((a, i) =>
    scores.slice(i + 1).map((b) => {
      const both = factors.map((_, j) => j).filter((j) => a.values[j] !== null && b.values[j] !== null);
      const [x, y] = [a, b].map(({ values }) => both.map((j) => values[j]!));
      return {
        methods: [a.method, b.method] as [string, string],
        spearman: spearman(x, y),
        kendall: kendall(x, y),
      };
    }),
  );
  const order = factors.map((factor, j) => {
    const own = methods.map((one) => one.ranks[j]).filter((rank) => rank !== null);
    return { factor, rank: own.length === 0 ? Infinity : own.reduce((a, b) => a + b, 0) / own.length };
  });
  return { factors: [...factors], methods, agreement, order: order.toSorted((a, b) => a.rank - b.rank) };
}

function ranksOf(values: readonly (number | null)[]): (number | null)[] {
  const known = ranks(values.filter((value) => value !== null));
  let next = 0;
  return values.map((value) => (value === null ? null : known[next++]));
}

function stabilityOf(ofNets: readonly number[][] | undefined): number | null {
  if (ofNets === undefined || ofNets.length < 2) return null;
  let [sum, pairs] = [0, 0];
  for (let a = 0; a < ofNets.length; a++) {
    for (let b = 0; b < a; b++, pairs++) sum += spearman(ofNets[a], ofNets[b]);
  }
  return sum / pairs;
}
