import { activationNames, type ActivationSpec } from "../../bp/activation.js";
import { LIMIT_FRONT, type FrontShape } from "../../bp/front.js";
import {
  activationSpec,
  additionsIn,
  blockSize,
  emptyNetwork,
  parameterBlocks,
  parameterCount,
  type Block,
  type Network,
} from "../../bp/network.js";
import { flag, integer, list, number, object, optional, record, text, type Check } from "./check.js";
import { Mismatch } from "./mismatch.js";
import type { Tensor } from "./safetensors.js";

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
  const bad = activations.findIndex(
    ({ name, trainable }, i) => trainable && (name === "softmax" || i + 2 === sizes.length),
  );
  if (bad >= 0)
    throw new Mismatch(`${where}.activations[${bad}].trainable`, "false, but in hidden layers", true);
  if (front && front.embed.length !== sizes[0])
    throw new Mismatch(`${where}.front.embed.length`, String(sizes[0]), front.embed.length);
  refused(
    () => parameterCount(sizes, skip, additionsIn(activations, front)),
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
  let at = 0;
  return blocksOf(architectureOf(network)).map((block) => {
    const data = network.parameters.subarray(at, (at += blockSize(block)));
    return [`${prefix}.${tensorName(block)}`, { shape: block.shape, data }];
  });
}

function blocksOf({ sizes, activations, skip, front }: Architecture): Block[] {
  return parameterBlocks(sizes, skip, additionsIn(activations, front));
}

function tensorName({ name, layer }: Block): string {
  if (name === "skip") return name;
  return layer === 0 ? `front.${name}` : `${name}${layer}`;
}

/**
 * The network of an architecture with the tensors of a file, which are taken out of the map. Every shape is compared before
 * the network's parameters are allocated.
 *
 * @throws Mismatch if a tensor is missing, or of another shape, or holds a value that is not finite
 */
export function networkFrom(
  architecture: Architecture,
  prefix: string,
  tensors: Map<string, Tensor>,
): Network {
  const parts = blocksOf(architecture).map((block) => {
    return takeTensor(tensors, `${prefix}.${tensorName(block)}`, block.shape);
  });
  const { sizes, activations, skip, front } = architecture;
  const network = emptyNetwork(sizes, activations, skip, undefined, front);
  let at = 0;
  for (const part of parts) {
    network.parameters.set(part, at);
    at += part.length;
  }
  return network;
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
