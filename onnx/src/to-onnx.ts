import "./messages.js";
import { GradusError, VERSION, type Encoder, type LabelEncoder, type Model, type Scale } from "gradus";
import { GraphBuilder, toFloat32 } from "./builder.js";
import { addFeature, inputType, ML_DOMAIN, ML_OPSET } from "./features.js";
import type { ValueInfoProto } from "./generated/onnx_pb.js";
import { modelBytes, valueInfo, type ElementType, type Shape } from "./graph.js";
import { metadataOf } from "./metadata.js";
import { addNetwork } from "./net.js";
import type { Affine } from "./scaling.js";

/** An input or output of a written file. */
export interface Port {
  name: string;
  type: ElementType;
  /** "N" is the number of rows. */
  shape: Shape;
}

/** What the graph of a model takes and gives. */
export interface Ports {
  /** One for each feature column, in the encoder's order, named as the column. */
  inputs: Port[];
  outputs: Port[];
}

/**
 * A model as an ONNX file: the whole way from the columns of a table to the answer, so that nothing has to be prepared.
 *
 * Inputs: one for each feature column, under the column's name, N × 1. Numbers, dates (milliseconds since 1970-01-01 UTC) and
 * booleans (0, 1) are double, a missing cell is NaN; words are string, a missing cell is "".
 * Outputs: regression gives one double tensor N × 1 for each label, under the label's name, in its unit; classes give `label`
 * (string, N) and `probabilities` (float, N × classes, in the order of the file's metadata).
 *
 * The columns are scaled in float64, the networks computed in float32. The file has opset 17, with words ai.onnx.ml 3 as well;
 * it keeps its weights inside, and equal models give equal bytes.
 *
 * @throws GradusError E322 for an activation that was registered, for column names that ONNX cannot have (empty, or half of a
 *   surrogate pair), for weights beyond float32, and for a model without nets
 */
export function toOnnx(model: Model): Uint8Array<ArrayBuffer> {
  const { encoder, nets } = model;
  const { inputs, outputs } = portsOf(encoder);
  if (nets.length === 0) {
    throw new GradusError("E322", { where: "nets", wanted: "at least one net", given: 0 });
  }
  for (const { name } of [...inputs, ...outputs]) checkName(name);
  const g = new GraphBuilder([...inputs, ...outputs].map(({ name }) => name));
  const features = encoder.features.map((feature, i) => addFeature(g, feature, inputs[i].name));
  const parts = features.flatMap((feature) => feature.parts);
  const X = parts.length === 1 ? parts[0] : g.add("Concat", parts, { axis: 1n });
  const moved = features.flatMap((feature) => feature.moved);
  const withoutBias = isBiasLarge(model);
  const prefixes = nets.length === 1 ? [""] : nets.map((_, k) => `net${k + 1}.`);
  const added = nets.map(({ network, weight, limits }, k) => {
    const { H, bias } = addNetwork(g, network, X, { moved, withoutBias, prefix: prefixes[k] });
    const left = withoutBias ? bias : new Float64Array(bias.length);
    return { H: limits ? addLimits(g, H, limits, left, prefixes[k]) : H, bias, weight };
  });
  const H = addMean(g, added);
  const names = outputs.map(({ name }) => name);
  if (encoder.task === "regression")
    addNumbers(g, H, scalesOf(encoder.labels, withoutBias ? added : []), names);
  else addClasses(g, H, model, names);
  return modelBytes(g.parts("gradus", inputs.map(infoOf), outputs.map(infoOf)), {
    version: VERSION,
    domains: g.nodes.some(({ domain }) => domain === ML_DOMAIN) ? { [ML_DOMAIN]: ML_OPSET } : {},
    metadata: metadataOf(model),
  });
}

/**
 * Inputs and outputs of the file that `toOnnx` writes for a model with this encoder. Where a column is itself called "label"
 * or "probabilities", the output of that name ends with "_".
 */
export function portsOf(encoder: Encoder): Ports {
  const inputs = encoder.features.map((feature): Port => {
    return { name: feature.name, type: inputType(feature), shape: ["N", 1] };
  });
  const [label] = encoder.labels;
  if (label.type === "number") {
    const outputs = encoder.labels.map(({ name }): Port => ({ name, type: "double", shape: ["N", 1] }));
    return { inputs, outputs };
  }
  const taken = new Set(inputs.map(({ name }) => name));
  const free = (name: string): string => (taken.has(name) ? free(`${name}_`) : name);
  return {
    inputs,
    outputs: [
      { name: free("label"), type: "string", shape: ["N"] },
      { name: free("probabilities"), type: "float", shape: ["N", label.levels.length] },
    ],
  };
}

/** A net in the graph: its output, the biases of its last layer, its share of the mean. */
interface Added {
  H: string;
  bias: Float64Array;
  weight: number;
}

/** Adds the bounds of each output, `low ≤ h ≤ high`. @param left what is added to the output later */
function addLimits(
  g: GraphBuilder,
  H: string,
  limits: readonly (readonly [number, number])[],
  left: Float64Array,
  prefix: string,
): string {
  const bound = (side: 0 | 1): string => {
    const values = toFloat32(limits.map((limit, i) => limit[side] - left[i]));
    return g.weights(`${prefix}${side === 0 ? "low" : "high"}`, [limits.length], values);
  };
  return g.add("Min", [g.add("Max", [H, bound(0)]), bound(1)]);
}

/** Adds the weighted mean of the nets' outputs. */
function addMean(g: GraphBuilder, nets: readonly Added[]): string {
  const weighted = nets.map(({ H, weight }) => {
    return weight === 1 ? H : g.add("Mul", [H, g.scalar(weight, "float")]);
  });
  return weighted.length === 1 ? weighted[0] : g.add("Sum", weighted);
}

/** Whether linear outputs may lie far from 0, beyond what float32 tells apart: those of a label that is not scaled. */
function isBiasLarge({ encoder, nets }: Model): boolean {
  const isLinear = nets.every(({ network }) => network.activations[network.last].name === "identity");
  return isLinear && encoder.labels.some((label) => label.type === "number" && label.scale.name === "none");
}

/** What leads from the outputs to the labels: their scales, and the mean of the biases that were left out. */
function scalesOf(labels: readonly LabelEncoder[], leftOut: readonly Added[]): Affine[] {
  return labels.map((label, i) => {
    const { center, spread } = (label as { scale: Scale }).scale;
    const bias = leftOut.reduce((sum, net) => sum + net.weight * net.bias[i], 0);
    return { center: center + spread * bias, spread };
  });
}

/** Adds the labels in their units, one output each: `center + spread · h`, in float64. */
function addNumbers(g: GraphBuilder, H: string, scales: readonly Affine[], names: readonly string[]): void {
  const K = scales.length;
  const spreads = g.weights(
    "spread",
    [K],
    Float64Array.from(scales, ({ spread }) => spread),
  );
  const centers = g.weights(
    "center",
    [K],
    Float64Array.from(scales, ({ center }) => center),
  );
  const wide = g.add("Mul", [g.cast(H, "double"), spreads]);
  if (K === 1) {
    g.add("Add", [wide, centers], {}, { output: names[0] });
    return;
  }
  const Y = g.add("Add", [wide, centers]);
  names.forEach((output, i) => {
    g.add("Slice", [Y, g.integers([i]), g.integers([i + 1]), g.integers([1])], {}, { output });
  });
}

/** Adds the probabilities and the most probable class, the first of equals. */
function addClasses(
  g: GraphBuilder,
  H: string,
  { encoder, nets }: Model,
  [label, probabilities]: string[],
): void {
  const { levels } = encoder.labels[0] as Extract<LabelEncoder, { type: "classes" }>;
  if (encoder.task === "binary") {
    const first = g.add("Sub", [g.scalar(1, "float"), H]);
    g.add("Concat", [first, H], { axis: 1n }, { output: probabilities });
  } else {
    const isSoftmax = nets.every(({ network }) => network.activations[network.last].name === "softmax");
    if (isSoftmax) g.add("Identity", [H], {}, { output: probabilities });
    else addShares(g, H, levels.length, probabilities);
  }
  const best = g.add("ArgMax", [probabilities], { axis: 1n, keepdims: 0n });
  g.add("Gather", [g.weights("classes", [levels.length], levels), best], { axis: 0n }, { output: label });
}

/** Adds each row divided by its sum; a row without a positive sum says nothing about any class. */
function addShares(g: GraphBuilder, H: string, classes: number, output: string): void {
  const sum = g.add("ReduceSum", [H, g.integers([1])], { keepdims: 1n });
  const isPositive = g.add("Greater", [sum, g.scalar(0, "float")]);
  const divisor = g.add("Where", [isPositive, sum, g.scalar(1, "float")]);
  const shares = g.add("Div", [H, divisor]);
  g.add("Where", [isPositive, shares, g.scalar(1 / classes, "float")], {}, { output });
}

function infoOf({ name, type, shape }: Port): ValueInfoProto {
  return valueInfo(name, type, shape);
}

/** ONNX takes an empty name for nothing, and UTF-8 has no half of a surrogate pair. */
function checkName(name: string): void {
  if (name !== "" && !/\p{Surrogate}/u.test(name)) return;
  throw new GradusError("E322", {
    where: "columns",
    wanted: "names of whole characters",
    given: JSON.stringify(name),
  });
}
