export { graph, IR_VERSION, modelBytes, node, OPSET, tensor, valueInfo } from "./graph.js";
export type { AttributeValue, ElementType, GraphParts, ModelParts, Shape, TensorData } from "./graph.js";
export { fromOnnx } from "./from-onnx.js";
export type { OnnxNetwork } from "./read/assemble.js";
export { portsOf, toOnnx, type Port, type Ports } from "./to-onnx.js";
