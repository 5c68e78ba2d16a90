import { fitLabels } from "../table/fit-labels.js";
import { classesOf } from "../table/labels.js";
import type { Table } from "../table/table.js";
import type { TrainOptions } from "./options.js";

/** Class of each row of the table, −1 for rows without a label; undefined if the label is a number. */
export function labelClasses(
  table: Table,
  { label, task = "auto" }: Pick<TrainOptions, "label" | "task">,
  rows: Int32Array,
): Int32Array | undefined {
  const labels = typeof label === "string" ? [label] : label;
  const fitted = fitLabels(table, { labels, task, rows });
  if (fitted.task === "regression") return undefined;
  const classes = new Int32Array(table.rows).fill(-1);
  const encoder = { ...fitted, features: [], inputs: [] };
  classesOf(encoder, table, rows).forEach((k, i) => (classes[rows[i]] = k));
  return classes;
}
