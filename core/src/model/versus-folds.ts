import { fitBaselines } from "../assess/baselines.js";
import { replicatesFor } from "../assess/bootstrap.js";
import { resampledTest } from "../assess/compare.js";
import type { Samples } from "../engine/engine.js";
import { selectColumns } from "../matrix.js";
import type { Comparison } from "./folds/cross-validate.js";
import type { Confidence } from "./folds/pool.js";
import { intervalsOf, measures } from "./measure.js";
import type { Metrics, Model } from "./model.js";

const LEVEL = 0.95;

/** How good a model was on rows that the nets which predicted them had not seen, with what its file alone holds. */
export interface UnseenAssessment {
  /** `folds`: each training row by the nets without its fold; else rows that were held out. */
  part: "folds" | "test" | "validation";
  rows: number;
  metrics: Metrics;
  confidence: Confidence;
}

/** Metrics with confidence intervals of the rows that a model file keeps for that; null if it keeps none. */
export function assessUnseen(model: Model): UnseenAssessment | null {
  const { encoder, outOfFold, heldOut } = model;
  const source = outOfFold ?? heldOut;
  if (source === undefined) return null;
  const samples = {
    Y: source.Y,
    ...(outOfFold?.weights === undefined ? {} : { weights: outOfFold.weights }),
  };
  const replicates = replicatesFor(source.H.cols * (source.H.rows > 2 ? source.H.rows : 1));
  const options = { level: LEVEL, replicates };
  return {
    part: heldOut === source ? heldOut.part : "folds",
    rows: source.H.cols,
    metrics: measures(encoder, samples, source.H),
    confidence: { ...options, method: "bca", metrics: intervalsOf(encoder, samples, source.H, options) },
  };
}

/**
 * Compares a model's out-of-fold errors with those of the linear baseline, fitted anew without each fold, by the corrected resampled
 * t-test (Nadeau & Bengio 2003). The folds chose the shares of the families and, with many rows, the epochs of the nets: the network's
 * side is a little too good by that, which cross-validation is free of.
 *
 * @param train the rows that the model was trained on, as `prepareAgain` gives them
 * @returns null of a model without folds, or where a fold has no error
 * @throws RangeError if there are not as many rows as the model has out of fold
 */
export function compareOutOfFold(model: Model, train: Samples): Comparison | null {
  const { encoder, outOfFold, task } = model;
  if (outOfFold === undefined) return null;
  const { fold, H } = outOfFold;
  if (train.X.cols !== fold.length) {
    throw new RangeError(
      `Cannot compare out of fold: expected the model's ${fold.length} training rows, got ${train.X.cols}`,
    );
  }
  const metric = task === "regression" ? "rmse" : "logLoss";
  const [own, linear]: [number[], number[]] = [[], []];
  let ratio = 0;
  const numbers = [...new Set(fold)];
  for (const k of numbers) {
    const [rest, kept] = [rowsOf(train, fold, (f) => f !== k), rowsOf(train, fold, (f) => f === k)];
    const inFold = Array.from(fold.keys()).filter((s) => fold[s] === k);
    const baseline = fitBaselines(task, rest.X, rest.Y, rest.weights).predict(kept.X).linear;
    const values = [selectColumns(H, inFold), baseline].map((P) => measures(encoder, kept, P)[metric]);
    if (typeof values[0] !== "number" || typeof values[1] !== "number") return null;
    own.push(values[0]);
    linear.push(values[1]);
    ratio += kept.X.cols / rest.X.cols / numbers.length;
  }
  if (numbers.length < 2) return null;
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
  const differences = own.map((value, i) => value - linear[i]);
  const test = resampledTest(differences, ratio, { level: LEVEL });
  return {
    metric,
    against: "linear",
    model: mean(own),
    baseline: mean(linear),
    ...test,
    level: LEVEL,
    useful: test.hi < 0,
  };
}

function rowsOf({ X, Y, weights }: Samples, fold: Int32Array, isWanted: (fold: number) => boolean): Samples {
  const rows = Array.from(fold.keys()).filter((s) => isWanted(fold[s]));
  return {
    X: selectColumns(X, rows),
    Y: selectColumns(Y, rows),
    ...(weights === undefined ? {} : { weights: Float64Array.from(rows, (s) => weights[s]) }),
  };
}
