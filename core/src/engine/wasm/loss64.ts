import { crossEntropyLabels, losses, type Loss, type LossName, type LossSpec } from "../../bp/loss.js";
import type { Matrix } from "../../matrix.js";
import type { Samples } from "../engine.js";
import { curvatures, type Curvature } from "../curved-losses.js";
import { Loss64 } from "./codes64.js";

/** A loss as the float64 kernels take it. */
export interface Head64 {
  /** Of `Loss64`; nothing for the cross-entropy, which has a kernel of its own. */
  code: Loss64 | undefined;
  of: "h" | "z";
  /** Parameter for each output. */
  parameters: Float64Array;
  /** Labels, n × rows; smoothed and weighted by class for the cross-entropy. */
  labels: Matrix;
  /** Factor of every term that makes the sum the loss. */
  scale: number;
  /** What JᵀJ is made of, if the loss allows it. */
  curvature: Curvature | undefined;
  /** Factor of every term that makes the slope of a squared loss the residual. */
  scaleOfSum: number;
}

type Elementwise = Exclude<LossName, "cross_entropy_mean">;

/** Code, and the parameter: its name, or its value. */
const codes: Record<Elementwise, readonly [code: Loss64, parameter: string | number]> = {
  half_mse_sum: [Loss64.squared, 0.5],
  half_mse_batch_mean: [Loss64.squared, 0.5],
  mse_mean: [Loss64.squared, 1],
  mae_mean: [Loss64.absolute, 0],
  huber_mean: [Loss64.huber, "delta"],
  smooth_l1_mean: [Loss64.smooth_l1, "beta"],
  log_cosh_mean: [Loss64.log_cosh, 0],
  pinball_mean: [Loss64.pinball, "tau"],
  poisson_mean: [Loss64.poisson, 0],
  bce_prob_mean: [Loss64.bce_prob, "pos_weight"],
  bce_logits_mean: [Loss64.bce_logits, "pos_weight"],
};

/**
 * A loss for given rows.
 *
 * @param spec with every parameter, as `lossSpec` gives it
 * @throws RangeError if the weights sum to 0
 */
export function head64(spec: Required<LossSpec>, { Y, weights }: Samples): Head64 {
  const loss: Loss = losses[spec.name];
  const curvature = curvatures[spec.name];
  if (spec.name === "cross_entropy_mean") {
    const { Q, total } = crossEntropyLabels(spec, Y, weights);
    const parameters = new Float64Array(Y.rows);
    return {
      code: undefined,
      of: "z",
      parameters,
      labels: Q,
      scale: 1 / total,
      curvature,
      scaleOfSum: 1,
    };
  }
  const [code, parameter] = codes[spec.name];
  const value = typeof parameter === "number" ? parameter : spec.parameters[parameter];
  return {
    code,
    of: loss.of,
    parameters: Float64Array.from({ length: Y.rows }, (_, i) =>
      typeof value === "number" ? value : value[i],
    ),
    labels: Y,
    scale: 1 / divisor(loss.divide, Y, weights),
    curvature,
    scaleOfSum: spec.name === "mse_mean" ? 0.5 : 1,
  };
}

function divisor(divide: Loss["divide"], Y: Matrix, weights: Float64Array | undefined): number {
  if (divide === "none") return 1;
  const rows = weights === undefined ? Y.cols : weights.reduce((sum, w) => sum + w, 0);
  if (rows > 0) return divide === "batch" ? rows : rows * Y.rows;
  throw new RangeError(
    `Cannot compute the loss: expected rows whose weights sum to more than 0, got ${rows}`,
  );
}
