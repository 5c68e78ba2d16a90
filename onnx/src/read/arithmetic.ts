import { shown, type Call, type Operator, type Value } from "./call.js";
import type { Constant } from "./constant.js";
import { along, joined } from "./curve.js";
import { bendOrRefuse, mapped, scaleOrRefuse } from "./elementwise.js";
import { plainDense, scaleNeurons, flowOf, type Dense, type Flow } from "./flow.js";

type Binary = (x: number, y: number) => number;

const binaries: Readonly<Record<string, Binary>> = {
  Add: (x, y) => x + y,
  Sub: (x, y) => x - y,
  Mul: (x, y) => x * y,
  Div: (x, y) => x / y,
  Pow: (x, y) => x ** y,
  Max: (x, y) => Math.max(x, y),
  Min: (x, y) => Math.min(x, y),
  Sum: (x, y) => x + y,
  Greater: (x, y) => Number(x > y),
  GreaterOrEqual: (x, y) => Number(x >= y),
  Less: (x, y) => Number(x < y),
  LessOrEqual: (x, y) => Number(x <= y),
};

/** Operators of two numbers at a time. */
export const arithmetic: Readonly<Record<string, Operator>> = {
  ...Object.fromEntries(
    Object.entries(binaries).map(([name, f]): [string, Operator] => [name, (call) => apply(call, name, f)]),
  ),
  Where: where,
};

/** One of two curves over the same z, place by place; either may be a number. */
function where(call: Call): Value {
  const [condition, x, y] = call.inputs;
  if (condition?.kind !== "flow" || x === undefined || y === undefined) return otherChoice(call);
  const curves = [x, y].map((one, k) => {
    const number = call.scalar(k + 1);
    if (number !== undefined) return along(condition.curve, 0, number);
    const isPlain = one.kind === "flow" && !one.lines && !one.softmax && !one.layout;
    return isPlain && one.source === condition.source ? one.curve : undefined;
  });
  const [first, second] = curves;
  const isPlain = !condition.lines && !condition.softmax && !condition.layout;
  if (!isPlain || condition.source.kind === "input" || first === undefined || second === undefined) {
    return otherChoice(call);
  }
  call.budget.spend(2 * first.values.length);
  const rest = joined(condition.curve, second, (c, b) => (c === 0 ? b : 0), false);
  const chosen = joined(condition.curve, first, (c, a) => (c === 0 ? 0 : a), false);
  return { ...condition, curve: joined(chosen, rest, (a, b) => a + b, false), bentBy: call.maker };
}

function otherChoice(call: Call): Value {
  return call.refuse("a choice between functions of the same neuron", "another choice");
}

function apply(call: Call, name: string, f: Binary): Value {
  const [x, y] = call.inputs;
  if (x === undefined || y === undefined || call.inputs.length !== 2) {
    return call.refuse("two inputs", String(call.inputs.length));
  }
  if (x.kind === "flow" && y.kind === "flow") return flows(call, name, f, x, y);
  if (x.kind === "flow" && y.kind === "constant") return withConstant(call, name, x, y, f);
  if (x.kind === "constant" && y.kind === "flow")
    return withConstant(call, TURNED[name] ?? name, y, x, (a, b) => f(b, a));
  return constants(call, f, x as Constant, y as Constant);
}

/** What `constant op flow` is as an operator on the flow; commutative ones keep their name. */
const TURNED: Readonly<Record<string, string>> = {
  Sub: "constant − x",
  Div: "constant / x",
  Pow: "constant ^ x",
};

/** A flow and a constant: one number for all neurons, or one for each. */
function withConstant(call: Call, name: string, flow: Flow, constant: Constant, f: Binary): Value {
  const { shape, data } = constant;
  const width = data.length > 1 ? call.widthOf(flow, data.length) : flow.source.width;
  // The bias of a single neuron is a number for each neuron too.
  const isBias = width === 1 && shape.length > 0 && (name === "Add" || name === "Sub");
  if (data.length === 1 && !isBias) {
    const number = data[0];
    const line = lineOf(name, number);
    return line === undefined
      ? bendOrRefuse(call, flow, (y) => f(y, number))
      : scaleOrRefuse(call, flow, ...line);
  }
  if (data.length !== width || shape.at(-1) !== width) {
    return call.refuse(`a number, or one for each of ${width} columns`, shown(constant));
  }
  if (flow.softmax || flow.layout) return call.refuse("nothing after the probabilities", call.node.opType);
  const lines = Array.from(data, (number) => lineOf(name, number));
  if (lines[0] === undefined) return call.refuse("one number for all neurons", shown(constant));
  const a = Float64Array.from(lines, (line) => line![0]);
  const c = Float64Array.from(lines, (line) => line![1]);
  return scaleNeurons(flow, { a, c }, call.budget);
}

/** The operator with this number as `a y + c`; undefined if it is no line. */
function lineOf(name: string, number: number): [a: number, c: number] | undefined {
  switch (name) {
    case "Add":
    case "Sum":
      return [1, number];
    case "Sub":
      return [1, -number];
    case "constant − x":
      return [-1, number];
    case "Mul":
      return [number, 0];
    case "Div":
      return [1 / number, 0];
    default:
      return undefined;
  }
}

/** Two ways through the graph: an activation in several operators, or a skip from the input. */
function flows(call: Call, name: string, f: Binary, x: Flow, y: Flow): Value {
  const isSum = name === "Add" || name === "Sum" || name === "Sub";
  const arePlain = [x, y].every(({ lines, softmax, layout }) => !lines && !softmax && !layout);
  if (arePlain && x.source === y.source && x.source.kind === "dense") {
    call.budget.spend(x.curve.values.length);
    return { ...x, curve: joined(x.curve, y.curve, f, isSum), bentBy: call.maker };
  }
  if (isSum && arePlain) {
    const added = addFlows(call, x, name === "Sub" ? (scaleOrRefuse(call, y, -1, 0) as Flow) : y);
    if (added !== undefined) return added;
  }
  return call.refuse("one way through the network, and a skip from the input at most", "two ways");
}

/** The sum of two weighted sums, one of them straight from the input; undefined if they are not that. */
export function addFlows(call: Call, x: Flow, y: Flow): Flow | undefined {
  const [a, b] = [plainDense(x, call.budget), plainDense(y, call.budget)];
  if (a === undefined || b === undefined || a.skip !== undefined || b.skip !== undefined) return undefined;
  if (isDirect(b)) return flowOf({ ...a, skip: b });
  return isDirect(a) ? flowOf({ ...b, skip: a }) : undefined;
}

function isDirect({ from }: Dense): boolean {
  return from.source.kind === "input";
}

/** Two constants, one of which may be a single number. */
function constants(call: Call, f: Binary, x: Constant, y: Constant): Value {
  if (y.data.length === 1) return mapped(call, x, (one) => f(one, y.data[0]));
  if (x.data.length === 1) return mapped(call, y, (one) => f(x.data[0], one));
  if (x.data.length !== y.data.length || x.shape.at(-1) !== y.shape.at(-1)) {
    return call.refuse("constants of the same shape", `${shown(x)} and ${shown(y)}`);
  }
  call.budget.spend(x.data.length);
  return { ...x, data: x.data.map((one, i) => f(one, y.data[i])) };
}
