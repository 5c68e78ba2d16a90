import { activationNames, type ActivationSpec } from "../bp/activation.js";
import { activationSpec, emptyNetwork, parameterCount, type Network } from "../bp/network.js";
import { flag, integer, list, number, object, optional, record, text, type Check } from "./check.js";
import { Mismatch } from "./mismatch.js";
import type { Tensor } from "./safetensors.js";

/** A network but for its parameters. */
export interface Architecture {
  sizes: number[];
  /** f of layers 1 … last. */
  activations: ActivationSpec[];
  skip: boolean;
}

const architectureShape = object<Architecture>({
  sizes: list(integer(1, 65_536), 2, 64),
  activations: list(object<ActivationSpec>({ name: text, parameters: optional(record(number)) }), 1),
  skip: flag,
});

/** An architecture read from a file. @throws Mismatch, also for activations that are not known and sizes beyond the limits */
export const checkArchitecture: Check<Architecture> = (value, where) => {
  const architecture = architectureShape(value, where);
  const { sizes, activations, skip } = architecture;
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
  refused(
    () => parameterCount(sizes, skip),
    () => new Mismatch(`${where}.sizes`, "at most 2^27 parameters", sizes),
  );
  return architecture;
};

/** What the file says of a network beside its tensors. */
export function architectureOf({ sizes, activations, skip }: Network): Architecture {
  return { sizes, activations: activations.slice(1), skip: skip !== undefined };
}

/** W and b of each layer, and the skip, as tensors named `prefix.W1`, `prefix.b1` …, shaped as in the equations. */
export function networkTensors(prefix: string, network: Network): [string, Tensor][] {
  const tensors: [string, Tensor][] = [];
  for (let l = 1; l <= network.last; l++) {
    const { rows, cols, data } = network.W[l];
    tensors.push(
      [`${prefix}.W${l}`, { shape: [rows, cols], data }],
      [`${prefix}.b${l}`, { shape: [rows], data: network.b[l] }],
    );
  }
  const { skip } = network;
  if (skip) tensors.push([`${prefix}.skip`, { shape: [skip.rows, skip.cols], data: skip.data }]);
  return tensors;
}

/**
 * The network of an architecture with the tensors of a file, which are taken out of the map. Every shape is compared before
 * the network's parameters are allocated.
 *
 * @throws Mismatch if a tensor is missing, or of another shape, or holds a value that is not finite
 */
export function networkFrom(
  { sizes, activations, skip }: Architecture,
  prefix: string,
  tensors: Map<string, Tensor>,
): Network {
  const last = sizes.length - 1;
  const Ws = new Map<number, Float64Array>();
  const bs = new Map<number, Float64Array>();
  for (let l = 1; l <= last; l++) {
    Ws.set(l, takeTensor(tensors, `${prefix}.W${l}`, [sizes[l], sizes[l - 1]]));
    bs.set(l, takeTensor(tensors, `${prefix}.b${l}`, [sizes[l]]));
  }
  const skipped = skip ? takeTensor(tensors, `${prefix}.skip`, [sizes[last], sizes[0]]) : undefined;
  const network = emptyNetwork(sizes, activations, skip);
  for (const [l, data] of Ws) network.W[l].data.set(data);
  for (const [l, data] of bs) network.b[l].set(data);
  if (skipped) network.skip!.data.set(skipped);
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
