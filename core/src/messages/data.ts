import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E1, W162: tables, columns, cells. */
export const dataMessages = {
  E100: {
    kind: "data",
    en: {
      message: "{file} is empty",
      hint: "a table needs a header line and rows below it; training needs at least 5 of them with a label",
    },
    zh: { message: "{file} 是空文件", hint: "表格需要一行表头及其下的数据行；训练至少需要 5 行有标签的数据" },
  },
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
  E169: {
    kind: "data",
    en: {
      message: "{file} has a header and no rows",
      hint: "predictions need at least one row below the header, training at least 5 with a label",
    },
    zh: {
      message: "{file} 只有表头，没有数据行 (no rows)",
      hint: "预测至少需要一行数据，训练至少需要 5 行有标签的数据",
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
