import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E201, E230: training of a network. */
export const fittingMessages = {
  E201: {
    kind: "training",
    en: {
      message: "training diverged: the loss became {loss} in epoch {epoch}",
      hint: "try a smaller learning rate (now {learningRate}) or another scaling; the best weights so far are kept",
    },
    zh: {
      message: "训练发散：第 {epoch} 轮损失变为 {loss}",
      hint: "请减小学习率（现为 {learningRate}）或更换缩放方式；已保留此前最好的权重",
    },
  },
  E230: {
    kind: "resources",
    en: {
      message: "a worker ended in the middle of training: {reason}",
      hint: "if memory ran out, try fewer workers, smaller batches or a smaller network",
    },
    zh: {
      message: "训练途中工作线程意外结束：{reason}",
      hint: "如果内存不足，请减少工作线程数、批量或网络规模",
    },
  },
} as const satisfies Record<string, Message>;

addMessages(fittingMessages);
