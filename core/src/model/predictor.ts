import { encodeX } from "../table/encode.js";
import { matchColumns, predictionWarnings } from "../table/match.js";
import type { Table } from "../table/table.js";
import type { Model } from "./model.js";
import type { Prediction } from "./predict.js";
import { predictionEngine } from "./prediction-engine.js";
import { createRowPredictor, type PredictorOptions, type RowPredictor } from "./row-predictor.js";

/** A model made ready to predict rows and tables. */
export interface Predictor extends RowPredictor {
  /** Predicts every row of a table, as `predict` does. */
  table(table: Table): Prediction;
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
  return {
    ...predictor,
    table(table) {
      const warnings = [...matchColumns(encoder, table).warnings, ...predictionWarnings(encoder, table)];
      return { ...predictor.rows(encodeX(encoder, table)), warnings };
    },
  };
}
