import { activations } from "gradus";
import type { Call, Operator, Value } from "./call.js";
import type { Constant } from "./constant.js";
import { bent } from "./curve.js";
import { scaleFlow, type Flow } from "./flow.js";

type Unary = (y: number) => number;

const { gelu_erf, gelu_tanh, mish, selu, silu, softplus } = activations;
/** erf of Gradus's own GELU: gelu(z) = ½ z (1 + erf(z/√2)). */
const erf: Unary = (x) => (x === 0 ? 0 : gelu_erf.f(x * Math.SQRT2) / (x * Math.SQRT1_2) - 1);

/** Operators of one number, by name; their attributes with the defaults of the format. */
const unaries: Readonly<Record<string, (call: Call) => Unary | undefined>> = {
  Relu: () => (y) => Math.max(y, 0),
  Sigmoid: () => activations.sigmoid.f,
  Tanh: () => Math.tanh,
  LeakyRelu: (call) => leaky(call.float("alpha", 0.01)),
  PRelu: (call) => {
    const slopes = call.constant(1)?.data;
    return slopes !== undefined && slopes.every((a) => a === slopes[0]) ? leaky(slopes[0]) : undefined;
  },
  ThresholdedRelu: (call) => {
    const alpha = call.float("alpha", 1);
    return (y) => (y > alpha ? y : 0);
  },
  Elu: (call) => {
    const alpha = call.float("alpha", 1);
    return (y) => (y > 0 ? y : alpha * Math.expm1(y));
  },
  Celu: (call) => {
    const alpha = call.float("alpha", 1);
    return (y) => Math.max(y, 0) + Math.min(0, alpha * Math.expm1(y / alpha));
  },
  Selu: (call) => {
    if (call.node.attribute.length === 0) return selu.f;
    const [alpha, gamma] = [call.float("alpha", 1.6732632), call.float("gamma", 1.050701)];
    return (y) => gamma * (y > 0 ? y : alpha * Math.expm1(y));
  },
  Gelu: (call) => (call.text("approximate", "none") === "tanh" ? gelu_tanh.f : gelu_erf.f),
  Mish: () => mish.f,
  Swish: (call) => {
    const alpha = call.float("alpha", 1);
    return alpha === 1 ? silu.f : (y) => y * activations.sigmoid.f(alpha * y);
  },
  Softplus: () => softplus.f,
  Softsign: () => activations.softsign.f,
  HardSigmoid: (call) => {
    const [alpha, beta] = [call.float("alpha", 0.2), call.float("beta", 0.5)];
    return (y) => Math.min(Math.max(alpha * y + beta, 0), 1);
  },
  Clip: (call) => {
    const low = bound(call, 1, "min", -Infinity);
    const high = bound(call, 2, "max", Infinity);
    return low === undefined || high === undefined ? undefined : (y) => Math.min(Math.max(y, low), high);
  },
  Erf: () => erf,
  Exp: () => Math.exp,
  Log: () => Math.log,
  Sqrt: () => Math.sqrt,
  Abs: () => Math.abs,
  Sign: () => Math.sign,
  Sin: () => Math.sin,
  Cos: () => Math.cos,
  Reciprocal: () => (y) => 1 / y,
};

/** Operators that take every number by itself. */
export const elementwise: Readonly<Record<string, Operator>> = {
  Neg: (call) => {
    const [x] = call.inputs;
    if (x?.kind === "flow") return scaleOrRefuse(call, x, -1, 0);
    return x?.kind === "constant" ? mapped(call, x, (y) => -y) : call.refuse("one input", "none");
  },
  ...Object.fromEntries(
    Object.entries(unaries).map(([name, operator]): [string, Operator] => [
      name,
      (call) => apply(call, operator(call)),
    ]),
  ),
};

/** `a y + c` of a flow; not of probabilities. */
export function scaleOrRefuse(call: Call, flow: Flow, a: number, c: number): Value {
  if (flow.softmax || flow.layout) return call.refuse("nothing after the probabilities", call.node.opType);
  return scaleFlow(flow, a, c);
}

/** f of every number of a flow: only where all neurons are treated alike so far. */
export function bendOrRefuse(call: Call, flow: Flow, f: Unary): Value {
  if (flow.softmax || flow.layout) return call.refuse("nothing after the probabilities", call.node.opType);
  if (flow.lines !== undefined) return call.refuse("a dense layer before it", "numbers scaled one by one");
  if (flow.source.kind === "input") return call.refuse("a dense layer before it", "the input");
  call.budget.spend(flow.curve.values.length);
  return { ...flow, curve: bent(flow.curve, f), bentBy: call.maker };
}

/** f of every number of a constant. */
export function mapped(call: Call, { shape, data }: Constant, f: Unary): Constant {
  call.budget.spend(data.length);
  return { kind: "constant", shape, data: data.map((y) => f(y)) };
}

function apply(call: Call, f: Unary | undefined): Value {
  const [x] = call.inputs;
  if (f === undefined) return call.refuse("numbers that are the same for every neuron", "others");
  if (x?.kind === "flow") return bendOrRefuse(call, x, f);
  return x?.kind === "constant" ? mapped(call, x, f) : call.refuse("one input", "none");
}

function leaky(slope: number): Unary {
  return (y) => (y > 0 ? y : slope * y);
}

/** A limit of Clip: an input since opset 11, an attribute before. */
function bound(call: Call, k: number, name: string, otherwise: number): number | undefined {
  if (call.inputs[k] !== undefined) return call.scalar(k);
  return call.float(name, otherwise);
}
