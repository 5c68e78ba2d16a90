import "../../messages/assessing.js";
import { fitPowerLaw, lawAt, type PowerLaw } from "../../assess/power-law.js";
import { GradusError, type Warning } from "../../errors.js";
import { createRandom } from "../../random.js";
import type { Fold } from "../../table/fold-plan.js";
import type { Table } from "../../table/table.js";
import type { CrossValidationOptions } from "./cross-validate.js";
import { chooseFolds, type FoldPlan } from "./choice.js";
import { spread } from "./pool.js";
import { runFold } from "./run.js";
import type { Progress } from "../train.js";

/** Options of `learningCurve`: those of `crossValidate`, and which shares of the training rows are tried. */
export interface LearningCurveOptions extends Omit<CrossValidationOptions, "onFold"> {
  /** Shares of a fold's training rows, 0 … 1. @default 0.1, 0.18, 0.32, 0.56, 1, as far as they leave 20 rows */
  shares?: readonly number[];
  /** Gets each point as soon as all folds have given it. */
  onPoint?: (point: LearningPoint) => void;
}

/** Errors with so many rows to learn from, mean and standard deviation over the folds. */
export interface LearningPoint {
  /** Rows trained on, mean over the folds. */
  rows: number;
  /** Error on the folds' test rows. */
  test: number;
  sd: number | null;
  /** Error on the rows trained on. */
  train: number;
  /** Error of the linear baseline on the test rows. */
  linear: number;
}

/** What more rows would bring. */
export interface LearningCurve {
  /** Error of which less is better: `rmse`, or `logLoss` for classes. */
  metric: "rmse" | "logLoss";
  /** By rising number of rows. */
  points: LearningPoint[];
  /** Null for fewer than three points. */
  law: PowerLaw | null;
  /** What the law expects of twice as many rows: the error, and by which share it is lower. */
  doubled: { rows: number; error: number; gain: number } | null;
  /**
   * `more`: twice the rows would lower the error by 5 % or more; `little`: by 2 to 5 %; `enough`: by less; `unclear`: the
   * points scatter more than what is to be gained, or are too few.
   */
  verdict: "more" | "little" | "enough" | "unclear";
  warnings: Warning[];
}

const SHARES = [0.1, 0.18, 0.32, 0.56, 1];
const LEAST_ROWS = 20;
const GAINS = { more: 0.05, little: 0.02 };

/**
 * Learning curve: the same test rows, predicted by models of more and more of the training rows, fold by fold; and a power
 * law through the errors, which tells what twice as many rows would bring.
 *
 * @param table   all rows
 * @param options `label` is needed
 * @throws GradusError and RangeError as `crossValidate` does; E209 if the signal stops it
 * @throws RangeError for shares outside (0, 1]
 */
export async function learningCurve(table: Table, options: LearningCurveOptions): Promise<LearningCurve> {
  const { shares, validation = 0.15, onProgress, onPoint, ...choice } = options;
  const bad = shares?.find((share) => !(share > 0 && share <= 1));
  if (bad !== undefined)
    throw new RangeError(`Cannot draw a learning curve: expected shares above 0 and up to 1, got ${bad}`);
  const plan = chooseFolds(table, choice);
  const { folds: _f, repeats: _r, only: _o, kind: _k, group: _g, groupExcept: _e, ...rest } = choice;
  const { order: _order, gap: _gap, ...training } = rest;
  const least = Math.min(...plan.folds.map(({ train }) => train.length));
  const wanted = (shares ?? SHARES.filter((share) => share === 1 || share * least >= LEAST_ROWS)).toSorted(
    (a, b) => a - b,
  );
  const runs = wanted.length * plan.folds.length;
  const points: LearningPoint[] = [];
  const warnings = new Map(plan.warnings.map((one) => [one.message, one]));
  let metric: LearningCurve["metric"] = "rmse";
  for (const [s, share] of wanted.entries()) {
    const sets = [];
    for (const [i, whole] of plan.folds.entries()) {
      const fold = { ...whole, train: portion(plan, whole, share, training.seed ?? 42) };
      const run = s * plan.folds.length + i + 1;
      const done = await runFold(table, plan, fold, {
        ...training,
        validation,
        ...(onProgress ? { onProgress: (p: Progress) => onProgress({ ...p, run, runs }) } : {}),
      });
      if (done === null) throw new GradusError("E209", {});
      const { model, result } = done;
      metric = model.task === "regression" ? "rmse" : "logLoss";
      for (const one of share === 1 ? model.run.warnings : []) warnings.set(one.message, one);
      sets.push({
        rows: result.train,
        test: result.metrics[metric] ?? null,
        train: model.run.metrics.train[metric] ?? null,
        linear: result.baselines["linear"]?.[metric] ?? null,
      });
    }
    const { mean, sd } = spread(sets);
    const point = { rows: mean["rows"]!, test: mean["test"]!, sd: sd["test"] ?? null };
    points.push({ ...point, train: mean["train"]!, linear: mean["linear"]! });
    onPoint?.(points.at(-1)!);
  }
  return { metric, points, ...forecast(points), warnings: [...warnings.values()] };
}

/** The law through the points, and what it promises. */
export function forecast(
  points: readonly Pick<LearningPoint, "rows" | "test">[],
): Pick<LearningCurve, "law" | "doubled" | "verdict"> {
  const law = fitPowerLaw(
    points.map(({ rows }) => rows),
    points.map(({ test }) => test),
  );
  const last = points.at(-1);
  if (law === null || last === undefined) return { law: null, doubled: null, verdict: "unclear" };
  const error = lawAt(law, 2 * last.rows);
  const gain = 1 - error / lawAt(law, last.rows);
  const isUneven = law.scatter > Math.max(gain, GAINS.more);
  const verdict = gain >= GAINS.more ? "more" : gain >= GAINS.little ? "little" : "enough";
  return { law, doubled: { rows: 2 * last.rows, error, gain }, verdict: isUneven ? "unclear" : verdict };
}

/**
 * A share of the training rows, of which every smaller share is a part: the latest before the test rows in a rolling origin,
 * else drawn at random, by class or by whole groups.
 */
function portion(plan: FoldPlan, { train, fold }: Fold, share: number, seed: number): Int32Array {
  const count = Math.max(1, Math.round(share * train.length));
  if (count === train.length) return train;
  if (plan.kind === "time") return train.slice(-count);
  const line = createRandom(seed, 5000 + fold).shuffle(Int32Array.from(train.keys()));
  const chosen = new Set(ranked(plan, train, line).slice(0, count));
  return train.filter((_, i) => chosen.has(i));
}

/** Places of the training rows in the order in which they are taken: class by class in turn, or group after group. */
function ranked({ groups, inner }: FoldPlan, train: Int32Array, line: Int32Array): Int32Array {
  const codes = groups ?? inner.stratify;
  if (codes === undefined) return line;
  const members = new Map<number, number[]>();
  for (const i of line) {
    const known = members.get(codes[train[i]]);
    if (known === undefined) members.set(codes[train[i]], [i]);
    else known.push(i);
  }
  if (groups !== undefined) return Int32Array.from([...members.values()].flat());
  const place = new Float64Array(train.length);
  for (const of of members.values()) of.forEach((i, n) => (place[i] = (n + 0.5) / of.length));
  return line.toSorted((i, j) => place[i] - place[j]);
}
