import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E103 to E105, W162: names of columns. */
export const dataMessages = {
  E103: {
    kind: "data",
    en: {
      message: 'column "{column}" is not in {file}',
      hint: 'did you mean "{nearest}"? columns: {columns}',
    },
    zh: { message: "{file} 中没有列“{column}”", hint: "是否指“{nearest}”？现有列：{columns}" },
  },
  E104: {
    kind: "data",
    en: { message: 'column "{column}" is not in {file}', hint: "columns: {columns}" },
    zh: { message: "{file} 中没有列“{column}”", hint: "现有列：{columns}" },
  },
  E105: {
    kind: "data",
    en: {
      message: 'column "{column}" is not in {file}, whose first row looks like data',
      hint: "if the file has no header, say --no-header: its columns are then x1, x2, …; names found: {columns}",
    },
    zh: {
      message: "{file} 中没有列“{column}”，且其第一行像是数据",
      hint: "若文件没有表头，请使用 --no-header，各列将名为 x1、x2 ……；现有列名：{columns}",
    },
  },
  W162: {
    kind: "data",
    en: {
      message: "the first row of {file} looks like data: most of its names are numbers",
      hint: "if the file has no header, say --no-header",
    },
    zh: { message: "{file} 的第一行像是数据：所有列名都是数值", hint: "若文件没有表头，请使用 --no-header" },
  },
} as const satisfies Record<string, Message>;

addMessages(dataMessages);
