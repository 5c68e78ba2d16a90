/** Metrics by task; every metric is a pure function of labels and predictions. */
export { calibrationError, reliability, type ReliabilityBin } from "./calibration.js";
export { classMetrics, type ClassMetrics } from "./class-metrics.js";
export {
  classScores,
  confusionMatrix,
  confusionMetrics,
  mostProbable,
  type ClassScore,
  type ConfusionMetrics,
} from "./confusion.js";
export * from "./interval-metrics.js";
export type { Ranking } from "./ranking.js";
export * from "./regression-metrics.js";
