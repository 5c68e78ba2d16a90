/** Static figures of a model as SVG text, and the report as one HTML file. */
export { colours, pageColours, type Colours, type Theme } from "./colours.js";
export { type FigureOptions } from "./draw.js";
export { type Part, type Predicted } from "./predicted.js";
export { parity, regression } from "./regression.js";
export {
  normalQQ,
  residualHistogram,
  residuals,
  residualsAgainst,
  type PredictedWithFactor,
} from "./residuals.js";
export { performance, trainingState, type Course, type CourseEpoch } from "./training.js";
export { confusion, type Confusion } from "./confusion.js";
export { calibration, precisionRecall, roc, type Calibration, type Classified } from "./classes.js";
export { factorCurve, factorCurves, importance, rankings, type ImportanceData } from "./influence.js";
export { surface, type SurfaceData } from "./surface.js";
export { coverage, learning, type CoverageData, type LearningData } from "./learning.js";
export { network, type NetworkData } from "./network.js";
export {
  bestPart,
  calibrationOf,
  classifiedOf,
  confusionOf,
  partsOf,
  predictedOf,
  valuesOf,
  type PartTables,
} from "./parts.js";
export {
  courseOf,
  coverageOf,
  figureKinds,
  figureNames,
  figuresOf,
  networkOf,
  type FigureKind,
  type FigureName,
  type FigureRequest,
} from "./of-model.js";
