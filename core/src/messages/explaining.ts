import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E65, W65: what the influence of factors is asked of, and when it means little. */
export const explainingMessages = {
  E650: {
    kind: "usage",
    en: { message: 'the model has no factor "{factor}"', hint: "its factors: {known}" },
    zh: { message: "模型没有因素“{factor}”", hint: "模型的因素：{known}" },
  },
  E651: {
    kind: "usage",
    en: { message: 'the model has no output "{output}"', hint: "its outputs: {known}" },
    zh: { message: "模型没有输出“{output}”", hint: "模型的输出：{known}" },
  },
  E653: {
    kind: "data",
    en: { message: "rows to explain with: expected at least {needed}, got {count}" },
    zh: { message: "用于解释的行数：至少需要 {needed} 行，实际为 {count} 行" },
  },
  E654: {
    kind: "usage",
    en: {
      message: "{target} cannot be reached: within the range of the data the model answers {low} … {high}",
      hint: "ask for a value in between, or let more factors vary",
    },
    zh: {
      message: "无法达到 {target}：在数据范围内模型的输出为 {low} … {high}",
      hint: "请选择其间的值，或允许更多因素变化",
    },
  },
  E656: {
    kind: "model",
    en: {
      message: "the model has no nets that leave out a fold: nothing is known of the errors of its effects",
      hint: "train it anew without options of the network (--hidden, --nets, --epochs …)",
    },
    zh: {
      message: "模型中没有留出一折的网络：其效应的误差未知",
      hint: "请不指定网络选项（--hidden、--nets、--epochs 等）重新训练",
    },
  },
  E657: {
    kind: "usage",
    en: {
      message: 'the model has no factor "{factor}"',
      hint: 'did you mean "{near}"? its factors: {known}',
    },
    zh: { message: "模型没有因素“{factor}”", hint: "是否指“{near}”？模型的因素：{known}" },
  },
  W650: {
    kind: "model",
    en: {
      message:
        "R² is {r2} on rows that were not trained on: below 0.3 the influence of factors says little about the data",
      hint: "improve the model first, or look for further factors",
    },
    zh: {
      message: "在未参与训练的行上 R² 为 {r2}：低于 0.3 时，因素的影响规律几乎不能说明数据",
      hint: "请先改进模型，或寻找其他因素",
    },
  },
  W651: {
    kind: "model",
    en: {
      message:
        "on rows that were not trained on the model is hardly better than naming the commonest class: the influence of factors says little",
      hint: "improve the model first, or look for further factors",
    },
    zh: {
      message: "在未参与训练的行上，模型几乎不比总是回答最常见类别更好：因素的影响规律几乎不能说明数据",
      hint: "请先改进模型，或寻找其他因素",
    },
  },
  W652: {
    kind: "model",
    en: {
      message: "these factors vary together (|r| > {threshold}): {factors}",
      hint: "their influences cannot be told apart; look at the importance of the group",
    },
    zh: {
      message: "下列因素一起变化（|r| > {threshold}）：{factors}",
      hint: "它们的影响无法区分；请看整组的重要性",
    },
  },
  W653: {
    kind: "model",
    en: {
      message: "there are no rows that were not trained on: the influence of factors may be that of noise",
    },
    zh: { message: "没有未参与训练的行：因素的影响可能只是噪声" },
  },
} as const satisfies Record<string, Message>;

addMessages(explainingMessages);
