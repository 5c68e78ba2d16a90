import type { ActivationName, ActivationSpec } from "gradus";
import type { GraphBuilder } from "../builder.js";

/** Names of the values around an activation, each rows × neurons. */
export interface Around {
  z: string;
  /** f(z), before any dropout. */
  h: string;
  /** ∂L/∂h. */
  dH: string;
}

/** Adds `∂L/∂z = ∂L/∂h ⊙ f'(z)` to a graph and gives its name. */
type Slope = (g: GraphBuilder, around: Around, p: Readonly<Record<string, number>>) => string;

const SELU_ALPHA = 1.6732632423543772; // Klambauer et al. 2017, eq. 14
const SELU_SCALE = 1.0507009873554805;
const SQRT_2_OVER_PI = 0.7978845608028654;
const SQRT_2PI = 2.5066282746310002;
const GELU_CUBIC = 0.044715;

/** f' of every activation, in operators of opset 17. */
const slopes: Record<ActivationName, Slope> = {
  identity: (_, { dH }) => dH,
  sigmoid: (g, { h, dH }) => mul(g, dH, mul(g, h, oneMinus(g, h))),
  tanh: (g, { h, dH }) => mul(g, dH, oneMinus(g, mul(g, h, h))),
  relu: (g, { h, dH }) => mul(g, dH, g.cast(isPositive(g, h), "float")),
  leaky_relu: (g, { z, dH }, p) => g.add("Where", [isPositive(g, z), dH, times(g, dH, p["slope"])]),
  elu: (g, { z, h, dH }, p) => {
    return g.add("Where", [isPositive(g, z), dH, mul(g, dH, plus(g, h, p["alpha"]))]);
  },
  selu: (g, { z, h, dH }) => {
    // λ α e^z = h + λ α for z ≤ 0
    const scaled = mul(g, dH, plus(g, h, SELU_SCALE * SELU_ALPHA));
    return g.add("Where", [isPositive(g, z), times(g, dH, SELU_SCALE), scaled]);
  },
  gelu_erf: (g, { z, dH }) => {
    const phi = times(g, plus(g, g.add("Erf", [times(g, z, Math.SQRT1_2)]), 1), 0.5);
    const density = times(g, g.add("Exp", [times(g, mul(g, z, z), -0.5)]), 1 / SQRT_2PI);
    return mul(g, dH, g.add("Add", [phi, mul(g, z, density)]));
  },
  gelu_tanh: (g, { z, dH }) => {
    const square = mul(g, z, z);
    const inner = mul(g, z, plus(g, times(g, square, GELU_CUBIC), 1));
    const t = g.add("Tanh", [times(g, inner, SQRT_2_OVER_PI)]);
    const du = times(g, plus(g, times(g, square, 3 * GELU_CUBIC), 1), SQRT_2_OVER_PI);
    const bent = mul(g, mul(g, z, oneMinus(g, mul(g, t, t))), du);
    return mul(g, dH, times(g, g.add("Add", [plus(g, t, 1), bent]), 0.5));
  },
  silu: (g, { z, h, dH }) => {
    const s = g.add("Sigmoid", [z]);
    return mul(g, dH, g.add("Add", [s, mul(g, h, oneMinus(g, s))]));
  },
  mish: (g, { z, dH }) => {
    const t = g.add("Tanh", [g.add("Softplus", [z])]);
    const bent = mul(g, mul(g, z, oneMinus(g, mul(g, t, t))), g.add("Sigmoid", [z]));
    return mul(g, dH, g.add("Add", [t, bent]));
  },
  softplus: (g, { z, dH }) => mul(g, dH, g.add("Sigmoid", [z])),
  softsign: (g, { z, dH }) => {
    const d = plus(g, g.add("Abs", [z]), 1);
    return g.add("Div", [dH, mul(g, d, d)]);
  },
  hard_sigmoid: (g, { z, dH }) => {
    const isInside = g.add("Less", [g.add("Abs", [z]), g.scalar(3, "float")]);
    return mul(g, dH, times(g, g.cast(isInside, "float"), 1 / 6));
  },
  gaussian: (g, { z, h, dH }) => mul(g, dH, times(g, mul(g, z, h), -2)),
  sine: (g, { z, dH }) => mul(g, dH, g.add("Cos", [z])),
  softmax: (g, { h, dH }) => {
    // The whole Jacobian: δ_i = h_i (g_i − Σ_k g_k h_k).
    const dot = g.add("ReduceSum", [mul(g, dH, h), g.integers([1])], { keepdims: 1n });
    return mul(g, h, g.add("Sub", [dH, dot]));
  },
};

/** Whether a graph can hold the derivative: of every built-in activation, of none that was registered. */
export function hasSlope(name: string): boolean {
  return Object.hasOwn(slopes, name);
}

/**
 * Adds `∂L/∂z = ∂L/∂h ⊙ f'(z)` (tutorial §2(5)); through softmax by its full Jacobian.
 *
 * @returns name of ∂L/∂z, rows × neurons
 */
export function addSlope(g: GraphBuilder, { name, parameters = {} }: ActivationSpec, around: Around): string {
  return slopes[name as ActivationName](g, around, parameters);
}

function mul(g: GraphBuilder, a: string, b: string): string {
  return g.add("Mul", [a, b]);
}

function times(g: GraphBuilder, a: string, factor: number): string {
  return g.add("Mul", [a, g.scalar(factor, "float")]);
}

function plus(g: GraphBuilder, a: string, term: number): string {
  return g.add("Add", [a, g.scalar(term, "float")]);
}

function oneMinus(g: GraphBuilder, a: string): string {
  return g.add("Sub", [g.scalar(1, "float"), a]);
}

function isPositive(g: GraphBuilder, a: string): string {
  return g.add("Greater", [a, g.scalar(0, "float")]);
}
