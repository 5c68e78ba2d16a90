import type { Message } from "./message.js";

/** E306 and on, W3: writing model files, ONNX, and the commands that predict. */
export const modelMessages = {
  E306: {
    kind: "model",
    en: { message: "the model cannot be saved: {where}: expected {wanted}, got {given}" },
    zh: { message: "无法保存模型：{where}：应为 {wanted}，实际为 {given}" },
  },
  E307: {
    kind: "resources",
    en: {
      message: "the model has {size} bytes of weights; a model file may have {limit}",
      hint: "use smaller layers or fewer nets",
    },
    zh: {
      message: "模型权重共 {size} 字节；模型文件上限为 {limit} 字节",
      hint: "请减小各层规模或减少网络数量",
    },
  },
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
  E350: {
    kind: "model",
    en: { message: "{file} could not be read: {reason}" },
    zh: { message: "无法读取 {file}:{reason}" },
  },
  E357: {
    kind: "model",
    en: {
      message: "{file} was not found",
      hint: "check the name and the folder; gradus train names the file that it saves",
    },
    zh: { message: "找不到 {file}", hint: "请检查文件名和所在文件夹；gradus train 会给出所保存的文件名" },
  },
  E351: {
    kind: "data",
    en: {
      message: 'column "{column}" has words that the training rows did not have: {values}, in {count} rows',
      hint: "leave --strict out to predict such rows as of no known category",
    },
    zh: {
      message: "列“{column}”含有训练数据中没有的取值：{values}（共 {count} 行）",
      hint: "去掉 --strict，则这些行按未知类别预测",
    },
  },
} as const satisfies Record<string, Message>;
