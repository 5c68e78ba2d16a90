import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E2, W2: training. */
export const trainingMessages = {
  E202: {
    kind: "data",
    en: { message: 'column "{column}" cannot weight the rows: expected numbers, got {found}' },
    zh: { message: "列“{column}”不能作为样本权重：应为数值，实际为 {found}" },
  },
  E203: {
    kind: "data",
    en: { message: 'weight {value} in column "{column}", row {row}: expected a number ≥ 0' },
    zh: { message: "列“{column}”第 {row} 行的权重为 {value}：应为 ≥ 0 的数" },
  },
  E204: {
    kind: "data",
    en: { message: 'every weight in column "{column}" is 0: no row is left' },
    zh: { message: "列“{column}”中的权重全部为 0：没有可用的行" },
  },
  E205: {
    kind: "usage",
    en: {
      message: "training needs to know what to predict: option {reason} is missing",
      hint: 'train(table, { label: "name of a column" })',
    },
    zh: { message: "训练需要知道要预测什么：缺少选项 {reason}", hint: 'train（table, { label: "列名" }）' },
  },
  E206: {
    kind: "usage",
    en: { message: "no fold to run: {file} has no row in fold {wanted}" },
    zh: { message: "没有可运行的折：{file} 中没有属于第 {wanted} 折的行" },
  },
  E207: {
    kind: "data",
    en: {
      message: "{found} folds are given for the {rows} rows of {file}",
      hint: "give one fold number for each row",
    },
    zh: { message: "{file} 有 {rows} 行，却给出了 {found} 个折号", hint: "每行给出一个折号" },
  },
  E210: {
    kind: "usage",
    en: { message: "training of this model was not stopped before its end: nothing to resume" },
    zh: { message: "该模型的训练已完成，没有可继续的内容" },
  },
  E211: {
    kind: "data",
    en: {
      message: "training cannot go on: the table, its split or its encoding is not that of the checkpoint",
      hint: "use the same file, seed and options",
    },
    zh: { message: "无法继续训练：表格、划分或编码与检查点不一致", hint: "请使用相同的文件、随机种子和选项" },
  },
  E212: {
    kind: "usage",
    en: {
      message: "training cannot go on with other options than the checkpoint's: {what}",
      hint: "leave them as they were",
    },
    zh: { message: "无法用与检查点不同的选项继续训练：{what}", hint: "请保持原有选项" },
  },
  E213: {
    kind: "usage",
    en: {
      message: "a table that is streamed cannot be divided by time: its rows are never all in memory",
      hint: "add a column that says train, validation or test, and name it with --split-column",
    },
    zh: {
      message: "流式读取的表格不能按时间划分：各行从不同时在内存中",
      hint: "请添加一列写明 train、validation 或 test，并用 --split-column 指定",
    },
  },
  E214: {
    kind: "usage",
    en: {
      message: "a batch of {batch} rows is more than the memory holds of a streamed table: {buffer} rows",
      hint: "choose a smaller --batch, or more --memory",
    },
    zh: {
      message: "每批 {batch} 行超过了流式读取时内存所能容纳的 {buffer} 行",
      hint: "请减小 --batch，或增大 --memory",
    },
  },
  E215: {
    kind: "resources",
    en: {
      message: "{memory} bytes of memory are too few to stream {file}: at least about {needed} are needed",
      hint: "give more with --memory; a Parquet file with smaller row groups needs less",
    },
    zh: {
      message: "{memory} 字节内存不足以流式读取 {file}：至少约需 {needed} 字节",
      hint: "请增大 --memory；行组更小的 Parquet 文件所需内存较少",
    },
  },
  E216: {
    kind: "usage",
    en: { message: "stopped before training began: nothing was saved" },
    zh: { message: "训练开始前已停止：没有保存任何内容" },
  },
  E217: {
    kind: "data",
    en: { message: "no row of {file} is for training", hint: "give training a larger share with --split" },
    zh: { message: "{file} 中没有用于训练的行", hint: "请用 --split 增大训练部分的比例" },
  },
  E218: {
    kind: "data",
    en: {
      message: "{file} has changed while it was read: the first pass saw {first} rows, the second {second}",
      hint: "train on a copy that nothing writes to",
    },
    zh: {
      message: "{file} 在读取过程中发生了变化：第一遍读到 {first} 行，第二遍读到 {second} 行",
      hint: "请使用不再被写入的副本进行训练",
    },
  },
  W210: {
    kind: "data",
    en: {
      message:
        "types, scales, categories and the counts in warnings come from {sample} of the {rows} rows, drawn by the seed",
      hint: "more --memory draws more",
    },
    zh: {
      message: "类型、缩放、类别以及警告中的计数来自 {rows} 行中由种子抽取的 {sample} 行",
      hint: "增大 --memory 可抽取更多",
    },
  },
  W211: {
    kind: "data",
    en: {
      message:
        "kept of {validation} validation and {test} test rows: {validationKept} and {testKept}, as the memory allows; the others are not used",
      hint: "--split 98/1/1 trains on more of them",
    },
    zh: {
      message:
        "{validation} 行验证数据和 {test} 行测试数据中，受内存所限保留了 {validationKept} 行和 {testKept} 行，其余未使用",
      hint: "用 --split 98/1/1 可让更多行参与训练",
    },
  },
  W212: {
    kind: "data",
    en: {
      message:
        'column "{column}": cells with categories that the sample does not have: {count}; they count as unknown',
      hint: "more --memory draws a larger sample",
    },
    zh: {
      message: "列“{column}”：{count} 个单元格的类别未出现在抽样中，按未知值处理",
      hint: "增大 --memory 可扩大抽样",
    },
  },
} as const satisfies Record<string, Message>;

addMessages(trainingMessages);
