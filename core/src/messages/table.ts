import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E12–E14, W12–W15: types of columns, splits, encoding, checks of tables. */
export const tableMessages = {
  E121: {
    kind: "data",
    en: {
      message: '{where}: "{value}" is not a number (column "{column}")',
      hint: "fix the cell, or skip such rows with --bad-rows skip",
    },
    zh: {
      message: "第 {number} 行：“{value}”不是数字（列“{column}”）",
      hint: "请修正该单元格，或用 --bad-rows skip 跳过此类行",
    },
  },
  E122: {
    kind: "data",
    en: {
      message: '{where}: "{value}" is infinite (column "{column}")',
      hint: "replace it with a number, or empty the cell if the value is unknown",
    },
    zh: {
      message: "第 {number} 行：“{value}”为无穷大（列“{column}”）",
      hint: "请改为数值；若数值未知，请清空该单元格",
    },
  },
  E124: {
    kind: "data",
    en: {
      message: '{where}: "{value}" is neither yes nor no (column "{column}")',
      hint: "fix the cell, or skip such rows with --bad-rows skip",
    },
    zh: {
      message: "第 {number} 行：“{value}”不是“是/否”值（列“{column}”）",
      hint: "请修正该单元格，或用 --bad-rows skip 跳过此类行",
    },
  },
  E125: {
    kind: "data",
    en: {
      message: '{where}: "{value}" is not a date (column "{column}")',
      hint: "write dates as 2024-03-05, or skip such rows with --bad-rows skip",
    },
    zh: {
      message: "第 {number} 行：“{value}”不是日期（列“{column}”）",
      hint: "日期请写作 2024-03-05，或用 --bad-rows skip 跳过此类行",
    },
  },
  E126: {
    kind: "data",
    en: {
      message: "no row is left: all {count} rows have a cell that does not fit",
      hint: "fix the cells, or give other types",
    },
    zh: {
      message: "没有剩余的行：全部 {count} 行都含有不符合类型的单元格",
      hint: "请修正单元格，或指定其他类型",
    },
  },
  E127: {
    kind: "data",
    en: {
      message: '{where}: in "{value}" day and month cannot be told apart (column "{column}")',
      hint: "write dates as 2024-03-05",
    },
    zh: { message: "第 {number} 行：“{value}”无法区分日与月（列“{column}”）", hint: "日期请写作 2024-03-05" },
  },
  E132: {
    kind: "data",
    en: {
      message: "no feature is left to learn from",
      hint: "name the columns to learn from, or give the types of the columns",
    },
    zh: { message: "没有可用于学习的特征", hint: "请指定特征列，或指定各列的类型" },
  },
  E135: {
    kind: "data",
    en: {
      message: "{count} with a label: at least {needed} needed",
      hint: "training needs at least 5 rows with a label, to learn from and to test; an evaluation one",
    },
    zh: {
      message: "只有 {number} 行有标签的数据：至少需要 {needed} 行",
      hint: "训练至少需要 5 行有标签的数据，用于学习和测试；评估至少需要 1 行",
    },
  },
  E136: {
    kind: "data",
    en: {
      message: 'the label "{column}" is missing in all {rows} rows',
      hint: "name another column as label",
    },
    zh: { message: "标签“{column}”在全部 {rows} 行中均缺失", hint: "请指定其他列作为标签" },
  },
  E137: {
    kind: "data",
    en: {
      message: 'the label "{column}" is missing in {count} of {rows} rows, more than 20 %',
      hint: "a label is never filled in: leave these rows out, or name another label",
    },
    zh: {
      message: "标签“{column}”在 {rows} 行中缺失 {count} 行，超过 20 %",
      hint: "标签不会被自动填补：请删除这些行，或指定其他标签",
    },
  },
  E138: {
    kind: "data",
    en: {
      message: 'the label "{column}" has one class only, "{value}"',
      hint: "a classifier needs rows of at least two classes",
    },
    zh: { message: "标签“{column}”只有一个类别“{value}”", hint: "分类至少需要两个类别的数据" },
  },
  E139: {
    kind: "data",
    en: {
      message: 'the label "{column}" is constant ({value}): there is nothing to learn',
      hint: "name another label",
    },
    zh: { message: "标签“{column}”恒为 {value}：没有可学习的内容", hint: "请指定其他标签" },
  },
  E140: {
    kind: "data",
    en: {
      message: 'several labels must all be numbers, but "{column}" would be classes ({found})',
      hint: "train one model for each label of classes",
    },
    zh: {
      message: "多个标签必须全部为数字，但“{column}”是类别（{found}）",
      hint: "请为每个类别标签单独训练模型",
    },
  },
  E141: {
    kind: "data",
    en: {
      message: 'the label "{column}" holds {found}, which does not fit the task',
      hint: "regression needs numbers; classification needs categories",
    },
    zh: { message: "标签“{column}”的类型为 {found}，与任务不符", hint: "回归需要数字，分类需要类别" },
  },
  E142: {
    kind: "data",
    en: {
      message: 'the label "{column}" has {count} classes in {rows} rows: it looks like an identifier',
      hint: "name another label, or use --task regression if it holds amounts",
    },
    zh: {
      message: "标签“{column}”在 {rows} 行中有 {count} 个类别：疑似标识符",
      hint: "请指定其他标签；若为数量，请使用 --task regression",
    },
  },
  E144: {
    kind: "data",
    en: { message: 'column "{column}" is label and feature at once', hint: "leave it out of the features" },
    zh: { message: "列“{column}”同时是标签和特征", hint: "请从特征中去掉该列" },
  },
  E145: {
    kind: "data",
    en: { message: '{where}: "{value}" in the split column "{column}" is none of train, validation, test' },
    zh: { message: "第 {number} 行：划分列“{column}”中的“{value}”不是 train、validation 或 test" },
  },
  E146: {
    kind: "data",
    en: { message: 'no row of the split column "{column}" says train' },
    zh: { message: "划分列“{column}”中没有任何一行为 train" },
  },
  E147: {
    kind: "data",
    en: {
      message:
        'rows cannot be ordered by column "{column}": it should hold numbers or dates, but holds {found}',
    },
    zh: { message: "无法按列“{column}”排序：应为数字或日期，实际为 {found}" },
  },
  E148: {
    kind: "data",
    en: { message: '{where}: rows cannot be ordered by column "{column}": the cell is missing' },
    zh: { message: "第 {number} 行：列“{column}”缺失，无法按其排序" },
  },
  W120: {
    kind: "data",
    en: {
      message:
        'column "{column}": cells that are no numbers are treated as missing: {count}, the first "{value}" in {where}',
      hint: "fix them, or read the column as categories",
    },
    zh: {
      message: "列“{column}”：{count} 个单元格不是数字，按缺失处理；第一个是第 {number} 行的“{value}”",
      hint: "请修正，或将该列作为类别读取",
    },
  },
  W121: {
    kind: "data",
    en: {
      message: 'column "{column}": "{value}" was read as {number}',
      hint: "if that is wrong, write plain numbers or give the decimal sign",
    },
    zh: { message: "列“{column}”：“{value}”读作 {number}", hint: "若不正确，请写成普通数字或指定小数点符号" },
  },
  W122: {
    kind: "data",
    en: {
      message: 'column "{column}": "{value}" may mean two numbers; it was read as {number}',
      hint: "if that is wrong, give the decimal sign, point or comma",
    },
    zh: {
      message: "列“{column}”：“{value}”有两种读法，已读作 {number}",
      hint: "若不正确，请指定小数点符号（点或逗号）",
    },
  },
  W123: {
    kind: "data",
    en: {
      message:
        'column "{column}" holds codes such as "{value}", which a number would not keep: it was read as words',
      hint: "if it holds amounts, give its type as number",
    },
    zh: {
      message: "列“{column}”为“{value}”一类的编码，作为数字会失真，已按文字读取",
      hint: "若确为数量，请将其类型指定为 number",
    },
  },
  W124: {
    kind: "data",
    en: {
      message:
        'column "{column}": "{value}" looks like a range or a number that a spreadsheet turned into a date',
      hint: "restore the column from its source, formatted as text",
    },
    zh: {
      message: "列“{column}”：“{value}”疑似被电子表格改成日期的区间或数字",
      hint: "请从源数据恢复该列，并设为文本格式",
    },
  },
  W125: {
    kind: "data",
    en: {
      message:
        'column "{column}" holds dates such as "{value}" in which day and month cannot be told apart: it was read as words',
      hint: "write dates as 2024-03-05",
    },
    zh: {
      message: "列“{column}”含有“{value}”一类无法区分日与月的日期，已按文字读取",
      hint: "日期请写作 2024-03-05",
    },
  },
  W126: {
    kind: "data",
    en: { message: 'column "{column}": the words {words} were read as "{no}" and "{yes}"' },
    zh: { message: "列“{column}”：{words} 已读作“{no}”和“{yes}”" },
  },
  W127: {
    kind: "data",
    en: {
      message: 'column "{column}" mixes numbers with different signs ({units}): it was read as words',
      hint: "give all its numbers in one unit",
    },
    zh: { message: "列“{column}”中的数字带有不同的符号（{units}），已按文字读取", hint: "请统一该列的单位" },
  },
  W128: {
    kind: "data",
    en: {
      message:
        'column "{column}": {count} of {present} cells are numbers, others are not, such as "{value}" in {where}: it was read as words',
      hint: "if the others mean missing, empty them",
    },
    zh: {
      message:
        "列“{column}”：{present} 个单元格中有 {count} 个是数字，其余不是，如第 {number} 行的“{value}”；已按文字读取",
      hint: "若其余表示缺失，请清空这些单元格",
    },
  },
  W129: {
    kind: "data",
    en: { message: "rows left out because of cells that do not fit: {count}, the first row {first}" },
    zh: { message: "已跳过 {count} 行含有不符合类型单元格的数据，第一个是第 {first} 行" },
  },
  W130: {
    kind: "data",
    en: { message: 'column "{column}" is left out: it is constant, {value}' },
    zh: { message: "已忽略列“{column}”：该列恒为 {value}" },
  },
  W131: {
    kind: "data",
    en: {
      message:
        'column "{column}" has {count} categories: only the {limit} most frequent are inputs, the others count as unknown',
      hint: "group its categories, or leave it out",
    },
    zh: {
      message: "列“{column}”有 {count} 个类别：仅最常见的 {limit} 个作为输入，其余视为未知",
      hint: "请合并类别，或忽略该列",
    },
  },
  W132: {
    kind: "data",
    en: { message: 'rows left out because the label "{column}" is missing: {count} of {rows}' },
    zh: { message: "共 {rows} 行，已忽略 {count} 行：标签“{column}”缺失" },
  },
  W133: {
    kind: "data",
    en: {
      message:
        'the label "{column}" has only {count} different values ({values}), and is learned as a number',
      hint: "use --task classification if they are classes",
    },
    zh: {
      message: "标签“{column}”只有 {count} 个不同的值（{values}），按数值学习",
      hint: "若为类别，请使用 --task classification",
    },
  },
  W134: {
    kind: "data",
    en: {
      message:
        'column "{column}": cells that are no dates are treated as missing: {count}, the first "{value}" in {where}',
      hint: "fix them, or read the column as categories",
    },
    zh: {
      message: "列“{column}”：{count} 个单元格不是日期，按缺失处理；第一个是第 {number} 行的“{value}”",
      hint: "请修正，或将该列作为类别读取",
    },
  },
  W135: {
    kind: "data",
    en: {
      message: 'the label "{column}" has two values ({values}), and is learned as two classes',
      hint: "use --task regression if they are amounts",
    },
    zh: {
      message: "标签“{column}”有两个值（{values}），按两个类别学习",
      hint: "若为数量，请使用 --task regression",
    },
  },
  W136: {
    kind: "data",
    en: {
      message: 'no training row has the class "{value}" of the label "{column}"',
      hint: "it cannot be predicted",
    },
    zh: { message: "训练数据中没有标签“{column}”的类别“{value}”", hint: "该类别无法被预测" },
  },
  W137: {
    kind: "data",
    en: { message: 'column "{column}" is left out: all its cells are missing' },
    zh: { message: "已忽略列“{column}”：该列全部缺失" },
  },
  W138: {
    kind: "data",
    en: {
      message:
        'column "{column}": missing training cells: {count}; they become {fill}, and one more input says so',
    },
    zh: { message: "列“{column}”：训练数据中 {count} 个缺失单元格以 {fill} 代替，并增加一个表示缺失的输入" },
  },
  W140: {
    kind: "data",
    en: {
      message:
        'column "{column}" is left out: {count} different texts in {rows} rows look like an identifier',
      hint: "name it as a feature to use it as categories",
    },
    zh: {
      message: "已忽略列“{column}”：{rows} 行中有 {count} 种文本，疑似标识符",
      hint: "若要作为类别使用，请将其指定为特征",
    },
  },
  W141: {
    kind: "data",
    en: {
      message: 'column "{column}" is left out: it is the number of the row',
      hint: "name it as a feature if it means something",
    },
    zh: { message: "已忽略列“{column}”：该列是行号", hint: "若该列有意义，请将其指定为特征" },
  },
  W142: {
    kind: "data",
    en: {
      message: 'column "{column}" is left out: it looks like an identifier, whose values hardly ever repeat',
      hint: "name it as a feature if it means something",
    },
    zh: { message: "已忽略列“{column}”：取值几乎不重复，疑似标识符", hint: "若该列有意义，请将其指定为特征" },
  },
  W143: {
    kind: "data",
    en: {
      message: 'column "{column}" rises by one from row to row, as a row number does; it is used',
      hint: "leave it out with --ignore if it only numbers the rows",
    },
    zh: { message: "列“{column}”逐行加一，形似行号；仍作为特征使用", hint: "若只是行号，请用 --ignore 忽略" },
  },
  W144: {
    kind: "data",
    en: {
      message: 'column "{column}" is a copy of the label "{label}": the label leaks into the features',
      hint: "leave it out with --ignore if it is not known before the label",
    },
    zh: {
      message: "列“{column}”是标签“{label}”的副本：标签泄漏到特征中",
      hint: "若在标签之前无法得知，请用 --ignore 忽略",
    },
  },
  W145: {
    kind: "data",
    en: {
      message:
        'column "{column}" is nearly a linear function of the label "{label}" (correlation {share}): the label may leak',
      hint: "leave it out with --ignore if it is not known before the label",
    },
    zh: {
      message: "列“{column}”几乎是标签“{label}”的线性函数（相关系数 {share}）：标签可能泄漏",
      hint: "若在标签之前无法得知，请用 --ignore 忽略",
    },
  },
  W146: {
    kind: "data",
    en: {
      message: 'column "{column}" alone tells {share} % of the label "{label}": the label may leak',
      hint: "leave it out with --ignore if it is not known before the label",
    },
    zh: {
      message: "仅凭列“{column}”即可得知 {share} % 的标签“{label}”：标签可能泄漏",
      hint: "若在标签之前无法得知，请用 --ignore 忽略",
    },
  },
  W147: {
    kind: "data",
    en: {
      message: "rows that repeat another row: {count} of {rows}",
      hint: "if they are no repeated measurements, remove them",
    },
    zh: { message: "{rows} 行中有 {count} 行与其他行重复", hint: "若不是重复测量，请删除" },
  },
  W148: {
    kind: "data",
    en: { message: "rows with the same features as another row, but another class: {count}" },
    zh: { message: "{count} 行的特征与其他行相同，但类别不同" },
  },
  W149: {
    kind: "data",
    en: {
      message: 'rare classes of the label "{column}" among {rows} rows: {values}',
      hint: "look at the metrics of each class, not at accuracy alone",
    },
    zh: {
      message: "标签“{column}”在 {rows} 行中的稀有类别：{values}",
      hint: "请查看各类别的指标，不要只看准确率",
    },
  },
  W155: {
    kind: "data",
    en: {
      message: 'classes of the label "{column}" with one row only: {values}',
      hint: "they can be learned from, but not tested",
    },
    zh: { message: "标签“{column}”中只有一行数据的类别：{values}", hint: "这些类别可用于训练，但无法检验" },
  },
  W156: {
    kind: "data",
    en: {
      message: "validation and test rows that also occur among the training rows: {validation} and {test}",
      hint: "their metrics are too good: remove duplicate rows, or split by group",
    },
    zh: {
      message: "{count} 行验证和测试数据也出现在训练数据中（验证 {validation} 行，测试 {test} 行）",
      hint: "相应指标会偏高：请删除重复行，或按组划分",
    },
  },
  W157: {
    kind: "data",
    en: {
      message:
        'column "{column}": cells that do not fit the type {type} are treated as missing: {count}, the first "{value}" in {where}',
      hint: 'the type was found in a sample of the rows; another one can be given: --type "{column}=category"',
    },
    zh: {
      message:
        "列“{column}”：{count} 个单元格与类型 {type} 不符，按缺失处理；第一个是第 {number} 行的“{value}”",
      hint: '该类型由抽样的行得出；可用 --type "{column}=category" 另行指定',
    },
  },
} as const satisfies Record<string, Message>;

addMessages(tableMessages);
