import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E130, E133, E134: labels that an encoder cannot take. */
export const labelsMessages = {
  E130: {
    kind: "data",
    en: {
      message: 'column "{column}" should hold {wanted}, but holds {found}',
      hint: "read it with the types of the model",
    },
    zh: { message: "列“{column}”应为 {wanted}，实际为 {found}", hint: "请按模型中的类型读取该列" },
  },
  E133: {
    kind: "data",
    en: { message: '{where}: the label "{column}" is missing' },
    zh: { message: "第 {number} 行：标签“{column}”缺失" },
  },
  E134: {
    kind: "data",
    en: { message: '{where}: "{value}" is no class of the label "{column}"', hint: "known classes: {known}" },
    zh: { message: "第 {number} 行：“{value}”不是标签“{column}”的类别", hint: "已知类别：{known}" },
  },
} as const satisfies Record<string, Message>;

addMessages(labelsMessages);
