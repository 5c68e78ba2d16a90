export { graph, IR_VERSION, modelBytes, node, OPSET, tensor, valueInfo } from "./graph.js";
export type { AttributeValue, ElementType, GraphParts, ModelParts, Shape, TensorData } from "./graph.js";
export { fromOnnx } from "./from-onnx.js";
export type { OnnxNetwork } from "./read/assemble.js";
export { portsOf, toOnnx, type Port, type Ports } from "./to-onnx.js";
export { loadOnnxEngine, onnxEngine, type OnnxEngineOptions } from "./engine.js";
export {
  loadRuntime,
  type OnnxRuntime,
  type RuntimePackage,
  type RuntimeOptions,
  type RuntimeSession,
  type RuntimeTensor,
} from "./runtime.js";
export {
  trainingGraph,
  type TrainingGraph,
  type TrainingGraphOptions,
  type TrainingPort,
} from "./training/training-graph.js";
export { toOnnxTraining, type OnnxTrainingOptions } from "./training/to-onnx-training.js";
