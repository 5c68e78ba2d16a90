import { activationAliases, aliased } from "../aliases.js";
import { matrix, type Matrix } from "../matrix.js";
import { createRandom, type Random } from "../random.js";
import { activation, type ActivationSpec } from "./activation.js";
import { initialise, type Initialisation } from "./initialise.js";

/**
 * A network in the tutorial's letters. Slot 0 of `activations`, `W` and `b` is empty, so that l is the layer's number in
 * the text; layer 0 is the input. All weights and biases lie in one flat vector; `W[l]`, `b[l]` and `skip` are views on it.
 */
export interface Network {
  /** Neurons of each layer, the input's first. */
  sizes: number[];
  /** Number of the output layer. */
  last: number;
  /** f of each layer. */
  activations: ActivationSpec[];
  /** `W[l]`: sizes[l] × sizes[l−1], weight to row i from column j. */
  W: Matrix[];
  /** `b[l]`: sizes[l]. */
  b: Float64Array[];
  /** Optional linear way from the input to the last weighted sum: `Z^last = W^last H^(last−1) + W^skip H⁰ + b^last`. */
  skip?: Matrix;
  /** W¹, b¹, W², b², …, W^skip, one after the other, matrices row by row. */
  parameters: Float64Array;
}

/** How a network is made. */
export interface NetworkOptions {
  /** f of every hidden layer, or one for each. @default "sigmoid", the tutorial's */
  hidden?: string | ActivationSpec | readonly (string | ActivationSpec)[];
  /** f of the output layer. @default "sigmoid", the tutorial's */
  output?: string | ActivationSpec;
  /** Start values. @default "uniform": the tutorial's random values, uniform in [−0.5, 0.5] */
  initialisation?: Initialisation;
  /** Seed of the start values, or a generator. @default 0 */
  seed?: number | Random;
  /** Adds the linear way from input to output, its weights 0 at the start. @default false */
  skip?: boolean;
}

/** Largest number of layers, the input's included. */
export const LIMIT_LAYERS = 64;
/** Largest number of neurons in a layer. */
export const LIMIT_NEURONS = 65_536;
/** Largest number of weights and biases. */
export const LIMIT_PARAMETERS = 2 ** 27;

/**
 * A network with random start values (tutorial §2(6): the first w and b are random).
 *
 * @param sizes neurons of each layer, the input's first; at least two layers
 * @throws RangeError for sizes that are no positive integers or beyond the limits (64 layers, 65,536 neurons in a layer,
 *   2^27 parameters), and for unknown names
 * @see docs/tutorial.md §3(1)
 * @example
 * createNetwork([3, 3, 2]).parameters.length // 20
 */
export function createNetwork(sizes: readonly number[], options: NetworkOptions = {}): Network {
  const {
    hidden = "sigmoid",
    output = "sigmoid",
    initialisation = "uniform",
    seed = 0,
    skip = false,
  } = options;
  const between = sizes.length - 2;
  if (Array.isArray(hidden) && hidden.length !== between) {
    throw new RangeError(
      `Cannot create the network: expected ${between} hidden activations, got ${hidden.length}`,
    );
  }
  const names = Array.isArray(hidden)
    ? (hidden as (string | ActivationSpec)[])
    : Array.from({ length: Math.max(between, 0) }, () => hidden as string | ActivationSpec);
  const network = emptyNetwork(sizes, [...names, output], skip);
  initialise(network, initialisation, typeof seed === "number" ? createRandom(seed) : seed);
  return network;
}

/**
 * A network whose parameters are all 0, or the given vector (taken, not copied).
 *
 * @param names      f of layers 1 … last
 * @param parameters flat vector of length `parameterCount(sizes, skip)`
 */
export function emptyNetwork(
  sizes: readonly number[],
  names: readonly (string | ActivationSpec)[],
  skip = false,
  parameters: Float64Array = new Float64Array(parameterCount(sizes, skip)),
): Network {
  const wanted = parameterCount(sizes, skip);
  if (parameters.length !== wanted) {
    throw new RangeError(
      `Cannot create the network: expected ${wanted} parameters, got ${parameters.length}`,
    );
  }
  if (names.length !== sizes.length - 1) {
    throw new RangeError(
      `Cannot create the network: expected ${sizes.length - 1} activations, one for each layer after the input, got ${names.length}`,
    );
  }
  const activations = [{ name: "" }, ...names.map(activationSpec)];
  return {
    sizes: [...sizes],
    last: sizes.length - 1,
    activations,
    ...views(sizes, skip, parameters),
    parameters,
  };
}

/** Number of weights and biases, the skip's included. @throws RangeError for impossible sizes */
export function parameterCount(sizes: readonly number[], skip = false): number {
  if (sizes.length < 2 || sizes.length > LIMIT_LAYERS) {
    throw new RangeError(
      `Cannot create the network: expected 2 to ${LIMIT_LAYERS} layers, got ${sizes.length}`,
    );
  }
  for (const n of sizes) {
    if (!Number.isSafeInteger(n) || n < 1 || n > LIMIT_NEURONS) {
      throw new RangeError(
        `Cannot create the network: expected 1 to ${LIMIT_NEURONS} neurons in a layer, got ${n}`,
      );
    }
  }
  let count = skip ? sizes.at(-1)! * sizes[0] : 0;
  for (let l = 1; l < sizes.length; l++) count += sizes[l] * (sizes[l - 1] + 1);
  if (count > LIMIT_PARAMETERS) {
    throw new RangeError(
      `Cannot create the network: expected at most ${LIMIT_PARAMETERS} parameters, got ${count}`,
    );
  }
  return count;
}

/**
 * `W[l]`, `b[l]` and `skip` as views on a flat vector; the same layout serves parameters and gradients.
 *
 * @param flat vector of length `parameterCount(sizes, skip)`
 */
export function views(
  sizes: readonly number[],
  skip: boolean,
  flat: Float64Array,
): { W: Matrix[]; b: Float64Array[]; skip?: Matrix } {
  const W = [matrix(0, 0)];
  const b: Float64Array[] = [new Float64Array(0)];
  let at = 0;
  function take(length: number): Float64Array {
    at += length;
    return flat.subarray(at - length, at);
  }
  for (let l = 1; l < sizes.length; l++) {
    const [n, m] = [sizes[l], sizes[l - 1]];
    W.push(matrix(n, m, take(n * m)));
    b.push(take(n));
  }
  if (!skip) return { W, b };
  return { W, b, skip: matrix(sizes.at(-1)!, sizes[0], take(sizes.at(-1)! * sizes[0])) };
}

/** The same network with parameters of its own. */
export function copyNetwork(network: Network): Network {
  const { sizes, activations, skip, parameters } = network;
  return emptyNetwork(sizes, activations.slice(1), skip !== undefined, parameters.slice());
}

/** A name or a spec as a spec with every parameter given, its name one of this library. @throws RangeError for an unknown name or parameter */
export function activationSpec(given: string | ActivationSpec): ActivationSpec {
  const named = typeof given === "string" ? { name: given } : given;
  const spec = { ...named, name: aliased(activationAliases, named.name) ?? named.name };
  if (spec.name === "softmax") return { name: "softmax" };
  const defaults = activation(spec.name).parameters;
  for (const [name, value] of Object.entries(spec.parameters ?? {})) {
    if (!Object.hasOwn(defaults, name) || !Number.isFinite(value)) {
      const known = Object.keys(defaults).join(", ") || "no parameters";
      throw new RangeError(`Cannot use activation "${spec.name}": expected ${known}, got ${name} = ${value}`);
    }
  }
  if (Object.keys(defaults).length === 0) return { name: spec.name };
  return { name: spec.name, parameters: { ...defaults, ...spec.parameters } };
}
