import { emptyNetwork, LIMIT_LAYERS, parameterCount, type Matrix, type Network } from "gradus";
import type { Affine } from "../scaling.js";
import {
  inputLines,
  overLines,
  settle,
  type Flow,
  type Input,
  type Lines,
  type Maker,
  type Settled,
} from "./flow.js";
import type { Interpreted } from "./interpret.js";
import { Unreadable, type Budget, type Refusal } from "./refusal.js";

/** A multi-layer perceptron out of an ONNX file. */
export interface OnnxNetwork {
  network: Network;
  /** What the file does to each input before the network: `(x − center) / spread`. */
  inputs?: Affine[];
  /** What the file does to each output of the network: `center + spread · h`. */
  outputs?: Affine[];
  /** Names of the classes in order, if the file has them; of a single output, the second is the one it is the probability of. */
  classes?: string[];
  /** Names in the file: of its inputs in the order of the network's, one of which may hold all columns; of the answer. */
  names: { inputs: string[]; output: string };
}

/**
 * A network of what the graph was found to do.
 *
 * @returns a refusal if an activation is none of Gradus
 * @throws Unreadable if there are too many layers or neurons, or weights that are no finite numbers
 */
export function assemble(found: Interpreted, budget: Budget): OnnxNetwork | Refusal {
  const settled = layersOf(found, budget);
  if (!Array.isArray(settled)) return settled;
  const scaler = inputLines(settled[0].from);
  // What takes an input away cannot be undone by dividing: then it goes into the weights.
  const isScaler = scaler === undefined || scaler.a.every((a) => Number.isFinite(1 / a));
  const layers = settled.map((layer, i): { W: Matrix; b: Float64Array } => {
    const before = i > 0 ? settled[i - 1].lines : isScaler ? undefined : scaler;
    return before === undefined ? layer : overLines(layer.W, layer.b, before, budget);
  });
  const direct = skipOf(settled, isScaler ? scaler : undefined, budget);
  if (direct !== undefined && "kind" in direct) return direct;
  const last = settled.at(-1)!;
  const network = networkOf(
    layers,
    settled.map(({ activation }) => activation),
    direct,
  );
  return {
    network,
    ...(scaler !== undefined && isScaler ? { inputs: scalerOf(scaler) } : {}),
    ...(last.lines === undefined ? {} : { outputs: affineOf(last.lines) }),
    ...(found.classes === undefined ? {} : { classes: found.classes }),
    names: { inputs: (settled[0].from.source as Input).names, output: found.output },
  };
}

/** The layers from the first to the last. */
function layersOf({ flow }: Interpreted, budget: Budget): Settled[] | Refusal {
  const layers: Settled[] = [];
  let at: Flow = flow;
  while (at.source.kind === "dense") {
    if (layers.length === LIMIT_LAYERS - 1)
      throw new Unreadable("graph", `at most ${LIMIT_LAYERS - 1} dense layers`, "more");
    const layer = settle(at, budget);
    if (layer === undefined) {
      return refusal(at.bentBy ?? at.source.maker, "an activation of Gradus after it", "another function");
    }
    layers.unshift(layer);
    at = layer.from;
  }
  return layers;
}

/** The skip over the scaled input, its biases with it; a refusal if a layer before the last has one. */
function skipOf(
  layers: readonly Settled[],
  scaler: Lines | undefined,
  budget: Budget,
): { W: Matrix; b: Float64Array } | Refusal | undefined {
  const early = layers.findIndex(({ skip }) => skip !== undefined);
  if (early < 0) return undefined;
  const skip = layers[early].skip!;
  if (early < layers.length - 1)
    return refusal(skip.maker, "a skip to the last layer", `one to layer ${early + 1}`);
  if (skip.from.source !== layers[0].from.source) {
    return refusal(skip.maker, "a skip from the network's own input", "one from another");
  }
  const own = inputLines(skip.from);
  const { W, b } = own === undefined ? skip : overLines(skip.W, skip.b, own, budget);
  if (scaler === undefined) return { W, b };
  const back = { a: scaler.a.map((a) => 1 / a), c: scaler.c.map((c, i) => -c / scaler.a[i]) };
  return overLines(W, b, back, budget);
}

function networkOf(
  layers: readonly { W: Matrix; b: Float64Array }[],
  activations: Parameters<typeof emptyNetwork>[1],
  direct: { W: Matrix; b: Float64Array } | undefined,
): Network {
  const sizes = [layers[0].W.cols, ...layers.map(({ W }) => W.rows)];
  try {
    parameterCount(sizes, direct !== undefined);
  } catch {
    throw new Unreadable("graph", "layers of at most 65536 neurons, 2^27 weights in all", sizes.join("-"));
  }
  const network = emptyNetwork(sizes, activations, direct !== undefined);
  layers.forEach(({ W, b }, i) => {
    network.W[i + 1].data.set(W.data);
    network.b[i + 1].set(b);
  });
  if (direct !== undefined) {
    network.skip!.data.set(direct.W.data);
    direct.b.forEach((b, i) => (network.b[network.last][i] += b));
  }
  const bad = network.parameters.find((w) => !Number.isFinite(w));
  if (bad !== undefined) throw new Unreadable("weights", "finite numbers", bad);
  return network;
}

/** `a x + c` as `(x − center) / spread`. */
function scalerOf({ a, c }: Lines): Affine[] {
  return Array.from(a, (one, i) => ({ center: c[i] === 0 ? 0 : -c[i] / one, spread: 1 / one }));
}

/** `a h + c` as `center + spread · h`. */
function affineOf({ a, c }: Lines): Affine[] {
  return Array.from(a, (one, i) => ({ center: c[i], spread: one }));
}

function refusal({ node, operator }: Maker, wanted: string, given: string): Refusal {
  return { kind: "refusal", node, operator, wanted, given };
}
