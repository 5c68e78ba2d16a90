import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E0: options and values, checks that were asked for; E35, W119, W363, E4, E5, E9: what else the command line says. */
export const usageMessages = {
  E001: {
    kind: "usage",
    en: { message: 'option {option}: expected {wanted}, got "{given}"', hint: "{suggestion}" },
    zh: { message: "选项 {option}：应为 {wanted}，实际为“{given}”", hint: "{suggestion}" },
  },
  E002: {
    kind: "usage",
    en: { message: 'unknown command "{given}"', hint: "{suggestion}" },
    zh: { message: "未知命令“{given}”", hint: "{suggestion}" },
  },
  E003: {
    kind: "usage",
    en: { message: 'unknown option "{given}"', hint: "{suggestion}" },
    zh: { message: "未知选项“{given}”", hint: "{suggestion}" },
  },
  E004: {
    kind: "usage",
    en: {
      message: "missing argument <{argument}>",
      hint: "gradus <command> --help shows what a command needs",
    },
    zh: { message: "缺少参数 <{argument}>", hint: "用 gradus <命令> --help 查看所需参数" },
  },
  E005: {
    kind: "usage",
    en: { message: "option {option} needs a value" },
    zh: { message: "选项 {option} 需要一个值" },
  },
  E006: {
    kind: "usage",
    en: {
      message: "the command line is not understood: {reason}",
      hint: "gradus --help lists commands and flags",
    },
    zh: { message: "无法理解命令行：{reason}", hint: "用 gradus --help 查看命令和选项" },
  },
  E007: {
    kind: "usage",
    en: { message: "the options do not fit: {reason}" },
    zh: { message: "选项不适用：{reason}" },
  },
  E008: {
    kind: "usage",
    en: {
      message: "--label is missing: which column of {file} is to be predicted?",
      hint: "columns: {columns}",
    },
    zh: { message: "缺少 --label：要预测 {file} 的哪一列？", hint: "各列：{columns}" },
  },
  E009: {
    kind: "usage",
    en: { message: "these options exclude one another: {options}" },
    zh: { message: "这些选项不能同时使用：{options}" },
  },
  E010: {
    kind: "check",
    en: { message: "{metric} is {value}, asked for was {wanted}" },
    zh: { message: "{metric} 为 {value}，要求 {wanted}" },
  },
  E011: {
    kind: "check",
    en: {
      message: "gradients disagree: relative error {error} of {parameter}, allowed is {tolerance}",
      hint: "analytic {analytic}, numeric {numeric}",
    },
    zh: {
      message: "梯度不一致：{parameter} 的相对误差为 {error}，允许 {tolerance}",
      hint: "解析值 {analytic}，数值值 {numeric}",
    },
  },
  E012: {
    kind: "usage",
    en: {
      message: "the {part} rows of the training cannot be found in {file}: {reason}",
      hint: "--part needs the table that the model was trained on, and a record of how its rows were divided",
    },
    zh: {
      message: "在 {file} 中找不到训练时的 {part} 行：{reason}",
      hint: "--part 需要训练所用的表格，以及划分方式的记录",
    },
  },
  E013: {
    kind: "data",
    en: {
      message: "{file} is not a list of folds: {reason}",
      hint: "line i holds the fold of data row i, a whole number",
    },
    zh: { message: "{file} 不是折号列表：{reason}", hint: "第 i 行是第 i 个数据行的折号（整数）" },
  },
  E014: {
    kind: "usage",
    en: { message: "engine {engine} cannot do this: {reason}", hint: "--engine reference can do everything" },
    zh: { message: "引擎 {engine} 无法完成：{reason}", hint: "--engine reference 可完成一切" },
  },
  E015: {
    kind: "data",
    en: { message: "{file} is not JSON: {reason}", hint: "--init-file takes {form}" },
    zh: { message: "{file} 不是 JSON:{reason}", hint: "--init-file 的内容应为 {form}" },
  },
  E016: {
    kind: "data",
    en: {
      message: "{file}: expected {wanted} numbers in {where}, got {found}",
      hint: "the sizes are {sizes}",
    },
    zh: { message: "{file}:{where} 应有 {wanted} 个数，实际为 {found}", hint: "各层大小为 {sizes}" },
  },
  E017: {
    kind: "data",
    en: { message: "{file}: expected a finite number in {where}, got {found}" },
    zh: { message: "{file}:{where} 应为有限的数，实际为 {found}" },
  },
  E018: {
    kind: "data",
    en: { message: "{file} gives no start values: {reason}", hint: "--init-file takes {form}" },
    zh: { message: "{file} 不含初始值：{reason}", hint: "--init-file 的内容应为 {form}" },
  },
  E019: {
    kind: "data",
    en: {
      message: "the start values of {file} do not fit the table: {reason}",
      hint: "a column of categories makes several inputs: gradus inspect shows the columns",
    },
    zh: {
      message: "{file} 的初始值与表格不符：{reason}",
      hint: "类别列会产生多个输入：用 gradus inspect 查看各列",
    },
  },
  E020: {
    kind: "usage",
    en: {
      message: "option {option} has no effect here: it belongs to {owner}",
      hint: "leave it out, or add what it belongs to",
    },
    zh: { message: "选项 {option} 在此不起作用：它属于 {owner}", hint: "请去掉该选项，或加上它所属的选项" },
  },
  E401: {
    kind: "output",
    en: { message: "{file} could not be written: {reason}", hint: "the output is not complete" },
    zh: { message: "无法写入 {file}:{reason}", hint: "输出不完整" },
  },
  E402: {
    kind: "output",
    en: {
      message: "{file} is also read by this command and would be overwritten",
      hint: "name another output with -o",
    },
    zh: { message: "{file} 也是本命令的输入，将会被覆盖", hint: "请用 -o 指定其他输出文件" },
  },
  E500: {
    kind: "resources",
    en: {
      message: "not enough memory: {reason}",
      hint: "use fewer rows or columns, or give Node more memory with --max-old-space-size",
    },
    zh: { message: "内存不足：{reason}", hint: "请减少行或列，或用 --max-old-space-size 给 Node 更多内存" },
  },
  E501: {
    kind: "resources",
    en: { message: "the Studio has not been built: {folder} has no page", hint: "npm run build" },
    zh: { message: "Studio 尚未构建：{folder} 中没有页面", hint: "npm run build" },
  },
  E502: {
    kind: "resources",
    en: { message: "port {port} cannot be used: {reason}", hint: "without --port a free one is found" },
    zh: { message: "无法使用端口 {port}:{reason}", hint: "不写 --port 会自动选择空闲端口" },
  },
  E900: {
    kind: "internal",
    en: { message: "internal fault: {reason}", hint: "please report it, with the output of GRADUS_DEBUG=1" },
    zh: { message: "内部错误：{reason}", hint: "请附上 GRADUS_DEBUG=1 的输出进行反馈" },
  },
  E350: {
    kind: "model",
    en: { message: "{file} could not be read: {reason}" },
    zh: { message: "无法读取 {file}:{reason}" },
  },
  E357: {
    kind: "model",
    en: {
      message: "{file} was not found",
      hint: "check the name and the folder; gradus train names the file that it saves",
    },
    zh: { message: "找不到 {file}", hint: "请检查文件名和所在文件夹；gradus train 会给出所保存的文件名" },
  },
  E351: {
    kind: "data",
    en: {
      message: 'column "{column}" has words that the training rows did not have: {values}, in {count} rows',
      hint: "leave --strict out to predict such rows as of no known category",
    },
    zh: {
      message: "列“{column}”含有训练数据中没有的取值：{values}（共 {count} 行）",
      hint: "去掉 --strict，则这些行按未知类别预测",
    },
  },
  W363: {
    kind: "data",
    en: {
      message: "the intervals come from these very rows: their coverage here says little",
      hint: "see the column for rows not seen, or measure on another table",
    },
    zh: {
      message: "区间正来自这些行：此处的覆盖率说明不了什么",
      hint: "请看未见过的行一列，或在另一张表上衡量",
    },
  },
  W119: {
    kind: "data",
    en: {
      message: 'columns {columns}: numbers with other signs were read, such as "{value}" as {number}',
      hint: "if that is wrong, write plain numbers or give the decimal sign",
    },
    zh: {
      message: "列 {columns}：已读取带有其他符号的数字，例如“{value}”读作 {number}",
      hint: "若不正确，请写成普通数字或指定小数点符号",
    },
  },
} as const satisfies Record<string, Message>;

addMessages(usageMessages);
