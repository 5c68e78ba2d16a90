import { groupNames, type GroupPiece, type ParameterGroup } from "../bp/groups.js";
import { createOptimizer } from "./first-order.js";
import type { Optimizer, OptimizerSpec, OptimizerState } from "./optimizer.js";

/** What the learning rate and the weight decay of a group of parameters are multiplied by. */
export interface GroupFactor {
  /** @default 1 */
  learningRate?: number;
  /**
   * Factor of the method's `weightDecay`. Decoupled decay (adamw) shrinks by learning rate · decay, so that both factors count
   * once. @default 1
   */
  decay?: number;
}

/** Factors by group; a group that is not named has 1 and 1. */
export type Factors = Readonly<Partial<Record<ParameterGroup, GroupFactor>>>;

/**
 * The factors of every group.
 *
 * @throws RangeError for an unknown group (the known ones are listed), and for a factor that is no finite number ≥ 0
 * @example
 * completeFactors({ biases: { learningRate: 0.1, decay: 0 } }).biases // { learningRate: 0.1, decay: 0 }
 */
export function completeFactors(given: Factors): Record<ParameterGroup, Required<GroupFactor>> {
  for (const [group, factor] of Object.entries(given)) {
    if (!groupNames.includes(group as ParameterGroup)) {
      const known = groupNames.map((name) => `"${name}"`).join(", ");
      throw new RangeError(`Cannot set factors of "${group}": expected one of ${known}`);
    }
    for (const [name, value] of Object.entries(factor)) {
      if (!["learningRate", "decay"].includes(name) || !(value >= 0 && value < Infinity)) {
        throw new RangeError(
          `Cannot set factors of "${group}": expected learningRate and decay, numbers ≥ 0, got ${name} ${value}`,
        );
      }
    }
  }
  const all = groupNames.map((group) => [group, { learningRate: 1, decay: 1, ...given[group] }]);
  return Object.fromEntries(all) as Record<ParameterGroup, Required<GroupFactor>>;
}

/**
 * An optimizer whose learning rate and weight decay differ by group. Its state is that of one optimizer over the whole vector.
 *
 * @param pieces of the flat vector, one after the other, as `groupPieces` gives them
 * @throws as `createOptimizer` and `completeFactors`
 */
export function createGroupedOptimizer(
  spec: OptimizerSpec,
  pieces: readonly GroupPiece[],
  factors: Factors,
): Optimizer {
  const complete = completeFactors(factors);
  const parts = pieces.map(({ group, from, to }) => ({
    from,
    to,
    ...complete[group],
    optimizer: createOptimizer(spec, to - from),
  }));
  const { name, hyperparameters } = parts[0].optimizer;
  return {
    name,
    hyperparameters,
    step(parameters, gradient, learningRate, momentum, share = 1, loss) {
      for (const part of parts) {
        part.optimizer.step(
          parameters.subarray(part.from, part.to),
          gradient.subarray(part.from, part.to),
          learningRate * part.learningRate,
          momentum,
          share * part.decay,
          loss,
        );
      }
    },
    state: () => joined(parts.map(({ optimizer }) => optimizer.state())),
    restore(state) {
      for (const { from, to, optimizer } of parts) {
        const arrays = [...state.arrays].map(([key, all]) => [key, all.slice(from, to)] as const);
        optimizer.restore({ ...state, arrays: new Map(arrays) });
      }
    },
  };
}

/** States of pieces, one after the other, as that of the whole. */
function joined(states: readonly OptimizerState[]): OptimizerState {
  const [first] = states;
  const arrays = [...first.arrays.keys()].map((key) => {
    return [key, Float64Array.from(states.flatMap((state) => [...state.arrays.get(key)!]))] as const;
  });
  return { ...first, arrays: new Map(arrays) };
}
