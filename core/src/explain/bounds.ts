import type { Interval } from "../assess/bootstrap.js";
import type { Matrix } from "../matrix.js";
import { hasIntervals } from "../model/intervals/calibration.js";
import { createIntervals } from "../model/intervals/intervals.js";
import type { Model } from "../model/model.js";

/** Share of new labels that the intervals beside answers are to hold. */
export const LEVEL = 0.9;

/**
 * Intervals of one label for encoded rows.
 *
 * @param label number of the label
 * @returns undefined where the model gives none: of classes, and if all of its rows taught it
 */
export function intervalsAt(model: Model, X: Matrix, label: number, level = LEVEL): Interval[] | undefined {
  if (model.task !== "regression" || !hasIntervals(model)) return undefined;
  const found = createIntervals(model, { level }).rowsOf(X);
  if (found.task !== "regression") return undefined;
  const { lo, hi } = found.bounds[label];
  return Array.from(lo, (low, s) => ({ lo: low, hi: hi[s] }));
}
