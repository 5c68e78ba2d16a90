/** Entry `gradus/predict`: a saved model, and predictions of single rows; for programs and pages that must stay small. */
export { GradusError, describe, type ErrorKind, type Language } from "./errors.js";
export type { Row } from "./table/encode-row.js";
export { loadPredictionModel as loadModel, type PredictionModel as Model } from "./model/file/read.js";
export {
  createRowPredictor as createPredictor,
  type Answer,
  type RowPredictor as Predictor,
} from "./model/row-predictor.js";
