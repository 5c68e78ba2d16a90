import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E220, E32: ONNX files and ONNX Runtime. */
export const onnxMessages = {
  E320: {
    kind: "model",
    en: {
      message: "{file} is not an ONNX model that can be read: {where}: expected {wanted}, got {given}",
      hint: "export the model again, in one file with its weights inside",
    },
    zh: {
      message: "{file} 不是可读取的 ONNX 模型：{where}：应为 {wanted}，实际为 {given}",
      hint: "请重新导出模型，并将权重保存在同一个文件内",
    },
  },
  E321: {
    kind: "model",
    en: {
      message:
        "{file} is not a multi-layer perceptron: node {node} ({operator}): expected {wanted}, got {given}",
      hint: "dense layers one after the other can be read, with an activation of Gradus after each",
    },
    zh: {
      message: "{file} 不是多层感知机：节点 {node}（{operator}）：应为 {wanted}，实际为 {given}",
      hint: "可读取依次相连的全连接层，每层之后为 Gradus 支持的激活函数",
    },
  },
  E322: {
    kind: "model",
    en: {
      message: "the model cannot be written as ONNX: {where}: expected {wanted}, got {given}",
      hint: "change this and train again",
    },
    zh: {
      message: "无法将模型写成 ONNX：{where}：应为 {wanted}，实际为 {given}",
      hint: "请修改后重新训练",
    },
  },
  E220: {
    kind: "usage",
    en: {
      message: 'ONNX Runtime cannot be used: package "{package}" could not be loaded ({reason})',
      hint: "npm install {package}@1.30.0 --ignore-scripts",
    },
    zh: {
      message: "无法使用 ONNX Runtime：不能加载软件包“{package}”（{reason}）",
      hint: "npm install {package}@1.30.0 --ignore-scripts",
    },
  },
} as const satisfies Record<string, Message>;

addMessages(onnxMessages);
