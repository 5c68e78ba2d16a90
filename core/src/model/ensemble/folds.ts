import { kFold } from "../../table/folds.js";
import type { Split } from "../../table/split.js";
import type { Table } from "../../table/table.js";
import type { LearningRows } from "../../train/family.js";
import { labelClasses } from "../label-classes.js";
import type { TrainOptions } from "../options.js";

/**
 * Folds of the training rows for nets that each leave one out: by chance and by class, or as the split was made: whole groups, or
 * blocks of rows that follow one another in time.
 *
 * @param folds at most so many; fewer where there are fewer groups or rows
 */
export function foldsOf(
  table: Table,
  options: TrainOptions,
  { train: rows, groups, inTime }: Split,
  { folds, seed }: { folds: number; seed: number },
): LearningRows {
  const count = rows.length;
  if (inTime === true) {
    const fold = Int32Array.from(rows, (_, i) => Math.floor((i * folds) / count));
    return { count, fold, groups: fold };
  }
  if (groups !== undefined) {
    const own = Int32Array.from(rows, (row) => groups[row]);
    const most = Math.min(folds, new Set(own).size);
    if (most >= 2) return { count, fold: kFold(rows, most, { seed, groups }), groups: own };
  }
  const stratify = labelClasses(table, options, rows);
  return { count, fold: kFold(rows, Math.min(folds, count), { seed, ...(stratify ? { stratify } : {}) }) };
}
