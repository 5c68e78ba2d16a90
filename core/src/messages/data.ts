import type { Message } from "./message.js";

/** E1, W1: tables, columns, cells. */
export const dataMessages = {
  E100: {
    kind: "data",
    en: { message: "{file} is empty", hint: "a table needs a header line and at least {needed} rows" },
    zh: { message: "{file} 是空文件", hint: "表格需要一行表头和至少 {needed} 行数据" },
  },
  E103: {
    kind: "data",
    en: { message: 'column "{column}" is not in {file}', hint: "{suggestion}" },
    zh: { message: "{file} 中没有列“{column}”", hint: "{suggestion}" },
  },
} as const satisfies Record<string, Message>;
