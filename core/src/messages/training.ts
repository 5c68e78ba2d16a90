import type { Message } from "./message.js";

/** E2, W2: training. */
export const trainingMessages = {
  E201: {
    kind: "training",
    en: {
      message: "training diverged: the loss became {loss} in epoch {epoch}",
      hint: "try a smaller learning rate (now {learningRate}) or another scaling; the best weights so far are kept",
    },
    zh: {
      message: "训练发散:第 {epoch} 轮损失变为 {loss}",
      hint: "请减小学习率(现为 {learningRate})或更换缩放方式;已保留此前最好的权重",
    },
  },
} as const satisfies Record<string, Message>;
