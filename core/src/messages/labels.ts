import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E133, E134: labels that an encoder cannot take. */
export const labelsMessages = {
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
