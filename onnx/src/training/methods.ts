import { completeHyperparameters, firstOrder, type FirstOrderName, type OptimizerSpec } from "gradus";
import type { GraphBuilder } from "../builder.js";
import { adam, adamax, adamw, nadam, radam } from "./adam-methods.js";
import type { Gives, Method, Moment, Reads, State } from "./method.js";
import { adadelta, adagrad, rmsprop, rprop, sgd } from "./plain-methods.js";

/** Every first-order method as a part of a graph. */
const methods: { readonly [Name in FirstOrderName]: Method<Name> } = {
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
  /** The vectors that it remembers, by name. */
  states: Readonly<Record<string, State>>;
  /** Names of the single numbers of a step. */
  numberNames: readonly string[];
  /** Their values, in the order of the names. */
  numbers(moment: AnyMoment): number[];
  update(g: GraphBuilder, reads: Reads): Gives;
}

/** As `Moment`, the hyperparameters being those of any method. */
export interface AnyMoment extends Omit<Moment, "now"> {
  now: Readonly<Record<string, number | boolean | string>>;
}

/**
 * @param moves whether a schedule moves the momentum
 * @throws RangeError for an unknown method or hyperparameter, as `completeHyperparameters` does
 */
export function methodOf(given: OptimizerSpec, moves: boolean): BoundMethod {
  const spec = firstOrder(given);
  // The table pairs each name with the method of its own hyperparameters, which a union of names cannot express.
  const method = methods[spec.name] as Method;
  const h = completeHyperparameters(spec) as unknown as Moment["now"];
  if (spec.name === "rprop" && (spec.variant ?? "irprop-") !== "irprop-") {
    throw new RangeError(`Cannot write variant "${spec.variant}" of rprop as ONNX: expected "irprop-"`);
  }
  const first: Moment = { eta: 1, t: 1, now: h, scalars: new Map([["momentumProduct", 0.5]]) };
  return {
    states: method.states(h),
    numberNames: Object.keys(method.numbers(h, first, moves)),
    numbers: (moment) => Object.values(method.numbers(h, moment as unknown as Moment, moves)),
    update: (g, reads) => method.update(g, h, reads),
  };
}
