import { activationAliases, aliased } from "../aliases.js";
import { matrix, type Matrix } from "../matrix.js";
import { createRandom, type Random } from "../random.js";
import { activation, type ActivationSpec } from "./activation.js";
import {
  frontBlocks,
  frontOf,
  frontRows,
  frontShape,
  type Front,
  type FrontOptions,
  type FrontPart,
  type FrontShape,
} from "./front.js";
import { initialise, type Initialisation } from "./initialise.js";

/**
 * A network in the tutorial's letters. Slot 0 of `activations`, `W` and `b` is empty, so that l is the layer's number in
 * the text; layer 0 is the input. All parameters lie in one flat vector; `W[l]`, `b[l]`, `skip`, `alpha` and `front` are views on it.
 */
export interface Network {
  /** Neurons of each layer, the input's first. */
  sizes: number[];
  /** Number of the output layer. */
  last: number;
  /** f of each layer. */
  activations: ActivationSpec[];
  /** `W[l]`: sizes[l] × sizes[l−1], weight to row i from column j; behind a front, W¹ has a column for each of its rows. */
  W: Matrix[];
  /** `b[l]`: sizes[l]. */
  b: Float64Array[];
  /** Optional linear way from the input to the last weighted sum: `Z^last = W^last H^(last−1) + W^skip H⁰ + b^last`. */
  skip?: Matrix;
  /** `alpha[l]`: sizes[l], the α of layer l if its activation is parametric; there is no list if no layer's is. */
  alpha?: (Float64Array | undefined)[];
  /** Optional trainable front between the input and layer 1; the skip reads the input itself. */
  front?: Front;
  /** W¹, b¹, W², b², …, W^skip, α¹, α², …, then the front's, one after the other, matrices row by row. */
  parameters: Float64Array;
}

/** What a network has beside its layers. */
export interface Additions {
  front?: FrontShape | undefined;
  /** For each of the layers 1 … last whether its activation is parametric. */
  alpha?: readonly boolean[];
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
  /** Adds a trainable front before layer 1. */
  front?: FrontOptions;
}

/** Largest number of layers, the input's included. */
export const LIMIT_LAYERS = 64;
/** Largest number of neurons in a layer. */
export const LIMIT_NEURONS = 65_536;
/** Largest number of parameters. */
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
    front,
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
  const shape = front && frontShape(front, sizes[0]);
  const network = emptyNetwork(sizes, [...names, output], skip, undefined, shape);
  const random = typeof seed === "number" ? createRandom(seed) : seed;
  initialise(network, initialisation, random, front?.sigma);
  return network;
}

/**
 * A network whose parameters are all 0, or the given vector (taken, not copied).
 *
 * @param names      f of layers 1 … last
 * @param parameters flat vector of length `parameterCount(sizes, skip, …)`
 * @param front      shape of the front, if it is to have one
 * @throws RangeError for impossible sizes, and for a parametric activation of the output or of softmax
 */
export function emptyNetwork(
  sizes: readonly number[],
  names: readonly (string | ActivationSpec)[],
  skip = false,
  parameters?: Float64Array,
  front?: FrontShape,
): Network {
  parameterCount(sizes, skip); // refuses impossible sizes before all else
  if (names.length !== sizes.length - 1) {
    throw new RangeError(
      `Cannot create the network: expected ${sizes.length - 1} activations, one for each layer after the input, got ${names.length}`,
    );
  }
  const activations = [{ name: "" }, ...names.map(activationSpec)];
  if (activations.at(-1)!.trainable) {
    throw new RangeError(
      `Cannot create the network: expected parametric activations in hidden layers alone, got one in the output`,
    );
  }
  const additions = additionsIn(activations.slice(1), front);
  const wanted = parameterCount(sizes, skip, additions);
  const flat = parameters ?? new Float64Array(wanted);
  if (flat.length !== wanted) {
    throw new RangeError(`Cannot create the network: expected ${wanted} parameters, got ${flat.length}`);
  }
  return {
    sizes: [...sizes],
    last: sizes.length - 1,
    activations,
    ...views(sizes, skip, flat, additions),
    parameters: flat,
  };
}

/** What a network has beside its layers, as `parameterCount` and `views` want to know it. */
export function additionsOf({ activations, front }: Network): Additions {
  return additionsIn(activations.slice(1), front?.shape);
}

/** The same from f of layers 1 … last. */
export function additionsIn(activations: readonly ActivationSpec[], front?: FrontShape): Additions {
  return { front, alpha: activations.map(({ trainable }) => trainable === true) };
}

/** A matrix or vector within the flat vector. */
export interface Block {
  name: "W" | "b" | "skip" | "alpha" | FrontPart;
  /** Number of its layer; 0 for a front's. */
  layer: number;
  /** Rows and columns, or elements. */
  shape: number[];
}

/** What the flat vector holds, in its order. */
export function parameterBlocks(
  sizes: readonly number[],
  skip = false,
  { front, alpha }: Additions = {},
): Block[] {
  const last = sizes.length - 1;
  const blocks: Block[] = [];
  for (let l = 1; l <= last; l++) {
    const m = l === 1 && front ? frontRows(front) : sizes[l - 1];
    blocks.push({ name: "W", layer: l, shape: [sizes[l], m] }, { name: "b", layer: l, shape: [sizes[l]] });
  }
  if (skip) blocks.push({ name: "skip", layer: last, shape: [sizes[last], sizes[0]] });
  alpha?.forEach((has, i) => has && blocks.push({ name: "alpha", layer: i + 1, shape: [sizes[i + 1]] }));
  if (front) {
    for (const [name, shape] of frontBlocks(front)) blocks.push({ name, layer: 0, shape });
  }
  return blocks;
}

/** Elements of a block. */
export function blockSize({ shape }: Pick<Block, "shape">): number {
  return shape.reduce((product, n) => product * n, 1);
}

/**
 * Number of parameters: weights and biases, those of the skip, of parametric activations and of the front.
 *
 * @throws RangeError for impossible sizes
 */
export function parameterCount(sizes: readonly number[], skip = false, additions: Additions = {}): number {
  if (sizes.length < 2 || sizes.length > LIMIT_LAYERS) {
    throw new RangeError(
      `Cannot create the network: expected 2 to ${LIMIT_LAYERS} layers, got ${sizes.length}`,
    );
  }
  for (const n of additions.front ? [...sizes, frontRows(additions.front)] : sizes) {
    if (!Number.isSafeInteger(n) || n < 1 || n > LIMIT_NEURONS) {
      throw new RangeError(
        `Cannot create the network: expected 1 to ${LIMIT_NEURONS} neurons in a layer, got ${n}`,
      );
    }
  }
  const count = parameterBlocks(sizes, skip, additions).reduce((sum, block) => sum + blockSize(block), 0);
  if (count > LIMIT_PARAMETERS) {
    throw new RangeError(
      `Cannot create the network: expected at most ${LIMIT_PARAMETERS} parameters, got ${count}`,
    );
  }
  return count;
}

/** What `views` gives. */
export type Views = Pick<Network, "W" | "b" | "skip" | "alpha" | "front">;

/**
 * `W[l]`, `b[l]`, `skip`, `alpha[l]` and `front` as views on a flat vector; the same layout serves parameters and gradients.
 *
 * @param flat vector of length `parameterCount(sizes, skip, additions)`
 */
export function views(
  sizes: readonly number[],
  skip: boolean,
  flat: Float64Array,
  additions: Additions = {},
): Views {
  const all: Views = { W: [matrix(0, 0)], b: [new Float64Array(0)] };
  const front: Partial<Record<FrontPart, Matrix>> = {};
  let at = 0;
  for (const { name, layer, shape } of parameterBlocks(sizes, skip, additions)) {
    const [n, m = 1] = shape;
    const own = matrix(n, m, flat.subarray(at, (at += n * m)));
    if (name === "W") all.W.push(own);
    else if (name === "b") all.b.push(own.data);
    else if (name === "skip") all.skip = own;
    else if (name === "alpha") (all.alpha ??= sizes.map(() => undefined))[layer] = own.data;
    else front[name] = own;
  }
  if (additions.front) all.front = frontOf(additions.front, front);
  return all;
}

/** The views of a network on another flat vector, such as its gradient. */
export function viewsOf(network: Network, flat: Float64Array): Views {
  return views(network.sizes, network.skip !== undefined, flat, additionsOf(network));
}

/** The same network with other parameters (taken, not copied). */
export function withParameters(network: Network, parameters: Float64Array): Network {
  const { sizes, activations, skip, front } = network;
  return emptyNetwork(sizes, activations.slice(1), skip !== undefined, parameters, front?.shape);
}

/** The same network with parameters of its own. */
export function copyNetwork(network: Network): Network {
  return withParameters(network, network.parameters.slice());
}

/**
 * What a network has that the tutorial's has not, for those that do without.
 *
 * @returns "a front" or "parametric activations"; nothing where there are layers and a skip alone
 */
export function namedAddition({ front, alpha }: Network): string | undefined {
  if (front) return "a front";
  return alpha && "parametric activations";
}

/** A name or a spec as a spec with every parameter given, its name one of this library. @throws RangeError for an unknown name or parameter */
export function activationSpec(given: string | ActivationSpec): ActivationSpec {
  const named = typeof given === "string" ? { name: given } : given;
  const spec = { ...named, name: aliased(activationAliases, named.name) ?? named.name };
  if (spec.name === "softmax") {
    if (spec.trainable) {
      throw new RangeError(
        'Cannot use activation "softmax": expected an elementwise one with a trainable α, got softmax',
      );
    }
    return { name: "softmax" };
  }
  const defaults = activation(spec.name).parameters;
  for (const [name, value] of Object.entries(spec.parameters ?? {})) {
    if (!Object.hasOwn(defaults, name) || !Number.isFinite(value)) {
      const known = Object.keys(defaults).join(", ") || "no parameters";
      throw new RangeError(`Cannot use activation "${spec.name}": expected ${known}, got ${name} = ${value}`);
    }
  }
  const alpha = spec.trainable ? { trainable: true } : {};
  if (Object.keys(defaults).length === 0) return { name: spec.name, ...alpha };
  return { name: spec.name, parameters: { ...defaults, ...spec.parameters }, ...alpha };
}
