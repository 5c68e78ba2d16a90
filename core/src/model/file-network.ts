import { activationNames, type ActivationSpec } from "../bp/activation.js";
import { frontRows, frontShape, LIMIT_FRONT, type FrontShape } from "../bp/front.js";
import { activationSpec, emptyNetwork, parameterCount, type Network } from "../bp/network.js";
import { flag, integer, list, number, object, optional, record, text, type Check } from "./check.js";
import { Mismatch } from "./mismatch.js";
import type { Tensor } from "./safetensors.js";

const frontMatrices = ["frequency", "phase", "weight", "bias"] as const;

/** A network but for its parameters. */
export interface Architecture {
  sizes: number[];
  /** f of layers 1 … last. */
  activations: ActivationSpec[];
  skip: boolean;
  front?: FrontShape;
}

const architectureShape = object<Architecture>({
  sizes: list(integer(1, 65_536), 2, 64),
  activations: list(
    object<ActivationSpec>({ name: text, parameters: optional(record(number)), trainable: optional(flag) }),
    1,
  ),
  skip: flag,
  front: optional(
    object<FrontShape>({
      embed: list(flag, 1, 65_536),
      frequencies: integer(1, LIMIT_FRONT),
      width: integer(2, LIMIT_FRONT),
      scale: flag,
    }),
  ),
});

/** An architecture read from a file. @throws Mismatch, also for activations that are not known and sizes beyond the limits */
export const checkArchitecture: Check<Architecture> = (value, where) => {
  const architecture = architectureShape(value, where);
  const { sizes, activations, skip, front } = architecture;
  if (activations.length !== sizes.length - 1) {
    throw new Mismatch(`${where}.activations.length`, String(sizes.length - 1), activations.length);
  }
  const known = activationNames();
  activations.forEach(({ name, parameters }, i) => {
    const place = `${where}.activations[${i}]`;
    if (!known.includes(name))
      throw new Mismatch(`${place}.name`, known.map((n) => `"${n}"`).join(" | "), name);
    refused(
      () => activationSpec({ name, ...(parameters ? { parameters } : {}) }),
      () => {
        return new Mismatch(
          `${place}.parameters`,
          `parameters of "${name}"`,
          Object.keys(parameters ?? {}).join(", "),
        );
      },
    );
  });
  const alpha = activations.map(({ trainable }) => trainable === true);
  const bad = activations.findIndex(
    ({ name }, i) => alpha[i] && (name === "softmax" || i === alpha.length - 1),
  );
  if (bad >= 0)
    throw new Mismatch(`${where}.activations[${bad}].trainable`, "false, but in hidden layers", true);
  refused(
    () => front && frontShape(front, sizes[0]),
    () => new Mismatch(`${where}.front`, `something to train, and ${sizes[0]} flags`, front?.embed.length),
  );
  refused(
    () => parameterCount(sizes, skip, { ...(front ? { front } : {}), alpha }),
    () => new Mismatch(`${where}.sizes`, "at most 2^27 parameters", sizes),
  );
  return architecture;
};

/** What the file says of a network beside its tensors. */
export function architectureOf({ sizes, activations, skip, front }: Network): Architecture {
  const more = front ? { front: front.shape } : {};
  return { sizes, activations: activations.slice(1), skip: skip !== undefined, ...more };
}

/**
 * W and b of each layer, the skip, each α and the front as tensors named `prefix.W1`, `prefix.b1`, … `prefix.skip`, `prefix.alpha1`,
 * … `prefix.front.frequency` …, shaped as in the equations.
 */
export function networkTensors(prefix: string, network: Network): [string, Tensor][] {
  const tensors: [string, Tensor][] = [];
  for (let l = 1; l <= network.last; l++) {
    const { rows, cols, data } = network.W[l];
    tensors.push(
      [`${prefix}.W${l}`, { shape: [rows, cols], data }],
      [`${prefix}.b${l}`, { shape: [rows], data: network.b[l] }],
    );
  }
  const { skip, alpha = [], front } = network;
  if (skip) tensors.push([`${prefix}.skip`, { shape: [skip.rows, skip.cols], data: skip.data }]);
  alpha.forEach((data, l) => data && tensors.push([`${prefix}.alpha${l}`, { shape: [data.length], data }]));
  if (front === undefined) return tensors;
  for (const name of frontMatrices) {
    const { rows, cols, data } = front[name];
    if (rows > 0) tensors.push([`${prefix}.front.${name}`, { shape: [rows, cols], data }]);
  }
  if (front.scale) {
    tensors.push([`${prefix}.front.scale`, { shape: [front.rows], data: front.scale }]);
  }
  return tensors;
}

/**
 * The network of an architecture with the tensors of a file, which are taken out of the map. Every shape is compared before
 * the network's parameters are allocated.
 *
 * @throws Mismatch if a tensor is missing, or of another shape, or holds a value that is not finite
 */
export function networkFrom(
  { sizes, activations, skip, front }: Architecture,
  prefix: string,
  tensors: Map<string, Tensor>,
): Network {
  const last = sizes.length - 1;
  // In the order of the flat vector.
  const parts: Float64Array[] = [];
  const take = (name: string, shape: number[]): void => {
    parts.push(takeTensor(tensors, `${prefix}.${name}`, shape));
  };
  for (let l = 1; l <= last; l++) {
    take(`W${l}`, [sizes[l], l === 1 && front ? frontRows(front) : sizes[l - 1]]);
    take(`b${l}`, [sizes[l]]);
  }
  if (skip) take("skip", [sizes[last], sizes[0]]);
  activations.forEach(({ trainable }, i) => trainable && take(`alpha${i + 1}`, [sizes[i + 1]]));
  if (front) takeFront(front, take);
  const network = emptyNetwork(sizes, activations, skip, undefined, front);
  let at = 0;
  for (const part of parts) {
    network.parameters.set(part, at);
    at += part.length;
  }
  return network;
}

function takeFront(front: FrontShape, take: (name: string, shape: number[]) => void): void {
  const { embed, frequencies, width, scale } = front;
  const embedded = embed.filter(Boolean).length;
  if (embedded > 0) {
    take("front.frequency", [embedded, frequencies]);
    take("front.phase", [embedded, frequencies]);
    take("front.weight", [embedded * (width - 1), frequencies]);
    take("front.bias", [embedded, width - 1]);
  }
  if (scale) take("front.scale", [frontRows(front)]);
}

/** Values of a tensor of this shape; takes it out of the map. @throws Mismatch as `networkFrom` */
export function takeTensor(
  tensors: Map<string, Tensor>,
  name: string,
  wanted: readonly number[],
): Float64Array {
  const tensor = tensors.get(name);
  const shape = tensor?.shape;
  if (tensor === undefined || shape?.length !== wanted.length || shape.some((n, i) => n !== wanted[i])) {
    throw new Mismatch(`tensor ${name}`, `shape [${wanted.join(", ")}]`, shape);
  }
  checkFinite(name, tensor.data);
  tensors.delete(name);
  return tensor.data;
}

/** @throws Mismatch if a value is NaN or infinite */
export function checkFinite(name: string, values: Float64Array): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new Mismatch(`tensor ${name}`, "finite values", values[bad]);
}

/** What the library refuses with a RangeError is refused as part of a file. */
function refused(make: () => unknown, mismatch: () => Mismatch): void {
  try {
    make();
  } catch (error) {
    throw error instanceof RangeError ? mismatch() : error;
  }
}
