import { addMessages } from "./catalogue.js";
import type { Message } from "./message.js";

/** E20, W18, W23: how the rows are divided for an honest assessment. */
export const assessingMessages = {
  E208: {
    kind: "usage",
    en: { message: "rows of a streamed table can be grouped by one column only", hint: "--split-group NAME" },
    zh: { message: "流式读取的表格只能按一列分组", hint: "--split-group 列名" },
  },
  E209: {
    kind: "usage",
    en: { message: "cross-validation was stopped before the first fold was ready" },
    zh: { message: "交叉验证在第一折完成之前被停止" },
  },
  W180: {
    kind: "data",
    en: {
      message:
        '{share} % of the rows agree with another row in every feature but "{column}": the same thing measured several times, it seems; a random split tests on what was trained on',
      hint: 'keep them together: --split-group-except "{column}", in train and in cv',
    },
    zh: {
      message:
        "{share} % 的行除“{column}”外各特征都与另一行相同，似为同一对象的多次测量；随机划分会用学过的对象来测试",
      hint: '让它们留在同一部分：train 和 cv 都可用 --split-group-except "{column}"',
    },
  },
  W181: {
    kind: "data",
    en: {
      message:
        'the rows are in the order of time (column "{column}"): a random split tests between rows that were trained on, and flatters forecasts',
      hint: 'train with --split-time "{column}"; in cv: --kind block or --kind time',
    },
    zh: {
      message: "各行按时间（列“{column}”）排列：随机划分是在学过的行之间测试，对预报而言过于乐观",
      hint: '训练时用 --split-time "{column}";cv 用 --kind block 或 --kind time',
    },
  },
  W182: {
    kind: "data",
    en: {
      message:
        'column "{column}" puts the rows in the order of the label "{label}" (rank correlation {share}): the label may leak',
      hint: "leave it out with --ignore if it is not known before the label",
    },
    zh: {
      message: "列“{column}”与标签“{label}”的大小次序一致（秩相关系数 {share}）：标签可能泄漏",
      hint: "若在标签之前无法得知，请用 --ignore 忽略",
    },
  },
  W230: {
    kind: "data",
    en: {
      message:
        'the rows are in the order of time (column "{column}"): each fold is a block of neighbouring rows, not a random draw',
      hint: "--kind random shuffles, --kind time tests on later rows only",
    },
    zh: {
      message: "各行按时间（列“{column}”）排列：每折是一段相邻的行，而非随机抽取",
      hint: "--kind random 随机分折，--kind time 只用较晚的行测试",
    },
  },
  W231: {
    kind: "data",
    en: {
      message: "{rows} rows are few: any figure about this model may be chance",
      hint: "measure with gradus cv --kind leave-one-out, or --repeats 10, and see the intervals",
    },
    zh: {
      message: "只有 {rows} 行：关于该模型的任何数字都可能出于偶然",
      hint: "用 gradus cv --kind leave-one-out 或 --repeats 10 来衡量，并看区间",
    },
  },
} as const satisfies Record<string, Message>;

addMessages(assessingMessages);
