import { adam, adamax, adamw, nadam, radam } from "./adam.js";
import { adadelta, adagrad, rmsprop } from "./adaptive.js";
import { checkHyperparameter, completeHyperparameters, firstOrder } from "./hyperparameters.js";
import type { FirstOrderName, Optimizer, OptimizerSpec, OptimizerState } from "./optimizer.js";
import { rprop } from "./rprop.js";
import type { Memory, Rule, Update } from "./rule.js";
import { sgd } from "./sgd.js";

/** Every first-order method by name. */
const rules: { readonly [Name in FirstOrderName]: Rule<Name> } = {
  sgd,
  rmsprop,
  adam,
  adamw,
  adamax,
  nadam,
  radam,
  adagrad,
  adadelta,
  rprop,
};

/**
 * An optimizer for vectors of a given length.
 *
 * @param given  name and hyperparameters; see `optimizerDefaults` for those left out
 * @param length number of parameters
 * @throws RangeError for an unknown name or hyperparameter (the known ones are listed), a value out of its range, a
 *   method that needs all rows in every iteration, or a length that is no integer ≥ 0; TypeError for a value of the wrong type
 * @see docs/tutorial.md §2(6)
 * @example
 * const w = Float64Array.of(1);
 * createOptimizer({ name: "sgd" }, 1).step(w, Float64Array.of(2), 0.1);
 * w[0] // 0.8
 */
export function createOptimizer(given: OptimizerSpec, length: number): Optimizer {
  const spec = firstOrder(given);
  const hyperparameters = completeHyperparameters(spec);
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new RangeError(`Cannot create optimizer "${spec.name}": expected a length ≥ 0, got ${length}`);
  }
  const { name } = spec;
  const { arrays, scalars, update } = start(name, hyperparameters, length);
  const momentumName = hyperparameters["beta1"] === undefined ? "momentum" : "beta1";
  // A momentum of 0 keeps no velocity, so there would be nothing to scale.
  const hasMomentum = Boolean(hyperparameters[momentumName]);
  const { weightDecay } = hyperparameters;
  let t = 0;
  return {
    name,
    hyperparameters,
    step(parameters, gradient, learningRate, momentum, decay = 1, loss) {
      checkLength("the parameters", parameters.length, length);
      checkLength("the gradient", gradient.length, length);
      if (!(learningRate >= 0 && learningRate < Infinity)) {
        throw new RangeError(`Cannot take a step: expected a learning rate ≥ 0, got ${learningRate}`);
      }
      if (momentum !== undefined) setMomentum(momentum);
      if (typeof weightDecay === "number") hyperparameters["weightDecay"] = weightDecay * decay;
      t++;
      update(parameters, gradient, learningRate, t, loss);
    },
    state: () => ({
      name,
      step: t,
      arrays: new Map([...arrays].map(([key, array]) => [key, array.slice()])),
      scalars: new Map(scalars),
    }),
    restore(state) {
      checkState(state, name, arrays, scalars);
      t = state.step;
      for (const [key, array] of arrays) array.set(state.arrays.get(key)!);
      for (const key of scalars.keys()) scalars.set(key, state.scalars.get(key)!);
    },
  };

  function setMomentum(momentum: number): void {
    if (!hasMomentum) {
      throw new RangeError(
        `Cannot set the momentum of optimizer "${name}": expected a method with momentum, got one without`,
      );
    }
    checkHyperparameter(name, momentumName, momentum, "number");
    hyperparameters[momentumName] = momentum;
  }
}

/** The rule of a name with empty memory. */
function start(
  name: FirstOrderName,
  hyperparameters: Record<string, number | boolean | string>,
  length: number,
): { arrays: Map<string, Float64Array>; scalars: Map<string, number>; update: Update } {
  const arrays = new Map<string, Float64Array>();
  const scalars = new Map<string, number>();
  const memory: Memory = {
    scalars,
    vector(key, first = 0) {
      const array = new Float64Array(length).fill(first);
      arrays.set(key, array);
      return array;
    },
  };
  // The table pairs each name with the rule of its own hyperparameters, which a union of names cannot express.
  const rule = rules[name] as Rule<FirstOrderName>;
  return { arrays, scalars, update: rule(hyperparameters, memory) };
}

function checkLength(what: string, given: number, wanted: number): void {
  if (given !== wanted)
    throw new RangeError(`Cannot take a step: expected ${what} to have ${wanted} numbers, got ${given}`);
}

function checkState(
  state: OptimizerState,
  name: FirstOrderName,
  arrays: ReadonlyMap<string, Float64Array>,
  scalars: ReadonlyMap<string, number>,
): void {
  if (state.name !== name) {
    throw new RangeError(
      `Cannot restore the optimizer: expected a state of "${name}", got one of "${state.name}"`,
    );
  }
  if (!Number.isSafeInteger(state.step) || state.step < 0) {
    throw new RangeError(`Cannot restore the optimizer: expected a number of steps ≥ 0, got ${state.step}`);
  }
  for (const [key, array] of arrays) {
    const given = state.arrays.get(key)?.length ?? 0;
    if (given !== array.length) {
      throw new RangeError(
        `Cannot restore the optimizer: expected ${array.length} numbers in "${key}", got ${given}`,
      );
    }
  }
  for (const key of scalars.keys()) {
    const given = state.scalars.get(key);
    if (given === undefined)
      throw new RangeError(`Cannot restore the optimizer: expected a number "${key}", got none`);
  }
}
