import type { Ensemble, Engine } from "../engine/engine.js";
import { referenceEnsemble } from "../engine/reference-predict.js";
import { matrix, type Matrix } from "../matrix.js";
import { createRowEncoder, type Row } from "../table/encode-row.js";
import { decode, type Decoded } from "../table/decode.js";
import type { PredictionModel } from "./file/read.js";

/**
 * What a model answers for one row: a number in the label's unit; the most probable class with the probability of each; or, of
 * several labels, a number for each by its name.
 */
export type Answer =
  | number
  | { class: string; probabilities: Record<string, number> }
  | Record<string, number>;

/** A model made ready to predict again and again. */
export interface RowPredictor {
  /**
   * Predicts one row.
   *
   * @param row cells by the names of their columns, further names are left aside; or a list in the order of the model's
   *   features. Numbers and dates may be texts; null, undefined and the words for a missing cell are missing
   * @throws GradusError as `createRowEncoder` says: for missing columns and for cells that are not of their column's type;
   *   RangeError if an input is so large that what comes of it is no number, as 1e39 can be in float32
   */
  row(row: Row): Answer;
  /**
   * Predicts rows that are encoded already.
   *
   * @param X inputs × rows, as `encodeX` gives it
   * @throws RangeError as `row`
   */
  rows(X: Matrix): Decoded;
}

/** How a predictor is made. */
export interface PredictorOptions {
  /** What computes. */
  engine?: Pick<Engine, "name" | "ensemble">;
}

/**
 * Prepares everything that predicting takes, once. The model is used as it is and must not change afterwards.
 *
 * @param engine what computes. @default the algorithm as it stands in `bp/`, in float64
 * @throws RangeError if the engine cannot run the model's networks
 */
export function createRowPredictor(model: PredictionModel, { engine }: PredictorOptions = {}): RowPredictor {
  const { encoder } = model;
  const ensemble = ensembleOf(model, engine);
  const encode = createRowEncoder(encoder);
  return {
    row(row) {
      const h = ensemble.row(encode(row));
      checkFinite(h);
      return answerOf(decode(encoder, matrix(h.length, 1, h)));
    },
    rows(X) {
      if (X.rows !== encoder.inputs.length) {
        throw new RangeError(`Cannot predict: expected ${encoder.inputs.length} rows in X, got ${X.rows}`);
      }
      const H = ensemble.rows(X);
      checkFinite(H.data);
      return decode(encoder, H);
    },
  };
}

/** Inputs that float64 holds may be beyond float32, and what comes of them no number. */
function checkFinite(outputs: Float64Array): void {
  for (let k = 0; k < outputs.length; k++) {
    if (Number.isFinite(outputs[k])) continue;
    throw new RangeError(
      `Cannot predict: expected outputs that are numbers, got ${outputs[k]}; an input is too large for the engine's precision`,
    );
  }
}

function ensembleOf(model: PredictionModel, engine: PredictorOptions["engine"]): Ensemble {
  if (engine === undefined) return referenceEnsemble(model.nets);
  if (engine.ensemble === undefined) {
    throw new RangeError(
      `Cannot predict with engine "${engine.name}": expected one that makes ensembles ready`,
    );
  }
  return engine.ensemble(model.nets);
}

function answerOf(decoded: Decoded): Answer {
  if (decoded.task === "regression") {
    const { labels, values } = decoded;
    return labels.length === 1
      ? values[0][0]
      : Object.fromEntries(labels.map((label, i) => [label, values[i][0]]));
  }
  const { levels, probabilities, classes } = decoded;
  return {
    class: levels[classes[0]],
    probabilities: Object.fromEntries(levels.map((level, k) => [level, probabilities.data[k]])),
  };
}
