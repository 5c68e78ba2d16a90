import type { Message } from "./message.js";

/** E2, W2: training. */
export const trainingMessages = {
  E201: {
    kind: "training",
    en: {
      message: "training diverged: the loss became {loss} in epoch {epoch}",
      hint: "try a smaller learning rate (now {learningRate}) or another scaling; the best weights so far are kept",
    },
    zh: {
      message: "训练发散:第 {epoch} 轮损失变为 {loss}",
      hint: "请减小学习率(现为 {learningRate})或更换缩放方式;已保留此前最好的权重",
    },
  },
  E202: {
    kind: "data",
    en: { message: 'column "{column}" cannot weight the rows: expected numbers, got {found}' },
    zh: { message: "列“{column}”不能作为样本权重:应为数值,实际为 {found}" },
  },
  E203: {
    kind: "data",
    en: { message: 'weight {value} in column "{column}", row {row}: expected a number ≥ 0' },
    zh: { message: "列“{column}”第 {row} 行的权重为 {value}:应为 ≥ 0 的数" },
  },
  E204: {
    kind: "data",
    en: { message: 'every weight in column "{column}" is 0: no row is left' },
    zh: { message: "列“{column}”中的权重全部为 0:没有可用的行" },
  },
  E205: {
    kind: "usage",
    en: {
      message: "training needs to know what to predict: option {reason} is missing",
      hint: 'train(table, { label: "name of a column" })',
    },
    zh: { message: "训练需要知道要预测什么:缺少选项 {reason}", hint: 'train(table, { label: "列名" })' },
  },
  E206: {
    kind: "usage",
    en: { message: "no fold to run: {file} has no row in fold {wanted}" },
    zh: { message: "没有可运行的折:{file} 中没有属于第 {wanted} 折的行" },
  },
  E207: {
    kind: "data",
    en: {
      message: "{found} folds are given for the {rows} rows of {file}",
      hint: "give one fold number for each row",
    },
    zh: { message: "{file} 有 {rows} 行,却给出了 {found} 个折号", hint: "每行给出一个折号" },
  },
  E210: {
    kind: "usage",
    en: { message: "training of this model was not stopped before its end: nothing to resume" },
    zh: { message: "该模型的训练已完成,没有可继续的内容" },
  },
  E211: {
    kind: "data",
    en: {
      message: "training cannot go on: the table, its split or its encoding is not that of the checkpoint",
      hint: "use the same file, seed and options",
    },
    zh: { message: "无法继续训练:表格、划分或编码与检查点不一致", hint: "请使用相同的文件、随机种子和选项" },
  },
  E212: {
    kind: "usage",
    en: {
      message: "training cannot go on with other options than the checkpoint's: {what}",
      hint: "leave them as they were",
    },
    zh: { message: "无法用与检查点不同的选项继续训练:{what}", hint: "请保持原有选项" },
  },
  E220: {
    kind: "usage",
    en: {
      message: 'ONNX Runtime cannot be used: package "{package}" could not be loaded ({reason})',
      hint: "npm install {package}@1.30.0 --ignore-scripts",
    },
    zh: {
      message: "无法使用 ONNX Runtime:不能加载软件包“{package}”({reason})",
      hint: "npm install {package}@1.30.0 --ignore-scripts",
    },
  },
} as const satisfies Record<string, Message>;
