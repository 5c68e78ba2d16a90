import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E36, W36: intervals of predictions. */
export const intervalsMessages = {
  E360: {
    kind: "model",
    en: {
      message: "all rows taught this model, so nothing is known of its errors on others: no intervals",
      hint: "train it anew without options of the network, or with a validation or a test part: --split 70/15/15",
    },
    zh: {
      message: "所有行都用于训练该模型，它在其他行上的误差未知：无法给出区间",
      hint: "请不指定网络选项重新训练，或保留验证、测试部分：--split 70/15/15",
    },
  },
  E361: {
    kind: "model",
    en: {
      message: "the model has no nets for quantiles: no intervals by cqr",
      hint: "train it anew with --interval-method cqr, or leave the method of the intervals out",
    },
    zh: {
      message: "模型中没有分位数网络：无法用 cqr 给出区间",
      hint: "请加 --interval-method cqr 重新训练，或不指定区间方法",
    },
  },
  W360: {
    kind: "data",
    en: {
      message:
        "the rows follow one another in time: the intervals are empirical, from past errors, and promise nothing",
      hint: "errors of later rows may be larger",
    },
    zh: {
      message: "各行按时间先后排列：区间只是由过去误差得到的经验区间，没有保证",
      hint: "之后的行误差可能更大",
    },
  },
  W361: {
    kind: "data",
    en: {
      message:
        "the rows come in groups: rows of a new group are held by the intervals in about the nominal share only if groups are many and alike",
    },
    zh: { message: "各行成组：只有当组数较多且彼此相似时，区间才能以接近标称的比例包含新组的行" },
  },
  W362: {
    kind: "data",
    en: {
      message:
        "the intervals come from {rows} validation rows, which also chose the epoch: they may be slightly too narrow",
      hint: "keep a test part, whose rows chose nothing: --split 70/15/15",
    },
    zh: {
      message: "区间来自 {rows} 行验证数据，这些行也选择了训练轮次：区间可能略窄",
      hint: "请保留未参与任何选择的测试部分：--split 70/15/15",
    },
  },
} as const satisfies Record<string, Message>;

addMessages(intervalsMessages);
