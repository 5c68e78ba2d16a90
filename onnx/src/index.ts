export { graph, IR_VERSION, modelBytes, node, OPSET, tensor, valueInfo } from "./graph.js";
export type { AttributeValue, ElementType, GraphParts, ModelParts, Shape, TensorData } from "./graph.js";
export { portsOf, toOnnx, type Port, type Ports } from "./to-onnx.js";
