import type { BootstrapOptions, Interval } from "../assess/bootstrap.js";
import { classIntervals, regressionIntervals } from "../assess/confidence.js";
import { classMetrics, meanMetrics, regressionMetrics } from "../assess/metrics.js";
import type { Samples } from "../engine/engine.js";
import type { Matrix } from "../matrix.js";
import type { Encoder } from "../table/encode.js";
import { decode } from "../table/decode.js";
import type { Metrics } from "./model.js";

/**
 * Metrics of predictions, in the user's units. Several labels: the mean over them.
 *
 * @param samples encoded rows with their labels, and weights if the rows have any
 * @param H       predictions, outputs × rows, in the form of Y
 * @param means   for each label the mean of the training labels, for `q2`. @default where the label is standardised, its scale's
 */
export function measures(
  encoder: Encoder,
  samples: Pick<Samples, "Y" | "weights">,
  H: Matrix,
  means: readonly (number | ArrayLike<number>)[] | undefined = trainMeans(encoder),
): Metrics {
  const options = samples.weights === undefined ? {} : { weights: samples.weights };
  const truth = decode(encoder, samples.Y);
  const predicted = decode(encoder, H);
  if (truth.task === "regression" && predicted.task === "regression") {
    const values = predicted.values;
    return {
      ...meanMetrics(
        truth.values.map((y, i) => ({
          ...regressionMetrics(
            y,
            values[i],
            means === undefined ? options : { ...options, trainMean: means[i] },
          ),
        })),
      ),
    };
  }
  if (truth.task === "regression" || predicted.task === "regression") {
    throw new TypeError("Cannot measure: expected labels and predictions of one task");
  }
  return { ...classMetrics(truth.classes, predicted.probabilities, options) };
}

/**
 * Confidence intervals of these metrics.
 *
 * @param means   as `measures` takes them
 * @param options how the rows are drawn again
 */
export function intervalsOf(
  encoder: Encoder,
  samples: Pick<Samples, "Y" | "weights">,
  H: Matrix,
  {
    means = trainMeans(encoder),
    ...options
  }: BootstrapOptions & { means?: readonly (number | ArrayLike<number>)[] | undefined } = {},
): Record<string, Interval | null> {
  const truth = decode(encoder, samples.Y);
  const predicted = decode(encoder, H);
  const drawing = samples.weights === undefined ? options : { ...options, weights: samples.weights };
  if (truth.task === "regression" && predicted.task === "regression") {
    const labels = truth.values.map((y, i) => {
      const label = { y, prediction: predicted.values[i] };
      return means === undefined ? label : { ...label, trainMean: means[i] };
    });
    return regressionIntervals(labels, drawing);
  }
  if (truth.task === "regression" || predicted.task === "regression") {
    throw new TypeError("Cannot measure: expected labels and predictions of one task");
  }
  return classIntervals(truth.classes, predicted.probabilities, drawing);
}

/** Means of the training labels, where their scale knows them. */
function trainMeans({ labels }: Encoder): number[] | undefined {
  const means = labels.flatMap((label) =>
    label.type === "number" && label.scale.name === "standard" ? [label.scale.center] : [],
  );
  return means.length === labels.length && means.length > 0 ? means : undefined;
}
