import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E306, E307: writing model files. */
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
} as const satisfies Record<string, Message>;

addMessages(modelMessages);
