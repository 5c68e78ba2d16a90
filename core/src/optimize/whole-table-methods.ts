import type { Network } from "../bp/network.js";
import { createBayesian } from "./bayesian.js";
import { completeHyperparameters } from "./hyperparameters.js";
import { createLevenbergMarquardt } from "./levenberg-marquardt.js";
import type { WholeTableName } from "./optimizer.js";
import { weightMask } from "./regularise.js";
import type { CurvedObjective, Objective, WholeTableMethod, WholeTableSpec } from "./whole-table.js";

/** What a method is told besides the loss. */
export interface MethodSetting {
  /** λ of the penalty `½ λ Σ w²` on L, weights only. */
  l2: number;
  /** η, for the methods that have one. */
  learningRate: number;
  /** Mean square of what is left of the labels when their mean is taken off, over all outputs. */
  labelVariance: number;
}

/** From hyperparameters to a method at work. */
type Create = (
  spec: WholeTableSpec,
  objective: Objective,
  network: Network,
  setting: MethodSetting,
) => WholeTableMethod;

/** Every method by name. */
const methods: { readonly [Name in WholeTableName]: Create } = {
  lm: curved<"lm">((spec, objective, network, { l2 }) =>
    createLevenbergMarquardt(objective, network.parameters, spec, decayOf(network, objective, l2)),
  ),
  br: curved<"br">((spec, objective, network, { labelVariance }) =>
    createBayesian(objective, network, spec, labelVariance),
  ),
  lbfgs: notThere,
  scg: notThere,
  gdx: notThere,
};

/** Methods that need JᵀJ. */
const curvedNames: ReadonlySet<WholeTableName> = new Set(["lm", "br"]);

/** Whether a method needs JᵀJ, and so a loss and a size that allow it. */
export function needsCurvature(spec: WholeTableSpec): boolean {
  return curvedNames.has(spec.name);
}

/**
 * A method that looks at all rows in every iteration.
 *
 * @param spec      name and hyperparameters; see `optimizerDefaults` for those left out
 * @param objective the loss of all rows; one with its curvature where `needsCurvature` says so
 * @param network   start values and shape; left alone
 * @throws RangeError for an unknown name or hyperparameter, and for a value out of its range; TypeError for one of the wrong type
 */
export function createWholeTableMethod(
  spec: WholeTableSpec,
  objective: Objective,
  network: Network,
  setting: MethodSetting,
): WholeTableMethod {
  completeHyperparameters(spec);
  return methods[spec.name](spec, objective, network, setting);
}

/** A method that needs JᵀJ, checked to get it. */
function curved<Name extends WholeTableName>(
  create: (
    spec: Extract<WholeTableSpec, { name: Name }>,
    objective: CurvedObjective,
    network: Network,
    setting: MethodSetting,
  ) => WholeTableMethod,
): Create {
  return (spec, objective, network, setting) => {
    if (!("normalEquations" in objective)) {
      throw new RangeError(
        `Cannot use optimizer "${spec.name}": expected an objective with normal equations, got one with gradients only`,
      );
    }
    return create(
      spec as Extract<WholeTableSpec, { name: Name }>,
      objective as CurvedObjective,
      network,
      setting,
    );
  };
}

/** D with `½ λ Σ w² = scale · ½ Σ D w²`. */
function decayOf({ sizes, skip }: Network, { scale }: CurvedObjective, l2: number): Float64Array {
  return Float64Array.from(weightMask(sizes, skip !== undefined), (isWeight) => (isWeight * l2) / scale);
}

function notThere({ name }: WholeTableSpec): never {
  throw new RangeError(`Cannot use optimizer "${name}": expected one that is there, got one to come`);
}
