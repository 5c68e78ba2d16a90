import type { LossName } from "../bp/loss.js";

/** Of which function JᵀJ is the curvature: `½ r²` at h, or the generalised Gauss–Newton form at z. */
export type Curvature = "squared" | "logistic" | "softmax";

/** Of each loss that has one. */
export const curvatures: Partial<Record<LossName, Curvature>> = {
  half_mse_sum: "squared",
  half_mse_batch_mean: "squared",
  mse_mean: "squared",
  bce_logits_mean: "logistic",
  cross_entropy_mean: "softmax",
};

/** Losses from which normal equations can be made. */
export const curvedLosses = Object.keys(curvatures);
