import type { ActivationSpec } from "../../bp/activation.js";
import type { Warning } from "../../errors.js";
import type { Table } from "../../table/table.js";
import type { Recipe } from "../../train/auto.js";
import type { Signal } from "../../train/stopping.js";
import type { Model } from "../model.js";
import type { TrainOptions } from "../options.js";
import { runNets, Work } from "../ensemble/run-nets.js";
import { oneStandardError } from "./layouts.js";
import { measureNet, summary, type ScannedNet } from "./measure.js";
import { jobsOf, planScan, type ScanPlan } from "./plan.js";

/** Options of `scan`: those of `train` that do not name one network, and what is tried. */
export interface ScanOptions extends Omit<
  TrainOptions,
  "hidden" | "nets" | "initialisation" | "onStart" | "onProgress" | "resume"
> {
  /** Hidden layers of each net that is tried; `[]` is none. @default none, 2, 3, 5, 8 … as far as rows and parameters allow */
  layouts?: readonly NonNullable<TrainOptions["hidden"]>[];
  /** Nets of each layout and fold, each from other start values. @default 3 */
  restarts?: number;
  /** Folds of the training rows. @default 5 */
  folds?: number;
  onStart?: (start: ScanStart) => void;
  onProgress?: (progress: ScanProgress) => void;
  /** Gets each layout as soon as its nets are ready. */
  onLayout?: (layout: ScanLayout) => void;
}

/** What a scan is about, before its first net. */
export interface ScanStart {
  task: Model["task"];
  /** Rows that the folds divide; the test rows are not among them. */
  rows: number;
  testRows: number;
  features: number;
  folds: number;
  restarts: number;
  layouts: string[];
  optimizer: string;
  recipe: Recipe;
  warnings: Warning[];
}

/** How far a scan has come. */
export interface ScanProgress {
  /** Share of the whole work that is done, 0 … 1, as far as it can be told. */
  fraction: number;
  /** Nets that are ready, and all. */
  ready: number;
  nets: number;
  /** Layout at work. */
  layout: string;
}

/** One layout, over all folds and starts. */
export interface ScanLayout {
  /** Neurons of the hidden layers, `12-8`; `none` without any. */
  name: string;
  hidden: { size: number; activation: ActivationSpec }[];
  parameters: number;
  /** Of which less is better: `rmse`, in the label's unit, or `logLoss` for classes. */
  metric: "rmse" | "logLoss";
  /** On rows that a net has not seen: mean over the folds. */
  error: number;
  /** Standard error of that mean: standard deviation over the folds divided by the root of their number. */
  standardError: number | null;
  /** How much a start matters: standard deviation of the error over the starts of one fold; null for a single start. */
  spread: number | null;
  /** On the rows that trained. */
  trainError: number;
  /** Error of each fold. */
  folds: number[];
  /** Effective parameters and ln of the evidence, means over the nets, where training is by `br`. */
  gamma: number | null;
  evidence: number | null;
  /** Nets trained. */
  nets: number;
}

/** What a scan gave; plain data. */
export interface Scan {
  task: Model["task"];
  metric: ScanLayout["metric"];
  optimizer: string;
  folds: number;
  restarts: number;
  rows: number;
  testRows: number;
  /** By rising number of parameters, as far as they are ready. */
  layouts: ScanLayout[];
  /** Name of the layout of the least error, and of the smallest within one standard error of it; null if none is ready. */
  best: string | null;
  recommended: string | null;
  /** Options by which `train` makes the recommended net. */
  options: Pick<TrainOptions, "hidden" | "skip" | "optimizer" | "l2"> | null;
  /** Whether all layouts were tried; not if the signal or the time came before. */
  complete: boolean;
  warnings: Warning[];
}

/**
 * Architecture scan: each hidden layout × starts × folds of the training rows, all nets in one run of the workers. Every layout gets the
 * same folds and start numbers, so that its figures do not depend on what else is tried. The test rows have no part in it.
 *
 * Numbers are trained by Bayesian regularisation (`br`), classes by L-BFGS with a decay of 1 ∕ rows, more than 2,000 rows as `train` would,
 * unless an optimizer is named. Methods that nothing else holds back stop by 15 % of their rows. What an errors' search has chosen is a
 * little optimistic: the error to report is that of the test rows, after training.
 *
 * @param table   as `train` takes it
 * @param options `label` is needed
 * @returns what is ready when the signal comes or the time is over, marked incomplete
 * @throws GradusError as `train` does; RangeError for impossible options
 */
export async function scan(table: Table, options: ScanOptions): Promise<Scan> {
  const plan = planScan(table, options);
  const { layouts, metric } = plan;
  const work = new Work(
    { families: layouts.map(({ family }) => family), planned: layouts.flatMap((one) => one.nets), done: [] },
    plan.costs,
  );
  const each = plan.folds * plan.restarts;
  const results = layouts.map((): ScannedNet[] => []);
  const jobs = layouts.flatMap((layout, l) => jobsOf(plan, layout, l * each));
  const run = { signal: signalOf(options), feed: undefined, threads: options.threads, work: work.left };
  const done: (ScanLayout | undefined)[] = layouts.map(() => undefined);
  for await (const event of runNets(jobs, run)) {
    const l = Math.floor(event.job / each);
    const layout = layouts[l];
    if ("epoch" in event) work.note(event.job, event.epoch);
    else if (event.result.stopped !== "abort") {
      const n = event.job % each;
      work.finish(event.job, event.result.history.length);
      results[l][n] = measureNet(layout.grounds, layout.nets[n], event.result, metric);
      if (Object.keys(results[l]).length === each) {
        const ready = summary(layout, results[l], metric);
        done[l] = ready;
        options.onLayout?.(ready);
      }
    }
    const ready = results.reduce((sum, nets) => sum + Object.keys(nets).length, 0);
    const { fraction } = work;
    options.onProgress?.({ fraction, ready, nets: jobs.length, layout: layout.family.name });
  }
  return outcome(plan, done);
}

/** Stops the scan after the epochs at work: by the user's signal, or when the time is over. */
function signalOf({ signal, seconds = Infinity }: ScanOptions): Signal {
  const until = Date.now() + 1000 * seconds;
  return {
    get aborted() {
      return signal?.aborted === true || Date.now() >= until;
    },
  };
}

function outcome(plan: ScanPlan, done: readonly (ScanLayout | undefined)[]): Scan {
  const { start, metric } = plan;
  const layouts = done.filter((one) => one !== undefined);
  const chosen = oneStandardError(layouts);
  const recommended = chosen && layouts[chosen.recommended];
  return {
    task: start.task,
    metric,
    optimizer: start.optimizer,
    folds: plan.folds,
    restarts: plan.restarts,
    rows: start.rows,
    testRows: start.testRows,
    layouts,
    best: chosen ? layouts[chosen.best].name : null,
    recommended: recommended?.name ?? null,
    options: recommended
      ? {
          hidden: recommended.hidden,
          ...(recommended.hidden.length === 0 ? { skip: false } : {}),
          ...plan.method,
        }
      : null,
    complete: layouts.length === plan.layouts.length,
    warnings: start.warnings,
  };
}
