import { LIMIT_NEURONS, matrix, transpose, type Matrix } from "gradus";
import { addFlows } from "./arithmetic.js";
import { shown, type Call, type Operator, type Value } from "./call.js";
import { constantOf, type Constant } from "./constant.js";
import { areEqual, along } from "./curve.js";
import { flowOf, inputLines, scaleNeurons, type Flow } from "./flow.js";

/** Operators that make dense layers, scale, or hand on. */
export const layers: Readonly<Record<string, Operator>> = {
  Gemm: gemm,
  MatMul: (call) => dense(call, call.inputs[0], call.constant(1), false),
  BatchNormalization: batchNormalization,
  Scaler: scaler,
  Softmax: softmax,
  Concat: concat,
  FeatureVectorizer: inputsTogether,
  ZipMap: handOn,
  Identity: handOn,
  Dropout: handOn,
  Cast: (call) => {
    // float, float16, double, bfloat16; a label is cast to whole numbers.
    const to = call.integer("to", 1);
    const isConstant = call.inputs[0]?.kind === "constant";
    return isConstant || [1, 10, 11, 16].includes(to) ? handOn(call) : call.refuse("floats", `type ${to}`);
  },
  Reshape: reshape,
  Flatten: (call) =>
    call.inputs[0]?.kind === "flow" && call.integer("axis", 1) === 1 ? handOn(call) : notPlain(call),
  Squeeze: squeeze,
  Unsqueeze: (call) => (call.inputs[0]?.kind === "constant" ? squeeze(call) : notPlain(call)),
  Transpose: transposed,
  Constant: constant,
};

/** `α A B + β C`, B or its transpose being the weights. */
function gemm(call: Call): Value {
  if (call.integer("transA", 0) !== 0) return call.refuse("transA = 0", "1");
  const [A, , C] = call.inputs;
  const product = dense(call, A, call.constant(1), call.integer("transB", 0) !== 0, call.float("alpha", 1));
  if (C === undefined || product.kind !== "flow") return product;
  const beta = call.float("beta", 1);
  if (C.kind === "flow") {
    const sum = beta === 1 ? addFlows(call, product, C) : undefined;
    return sum ?? call.refuse("biases as constants", shown(C));
  }
  const { width } = product.source;
  const biases = (C as Constant).data;
  if (biases.length !== width && biases.length !== 1) return call.refuse(`${width} biases`, shown(C));
  const c = Float64Array.from({ length: width }, (_, i) => beta * biases[biases.length === 1 ? 0 : i]);
  return scaleNeurons(product, { a: c.map(() => 1), c }, call.budget);
}

/** A dense layer without biases: weights inputs × neurons, or turned around. */
function dense(
  call: Call,
  from: Value | undefined,
  weights: Constant | undefined,
  isTurned: boolean,
  alpha = 1,
): Value {
  if (from?.kind !== "flow" || weights === undefined) {
    return call.refuse(
      "a value of the network times constant weights",
      `${shown(from)} times ${shown(call.inputs[1])}`,
    );
  }
  if (from.layout) return call.refuse("nothing after the probabilities", call.node.opType);
  if (weights.data.length === 0) return call.refuse("weights", "none");
  const shape = weights.shape.length === 1 && !isTurned ? [weights.shape[0], 1] : weights.shape;
  if (shape.length !== 2) return call.refuse("weights of two dimensions", shown(weights));
  const given = matrix(shape[0], shape[1], weights.data);
  const inputs = isTurned ? given.cols : given.rows;
  const width = call.widthOf(from, inputs);
  if (inputs !== width) return call.refuse(`weights for ${width} columns`, shown(weights));
  call.budget.spend(weights.data.length);
  const W: Matrix = isTurned ? matrix(given.rows, given.cols, given.data.slice()) : transpose(given);
  if (alpha !== 1) for (let k = 0; k < W.data.length; k++) W.data[k] *= alpha;
  return flowOf({ kind: "dense", from, W, b: new Float64Array(W.rows), width: W.rows, maker: call.maker });
}

/** `γ (x − mean) / √(variance + ε) + β`, as after training. */
function batchNormalization(call: Call): Value {
  const [x] = call.inputs;
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((k) => call.constant(k)?.data);
  if (x?.kind !== "flow" || !gamma || !beta || !mean || !variance || call.integer("training_mode", 0) !== 0) {
    return call.refuse("constants from training", "others");
  }
  if (x.softmax || x.layout) return call.refuse("nothing after the probabilities", call.node.opType);
  const width = call.widthOf(x, gamma.length);
  if ([gamma, beta, mean, variance].some(({ length }) => length !== width)) {
    return call.refuse(`${width} numbers each`, `${gamma.length}`);
  }
  const epsilon = call.float("epsilon", 1e-5);
  const a = gamma.map((g, i) => g / Math.sqrt(variance[i] + epsilon));
  return scaleNeurons(x, { a, c: a.map((one, i) => beta[i] - one * mean[i]) }, call.budget);
}

/** `(x − offset) · scale` of ai.onnx.ml. */
function scaler(call: Call): Value {
  const [x] = call.inputs;
  const offset = call.attribute("offset")?.floats ?? [];
  const scale = call.attribute("scale")?.floats ?? [];
  if (x?.kind !== "flow" || x.softmax || x.layout) return call.refuse("a value of the network", shown(x));
  const width = call.widthOf(x, Math.max(offset.length, scale.length));
  if ([offset, scale].some(({ length }) => length !== 1 && length !== width)) {
    return call.refuse(`offset and scale of ${width} columns`, `${offset.length} and ${scale.length}`);
  }
  const pick = (list: readonly number[], i: number): number => list[list.length === 1 ? 0 : i];
  const a = Float64Array.from({ length: width }, (_, i) => pick(scale, i));
  return scaleNeurons(x, { a, c: a.map((one, i) => -one * pick(offset, i)) }, call.budget);
}

function softmax(call: Call): Value {
  const [x] = call.inputs;
  const axis = call.integer("axis", -1);
  if (axis !== 1 && axis !== -1) return call.refuse("axis 1", String(axis));
  if (x?.kind !== "flow" || x.curve.line === undefined || x.lines || x.softmax || x.source.kind === "input") {
    return call.refuse("a dense layer before it", shown(x));
  }
  const [a, c] = x.curve.line;
  if (a === 1 && c === 0) return { ...x, softmax: true };
  const { width } = x.source;
  const lines = { a: new Float64Array(width).fill(a), c: new Float64Array(width).fill(c) };
  return { ...scaleNeurons(flowOf(x.source), lines, call.budget), softmax: true };
}

/** Inputs side by side; or a probability beside its rest, as classifiers of two classes give it. */
function concat(call: Call): Value {
  const [rest, p] = call.inputs;
  if (rest?.kind === "flow" && rest.source.kind === "input") return inputsTogether(call);
  const isPair =
    call.inputs.length === 2 &&
    rest?.kind === "flow" &&
    p?.kind === "flow" &&
    [1, -1].includes(call.integer("axis", 0)) &&
    rest.source === p.source &&
    p.source.width === 1 &&
    [rest, p].every(({ lines, softmax, layout }) => !lines && !softmax && !layout) &&
    areEqual(rest.curve, along(p.curve, -1, 1));
  return isPair ? { ...p, layout: "pair" } : call.refuse("1 − p beside one probability p", "other columns");
}

/** Inputs one after the other, scaled or not. */
function inputsTogether(call: Call): Value {
  const isSide = call.node.opType === "FeatureVectorizer" || [1, -1].includes(call.integer("axis", 0));
  const flows = call.inputs.filter((value): value is Flow => value?.kind === "flow");
  const inputs = flows.map(({ source }) => source).filter((source) => source.kind === "input");
  const areInputs = isSide && inputs.length === call.inputs.length && inputs.every((one) => one.width > 0);
  if (!areInputs) return call.refuse("inputs side by side", "other columns");
  const width = inputs.reduce((sum, input) => sum + input.width, 0);
  if (width > LIMIT_NEURONS) return call.refuse(`at most ${LIMIT_NEURONS} columns`, String(width));
  const together = flowOf({ kind: "input", names: inputs.flatMap(({ names }) => names), width });
  const lines = flows.map((flow) => inputLines(flow));
  if (lines.every((one) => one === undefined)) return together;
  const join = (part: "a" | "c", still: number): Float64Array =>
    Float64Array.from(
      flows.flatMap(({ source }, i) => [...(lines[i]?.[part] ?? new Float64Array(source.width).fill(still))]),
    );
  return { ...together, lines: { a: join("a", 1), c: join("c", 0) } };
}

/** Shapes that keep the columns apart. */
function reshape(call: Call): Value {
  const [x] = call.inputs;
  const shape = call.constant(1)?.data;
  if (shape === undefined || x === undefined) return notPlain(call);
  if (x.kind === "constant") return reshaped(call, x, Array.from(shape));
  const width = x.kind === "flow" ? columnsOf(x) : 0;
  const isSame = shape.length === 2 && (shape[1] === width || (shape[1] === -1 && shape[0] === 0));
  // skl2onnx puts the outputs of several labels into one column.
  if (x.kind === "flow" && width > 1 && shape.length === 2 && shape[0] === -1 && shape[1] === 1) {
    return { ...x, layout: "flat" };
  }
  return isSame || (width === 1 && shape.length === 1 && shape[0] === -1) ? handOn(call) : notPlain(call);
}

/** Axes of length 1 left out of a constant; the only column of a flow. */
function squeeze(call: Call): Value {
  const [x] = call.inputs;
  if (x?.kind === "flow") return columnsOf(x) === 1 ? handOn(call) : notPlain(call);
  if (x?.kind !== "constant") return notPlain(call);
  if (call.node.opType === "Unsqueeze") return { ...x, shape: [1, ...x.shape] };
  return { ...x, shape: x.shape.filter((n) => n !== 1) };
}

function transposed(call: Call): Value {
  const x = call.constant(0);
  const perm = call.attribute("perm")?.ints.map(Number) ?? [1, 0];
  if (x === undefined || x.shape.length !== 2 || perm.length !== 2) return notPlain(call);
  if (perm[0] === 0) return x;
  call.budget.spend(x.data.length);
  const { rows, cols, data } = transpose(matrix(x.shape[0], x.shape[1], x.data));
  return { kind: "constant", shape: [rows, cols], data };
}

function constant(call: Call): Value {
  const [value] = call.node.attribute;
  if (value?.t !== undefined) return constantOf(value.t, call.budget);
  const one = (data: Float64Array, shape: number[]): Constant => ({ kind: "constant", shape, data });
  switch (value?.name) {
    case "value_float":
      return one(Float64Array.of(value.f), []);
    case "value_int":
      return one(Float64Array.of(Number(value.i)), []);
    case "value_floats":
      return one(Float64Array.from(value.floats), [value.floats.length]);
    case "value_ints":
      return one(Float64Array.from(value.ints, Number), [value.ints.length]);
    default:
      return call.refuse("numbers", value?.name ?? "nothing");
  }
}

/** What does nothing to the numbers. */
function handOn(call: Call): Value {
  return call.inputs[0] ?? call.refuse("an input", "none");
}

function reshaped(call: Call, x: Constant, wanted: readonly number[]): Value {
  const known = wanted.reduce(
    (product, n, i) => (n === -1 ? product : product * (n === 0 ? (x.shape[i] ?? 0) : n)),
    1,
  );
  const shape = wanted.map((n, i) => (n === -1 ? x.data.length / known : n === 0 ? (x.shape[i] ?? 0) : n));
  const count = shape.reduce((product, n) => product * n, 1);
  return count === x.data.length && shape.every(Number.isSafeInteger)
    ? { ...x, shape }
    : call.refuse(`a shape of ${x.data.length} numbers`, `[${wanted.join(", ")}]`);
}

function columnsOf({ source, layout }: Flow): number {
  return layout === undefined ? source.width : layout === "pair" ? 2 : 1;
}

function notPlain(call: Call): Value {
  return call.refuse("rows and columns as they are", shown(call.inputs[0]));
}
