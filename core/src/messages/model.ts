import type { Message } from "./message.js";

/** E3, W3: model files and prediction with a model. */
export const modelMessages = {
  E300: {
    kind: "model",
    en: {
      message: "{file} is not a Gradus model; it looks like {kind}",
      hint: "models are written by gradus train; files of other programs are never run or unpacked",
    },
    zh: {
      message: "{file} 不是 Gradus 模型,看起来是 {kind}",
      hint: "模型由 gradus train 生成;其他程序的文件不会被执行或解压",
    },
  },
  E301: {
    kind: "model",
    en: { message: "{file} is not a Gradus model", hint: "models are written by gradus train" },
    zh: { message: "{file} 不是 Gradus 模型", hint: "模型由 gradus train 生成" },
  },
  E302: {
    kind: "model",
    en: { message: "{file} is empty, not a Gradus model", hint: "models are written by gradus train" },
    zh: { message: "{file} 是空文件,不是 Gradus 模型", hint: "模型由 gradus train 生成" },
  },
  E303: {
    kind: "model",
    en: {
      message: "{file} is damaged: checksum",
      hint: "copy the file again from where it was written, or train again",
    },
    zh: { message: "{file} 已损坏:校验和不符", hint: "请从原处重新复制该文件,或重新训练" },
  },
  E304: {
    kind: "model",
    en: {
      message: "{file} was written by a newer Gradus (model format {version}; this one reads up to {known})",
      hint: "update Gradus",
    },
    zh: {
      message: "{file} 由更新版本的 Gradus 写入(模型格式 {version};本版本最高支持 {known})",
      hint: "请升级 Gradus",
    },
  },
  E305: {
    kind: "model",
    en: {
      message: "{file} is not a valid model: {where}: expected {wanted}, got {given}",
      hint: "the file is damaged, cut short or made by another program; copy it again, or train again",
    },
    zh: {
      message: "{file} 不是有效的模型:{where}:应为 {wanted},实际为 {given}",
      hint: "文件已损坏、不完整或由其他程序生成;请重新复制,或重新训练",
    },
  },
  E306: {
    kind: "model",
    en: { message: "the model cannot be saved: {where}: expected {wanted}, got {given}" },
    zh: { message: "无法保存模型:{where}:应为 {wanted},实际为 {given}" },
  },
  E307: {
    kind: "resources",
    en: {
      message: "the model has {size} bytes of weights; a model file may have {limit}",
      hint: "use smaller layers or fewer nets",
    },
    zh: {
      message: "模型权重共 {size} 字节;模型文件上限为 {limit} 字节",
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
      message: "{file} 不是可读取的 ONNX 模型:{where}:应为 {wanted},实际为 {given}",
      hint: "请重新导出模型,并将权重保存在同一个文件内",
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
      message: "{file} 不是多层感知机:节点 {node}({operator}):应为 {wanted},实际为 {given}",
      hint: "可读取依次相连的全连接层,每层之后为 Gradus 支持的激活函数",
    },
  },
  E322: {
    kind: "model",
    en: {
      message: "the model cannot be written as ONNX: {where}: expected {wanted}, got {given}",
      hint: "change this and train again",
    },
    zh: {
      message: "无法将模型写成 ONNX:{where}:应为 {wanted},实际为 {given}",
      hint: "请修改后重新训练",
    },
  },
  E350: {
    kind: "model",
    en: { message: "{file} could not be read: {reason}" },
    zh: { message: "无法读取 {file}:{reason}" },
  },
  E351: {
    kind: "data",
    en: {
      message: 'column "{column}" has words that the training rows did not have: {values}, in {count} rows',
      hint: "leave --strict out to predict such rows as of no known category",
    },
    zh: {
      message: "列“{column}”含有训练数据中没有的取值:{values}(共 {count} 行)",
      hint: "去掉 --strict,则这些行按未知类别预测",
    },
  },
} as const satisfies Record<string, Message>;
