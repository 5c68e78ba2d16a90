import "./messages.js";
import { fromBinary } from "@bufbuild/protobuf";
import { GradusError } from "gradus";
import { ModelProtoSchema, type ModelProto } from "./generated/onnx_pb.js";
import { assemble, type OnnxNetwork } from "./read/assemble.js";
import { interpret } from "./read/interpret.js";
import { Budget, Unreadable } from "./read/refusal.js";
import { scan } from "./read/scan.js";

/**
 * A network of an ONNX file: a multi-layer perceptron as scikit-learn (skl2onnx), PyTorch, Keras and Gradus write it. Dense
 * layers may stand as Gemm or as MatMul and Add, activations as one operator or as several; scalers in front, batch
 * normalisation, a skip from the input to the last layer and the parts that name classes are understood.
 *
 * Everything in the file is data: it is checked before memory is taken, nothing is run, and the work is bounded by the
 * file's size.
 *
 * @param source what messages call the file
 * @throws GradusError E320 if the bytes are no ONNX model, or one that is incomplete or too large; E321 with the node and its
 *   operator if the graph is no such network
 * @example
 * fromOnnx(new Uint8Array([1, 2, 3])) // throws GradusError
 */
export function fromOnnx(bytes: Uint8Array, source = "model.onnx"): OnnxNetwork {
  try {
    const { graph } = decode(bytes);
    if (graph === undefined) throw new Unreadable("model", "a graph", "none");
    const budget = new Budget(bytes.length);
    const found = interpret(graph, budget);
    const read = found.kind === "refusal" ? found : assemble(found, budget);
    if (!("kind" in read)) return read;
    const { node, operator, wanted, given } = read;
    throw new GradusError(
      "E321",
      { file: source, node: JSON.stringify(node), operator, wanted, given },
      { file: source },
    );
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const { where, wanted, given } = error;
    throw new GradusError("E320", { file: source, where, wanted, given }, { file: source }, { cause: error });
  }
}

const LIMIT_BYTES = 2 ** 30;

function decode(bytes: Uint8Array): ModelProto {
  if (bytes.length === 0 || bytes.length > LIMIT_BYTES) {
    throw new Unreadable("file", `1 to ${LIMIT_BYTES} bytes`, bytes.length);
  }
  scan(bytes);
  try {
    return fromBinary(ModelProtoSchema, bytes, { readUnknownFields: false });
  } catch (error) {
    throw new Unreadable("file", "the messages of an ONNX model", String(error));
  }
}
