import { activations, type ActivationSpec } from "../../bp/activation.js";
import { losses, type LossName, type LossParameters } from "../../bp/loss.js";
import { firstOrderNames } from "../../optimize/hyperparameters.js";
import type { FirstOrderName } from "../../optimize/optimizer.js";

// The kernels know activations, losses and methods by their places in the tables.
const activationNumbers = new Map([...Object.keys(activations), "softmax"].map((name, i) => [name, i]));
const lossNumbers = new Map(Object.keys(losses).map((name, i) => [name, i]));

/** Number of an activation in core/kernels/activation.ts; nothing for one that a user has registered. */
export function activationNumber({ name }: ActivationSpec): number | undefined {
  return activationNumbers.get(name);
}

/** The one parameter that an activation has; 0 if it has none. */
export function activationParameter({ name, parameters }: ActivationSpec): number {
  if (name === "softmax") return 0;
  const defaults: Readonly<Record<string, number>> = activations[name as keyof typeof activations].parameters;
  return Object.values({ ...defaults, ...parameters })[0] ?? 0;
}

/** Number of a loss in core/kernels/loss.ts. */
export function lossNumber(name: LossName): number {
  return lossNumbers.get(name)!;
}

/** δ of huber_mean, β of smooth_l1_mean; 0 for the others. */
export function lossParameter(parameters: LossParameters): number {
  const { delta, beta } = parameters as Record<string, number | undefined>;
  return delta ?? beta ?? 0;
}

/** What differs from output to output: τ of pinball_mean, pos_weight, or the weight of each class. */
export function outputFactors(parameters: LossParameters, outputs: number): Float32Array {
  const given = parameters["tau"] ?? parameters["pos_weight"] ?? parameters["class_weight"] ?? 1;
  return Float32Array.from({ length: outputs }, (_, i) => (typeof given === "number" ? given : given[i]));
}

/** Number of a method in core/kernels/descent.ts. */
export function optimizerNumber(name: FirstOrderName): number {
  return firstOrderNames.indexOf(name);
}
