import { intervalMetrics } from "../../assess/interval-metrics.js";
import { encodeX } from "../../table/encode.js";
import { decode } from "../../table/decode.js";
import { encodeY } from "../../table/labels.js";
import type { Table } from "../../table/table.js";
import { usableRows } from "../../table/usable.js";
import type { RealisedSets } from "./scores.js";
import {
  createIntervals,
  type IntervalFacts,
  type IntervalOptions,
  type RealisedIntervals,
} from "./intervals.js";
import type { Model } from "../model.js";
import { weightsOf } from "../prepare.js";

/** How well a model's intervals hold the labels of a table. */
export interface IntervalAssessment extends Omit<IntervalFacts, "rows"> {
  /** Rows of the table that have a label. */
  rows: number;
  /** On these rows; several labels each for itself, classes as the sets of the model. */
  measured: RealisedIntervals[] | RealisedSets;
}

/**
 * Coverage, width and Winkler's score of a model's intervals on the rows of a table that have a label; of sets of classes coverage and
 * size.
 *
 * @throws GradusError as `predictIntervals`, and if the label is missing
 */
export function evaluateIntervals(
  model: Model,
  table: Table,
  {
    weight,
    ...options
  }: IntervalOptions & {
    /** Column of row weights; a row of weight 0 counts as absent. */ weight?: string;
  } = {},
): IntervalAssessment {
  const { encoder } = model;
  const names = encoder.labels.map((label) => label.name);
  const usable = usableRows(table, names, { least: 1, share: 1 }).rows;
  const counts = weight === undefined ? undefined : weightsOf(table, weight, usable);
  const rows = counts === undefined ? usable : usable.filter((_, i) => counts[i] > 0);
  const weights = counts?.filter((w) => w > 0);
  const { rowsOf, rows: _, ...facts } = createIntervals(model, options);
  const intervals = rowsOf(encodeX(encoder, table, rows));
  const truth = decode(encoder, encodeY(encoder, table, rows));
  if (intervals.task === "regression" && truth.task === "regression") {
    const { realised } = facts;
    const measured = intervals.bounds.map(({ lo, hi }, l) => ({
      label: names[l],
      ...intervalMetrics(truth.values[l], lo, hi, { nominal: facts.level, ...(weights ? { weights } : {}) }),
      normalised: Array.isArray(realised) && realised[l].normalised,
    }));
    return { ...facts, rows: rows.length, measured };
  }
  if (intervals.task === "regression" || truth.task === "regression") {
    throw new TypeError("Cannot measure intervals: expected labels and predictions of one task");
  }
  const { sets } = intervals;
  let [total, held, size, empty] = [0, 0, 0, 0];
  truth.classes.forEach((own, s) => {
    const w = weights?.[s] ?? 1;
    let count = 0;
    for (let k = 0; k < sets.rows; k++) count += sets.data[k * sets.cols + s];
    total += w;
    held += w * sets.data[own * sets.cols + s];
    size += w * count;
    if (count === 0) empty += w;
  });
  const measured = { coverage: held / total, meanSize: size / total, empty: empty / total };
  return { ...facts, rows: rows.length, measured };
}
