import { parameterCount } from "../../bp/network.js";
import { referenceEnsemble } from "../../engine/reference-predict.js";
import { samplesOf, type RowsOf } from "../../train/jobs.js";
import type { PlannedNet } from "../../train/family.js";
import type { FitResult } from "../../train/fitting.js";
import { spread } from "../folds/pool.js";
import { measures } from "../measure.js";
import { sizesOf, type Grounds } from "../ensemble/nets.js";
import type { PlannedLayout } from "./plan.js";
import type { ScanLayout } from "./scan.js";

/** What one net of a scan gave. */
export interface ScannedNet {
  fold: number;
  /** Error on the rows of its fold, and on those that trained it. */
  error: number;
  trainError: number;
  gamma?: number;
  evidence?: number;
}

/** Errors of a net on the rows that it has not seen, and on its own. */
export function measureNet(
  grounds: Grounds,
  { fold, rows }: PlannedNet,
  { network, evidence }: FitResult,
  metric: ScanLayout["metric"],
): ScannedNet {
  const { samples: all, learning, encoder } = grounds;
  const ensemble = referenceEnsemble([{ network, weight: 1 }]);
  const errorOn = (part: RowsOf): number => {
    const samples = samplesOf(part);
    return measures(encoder, samples, ensemble.rows(samples.X))[metric] ?? Number.NaN;
  };
  const unseen = Int32Array.from(learning!.fold.keys()).filter((i) => learning!.fold[i] === fold);
  return {
    fold: fold!,
    error: errorOn({ samples: all.train, rows: unseen }),
    trainError: errorOn({ samples: all.train, ...(rows === undefined ? {} : { rows }) }),
    ...(evidence === undefined
      ? {}
      : { gamma: evidence.gamma.reduce((a, b) => a + b, 0), evidence: evidence.logEvidence }),
  };
}

/** A layout as its nets have shown it. */
export function summary(
  { grounds, family }: Pick<PlannedLayout, "grounds" | "family">,
  nets: readonly ScannedNet[],
  metric: ScanLayout["metric"],
): ScanLayout {
  const folds = [...new Set(nets.map(({ fold }) => fold))].toSorted((a, b) => a - b);
  const starts = folds.map((k) => over(nets.filter(({ fold }) => fold === k).map(({ error }) => error)));
  const { mean: error, sd } = over(starts.map(({ mean }) => mean));
  const variances = starts.flatMap((one) => (one.sd === null ? [] : [one.sd ** 2]));
  const known = (key: "gamma" | "evidence"): number | null => {
    const values = nets.map((net) => net[key]).filter((value) => value !== undefined);
    return values.length === 0 ? null : over(values).mean;
  };
  return {
    name: family.name,
    hidden: family.hidden,
    parameters: parameterCount(sizesOf(grounds, family), grounds.recipe.skip),
    metric,
    error,
    standardError: sd === null ? null : sd / Math.sqrt(folds.length),
    spread: variances.length === 0 ? null : Math.sqrt(over(variances).mean),
    trainError: over(nets.map(({ trainError }) => trainError)).mean,
    folds: starts.map(({ mean }) => mean),
    gamma: known("gamma"),
    evidence: known("evidence"),
    nets: nets.length,
  };
}

/** Mean and standard deviation with n − 1. */
function over(values: readonly number[]): { mean: number; sd: number | null } {
  const { mean, sd } = spread(values.map((value) => ({ value })));
  return { mean: mean["value"] ?? Number.NaN, sd: sd["value"] ?? null };
}
