import { fitBaselines } from "../assess/baselines.js";
import { bootstrap } from "../assess/bootstrap.js";
import { logLosses } from "../assess/class-metrics.js";
import { resampledTest } from "../assess/compare.js";
import type { Samples } from "../engine/engine.js";
import type { Matrix } from "../matrix.js";
import type { Encoder } from "../table/encode.js";
import { decode } from "../table/decode.js";
import { measures } from "./measure.js";
import type { Metrics, Model } from "./model.js";
import { output } from "./predict.js";

/** Network and linear baseline on the same rows, which neither has learned from. */
export interface RowComparison {
  /** Of which less is better: `rmse`, or `logLoss` for classes. */
  metric: "rmse" | "logLoss";
  against: "linear";
  model: number;
  baseline: number;
  /** Network less baseline, with its interval by the bootstrap over rows. */
  difference: number;
  lo: number;
  hi: number;
  level: number;
  /** Two-sided, of a paired t-test on the rows' squared errors or log-losses. */
  p: number;
  /** Whether the whole interval is below 0. */
  useful: boolean;
}

/**
 * Compares a model with the baselines fitted on its own training rows, on rows kept from both. The test rows are taken as
 * independent; it says nothing about what other training rows would give, as cross-validation does.
 *
 * @param train rows that the model was trained on
 * @param test  rows to compare on, at least two
 * @returns metrics of the baselines, and the comparison with the linear one; null where it has no value
 */
export function compareWithBaselines(
  model: Model,
  train: Samples,
  test: Samples,
): { baselines: Record<string, Metrics>; comparison: RowComparison | null } {
  const { encoder, task } = model;
  const predictions = fitBaselines(task, train.X, train.Y, train.weights).predict(test.X);
  const baselines = Object.fromEntries(
    Object.entries(predictions).map(([name, P]) => [name, measures(encoder, test, P)]),
  );
  const metric = task === "regression" ? "rmse" : "logLoss";
  const H = output(model, test.X);
  const [own, linear] = [measures(encoder, test, H)[metric], baselines["linear"][metric]];
  if (test.X.cols < 2 || own === null || own === undefined || linear === null || linear === undefined)
    return { baselines, comparison: null };
  const [a, b] = [rowLosses(encoder, test.Y, H), rowLosses(encoder, test.Y, predictions.linear)];
  const root = (of: number) => (metric === "rmse" ? Math.sqrt(of) : of);
  const statistic = (weights: Float64Array) => {
    const mean = (losses: readonly Float64Array[]) => {
      const total = weights.reduce((sum, w) => sum + w, 0);
      const each = losses.map((loss) => root(loss.reduce((sum, x, r) => sum + weights[r] * x, 0) / total));
      return each.reduce((sum, x) => sum + x, 0) / each.length;
    };
    return { difference: mean(a) - mean(b) };
  };
  const drawing = test.weights === undefined ? {} : { weights: test.weights };
  const interval = bootstrap(test.X.cols, statistic, { level: LEVEL, ...drawing }).difference;
  if (interval === null) return { baselines, comparison: null };
  const differences = a[0].map((_, r) => a.reduce((sum, loss, l) => sum + loss[r] - b[l][r], 0));
  return {
    baselines,
    comparison: {
      metric,
      against: "linear",
      model: own,
      baseline: linear,
      difference: own - linear,
      ...interval,
      level: LEVEL,
      p: resampledTest(differences, 0).p,
      useful: interval.hi < 0,
    },
  };
}

const LEVEL = 0.95;

/** For each label the squared error of each row, or one list of log-losses. */
function rowLosses(encoder: Encoder, Y: Matrix, H: Matrix): Float64Array[] {
  const [truth, predicted] = [decode(encoder, Y), decode(encoder, H)];
  if (truth.task === "regression") {
    if (predicted.task !== "regression") return [];
    return truth.values.map((y, l) => y.map((v, r) => (predicted.values[l][r] - v) ** 2));
  }
  return predicted.task === "regression" ? [] : [logLosses(truth.classes, predicted.probabilities)];
}
