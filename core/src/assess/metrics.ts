/** Metrics by task; every metric is a pure function of labels and predictions. */
export * from "./class-metrics.js";
export * from "./regression-metrics.js";
