import type { Engine } from "../engine/engine.js";
import { referenceEngine } from "../engine/reference.js";
import { wasmEngine } from "../engine/wasm.js";
import { encodeX } from "../table/encode.js";
import { matchColumns, predictionWarnings } from "../table/match.js";
import type { Table } from "../table/table.js";
import type { Model } from "./model.js";
import type { Prediction } from "./predict.js";
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
  { engine = engineFor(model) }: PredictorOptions = {},
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

/** The precision in which the model was trained. */
function engineFor({ run, nets }: Model): Engine {
  if (run.engine.precision === "float64") return referenceEngine;
  const isLacking = nets.some(({ network }) => wasmEngine.lacks(network) !== undefined);
  return isLacking ? referenceEngine : wasmEngine;
}
