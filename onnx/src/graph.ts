import { create, toBinary, type MessageInitShape } from "@bufbuild/protobuf";
import {
  AttributeProto_AttributeType as AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  ModelProtoSchema,
  NodeProtoSchema,
  TensorProto_DataType as DataType,
  TensorProtoSchema,
  ValueInfoProtoSchema,
  type AttributeProto,
  type GraphProto,
  type NodeProto,
  type TensorProto,
  type ValueInfoProto,
} from "./generated/onnx_pb.js";

/** Version of the ONNX file format that is written: 8, which every runtime since 2022 reads. */
export const IR_VERSION = 8;

/** Version of ONNX's own operators that models use. */
export const OPSET = 17;

/** Type of a tensor's elements. */
export type ElementType = "float" | "double" | "int32" | "int64" | "bool" | "string";

/** Elements of a tensor; the kind of array says the type: boolean[] is bool, string[] is string. */
export type TensorData =
  | Float32Array
  | Float64Array
  | Int32Array
  | BigInt64Array
  | readonly boolean[]
  | readonly string[];

/** Value of an attribute: a bigint is INT, a number is FLOAT; a list of either, of texts; a tensor; a graph. */
export type AttributeValue =
  | bigint
  | number
  | string
  | readonly bigint[]
  | readonly number[]
  | readonly string[]
  | TensorProto
  | GraphProto;

/** Dimensions of a value: a number, or the name of one that differs from call to call. */
export type Shape = readonly (number | string)[];

/** A graph and what it is called. */
export interface GraphParts {
  name: string;
  inputs: readonly ValueInfoProto[];
  outputs: readonly ValueInfoProto[];
  nodes: readonly NodeProto[];
  initializers?: readonly TensorProto[];
  /** Shapes and types of values in between, if they are to be named. */
  valueInfo?: readonly ValueInfoProto[];
}

/** What a file says besides its graph. */
export interface ModelParts {
  /** Version of ONNX's own operators; 17 if left out. */
  opset?: number;
  /** Versions of further operator sets, by domain, such as "com.microsoft". */
  domains?: Readonly<Record<string, number>>;
  /** Version of the producer, Gradus. */
  version: string;
  description?: string;
  /** Texts by name, written in this order. */
  metadata?: ReadonlyMap<string, string>;
  /** Graphs of training, as the format has them. */
  trainingInfo?: MessageInitShape<typeof ModelProtoSchema>["trainingInfo"];
}

const ELEMENT: Record<ElementType, DataType> = {
  float: DataType.FLOAT,
  double: DataType.DOUBLE,
  int32: DataType.INT32,
  int64: DataType.INT64,
  bool: DataType.BOOL,
  string: DataType.STRING,
};

const utf8 = new TextEncoder();

/**
 * A constant of a graph, its values in the file itself.
 *
 * @param shape its dimensions; `[]` is a single value
 * @param data  row after row
 * @throws RangeError if the shape does not fit the number of values
 * @example
 * tensor("w", [2, 1], Float32Array.of(0.5, -1)).rawData.length // → 8
 */
export function tensor(name: string, shape: readonly number[], data: TensorData): TensorProto {
  const count = shape.reduce((product, n) => product * n, 1);
  if (count !== data.length) {
    throw new RangeError(
      `Cannot make tensor "${name}": expected ${count} values for shape [${shape.join(", ")}], got ${data.length}`,
    );
  }
  return create(TensorProtoSchema, { name, dims: shape.map(BigInt), ...elements(data) });
}

/**
 * One step of a graph.
 *
 * @param op         name of the operator, such as "Gemm"
 * @param inputs     names of what it reads; "" leaves an optional input out
 * @param outputs    names of what it gives
 * @param attributes by name, written in this order; a bigint is INT, a number is FLOAT
 * @param domain     operator set; ONNX's own if left out
 */
export function node(
  op: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attributes: Readonly<Record<string, AttributeValue>> = {},
  domain = "",
): NodeProto {
  return create(NodeProtoSchema, {
    name: outputs[0] ?? "",
    opType: op,
    input: [...inputs],
    output: [...outputs],
    attribute: Object.entries(attributes).map(([name, value]) => attribute(name, value)),
    ...(domain === "" ? {} : { domain }),
  });
}

/** An input or output of a graph: its name, the type of its elements and its shape. */
export function valueInfo(name: string, type: ElementType, shape: Shape): ValueInfoProto {
  const dim = shape.map((n) =>
    typeof n === "number"
      ? { value: { case: "dimValue" as const, value: BigInt(n) } }
      : { value: { case: "dimParam" as const, value: n } },
  );
  return create(ValueInfoProtoSchema, {
    name,
    type: { value: { case: "tensorType", value: { elemType: ELEMENT[type], shape: { dim } } } },
  });
}

/** A graph of its parts. */
export function graph(parts: GraphParts): GraphProto {
  return create(GraphProtoSchema, {
    name: parts.name,
    node: [...parts.nodes],
    initializer: [...(parts.initializers ?? [])],
    input: [...parts.inputs],
    output: [...parts.outputs],
    valueInfo: [...(parts.valueInfo ?? [])],
  });
}

/** Bytes of an ONNX file. Equal graphs and equal parts give equal bytes. */
export function modelBytes(parts: GraphParts | GraphProto, about: ModelParts): Uint8Array<ArrayBuffer> {
  const { opset = OPSET, domains = {}, metadata = new Map(), description, trainingInfo } = about;
  const model = create(ModelProtoSchema, {
    irVersion: BigInt(IR_VERSION),
    producerName: "gradus",
    producerVersion: about.version,
    opsetImport: [
      { domain: "", version: BigInt(opset) },
      ...Object.entries(domains).map(([domain, version]) => ({ domain, version: BigInt(version) })),
    ],
    graph: "$typeName" in parts ? parts : graph(parts),
    metadataProps: [...metadata].map(([key, value]) => ({ key, value })),
    ...(description === undefined ? {} : { docString: description }),
    ...(trainingInfo === undefined ? {} : { trainingInfo }),
  });
  return toBinary(ModelProtoSchema, model);
}

/** Type and values as the format keeps them: numbers as little-endian bytes, texts as UTF-8. */
function elements(data: TensorData): MessageInitShape<typeof TensorProtoSchema> {
  if (data instanceof Float32Array) {
    return raw(DataType.FLOAT, data, 4, (view, at, value: number) => view.setFloat32(at, value, true));
  }
  if (data instanceof Float64Array) {
    return raw(DataType.DOUBLE, data, 8, (view, at, value: number) => view.setFloat64(at, value, true));
  }
  if (data instanceof Int32Array) {
    return raw(DataType.INT32, data, 4, (view, at, value: number) => view.setInt32(at, value, true));
  }
  if (data instanceof BigInt64Array) {
    return raw(DataType.INT64, data, 8, (view, at, value: bigint) => view.setBigInt64(at, value, true));
  }
  if (isTexts(data)) {
    return { dataType: DataType.STRING, stringData: data.map((text) => utf8.encode(text)) };
  }
  return { dataType: DataType.BOOL, rawData: Uint8Array.from(data, Number) };
}

function raw<T>(
  dataType: DataType,
  data: ArrayLike<T>,
  width: number,
  set: (view: DataView, at: number, value: T) => void,
): MessageInitShape<typeof TensorProtoSchema> {
  const rawData = new Uint8Array(width * data.length);
  const view = new DataView(rawData.buffer);
  for (let i = 0; i < data.length; i++) set(view, width * i, data[i]);
  return { dataType, rawData };
}

function attribute(name: string, value: AttributeValue): AttributeProto {
  return create(AttributeProtoSchema, { name, ...attributeValue(value) });
}

function attributeValue(value: AttributeValue): MessageInitShape<typeof AttributeProtoSchema> {
  if (typeof value === "bigint") return { type: AttributeType.INT, i: value };
  if (typeof value === "number") return { type: AttributeType.FLOAT, f: value };
  if (typeof value === "string") return { type: AttributeType.STRING, s: utf8.encode(value) };
  if ("$typeName" in value) {
    return value.$typeName === "onnx.GraphProto"
      ? { type: AttributeType.GRAPH, g: value }
      : { type: AttributeType.TENSOR, t: value };
  }
  if (isTexts(value)) return { type: AttributeType.STRINGS, strings: value.map((text) => utf8.encode(text)) };
  if (isIntegers(value)) return { type: AttributeType.INTS, ints: [...value] };
  return { type: AttributeType.FLOATS, floats: [...value] };
}

function isTexts(values: readonly unknown[]): values is readonly string[] {
  return typeof values[0] === "string";
}

function isIntegers(values: readonly unknown[]): values is readonly bigint[] {
  return typeof values[0] === "bigint";
}
