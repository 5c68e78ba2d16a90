import type { AttributeProto, NodeProto } from "../generated/onnx_pb.js";
import type { Constant } from "./constant.js";
import type { Flow, Maker } from "./flow.js";
import type { Budget, Refusal } from "./refusal.js";

/** What a name in the graph stands for. */
export type Value = Flow | Constant | Refusal;

/** One node with what it reads. */
export class Call {
  readonly node: NodeProto;
  /** One for each input; undefined for one that is left out. */
  readonly inputs: readonly (Value | undefined)[];
  readonly budget: Budget;

  constructor(node: NodeProto, inputs: readonly (Value | undefined)[], budget: Budget) {
    this.node = node;
    this.inputs = inputs;
    this.budget = budget;
  }

  /** Says what the node should have been for a perceptron. */
  refuse(wanted: string, given: string): Refusal {
    return { kind: "refusal", ...this.maker, wanted, given };
  }

  /** The node as messages name it: by its name, or by what it gives. */
  get maker(): Maker {
    const { name, opType, output } = this.node;
    return { node: name || (output[0] ?? ""), operator: opType };
  }

  attribute(name: string): AttributeProto | undefined {
    return this.node.attribute.find((one) => one.name === name);
  }

  float(name: string, otherwise: number): number {
    return this.attribute(name)?.f ?? otherwise;
  }

  integer(name: string, otherwise: number): number {
    const found = this.attribute(name);
    return found === undefined ? otherwise : Number(found.i);
  }

  text(name: string, otherwise: string): string {
    const found = this.attribute(name);
    return found === undefined ? otherwise : new TextDecoder().decode(found.s);
  }

  /** Columns of a flow; those of an input whose shape does not say are as many as the first constant has. */
  widthOf({ source }: Flow, given: number): number {
    if (source.kind === "input" && source.width === 0) source.width = given;
    return source.width;
  }

  /** The numbers of a constant input; undefined if it is left out or no constant. */
  constant(k: number): Constant | undefined {
    const input = this.inputs[k];
    return input?.kind === "constant" && input.texts === undefined ? input : undefined;
  }

  /** The only number of a constant input. */
  scalar(k: number): number | undefined {
    const found = this.constant(k);
    return found?.data.length === 1 ? found.data[0] : undefined;
  }
}

/** What an operator makes of its inputs. None of them is a refusal. */
export type Operator = (call: Call) => Value;

/** A value as a message shows it. */
export function shown(value: Value | undefined): string {
  if (value === undefined) return "nothing";
  if (value.kind === "constant") return `a constant of shape [${value.shape.join(", ")}]`;
  if (value.kind === "refusal") return `the output of ${value.operator}`;
  return value.softmax ? "the output of Softmax" : `a value of ${value.source.width} columns`;
}
