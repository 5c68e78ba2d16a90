import { classMetrics, meanMetrics, regressionMetrics } from "../assess/metrics.js";
import type { Samples } from "../engine/engine.js";
import type { Matrix } from "../matrix.js";
import type { Encoder } from "../table/encode.js";
import { decode } from "../table/labels.js";
import type { Metrics } from "./model.js";

/**
 * Metrics of predictions, in the user's units. Several labels: the mean over them.
 *
 * @param samples encoded rows with their labels, and weights if the rows have any
 * @param H       predictions, outputs × rows, in the form of Y
 */
export function measures(encoder: Encoder, samples: Pick<Samples, "Y" | "weights">, H: Matrix): Metrics {
  const options = samples.weights === undefined ? {} : { weights: samples.weights };
  const truth = decode(encoder, samples.Y);
  const predicted = decode(encoder, H);
  if (truth.task === "regression" && predicted.task === "regression") {
    const values = predicted.values;
    return { ...meanMetrics(truth.values.map((y, i) => ({ ...regressionMetrics(y, values[i], options) }))) };
  }
  if (truth.task === "regression" || predicted.task === "regression") {
    throw new TypeError("Cannot measure: expected labels and predictions of one task");
  }
  return { ...classMetrics(truth.classes, predicted.probabilities, options) };
}
