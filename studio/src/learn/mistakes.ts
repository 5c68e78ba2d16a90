/** What a student's number is, if it is not the right one: the result of a known wrong formula, put together from the trace. */
import type { StepKind, Trace } from "gradus";

/** Mistakes that are recognised. */
export const mistakes = [
  "sign",
  "missing-bias",
  "missing-sum",
  "transposed",
  "forgot-f",
  "slope-instead",
  "missing-slope",
  "missing-factor",
  "missing-rate",
  "own-layer",
  "missing-half",
  "not-squared",
  "not-divided",
] as const;
export type Mistake = (typeof mistakes)[number];

/** A number asked for: its step, layer, neuron and, of a weight, the neuron it comes from; the bias without one. */
export interface Question {
  kind: StepKind;
  layer: number;
  neuron: number;
  source?: number;
}

/** How an answer was judged. */
export type Verdict = { isRight: true } | { isRight: false; mistake: Mistake | undefined };

const TOLERANCE = 0.01; // of the right value: a student rounds
const CLOSE = 0.005; // of a wrong formula's value

/** The right number. */
export function solution(trace: Trace, { kind, layer: l, neuron, source }: Question): number {
  const i = neuron - 1;
  const { network, next, sample: s } = trace;
  const batch = trace.X.cols;
  switch (kind) {
    case "z":
      return trace.Z[l].data[i * batch + s];
    case "h":
      return trace.H[l].data[i * batch + s];
    case "loss":
      return trace.terms.data[i * batch + s];
    case "delta":
    case "delta_out":
      return trace.delta[l].data[i * batch + s];
    case "gradients":
      return source === undefined ? trace.db[l][i] : trace.dW[l].data[i * network.W[l].cols + source - 1];
    case "update":
      return source === undefined ? next.b[l][i] : next.W[l].data[i * network.W[l].cols + source - 1];
  }
  return kind satisfies never;
}

/** Judges an answer: right within 1 %, or wrong by a known mistake, or just wrong. */
export function judge(trace: Trace, question: Question, answer: number): Verdict {
  const right = solution(trace, question);
  if (isNear(answer, right, TOLERANCE)) return { isRight: true };
  const found = wrongFormulas(trace, question).find(
    ([, value]) => Number.isFinite(value) && !isNear(value, right, TOLERANCE) && isNear(answer, value, CLOSE),
  );
  return { isRight: false, mistake: found?.[0] };
}

function isNear(a: number, b: number, tolerance: number): boolean {
  return Math.abs(a - b) <= Math.max(tolerance * Math.abs(b), 5e-5 * Math.min(1, Math.abs(b) + 1e-2));
}

/** Known wrong formulas with their values, the likelier ones first. */
function wrongFormulas(trace: Trace, question: Question): [Mistake, number][] {
  const right = solution(trace, question);
  switch (question.kind) {
    case "z":
      return [...wrongSums(trace, question), ["sign", -right]];
    case "h":
      return wrongActivations(trace, question);
    case "loss":
      return wrongLosses(trace, question);
    case "delta_out":
      return wrongOutputDeltas(trace, question);
    case "delta":
      return wrongHiddenDeltas(trace, question);
    case "gradients":
      return wrongGradients(trace, question);
    case "update":
      return wrongUpdates(trace, question);
  }
  return question.kind satisfies never;
}

function wrongSums(trace: Trace, { layer: l, neuron }: Question): [Mistake, number][] {
  const { network, Z } = trace;
  const at = reader(trace);
  const i = neuron - 1;
  const [W, b] = [network.W[l], network.b[l][i]];
  const z = at(Z[l], i);
  const terms = range(W.cols).map((j) => W.data[i * W.cols + j] * at(trace.H[l - 1], j));
  const turned = range(W.cols).map((j) =>
    j < W.rows && i < W.cols ? W.data[j * W.cols + i] * at(trace.H[l - 1], j) : Number.NaN,
  );
  return [
    ["missing-bias", z - b],
    ...terms.map((term): [Mistake, number] => ["missing-sum", z - term]),
    ...terms.map((term): [Mistake, number] => ["missing-sum", term + b]),
    ["transposed", total(turned) + b],
  ];
}

function wrongActivations(trace: Trace, { layer: l, neuron }: Question): [Mistake, number][] {
  const at = reader(trace);
  const [z, h, slopes] = [at(trace.Z[l], neuron - 1), at(trace.H[l], neuron - 1), trace.slopes[l]];
  return [
    ["forgot-f", z],
    ...(slopes ? [["slope-instead", at(slopes, neuron - 1)] satisfies [Mistake, number]] : []),
    ["sign", -h],
  ];
}

function wrongLosses(trace: Trace, { neuron }: Question): [Mistake, number][] {
  const at = reader(trace);
  const i = neuron - 1;
  const term = at(trace.terms, i);
  const residual = at(trace.Y, i) - at(trace.H[trace.network.last], i);
  const { rows, cols } = trace.terms;
  return [
    ["missing-half", 2 * term],
    ["not-squared", Math.abs(residual)],
    ["not-squared", residual / 2],
    ["not-squared", residual],
    ["sign", -term],
    ["not-divided", term * cols],
    ["not-divided", term * cols * rows],
    ["missing-sum", trace.loss - term],
  ];
}

function wrongOutputDeltas(trace: Trace, { layer: l, neuron }: Question): [Mistake, number][] {
  const at = reader(trace);
  const i = neuron - 1;
  const delta = at(trace.delta[l], i);
  const slopes = trace.slopes[l];
  const list: [Mistake, number][] = [["sign", -delta]];
  if (slopes) {
    const slope = at(slopes, i);
    list.push(["missing-slope", delta / slope], ["missing-factor", slope]);
    list.push(["missing-slope", -delta / slope]);
  }
  const { rows, cols } = trace.delta[l];
  list.push(["not-divided", delta * cols], ["not-divided", delta * cols * rows]);
  return list;
}

function wrongHiddenDeltas(trace: Trace, { layer: l, neuron }: Question): [Mistake, number][] {
  const at = reader(trace);
  const j = neuron - 1;
  const W = trace.network.W[l + 1];
  const slopes = trace.slopes[l];
  const slope = slopes ? at(slopes, j) : 1;
  const ways = range(W.rows).map((i) => W.data[i * W.cols + j] * at(trace.delta[l + 1], i));
  const turned = range(W.rows).map((i) =>
    j < W.rows && i < W.cols ? W.data[j * W.cols + i] * at(trace.delta[l + 1], i) : Number.NaN,
  );
  return [
    ["sign", -at(trace.delta[l], j)],
    ["missing-slope", total(ways)],
    ...ways.map((way): [Mistake, number] => ["missing-sum", way * slope]),
    ["transposed", total(turned) * slope],
    ["missing-slope", -total(ways)],
    ...ways.map((way): [Mistake, number] => ["missing-sum", way]),
  ];
}

function wrongGradients(trace: Trace, question: Question): [Mistake, number][] {
  const right = solution(trace, question);
  const { layer: l, neuron, source } = question;
  const at = reader(trace);
  const i = neuron - 1;
  const [delta, h] = [at(trace.delta[l], i), at(trace.H[l], i)];
  const list: [Mistake, number][] = [["sign", -right]];
  if (source === undefined) return [...list, ["own-layer", delta * h]];
  const j = source - 1;
  const { rows, cols } = trace.network.W[l];
  list.push(["missing-factor", delta], ["missing-factor", at(trace.H[l - 1], j)], ["own-layer", delta * h]);
  if (j < rows && i < cols) list.push(["transposed", trace.dW[l].data[j * cols + i]]);
  return list;
}

function wrongUpdates(trace: Trace, question: Question): [Mistake, number][] {
  const after = solution(trace, question);
  const { layer: l, neuron, source } = question;
  const i = neuron - 1;
  const { W, b } = trace.network;
  const k = source === undefined ? i : i * W[l].cols + source - 1;
  const before = source === undefined ? b[l][k] : W[l].data[k];
  const gradient = source === undefined ? trace.db[l][k] : trace.dW[l].data[k];
  return [
    ["sign", 2 * before - after],
    ["missing-rate", before - gradient],
    ["missing-rate", before + gradient],
    ["missing-factor", after - before],
    ["missing-factor", before],
  ];
}

/** Reads row i of a matrix for the sample that is followed. */
function reader({ sample }: Trace): (M: { cols: number; data: Float64Array }, i: number) => number {
  return (M, i) => M.data[i * M.cols + sample];
}

function range(n: number): number[] {
  return Array.from({ length: n }, (_, i) => i);
}

function total(list: readonly number[]): number {
  return list.reduce((a, b) => a + b, 0);
}
