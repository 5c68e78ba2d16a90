/** The influence of factors: how a model's answer depends on each x. */
export { outputNames, type SurfaceOptions } from "./surface.js";
export type { WorkOptions } from "./work.js";
export { hasLabels } from "./factors.js";
export * from "./permutation.js";
export {
  sensitivity,
  type FactorSensitivity,
  type LevelEffect,
  type Sensitivity,
  type SensitivityOptions,
} from "./sensitivity.js";
export { centredIce, type Curve } from "./curve.js";
export * from "./curves.js";
export * from "./effects.js";
export * from "./impact.js";
export * from "./sobol.js";
export * from "./weights.js";
export * from "./lek.js";
export * from "./interactions.js";
export * from "./shapley.js";
export * from "./law.js";
export * from "./sentence.js";
export * from "./quality.js";
export * from "./rankings.js";
export * from "./what-if.js";
export * from "./reach.js";
export * from "./overview.js";
export * from "./layers.js";
