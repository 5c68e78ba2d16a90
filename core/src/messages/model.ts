import type { Message } from "./message.js";

/** E3, W3: model files and prediction with a model. */
export const modelMessages = {
  E300: {
    kind: "model",
    en: { message: "{file} is not a Gradus model: {reason}", hint: "models are written by gradus train" },
    zh: { message: "{file} 不是 Gradus 模型:{reason}", hint: "模型由 gradus train 生成" },
  },
  E350: {
    kind: "model",
    en: { message: "{file} could not be read: {reason}" },
    zh: { message: "无法读取 {file}:{reason}" },
  },
} as const satisfies Record<string, Message>;
