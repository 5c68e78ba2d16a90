import { matrix } from "../matrix.js";
import { encodeX } from "../table/encode.js";
import { createRowEncoder, type Row } from "../table/encode-row.js";
import { matchColumns, predictionWarnings } from "../table/match.js";
import type { Table } from "../table/table.js";
import {
  createIntervals,
  type IntervalMaker,
  type IntervalOptions,
  type IntervalsOfRows,
} from "./intervals/intervals.js";
import type { Model } from "./model.js";
import type { Prediction } from "./predict.js";
import { predictionEngine } from "./prediction-engine.js";
import { createRowPredictor, type PredictorOptions, type RowPredictor } from "./row-predictor.js";

/** A number between the bounds of its interval; of several labels one for each; of classes those of the set. */
export type IntervalAnswer = Bounded | Record<string, Bounded> | { set: string[] };

/** A number, in the label's unit, and its interval. */
export interface Bounded {
  value: number;
  lo: number;
  hi: number;
}

/** A model made ready to predict rows and tables. */
export interface Predictor extends RowPredictor {
  /** Predicts every row of a table, as `predict` does. */
  table(table: Table): Prediction;
  /**
   * One row with its interval, or the set of its classes, in float64; see `predictIntervals`.
   *
   * @throws GradusError E360 if the model has none, and as `row`
   */
  interval(row: Row, options?: IntervalOptions): IntervalAnswer;
}

/**
 * A model made ready to predict again and again: encoder, weights and memory are prepared once, so that a row takes
 * microseconds. The model must not change afterwards.
 *
 * @param engine what computes. @default WebAssembly for a model that was trained in float32, where the runtime has it; else
 *   the reference, in float64
 * @throws RangeError if the engine cannot run the model's networks
 */
export function createPredictor(
  model: Model,
  { engine = predictionEngine(model) }: PredictorOptions = {},
): Predictor {
  const { encoder } = model;
  const predictor = createRowPredictor(model, { engine });
  const encode = createRowEncoder(encoder);
  const makers = new Map<string, IntervalMaker>();
  return {
    ...predictor,
    interval(row, options = {}) {
      const key = JSON.stringify(options);
      const maker = makers.get(key) ?? createIntervals(model, options);
      makers.set(key, maker);
      const x = encode(row);
      return answerOf(maker.rowsOf(matrix(x.length, 1, x)));
    },
    table(table) {
      const warnings = [...matchColumns(encoder, table).warnings, ...predictionWarnings(encoder, table)];
      return { ...predictor.rows(encodeX(encoder, table)), warnings };
    },
  };
}

function answerOf(intervals: IntervalsOfRows): IntervalAnswer {
  if (intervals.task !== "regression") {
    return { set: intervals.levels.filter((_, k) => intervals.sets.data[k] === 1) };
  }
  const { labels, values, bounds } = intervals;
  const all = bounds.map(({ lo, hi }, l) => ({ value: values[l][0], lo: lo[0], hi: hi[0] }));
  return all.length === 1 ? all[0] : Object.fromEntries(labels.map((label, l) => [label, all[l]]));
}
