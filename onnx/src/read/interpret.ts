import { LIMIT_NEURONS } from "gradus";
import type { GraphProto, NodeProto, TensorProto } from "../generated/onnx_pb.js";
import { arithmetic } from "./arithmetic.js";
import { Call, type Operator, type Value } from "./call.js";
import { constantOf } from "./constant.js";
import { elementwise } from "./elementwise.js";
import { flowOf, type Flow, type Input } from "./flow.js";
import { layers } from "./layers.js";
import { Unreadable, type Budget, type Refusal } from "./refusal.js";

const LIMIT_NODES = 10_000;
const OPERATORS = new Map<string, Operator>(Object.entries({ ...elementwise, ...arithmetic, ...layers }));
const DOMAINS = new Set(["", "ai.onnx", "ai.onnx.ml"]);

/** A graph's answer, and the classes that it names. */
export interface Interpreted {
  kind: "answer";
  output: string;
  flow: Flow;
  classes?: string[];
}

/**
 * Follows the input through the graph, node after node. A node that no perceptron has matters only where the answer depends on
 * it: classifiers pick their label in ways of their own.
 *
 * @returns a refusal if no output is that of a perceptron
 * @throws Unreadable if the graph is not as the format wants it
 */
export function interpret(graph: GraphProto, budget: Budget): Interpreted | Refusal {
  if (graph.node.length > LIMIT_NODES) {
    throw new Unreadable("graph", `at most ${LIMIT_NODES} nodes`, graph.node.length);
  }
  const names = new Names(graph.initializer, budget);
  const inputs = inputsOf(graph);
  if (inputs.length === 0) throw new Unreadable("graph", "an input", "none");
  for (const input of inputs) names.set(input.names[0], flowOf(input));
  let classes: string[] | undefined;
  for (const node of graph.node) {
    const call = new Call(
      node,
      node.input.map((name) => names.get(name)),
      budget,
    );
    classes ??= classesOf(call);
    node.output.forEach((name, k) => {
      names.set(name, k === 0 ? apply(call) : call.refuse("one output", `its output "${name}"`));
    });
  }
  let refusal: Refusal | undefined;
  for (const { name } of graph.output) {
    const value = names.get(name);
    if (value?.kind === "flow" && value.source.kind === "dense") {
      return { kind: "answer", output: name, flow: value, ...(classes ? { classes } : {}) };
    }
    if (value?.kind === "refusal") refusal ??= value;
  }
  if (refusal !== undefined) return refusal;
  throw new Unreadable("graph", "an output that depends on a dense layer", "none");
}

/** What the names of a graph stand for. Constants are made when they are first read. */
class Names {
  readonly #values = new Map<string, Value>();
  readonly #constants: ReadonlyMap<string, TensorProto>;
  readonly #budget: Budget;

  constructor(constants: readonly TensorProto[], budget: Budget) {
    this.#constants = new Map(constants.map((tensor) => [tensor.name, tensor]));
    this.#budget = budget;
  }

  /** Undefined for the name of an input that is left out. */
  get(name: string): Value | undefined {
    if (name === "") return undefined;
    const known = this.#values.get(name);
    if (known !== undefined) return known;
    const tensor = this.#constants.get(name);
    if (tensor === undefined) {
      throw new Unreadable(`value "${name}"`, "an input, a constant or the output of a node before", "none");
    }
    const constant = constantOf(tensor, this.#budget);
    this.#values.set(name, constant);
    return constant;
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }
}

/** The inputs that are no constants: columns of a batch of rows. */
function inputsOf(graph: GraphProto): Input[] {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  return graph.input
    .filter(({ name }) => !constants.has(name))
    .map(({ name, type }) => {
      const shape = type?.value.case === "tensorType" ? type.value.value.shape : undefined;
      const last = shape?.dim.at(-1)?.value;
      const width = last?.case === "dimValue" && shape?.dim.length === 2 ? Number(last.value) : 0;
      if (width < 0 || width > LIMIT_NEURONS) {
        throw new Unreadable(`input "${name}"`, `at most ${LIMIT_NEURONS} columns`, width);
      }
      return { kind: "input", names: [name], width };
    });
}

function apply(call: Call): Value {
  const { opType, domain } = call.node;
  const refused = call.inputs.find((value) => value?.kind === "refusal");
  if (refused !== undefined) return refused;
  const operator = DOMAINS.has(domain) ? OPERATORS.get(opType) : undefined;
  return (
    operator?.(call) ?? call.refuse("an operator of perceptrons", domain ? `${domain}.${opType}` : opType)
  );
}

/** Names of the classes, where a node that picks them has them. */
function classesOf({ node, inputs }: Call): string[] | undefined {
  if (node.opType === "ZipMap") return classesOfZipMap(node);
  if (node.opType !== "ArrayFeatureExtractor" && node.opType !== "Gather") return undefined;
  const [classes, chosen] = inputs;
  if (classes?.kind !== "constant" || chosen?.kind !== "refusal" || chosen.operator !== "ArgMax")
    return undefined;
  return classes.texts ?? Array.from(classes.data, String);
}

function classesOfZipMap({ attribute }: NodeProto): string[] {
  const decoder = new TextDecoder();
  return attribute.flatMap(({ ints, strings }) => [
    ...ints.map(String),
    ...strings.map((bytes) => decoder.decode(bytes)),
  ]);
}
