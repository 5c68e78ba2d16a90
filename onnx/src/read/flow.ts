import { matrix, multiply, type ActivationSpec, type Matrix } from "gradus";
import { along, IDENTITY, recognise, type Curve, type Line } from "./curve.js";
import type { Budget } from "./refusal.js";

/** `x' = a ⊙ x + c`, neuron by neuron. */
export interface Lines {
  a: Float64Array;
  c: Float64Array;
}

/** The input of the graph, or several side by side. */
export interface Input {
  kind: "input";
  names: string[];
  /** Columns; 0 until something tells. */
  width: number;
}

/** The node that made something, as messages name it. */
export interface Maker {
  node: string;
  operator: string;
}

/** `z = W x + b`, x being what a flow holds; and what is added to z from the input directly. */
export interface Dense {
  kind: "dense";
  from: Flow;
  /** n × m */
  W: Matrix;
  b: Float64Array;
  /** The same over the input: a skip. */
  skip?: Dense;
  width: number;
  maker: Maker;
}

/** A value of the graph that goes through it with the samples: `lines(curve(z))`, z the weighted sums or the input. */
export interface Flow {
  kind: "flow";
  source: Input | Dense;
  curve: Curve;
  /** The last node that made the curve other than a line. */
  bentBy?: Maker;
  /** Set after softmax, which no curve is. */
  softmax?: true;
  /** Neuron by neuron, after the curve. */
  lines?: Lines;
  /** Set at the end of a graph: one probability and its rest, `[1 − p, p]`; or all outputs in one column, row after row. */
  layout?: "pair" | "flat";
}

/** The input, or the weighted sums, as they are. */
export function flowOf(source: Input | Dense): Flow {
  return { kind: "flow", source, curve: IDENTITY };
}

/** A flow's layer with everything in its place: `h = outer ⊙ f(W x + b)`. */
export interface Settled {
  W: Matrix;
  b: Float64Array;
  from: Flow;
  skip?: Dense;
  activation: ActivationSpec;
  /** What is done to h afterwards, if anything. */
  lines?: Lines;
}

/** Adds scalars: `a y + c`. */
export function scaleFlow(flow: Flow, a: number, c: number): Flow {
  if (flow.lines === undefined) return { ...flow, curve: along(flow.curve, a, c) };
  return { ...flow, lines: { a: flow.lines.a.map((x) => a * x), c: flow.lines.c.map((x) => a * x + c) } };
}

/** Adds a number for each neuron: `a ⊙ y + c`. Weighted sums as they are take it into their weights. */
export function scaleNeurons(flow: Flow, { a, c }: Lines, budget: Budget): Flow {
  const { source, curve, lines } = flow;
  if (source.kind === "dense" && curve.line !== undefined && lines === undefined) {
    const line = curve.line;
    const all: Lines = { a: a.map((x) => x * line[0]), c: c.map((x, i) => a[i] * line[1] + x) };
    return flowOf(scaleDense(source, all, budget));
  }
  const own = lines ?? { a: a.map(() => 1), c: a.map(() => 0) };
  return { ...flow, lines: { a: own.a.map((x, i) => a[i] * x), c: own.c.map((x, i) => a[i] * x + c[i]) } };
}

/** The layer that a flow stands for; undefined if its curve is no activation of Gradus. */
export function settle(flow: Flow, budget: Budget): Settled | undefined {
  const { curve, softmax, lines } = flow;
  const source = flow.source as Dense;
  if (softmax) return settled(source, { name: "softmax" }, lines);
  const found = recognise(curve);
  if (found === undefined) return undefined;
  const { inner, activation, outer } = found;
  const dense = isStraight(inner) ? source : scaleDense(source, everywhere(inner, source.width), budget);
  if (activation.name === "identity" && lines !== undefined) {
    const whole = scaleDense(dense, lines, budget);
    return settled(whole, activation, undefined);
  }
  if (isStraight(outer)) return settled(dense, activation, lines);
  const first = everywhere(outer, source.width);
  if (lines === undefined) return settled(dense, activation, first);
  return settled(dense, activation, {
    a: lines.a.map((x, i) => x * first.a[i]),
    c: lines.c.map((x, i) => lines.a[i] * first.c[i] + x),
  });
}

/** What the input's flow does to the input; undefined if nothing. */
export function inputLines({ curve, lines, source }: Flow): Lines | undefined {
  const line = curve.line ?? [1, 0];
  if (lines === undefined) return isStraight(line) ? undefined : everywhere(line, source.width);
  return { a: lines.a.map((x) => x * line[0]), c: lines.c.map((x, i) => lines.a[i] * line[1] + x) };
}

/** `W (a ⊙ x + c) + b` as a matrix and biases over x. */
export function overLines(
  W: Matrix,
  b: Float64Array,
  { a, c }: Lines,
  budget: Budget,
): { W: Matrix; b: Float64Array } {
  budget.spend(W.data.length);
  const shift = multiply(W, matrix(c.length, 1, c)).data;
  return {
    W: matrix(
      W.rows,
      W.cols,
      W.data.map((w, k) => w * a[k % W.cols]),
    ),
    b: b.map((x, i) => x + shift[i]),
  };
}

/** `a ⊙ (W x + b) + c`. */
function scaleDense(dense: Dense, { a, c }: Lines, budget: Budget): Dense {
  const { W, b, skip } = dense;
  // Biases alone leave the weights as they are.
  const isShift = a.every((one) => one === 1);
  budget.spend(isShift ? b.length : W.data.length);
  const data = isShift ? W.data : W.data.map((w, k) => w * a[Math.floor(k / W.cols)]);
  return {
    ...dense,
    W: matrix(W.rows, W.cols, data),
    b: b.map((x, i) => a[i] * x + c[i]),
    ...(skip === undefined ? {} : { skip: scaleDense(skip, { a, c: c.map(() => 0) }, budget) }),
  };
}

function settled({ W, b, from, skip }: Dense, activation: ActivationSpec, lines: Lines | undefined): Settled {
  return {
    W,
    b,
    from,
    activation,
    ...(skip === undefined ? {} : { skip }),
    ...(lines === undefined ? {} : { lines }),
  };
}

function everywhere([a, c]: Line, width: number): Lines {
  return { a: new Float64Array(width).fill(a), c: new Float64Array(width).fill(c) };
}

function isStraight([a, c]: Line): boolean {
  return a === 1 && c === 0;
}

/** The weighted sums that a flow is, lines taken in; undefined if it is anything else. */
export function plainDense(
  { source, curve, lines, softmax, layout }: Flow,
  budget: Budget,
): Dense | undefined {
  if (source.kind !== "dense" || curve.line === undefined || lines || softmax || layout) return undefined;
  return isStraight(curve.line) ? source : scaleDense(source, everywhere(curve.line, source.width), budget);
}
