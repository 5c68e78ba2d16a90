import {
  nearestRows,
  typesOf,
  type IntervalKind,
  type IntervalPrediction,
  type Model,
  type Prediction,
  type Table,
} from "gradus";
import type { Context } from "../context.js";
import { readRaw, typed, type TableFlags } from "../input.js";
import { idleFlag } from "./explain-flags.js";

/** Flags that say how intervals are made. */
export interface IntervalFlags {
  interval?: number;
  intervalMethod?: IntervalKind;
  sets?: "lac" | "aps";
  temperature?: boolean;
}

/** Refuses flags that would have no effect: those of numbers for classes, and the other way round. @throws GradusError E020 */
export function checkIntervalFlags(
  { task }: Pick<Model, "task">,
  { interval, intervalMethod, sets, temperature }: IntervalFlags,
  { text: { intervals: words } }: Pick<Context, "text">,
): void {
  const isNumber = task === "regression";
  if (isNumber && temperature === true) throw idleFlag("--temperature", words.ofClasses);
  if (isNumber && sets !== undefined) throw idleFlag("--sets", words.ofClasses);
  if (!isNumber && intervalMethod !== undefined) throw idleFlag("--interval-method", words.ofNumbers);
  if (interval !== undefined) return;
  if (sets !== undefined) throw idleFlag("--sets", "--interval");
  if (intervalMethod !== undefined) throw idleFlag("--interval-method", "--interval");
}

/** Cells of a column, row by row; null where there is nothing. */
export interface PredictedColumn {
  name: string;
  cells: (string | number | null)[];
}

/** `lo` and `hi` for each label, or `set` with the names of classes, and `outside` with the factors beyond the training range. */
export function intervalColumns(intervals: IntervalPrediction): PredictedColumn[] {
  const outside = { name: "outside", cells: intervals.outside.map((names) => names.join("|") || null) };
  if (intervals.task !== "regression") {
    const { sets, levels } = intervals;
    const cells = intervals.outside.map((_, s) => {
      return levels.filter((_level, k) => sets.data[k * sets.cols + s] === 1).join("|") || null;
    });
    return [{ name: "set", cells }, outside];
  }
  const { labels, bounds } = intervals;
  const nameOf = (bound: string, l: number): string =>
    labels.length === 1 ? bound : `${labels[l]}_${bound}`;
  return [
    ...bounds.flatMap(({ lo, hi }, l) => [
      { name: nameOf("lo", l), cells: [...lo] },
      { name: nameOf("hi", l), cells: [...hi] },
    ]),
    outside,
  ];
}

/** Numbers of the nearest rows of the training table, and how far the nearest is. */
export async function nearestColumns(
  model: Model,
  table: Table,
  trainingFile: string,
  flags: TableFlags,
): Promise<PredictedColumn[]> {
  const types = typesOf(model.encoder);
  for (const { name } of model.encoder.labels) types.delete(name);
  const training = typed(await readRaw(trainingFile, flags), flags, { types });
  const near = nearestRows(model, training, table);
  return [
    { name: "nearest", cells: near.map((rows) => rows.map(({ row }) => row).join("|")) },
    { name: "distance", cells: near.map(([first]) => first.distance) },
  ];
}

/** The prediction with the probabilities that a temperature has mended. */
export function mended(prediction: Prediction, intervals: IntervalPrediction | undefined): Prediction {
  if (intervals?.temperature === undefined) return prediction;
  if (intervals.task === "regression" || prediction.task === "regression") return prediction;
  return { ...prediction, probabilities: intervals.probabilities };
}
