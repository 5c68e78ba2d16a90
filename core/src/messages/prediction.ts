import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E131, E35: what a row, or a table, gives that a model cannot take. */
export const predictionMessages = {
  E131: {
    kind: "data",
    en: {
      message: 'column "{column}" is too large to standardise: {value}',
      hint: "give it in a larger unit, or leave it out",
    },
    zh: { message: "列“{column}”的数值过大，无法标准化：{value}", hint: "请改用更大的单位，或忽略该列" },
  },
  E352: {
    kind: "data",
    en: { message: 'column "{column}": expected {wanted}, got {given}' },
    zh: { message: "列“{column}”：应为 {wanted}，实际为 {given}" },
  },
  E353: {
    kind: "data",
    en: {
      message: "a row of {given} values: expected {wanted}, one for each feature",
      hint: "give them in this order: {columns}",
    },
    zh: { message: "该行有 {given} 个值：应有 {wanted} 个，每个特征一个", hint: "请按此顺序给出：{columns}" },
  },
  E354: {
    kind: "data",
    en: {
      message: "the row lacks columns of the model ({count}): {columns}",
      hint: "names that may be meant: {pairs}; a missing value is given as null",
    },
    zh: {
      message: "该行缺少模型所需的 {count} 列：{columns}",
      hint: "可能对应的名称：{pairs}；缺失值请写作 null",
    },
  },
  E355: {
    kind: "data",
    en: {
      message: "the row lacks columns of the model ({count}): {columns}",
      hint: "the row has: {found}; a missing value is given as null",
    },
    zh: {
      message: "该行缺少模型所需的 {count} 列：{columns}",
      hint: "该行现有：{found}；缺失值请写作 null",
    },
  },
} as const satisfies Record<string, Message>;

addMessages(predictionMessages);
