import "./messages.js";
import { GradusError, type ActivationName, type ActivationSpec } from "gradus";
import type { GraphBuilder } from "./builder.js";

/** Adds `h = f(z)` to a graph and gives the name of h; z is a float tensor, neurons × 1 or rows × neurons. */
type Step = (g: GraphBuilder, z: string, p: Readonly<Record<string, number>>) => string;

const SELU = { alpha: 1.6732632423543772, gamma: 1.0507009873554805 }; // Klambauer et al. 2017, eq. 14
const SQRT_2_OVER_PI = 0.7978845608028654;
const GELU_CUBIC = 0.044715;

/** Every activation in operators of opset 17; those that it lacks (GELU, SiLU, Mish) in several. */
const steps: Record<ActivationName, Step> = {
  identity: (_, z) => z,
  sigmoid: (g, z) => g.add("Sigmoid", [z]),
  tanh: (g, z) => g.add("Tanh", [z]),
  relu: (g, z) => g.add("Relu", [z]),
  leaky_relu: (g, z, p) => g.add("LeakyRelu", [z], { alpha: p["slope"] }),
  elu: (g, z, p) => g.add("Elu", [z], { alpha: p["alpha"] }),
  selu: (g, z) => g.add("Selu", [z], SELU),
  gelu_erf: (g, z) => {
    const turned = g.add("Erf", [g.add("Mul", [z, g.scalar(Math.SQRT1_2, "float")])]);
    return halfOf(g, z, turned);
  },
  gelu_tanh: (g, z) => {
    const cube = g.add("Mul", [g.add("Mul", [z, z]), z]);
    const inner = g.add("Add", [z, g.add("Mul", [cube, g.scalar(GELU_CUBIC, "float")])]);
    return halfOf(g, z, g.add("Tanh", [g.add("Mul", [inner, g.scalar(SQRT_2_OVER_PI, "float")])]));
  },
  silu: (g, z) => g.add("Mul", [z, g.add("Sigmoid", [z])]),
  mish: (g, z) => g.add("Mul", [z, g.add("Tanh", [g.add("Softplus", [z])])]),
  softplus: (g, z) => g.add("Softplus", [z]),
  softsign: (g, z) => g.add("Softsign", [z]),
  hard_sigmoid: (g, z) => g.add("HardSigmoid", [z], { alpha: 1 / 6, beta: 0.5 }),
  gaussian: (g, z) => g.add("Exp", [g.add("Neg", [g.add("Mul", [z, z])])]),
  sine: (g, z) => g.add("Sin", [z]),
  softmax: (g, z) => g.add("Softmax", [z], { axis: 1n }),
};

/**
 * Adds `h = f(z)` to a graph.
 *
 * @param z name of the weighted sums, rows × neurons, float
 * @returns name of h; z itself for the identity
 * @throws GradusError E322 for an activation that was registered: ONNX has no operator for it
 */
export function addActivation(g: GraphBuilder, { name, parameters = {} }: ActivationSpec, z: string): string {
  if (Object.hasOwn(steps, name)) return steps[name as ActivationName](g, z, parameters);
  throw new GradusError("E322", { where: "activation", wanted: Object.keys(steps).join(", "), given: name });
}

/** ½ z (1 + t). */
function halfOf(g: GraphBuilder, z: string, t: string): string {
  const weight = g.add("Add", [t, g.scalar(1, "float")]);
  return g.add("Mul", [g.add("Mul", [z, weight]), g.scalar(0.5, "float")]);
}
