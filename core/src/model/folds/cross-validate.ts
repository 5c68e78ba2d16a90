import "../../messages/assessing.js";
import { comparePairs, resampledTest, type Difference, type PairDifference } from "../../assess/compare.js";
import { GradusError, type Warning } from "../../errors.js";
import type { Table } from "../../table/table.js";
import { chooseFolds, type FoldChoice, type FoldPlan } from "./choice.js";
import { pool, spread, type Confidence, type FoldRows } from "./pool.js";
import { runFold, type FoldResult } from "./run.js";
import type { Metrics, Model } from "../model.js";
import type { TrainOptions } from "../options.js";
import type { Progress } from "../train.js";

/** Options of `crossValidate`: those of `train` but the split, and how the folds are made. */
export interface CrossValidationOptions
  extends Omit<TrainOptions, "split" | "resume" | "onProgress">, FoldChoice {
  /** Share of a fold's training rows that chooses the best epoch. @default 0.15 */
  validation?: number;
  onProgress?: (progress: Progress & { run: number; runs: number }) => void;
  onFold?: (fold: FoldResult) => void;
}

/** Whether the network is worth its trouble: its difference from the linear baseline on the same folds. */
export interface Comparison extends Difference {
  /** Of which less is better: `rmse`, or `logLoss` for classes. */
  metric: "rmse" | "logLoss";
  against: "linear";
  /** Network and baseline, mean over the folds. */
  model: number;
  baseline: number;
  /** Confidence of `lo` and `hi`. */
  level: number;
  /** Whether the whole interval is below 0: the network errs less than the baseline, and not by chance. */
  useful: boolean;
}

/** What cross-validation gave. Standard deviations are over the folds, with n − 1. */
export interface CrossValidation {
  task: Model["task"];
  /** How the rows were divided, and by which columns. */
  kind: FoldPlan["kind"];
  order?: string;
  group?: string[];
  groupExcept?: string[];
  folds: FoldResult[];
  /** Whether all folds were carried out; not if the signal came before. */
  complete: boolean;
  mean: Metrics;
  sd: Metrics;
  /** Metrics over all test rows together. */
  pooled: Metrics;
  /** Confidence intervals of `pooled`. */
  confidence: Confidence;
  baselines: Record<string, { mean: Metrics; sd: Metrics }>;
  /** Null for a single fold, and where a fold has no value. */
  comparison: Comparison | null;
  /** All pairs of network and baselines, p adjusted by Holm; empty where there is no comparison. */
  pairs: PairDifference[];
  warnings: Warning[];
}

/**
 * Cross-validation: each fold in turn is kept away from everything that is learned (types of columns aside), the rest
 * trains; a part of the rest chooses the best epoch. Network and linear baseline are compared by the corrected resampled
 * t-test (Nadeau & Bengio 2003).
 *
 * @param table   all rows
 * @param options `label` is needed
 * @throws GradusError as `train` does, E206 or E207 if the folds do not fit the table, and E209 if the signal came before
 *   the first fold was ready
 * @throws RangeError for folds that the rows do not allow
 */
export async function crossValidate(table: Table, options: CrossValidationOptions): Promise<CrossValidation> {
  const { validation = 0.15, onProgress, onFold, ...choice } = options;
  const plan = chooseFolds(table, choice);
  const { folds: _f, repeats: _r, only: _o, kind: _k, group: _g, groupExcept: _e, ...rest } = choice;
  const { order: _order, gap: _gap, ...training } = rest;
  const results: FoldResult[] = [];
  const pooled: FoldRows[] = [];
  const warnings: Warning[] = [...plan.warnings];
  for (const [i, one] of plan.folds.entries()) {
    const done = await runFold(table, plan, one, {
      ...training,
      validation,
      ...(onProgress
        ? { onProgress: (p: Progress) => onProgress({ ...p, run: i + 1, runs: plan.folds.length }) }
        : {}),
    });
    if (done === null) break;
    results.push(done.result);
    pooled.push(done.rows);
    warnings.push(...done.model.run.warnings);
    onFold?.(done.result);
  }
  if (results.length === 0) throw new GradusError("E209", {});
  const names = Object.keys(results[0].baselines);
  return {
    task: pooled[0].model.task,
    kind: plan.kind,
    ...(plan.order === undefined ? {} : { order: plan.order }),
    ...(plan.group === undefined ? {} : { group: plan.group }),
    ...(plan.groupExcept === undefined ? {} : { groupExcept: plan.groupExcept }),
    folds: results,
    complete: results.length === plan.folds.length,
    ...spread(results.map((result) => result.metrics)),
    ...pool(pooled, plan.groups !== undefined),
    baselines: Object.fromEntries(names.map((name) => [name, spread(results.map((r) => r.baselines[name]))])),
    ...comparisons(results, pooled[0].model.task === "regression" ? "rmse" : "logLoss"),
    warnings: distinct(warnings),
  };
}

const LEVEL = 0.95;

/** Network against linear baseline, and all pairs, on a metric of which less is better. */
function comparisons(
  folds: readonly FoldResult[],
  metric: Comparison["metric"],
): Pick<CrossValidation, "comparison" | "pairs"> {
  const scores = new Map<string, number[]>([
    [
      "net",
      valuesOf(
        folds.map((fold) => fold.metrics),
        metric,
      ),
    ],
  ]);
  for (const name of Object.keys(folds[0].baselines).toReversed()) {
    scores.set(
      name,
      valuesOf(
        folds.map((fold) => fold.baselines[name]),
        metric,
      ),
    ); // the linear one first
  }
  const [net, linear] = [scores.get("net")!, scores.get("linear") ?? []];
  const isWhole = [...scores.values()].every((values) => values.length === folds.length);
  if (folds.length < 2 || !isWhole) return { comparison: null, pairs: [] };
  const ratio = average(folds.map(({ test, train: trained }) => test / trained));
  const differences = net.map((value, i) => value - linear[i]);
  const test = resampledTest(differences, ratio, { level: LEVEL });
  return {
    comparison: {
      metric,
      against: "linear",
      model: average(net),
      baseline: average(linear),
      ...test,
      level: LEVEL,
      useful: test.hi < 0,
    },
    pairs: comparePairs(scores, ratio, { level: LEVEL }),
  };
}

/** The values of a metric that are there. */
function valuesOf(sets: readonly Metrics[], metric: string): number[] {
  return sets.map((set) => set[metric] ?? null).filter((value) => value !== null);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Warnings of all folds, each once. */
function distinct(warnings: readonly Warning[]): Warning[] {
  return [...new Map(warnings.map((one) => [one.message, one])).values()];
}
