import type { Network } from "../bp/network.js";
import { createBayesian } from "./bayesian.js";
import { completeHyperparameters } from "./hyperparameters.js";
import { createGdx } from "./gdx.js";
import { createLbfgs } from "./lbfgs.js";
import { createLevenbergMarquardt } from "./levenberg-marquardt.js";
import type { WholeTableName } from "./optimizer.js";
import { addPenaltyGradient, penaltyLoss, weightMask } from "./regularise.js";
import { createScg } from "./scg.js";
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
  lbfgs: penalised<"lbfgs">((spec, objective, start) => createLbfgs(objective, start, spec)),
  scg: penalised<"scg">((spec, objective, start) => createScg(objective, start, spec)),
  gdx: penalised<"gdx">((spec, objective, start, eta) => createGdx(objective, start, spec, eta)),
};

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

/** A method that is told the loss and its gradient with the penalty in both, and whose loss is told without. */
function penalised<Name extends WholeTableName>(
  create: (
    spec: Extract<WholeTableSpec, { name: Name }>,
    objective: Objective,
    start: Float64Array,
    learningRate: number,
  ) => WholeTableMethod,
): Create {
  return (given, objective, { sizes, skip, parameters }, { l2, learningRate }) => {
    const spec = given as Extract<WholeTableSpec, { name: Name }>;
    if (l2 === 0) return create(spec, objective, parameters, learningRate);
    const mask = weightMask(sizes, skip !== undefined);
    const method = create(spec, withPenalty(objective, mask, l2), parameters, learningRate);
    const bare = <T extends { loss: number }>(told: T): T => ({
      ...told,
      loss: told.loss - penaltyLoss(method.parameters, mask, { l2 }),
    });
    return {
      get parameters() {
        return method.parameters;
      },
      start: () => bare(method.start()),
      iterate: () => bare(method.iterate()),
      state: () => method.state(),
      restore: (at, state) => method.restore(at, state),
    };
  };
}

/** L with `½ λ Σ w²` over the parameters whose mask is 1. */
function withPenalty(objective: Objective, mask: Uint8Array, l2: number): Objective {
  return {
    count: objective.count,
    loss: (w) => objective.loss(w) + penaltyLoss(w, mask, { l2 }),
    gradient(w, into) {
      const loss = objective.gradient(w, into);
      addPenaltyGradient(into, w, mask, { l2 });
      return loss + penaltyLoss(w, mask, { l2 });
    },
  };
}
