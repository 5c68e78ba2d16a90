import type { Message } from "./message.js";

/** E3, W3: model files and prediction with a model. */
export const modelMessages = {
  E300: {
    kind: "model",
    en: { message: "{file} is not a Gradus model: {reason}", hint: "models are written by gradus train" },
    zh: { message: "{file} 不是 Gradus 模型:{reason}", hint: "模型由 gradus train 生成" },
  },
  E301: {
    kind: "model",
    en: {
      message: "{file} was written by a newer Gradus: format version {version}, known up to {known}",
      hint: "update Gradus",
    },
    zh: {
      message: "{file} 由更新版本的 Gradus 写成:格式版本 {version},本程序支持到 {known}",
      hint: "请升级 Gradus",
    },
  },
  E302: {
    kind: "model",
    en: {
      message: "{file} is damaged: its checksum is not that of its content",
      hint: "take a sound copy, or train again",
    },
    zh: { message: "{file} 已损坏:校验和与内容不符", hint: "请使用完好的副本,或重新训练" },
  },
  E303: {
    kind: "model",
    en: {
      message: "{file} is not a sound Gradus model: {reason}",
      hint: "take a sound copy, or train again",
    },
    zh: { message: "{file} 不是有效的 Gradus 模型:{reason}", hint: "请使用完好的副本,或重新训练" },
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
