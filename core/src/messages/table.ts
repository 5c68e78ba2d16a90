import type { Message } from "./message.js";

/** E12–E15, W12–W15: types of columns, splits, encoding, checks of tables. */
export const tableMessages = {
  E130: {
    kind: "data",
    en: { message: 'column "{column}" should hold {wanted}, but holds {found}', hint: "read it with the types of the model" },
    zh: { message: "列“{column}”应为 {wanted},实际为 {found}", hint: "请按模型中的类型读取该列" },
  },
  E131: {
    kind: "data",
    en: { message: 'column "{column}" is too large to standardise: {value}', hint: "give it in a larger unit, or leave it out" },
    zh: { message: "列“{column}”的数值过大,无法标准化:{value}", hint: "请改用更大的单位,或忽略该列" },
  },
  E133: {
    kind: "data",
    en: { message: '{where}: the label "{column}" is missing', hint: "" },
    zh: { message: "第 {number} 行:标签“{column}”缺失", hint: "" },
  },
  E134: {
    kind: "data",
    en: { message: '{where}: "{value}" is no class of the label "{column}"', hint: "known classes: {known}" },
    zh: { message: "第 {number} 行:“{value}”不是标签“{column}”的类别", hint: "已知类别:{known}" },
  },
  E145: {
    kind: "data",
    en: { message: '{where}: "{value}" in the split column "{column}" is none of train, validation, test' },
    zh: { message: "第 {number} 行:划分列“{column}”中的“{value}”不是 train、validation 或 test" },
  },
  E146: {
    kind: "data",
    en: { message: 'no row of the split column "{column}" says train' },
    zh: { message: "划分列“{column}”中没有任何一行为 train" },
  },
  E147: {
    kind: "data",
    en: { message: 'rows cannot be ordered by column "{column}": it should hold numbers or dates, but holds {found}' },
    zh: { message: "无法按列“{column}”排序:应为数字或日期,实际为 {found}" },
  },
  E148: {
    kind: "data",
    en: { message: '{where}: rows cannot be ordered by column "{column}": the cell is missing' },
    zh: { message: "第 {number} 行:列“{column}”缺失,无法按其排序" },
  },
} as const satisfies Record<string, Message>;
