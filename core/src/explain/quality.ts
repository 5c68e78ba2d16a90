import "../messages/explaining.js";
import { warning, type Warning } from "../errors.js";
import type { Model } from "../model/model.js";

/** R² on rows that were not trained on, below which laws mean little. */
const LEAST_R2 = 0.3;
/** The same for classes: share of the commonest class's log-loss that the model saves. */
const LEAST_SKILL = 0.05;

/**
 * Warnings if the influence of factors in a model means little: W650 for R² below 0.3 on rows that were not trained on, W651 for a
 * classifier that is hardly better than naming the commonest class, W653 if there are no such rows.
 */
export function qualityWarnings({ task, run }: Pick<Model, "task" | "run">): Warning[] {
  const part = run.metrics.test === null ? "validation" : "test";
  const metrics = run.metrics[part];
  if (metrics === null) return [warning("W653")];
  if (task === "regression") {
    const r2 = metrics["r2"];
    return typeof r2 === "number" && r2 < LEAST_R2 ? [warning("W650", { r2: r2.toFixed(2) })] : [];
  }
  const base = run.baselines["majority"]?.[part]?.["logLoss"];
  const own = metrics["logLoss"];
  const isKnown = typeof base === "number" && typeof own === "number";
  return isKnown && own > (1 - LEAST_SKILL) * base ? [warning("W651")] : [];
}
