import { calibrationError, reliability } from "../../assess/calibration.js";
import { logLosses } from "../../assess/class-metrics.js";
import { logits, temperature, withTemperature } from "../../assess/conformal-classes.js";
import { sum } from "../../assess/sums.js";
import { matrix, selectColumns, type Matrix } from "../../matrix.js";
import { decode } from "../../table/decode.js";
import type { CalibrationRows } from "./calibration.js";
import type { Model } from "../model.js";

/** A temperature for the probabilities of a model, and what it mends on rows that the nets had not seen. */
export interface Temperature {
  /** `softmax(z / T)`: above 1 the model was too sure, below 1 not sure enough. */
  temperature: number;
  /** Expected calibration error and log-loss as they are. */
  before: Calibrated;
  /** The same with the temperature of the other folds' rows. */
  after: Calibrated;
}

/** How far probabilities are to be believed. */
export interface Calibrated {
  ece: number;
  logLoss: number;
}

/** The temperature that fits the rows which the nets had not seen (Guo et al. 2017), judged fold by fold. */
export function temperatureFor(
  { encoder }: Pick<Model, "encoder">,
  { Y, H, fold }: Pick<CalibrationRows, "Y" | "H" | "fold">,
): Temperature {
  const truth = decode(encoder, Y);
  if (truth.task === "regression") throw new TypeError("Cannot find a temperature: expected classes");
  const { classes } = truth;
  const Z = logits(H);
  const mended = matrix(H.rows, H.cols);
  for (const k of new Set(fold)) {
    const numbers = Array.from(fold.keys());
    const [own, others] = [numbers.filter((s) => fold[s] === k), numbers.filter((s) => fold[s] !== k)];
    const T = temperature(
      selectColumns(Z, others),
      Int32Array.from(others, (s) => classes[s]),
    );
    const P = withTemperature(selectColumns(Z, own), T);
    for (let i = 0; i < P.rows; i++) {
      own.forEach((s, at) => (mended.data[i * H.cols + s] = P.data[i * P.cols + at]));
    }
  }
  const judged = (outputs: Matrix): Calibrated => {
    const decoded = decode(encoder, outputs);
    if (decoded.task === "regression") throw new TypeError("Cannot find a temperature: expected classes");
    const P = decoded.probabilities;
    return {
      ece: calibrationError(reliability(classes, P)),
      logLoss: sum(logLosses(classes, P)) / classes.length,
    };
  };
  return { temperature: temperature(Z, classes), before: judged(H), after: judged(mended) };
}
