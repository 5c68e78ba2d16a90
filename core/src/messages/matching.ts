import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E130, E143, E149, W15: columns of a table beside those of a model. */
export const matchingMessages = {
  E130: {
    kind: "data",
    en: {
      message: 'column "{column}" should hold {wanted}, but holds {found}',
      hint: "read it with the types of the model",
    },
    zh: { message: "列“{column}”应为 {wanted}，实际为 {found}", hint: "请按模型中的类型读取该列" },
  },
  E143: {
    kind: "data",
    en: {
      message: "{file} lacks columns of the model ({count}): {columns}",
      hint: "names that may be meant: {pairs}; rename them",
    },
    zh: { message: "{file} 缺少模型所需的 {count} 列：{columns}", hint: "可能对应的列名：{pairs}；请改名" },
  },
  E149: {
    kind: "data",
    en: { message: "{file} lacks columns of the model ({count}): {columns}", hint: "the table has: {found}" },
    zh: { message: "{file} 缺少模型所需的 {count} 列：{columns}", hint: "表中现有列：{found}" },
  },
  W150: {
    kind: "data",
    en: { message: 'the column {found} was taken for "{column}"' },
    zh: { message: "列 {found} 被视为“{column}”" },
  },
  W151: {
    kind: "data",
    en: { message: "columns that the model does not use were ignored ({count}): {columns}" },
    zh: { message: "已忽略模型未使用的 {count} 列：{columns}" },
  },
  W152: {
    kind: "data",
    en: {
      message:
        'column "{column}": values outside the range of the training rows, {min} … {max}: {count}, the first {value} in {where}',
      hint: "predictions there are extrapolations",
    },
    zh: {
      message: "列“{column}”：{count} 个值超出训练数据范围 {min} … {max}；第一个是第 {number} 行的 {value}",
      hint: "此处的预测属于外推",
    },
  },
  W153: {
    kind: "data",
    en: {
      message: 'column "{column}": cells with values that the training rows did not have: {count} ({values})',
      hint: "they are treated as unknown",
    },
    zh: { message: "列“{column}”：{count} 个单元格的值在训练数据中未出现：{values}", hint: "按未知值处理" },
  },
  W154: {
    kind: "data",
    en: {
      message:
        'column "{column}": missing cells: {count}; they become {fill}, for the training rows had none missing',
    },
    zh: { message: "列“{column}”：{count} 个缺失单元格以 {fill} 代替；训练数据中该列没有缺失" },
  },
} as const satisfies Record<string, Message>;

addMessages(matchingMessages);
