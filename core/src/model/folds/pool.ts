import type { Interval } from "../../assess/bootstrap.js";
import { replicatesFor } from "../../assess/bootstrap.js";
import { matrix, type Matrix } from "../../matrix.js";
import { intervalsOf, measures } from "../measure.js";
import type { Metrics, Model } from "../model.js";

/** The test rows of one fold: what was predicted for them, and from where. */
export interface FoldRows {
  model: Pick<Model, "encoder" | "task">;
  /** Predictions and labels as the fold's encoder has them. */
  H: Matrix;
  Y: Matrix;
  /** For each label the mean of the training labels; empty for classes. */
  means: number[];
  /** Number of the row, or of its group: rows of one number are drawn together. */
  units: Int32Array;
  weights?: Float64Array;
}

/** Confidence intervals of metrics, and how they were found. */
export interface Confidence {
  /** 0.95: in 95 of 100 samples such an interval holds the true value. */
  level: number;
  /** `bca`: bootstrap, bias-corrected and accelerated (Efron 1987); accuracy: Wilson's method, unless rows come in groups. */
  method: "bca";
  replicates: number;
  /** By metric; null where there is none. */
  metrics: Record<string, Interval | null>;
}

/**
 * Metrics over the test rows of all folds, with confidence intervals. Each fold has scaled the label in its own way, so the
 * outputs are first brought back to the label's unit and then to the scale of the first fold's encoder.
 *
 * @param isGrouped whether units hold several rows
 */
export function pool(
  parts: readonly FoldRows[],
  isGrouped: boolean,
): { pooled: Metrics; confidence: Confidence } {
  const { encoder } = parts[0].model;
  const total = parts.reduce((sum, part) => sum + part.Y.cols, 0);
  const [H, Y] = [joined(parts, "H", total), joined(parts, "Y", total)];
  const isWeighted = parts.some(({ weights }) => weights !== undefined);
  const weights = Float64Array.from(
    parts.flatMap((part) => Array.from(part.weights ?? new Float64Array(part.Y.cols).fill(1))),
  );
  const samples = isWeighted ? { Y, weights } : { Y };
  const means =
    parts[0].model.task === "regression"
      ? parts[0].means.map((_, i) =>
          Float64Array.from(parts.flatMap((part) => Array<number>(part.Y.cols).fill(part.means[i]))),
        )
      : undefined;
  const units = parts.flatMap((part) => Array.from(part.units));
  const isRepeated = isGrouped || new Set(units).size < units.length;
  const level = 0.95;
  const replicates = replicatesFor(total * (Y.rows > 2 ? Y.rows : 1));
  const metrics = intervalsOf(encoder, samples, H, {
    level,
    replicates,
    ...(isRepeated ? { groups: units } : {}),
    ...(means === undefined ? {} : { means }),
  });
  return {
    pooled: measures(encoder, samples, H, means),
    confidence: { level, method: "bca", replicates, metrics },
  };
}

/** Mean and standard deviation of each metric over the folds, with n − 1; null where a fold has no value. */
export function spread(sets: readonly Metrics[]): { mean: Metrics; sd: Metrics } {
  const [mean, sd]: [Metrics, Metrics] = [{}, {}];
  for (const name of Object.keys(sets[0] ?? {})) {
    const values = sets.map((set) => set[name] ?? null).filter((value) => value !== null);
    const isWhole = values.length === sets.length;
    const m = values.reduce((sum, v) => sum + v, 0) / values.length;
    mean[name] = isWhole ? m : null;
    sd[name] =
      isWhole && values.length > 1
        ? Math.sqrt(values.reduce((sum, v) => sum + (v - m) ** 2, 0) / (values.length - 1))
        : null;
  }
  return { mean, sd };
}

/** The predictions or labels of all parts beside one another, in the scale of the first. */
function joined(parts: readonly FoldRows[], name: "H" | "Y", total: number): Matrix {
  const { encoder } = parts[0].model;
  const whole = matrix(parts[0].Y.rows, total);
  let at = 0;
  for (const { model, [name]: piece } of parts) {
    for (let i = 0; i < whole.rows; i++) {
      for (let s = 0; s < piece.cols; s++) {
        whole.data[i * total + at + s] = rescaled(piece.data[i * piece.cols + s], i, model, encoder);
      }
    }
    at += piece.cols;
  }
  return whole;
}

function rescaled(value: number, i: number, model: FoldRows["model"], to: Model["encoder"]): number {
  const [a, b] = [model.encoder.labels[i], to.labels[i]];
  if (model.task !== "regression" || a?.type !== "number" || b?.type !== "number") return value;
  return (a.scale.center + a.scale.spread * value - b.scale.center) / b.scale.spread;
}
