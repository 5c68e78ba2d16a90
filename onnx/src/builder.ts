import "./messages.js";
import { GradusError } from "gradus";
import { type NodeProto, type TensorProto, type ValueInfoProto } from "./generated/onnx_pb.js";
import {
  node,
  tensor,
  type AttributeValue,
  type ElementType,
  type GraphParts,
  type TensorData,
} from "./graph.js";

/**
 * A graph as it grows, step after step: every value gets a name of its own, and equal constants are written once. Names that
 * are given out follow from what was added before, so that equal work gives equal graphs.
 */
export class GraphBuilder {
  readonly nodes: NodeProto[] = [];
  readonly initializers: TensorProto[] = [];
  readonly #taken: Set<string>;
  readonly #constants = new Map<string, string>();

  /** @param reserved names that no value in between may have: those of the graph's inputs and outputs */
  constructor(reserved: Iterable<string>) {
    this.#taken = new Set(reserved);
  }

  /** The wish itself, or with a number behind it if it is taken. */
  name(wish: string): string {
    let name = wish;
    for (let i = 2; this.#taken.has(name); i++) name = `${wish}.${i}`;
    this.#taken.add(name);
    return name;
  }

  /** A named constant. @returns its name */
  weights(wish: string, shape: readonly number[], data: TensorData): string {
    const name = this.name(wish);
    this.initializers.push(tensor(name, shape, data));
    return name;
  }

  /** A single number of a type; the same one twice is written once. @returns its name */
  scalar(value: number, type: "float" | "double"): string {
    const key = `${type} ${Object.is(value, -0) ? "-0" : value}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const array = type === "float" ? toFloat32([value]) : Float64Array.of(value);
    const name = this.weights(key, [], array);
    this.#constants.set(key, name);
    return name;
  }

  /** A list of whole numbers, such as axes; the same one twice is written once. @returns its name */
  integers(values: readonly number[]): string {
    const key = `int64 ${values.join(" ")}`;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = this.weights(key, [values.length], BigInt64Array.from(values, BigInt));
    this.#constants.set(key, name);
    return name;
  }

  /**
   * Adds a step.
   *
   * @param output  name of what it gives, one of the reserved ones; a new name if left out
   * @returns the name of what it gives
   */
  add(
    op: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, AttributeValue>> = {},
    { output, domain }: { output?: string; domain?: string } = {},
  ): string {
    const name = output ?? this.name(op);
    this.nodes.push(node(op, inputs, [name], attributes, domain));
    return name;
  }

  /** Adds a change of type. @returns the name of what it gives */
  cast(input: string, to: ElementType): string {
    return this.add("Cast", [input], { to: NUMBER_OF_TYPE[to] });
  }

  /** The parts of a graph with these ends. */
  parts(name: string, inputs: readonly ValueInfoProto[], outputs: readonly ValueInfoProto[]): GraphParts {
    return { name, inputs, outputs, nodes: this.nodes, initializers: this.initializers };
  }
}

/** Types as the attribute `to` of Cast numbers them. */
const NUMBER_OF_TYPE: Record<ElementType, bigint> = {
  float: 1n,
  int32: 6n,
  int64: 7n,
  string: 8n,
  bool: 9n,
  double: 11n,
};

/** Numbers rounded to float32. @throws GradusError E322 for a finite one beyond float32 */
export function toFloat32(values: ArrayLike<number>): Float32Array {
  const floats = Float32Array.from(values);
  for (let i = 0; i < floats.length; i++) {
    if (!Number.isFinite(floats[i]) && Number.isFinite(values[i])) {
      throw new GradusError("E322", { where: "weights", wanted: "numbers within float32", given: values[i] });
    }
  }
  return floats;
}
