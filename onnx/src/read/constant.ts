import {
  TensorProto_DataLocation as Location,
  TensorProto_DataType as DataType,
  type TensorProto,
} from "../generated/onnx_pb.js";
import { Unreadable, type Budget } from "./refusal.js";

/** A constant of the graph: numbers with a shape, the last dimension running fastest; or texts. */
export interface Constant {
  kind: "constant";
  shape: readonly number[];
  data: Float64Array;
  texts?: string[];
}

/** Bytes of one element in `rawData`, and how it is read. */
const RAW: Partial<Record<DataType, { width: number; get: (view: DataView, at: number) => number }>> = {
  [DataType.FLOAT]: { width: 4, get: (view, at) => view.getFloat32(at, true) },
  [DataType.DOUBLE]: { width: 8, get: (view, at) => view.getFloat64(at, true) },
  [DataType.INT32]: { width: 4, get: (view, at) => view.getInt32(at, true) },
  [DataType.INT64]: { width: 8, get: (view, at) => Number(view.getBigInt64(at, true)) },
  [DataType.BOOL]: { width: 1, get: (view, at) => view.getUint8(at) },
};

/**
 * A tensor of the file as float64. Its shape is checked against the values present before anything is made.
 *
 * @throws Unreadable for values outside of the file, of another type, or not as many as the shape says
 */
export function constantOf(tensor: TensorProto, budget: Budget): Constant {
  const where = `tensor "${tensor.name}"`;
  if (tensor.dataLocation === Location.EXTERNAL || tensor.externalData.length > 0) {
    throw new Unreadable(where, "its values in the file itself", "a reference to another file");
  }
  const shape = tensor.dims.map(Number);
  const count = shape.reduce((product, n) => product * n, 1);
  const given = lengthOf(tensor, where);
  if (shape.some((n) => n < 0) || count !== given) {
    throw new Unreadable(where, `${count} values for shape [${shape.join(", ")}]`, given);
  }
  budget.spend(count);
  if ((tensor.dataType as DataType) === DataType.STRING) {
    const decoder = new TextDecoder();
    const texts = tensor.stringData.map((bytes) => decoder.decode(bytes));
    return { kind: "constant", shape, data: new Float64Array(0), texts };
  }
  return { kind: "constant", shape, data: valuesOf(tensor, count) };
}

/** Number of values, without making them. */
function lengthOf(tensor: TensorProto, where: string): number {
  const dataType: DataType = tensor.dataType;
  if (dataType === DataType.STRING) return tensor.stringData.length;
  const raw = RAW[dataType];
  if (raw === undefined) {
    throw new Unreadable(
      where,
      "values of type float, double, int32, int64, bool or string",
      nameOf(dataType),
    );
  }
  if (tensor.rawData.length > 0) return tensor.rawData.length / raw.width;
  return listOf(tensor).length;
}

function valuesOf(tensor: TensorProto, count: number): Float64Array {
  const { rawData } = tensor;
  if (rawData.length === 0) return Float64Array.from(listOf(tensor) as readonly (number | bigint)[], Number);
  const { width, get } = RAW[tensor.dataType as DataType]!;
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.length);
  return Float64Array.from({ length: count }, (_, i) => get(view, i * width));
}

function listOf(tensor: TensorProto): readonly number[] | readonly bigint[] {
  switch (tensor.dataType as DataType) {
    case DataType.FLOAT:
      return tensor.floatData;
    case DataType.DOUBLE:
      return tensor.doubleData;
    case DataType.INT64:
      return tensor.int64Data;
    default:
      return tensor.int32Data;
  }
}

function nameOf(dataType: number): string {
  return (DataType[dataType] as string | undefined)?.toLowerCase() ?? `type ${dataType}`;
}
