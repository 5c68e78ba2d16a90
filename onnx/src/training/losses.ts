import type { LossName, LossParameters, LossSpec } from "gradus";
import { losses as referenceLosses } from "gradus";
import type { GraphBuilder } from "../builder.js";
import { toFloat32 } from "../builder.js";

/** Names of the values at the output, each rows × outputs. */
export interface AtOutput {
  Z: string;
  H: string;
  Y: string;
  /** Number of outputs. */
  n: number;
  /** Weights of the rows, rows × 1, if there are any. */
  weights: string | undefined;
  /** A single number, 1 / rows. */
  share: string;
}

/** Names of what `addLoss` adds. */
export interface AddedLoss {
  /** L, a single number. */
  value: string;
  /** ∂L/∂h or ∂L/∂z, rows × outputs; `of` says which. */
  slope: string;
  of: "h" | "z";
}

/** Term of each output of each row and its derivative, before they are divided; `half` halves the terms. */
type Terms = (g: GraphBuilder, at: AtOutput, p: Parameter) => { term: string; slope: string };

/** Gives the name of a parameter, times a factor: a single number, or one for each output. */
type Parameter = (name: string, change?: (x: number) => number) => string;

const POISSON_EPSILON = 1e-8; // the values of the reference
const BCE_EPSILON = 1e-12;
const LOG_FLOOR = -100;

/** Every loss but the cross-entropy, whose terms are not of one output alone. */
const terms: Record<Exclude<LossName, "cross_entropy_mean">, Terms> = {
  half_mse_sum: halfSquare,
  half_mse_batch_mean: halfSquare,
  mse_mean: (g, at) => {
    const r = residual(g, at);
    return { term: g.add("Mul", [r, r]), slope: g.add("Add", [r, r]) };
  },
  mae_mean: (g, at) => {
    const r = residual(g, at);
    return { term: g.add("Abs", [r]), slope: g.add("Sign", [r]) };
  },
  huber_mean: (g, at, p) => {
    const r = residual(g, at);
    const slope = g.add("Max", [g.add("Min", [r, p("delta")]), p("delta", (d) => -d)]);
    // c (r − c/2) with c = clip(r, ±d) is ½r² inside and d (|r| − d/2) outside.
    return { term: clipped(g, r, slope), slope };
  },
  smooth_l1_mean: (g, at, p) => {
    const r = residual(g, at);
    const c = g.add("Max", [g.add("Min", [r, p("beta", atLeast)]), p("beta", (b) => -atLeast(b))]);
    const rate = p("beta", (b) => 1 / atLeast(b));
    return { term: g.add("Mul", [clipped(g, r, c), rate]), slope: g.add("Mul", [c, rate]) };
  },
  log_cosh_mean: (g, at) => {
    const r = residual(g, at);
    const size = g.add("Abs", [r]);
    const tail = g.add("Softplus", [g.add("Mul", [size, number(g, -2)])]);
    const far = g.add("Add", [size, g.add("Sub", [tail, number(g, Math.LN2)])]);
    // Near 0 the logarithm cancels; r²/2 − r⁴/12 is exact to 5e-6 below 0.1.
    const square = g.add("Mul", [r, r]);
    const bend = g.add("Sub", [number(g, 0.5), g.add("Mul", [square, number(g, 1 / 12)])]);
    const near = g.add("Mul", [square, bend]);
    const isNear = g.add("Less", [size, number(g, 0.1)]);
    return { term: g.add("Where", [isNear, near, far]), slope: g.add("Tanh", [r]) };
  },
  pinball_mean: (g, at, p) => {
    const r = residual(g, at);
    const [above, below] = [p("tau", (t) => 1 - t), p("tau", (t) => -t)];
    const term = g.add("Max", [g.add("Mul", [r, above]), g.add("Mul", [r, below])]);
    const isAbove = g.add("Greater", [r, number(g, 0)]);
    const isBelow = g.add("Less", [r, number(g, 0)]);
    const lower = g.add("Where", [isBelow, below, number(g, 0)]);
    return { term, slope: g.add("Where", [isAbove, above, lower]) };
  },
  poisson_mean: (g, { H, Y }) => {
    const mean = g.add("Add", [H, number(g, POISSON_EPSILON)]);
    const term = g.add("Sub", [H, g.add("Mul", [Y, g.add("Log", [mean])])]);
    return { term, slope: g.add("Sub", [number(g, 1), g.add("Div", [Y, mean])]) };
  },
  bce_prob_mean: (g, { H, Y }, p) => {
    const floor = number(g, LOG_FLOOR);
    const [notH, notY] = [g.add("Sub", [number(g, 1), H]), g.add("Sub", [number(g, 1), Y])];
    const weighted = g.add("Mul", [Y, p("pos_weight")]);
    const sure = g.add("Mul", [weighted, g.add("Max", [g.add("Log", [H]), floor])]);
    const unsure = g.add("Mul", [notY, g.add("Max", [g.add("Log", [notH]), floor])]);
    const top = g.add("Sub", [g.add("Mul", [H, notY]), g.add("Mul", [weighted, notH])]);
    const bottom = g.add("Max", [g.add("Mul", [H, notH]), number(g, BCE_EPSILON)]);
    return { term: g.add("Neg", [g.add("Add", [sure, unsure])]), slope: g.add("Div", [top, bottom]) };
  },
  bce_logits_mean: (g, { Z, H, Y }, p) => {
    const minus = g.add("Neg", [Z]);
    const notY = g.add("Sub", [number(g, 1), Y]);
    const weighted = g.add("Mul", [Y, p("pos_weight")]);
    const sure = g.add("Mul", [weighted, g.add("Softplus", [minus])]);
    const unsure = g.add("Mul", [notY, g.add("Softplus", [Z])]);
    const down = g.add("Mul", [notY, H]);
    const up = g.add("Mul", [weighted, g.add("Sigmoid", [minus])]);
    return { term: g.add("Add", [sure, unsure]), slope: g.add("Sub", [down, up]) };
  },
};

/**
 * Adds the loss of a batch and its derivative at the output (tutorial §2(1)), with the normalisation that the name says.
 *
 * @param spec with every parameter, as `lossSpec` gives it
 */
export function addLoss(g: GraphBuilder, { name, parameters }: Required<LossSpec>, at: AtOutput): AddedLoss {
  if (name === "cross_entropy_mean") return addCrossEntropy(g, parameters, at);
  const { of, divide } = referenceLosses[name];
  const { term, slope } = terms[name](g, at, parameterOf(g, parameters));
  const factor = factorOf(g, divide, at);
  if (factor === undefined) return { value: sumOf(g, term), slope, of };
  // A single number multiplies the sum, one for each row the terms.
  const value =
    at.weights === undefined
      ? g.add("Mul", [sumOf(g, term), factor])
      : sumOf(g, g.add("Mul", [term, factor]));
  return { value, slope: g.add("Mul", [slope, factor]), of };
}

/** What terms are multiplied by: a single number, one for each row (rows × 1), or nothing at all. */
function factorOf(
  g: GraphBuilder,
  divide: "none" | "batch" | "elements",
  { weights, share, n }: AtOutput,
): string | undefined {
  if (divide === "none") return weights;
  const total = weights === undefined ? share : g.add("Div", [weights, sumOf(g, weights)]);
  return divide === "batch" || n === 1 ? total : g.add("Mul", [total, number(g, 1 / n)]);
}

/** `−Σ q ln softmax(z)` over the labels' total, q smoothed and weighted by class; slope `(h Σ q − q)` over it. */
function addCrossEntropy(g: GraphBuilder, parameters: LossParameters, at: AtOutput): AddedLoss {
  const { Z, H, Y, n, weights } = at;
  const p = parameterOf(g, parameters);
  const smoothing = parameters["label_smoothing"] as number;
  const isWeighted = [parameters["class_weight"]].flat().some((c) => c !== 1);
  const counted = isWeighted ? g.add("Mul", [Y, p("class_weight")]) : Y;
  let Q = counted;
  if (smoothing !== 0) {
    const scaled = g.add("Mul", [Y, number(g, 1 - smoothing)]);
    Q = g.add("Add", [scaled, number(g, smoothing / n)]);
    if (isWeighted) Q = g.add("Mul", [Q, p("class_weight")]);
  }
  const withRows = (a: string): string => (weights === undefined ? a : g.add("Mul", [a, weights]));
  const total = sumOf(g, withRows(counted));
  const surprise = withRows(g.add("Mul", [Q, g.add("LogSoftmax", [Z], { axis: 1n })]));
  const value = g.add("Neg", [g.add("Div", [sumOf(g, surprise), total])]);
  const mass = g.add("ReduceSum", [Q, g.integers([1])], { keepdims: 1n });
  const slope = withRows(g.add("Sub", [g.add("Mul", [H, mass]), Q]));
  return { value, slope: g.add("Div", [slope, total]), of: "z" };
}

function halfSquare(g: GraphBuilder, at: AtOutput): { term: string; slope: string } {
  const r = residual(g, at);
  return { term: g.add("Mul", [g.add("Mul", [r, r]), number(g, 0.5)]), slope: r };
}

/** h − y. */
function residual(g: GraphBuilder, { H, Y }: AtOutput): string {
  return g.add("Sub", [H, Y]);
}

/** c (r − c/2). */
function clipped(g: GraphBuilder, r: string, c: string): string {
  return g.add("Mul", [c, g.add("Sub", [r, g.add("Mul", [c, number(g, 0.5)])])]);
}

/** β = 0 is the absolute value: a β so small that no residual lies within. */
function atLeast(beta: number): number {
  return Math.max(beta, 1e-30);
}

function sumOf(g: GraphBuilder, a: string): string {
  return g.add("ReduceSum", [a], { keepdims: 0n });
}

function number(g: GraphBuilder, value: number): string {
  return g.scalar(value, "float");
}

function parameterOf(g: GraphBuilder, parameters: LossParameters): Parameter {
  return (name, change = (x) => x) => {
    const value = parameters[name];
    if (typeof value === "number") return number(g, change(value));
    return g.weights(name, [value.length], toFloat32(value.map(change)));
  };
}
