import { completeHyperparameters, type OptimizerName, type OptimizerSpec } from "gradus";
import type { GraphBuilder } from "../builder.js";
import { adam, adamax, adamw, nadam, radam } from "./adam-methods.js";
import type { Gives, Method, Moment, Reads } from "./method.js";
import { adadelta, adagrad, rmsprop, rprop, sgd } from "./plain-methods.js";

/** Every first-order method as a part of a graph. */
const methods: { readonly [Name in OptimizerName]: Method<Name> } = {
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

/** A method with its hyperparameters. */
export interface BoundMethod {
  /** Names of the vectors that it remembers, and what they start from. */
  states: Readonly<Record<string, number | "eta">>;
  /** Names of the single numbers of a step. */
  numberNames: readonly string[];
  /** Their values, in the order of the names; `momentum` and `beta1` as they stand at that step. */
  numbers(h: Readonly<Record<string, number | boolean>>, moment: Moment): number[];
  update(g: GraphBuilder, reads: Reads): Gives;
}

/** @throws RangeError for an unknown method or hyperparameter, as `completeHyperparameters` does */
export function methodOf(spec: OptimizerSpec): BoundMethod {
  // The table pairs each name with the method of its own hyperparameters, which a union of names cannot express.
  const method = methods[spec.name] as Method;
  type H = Parameters<Method["states"]>[0];
  const h = completeHyperparameters(spec) as unknown as H;
  const first: Moment = { eta: 1, t: 1, scalars: new Map([["momentumProduct", 0.5]]) };
  return {
    states: method.states(h),
    numberNames: Object.keys(method.numbers(h, first, h)),
    numbers: (now, moment) => Object.values(method.numbers(now as unknown as H, moment, h)),
    update: (g, reads) => method.update(g, h, reads),
  };
}
