import type { Message } from "./message.js";

/** E13, E35, E36, W36: what a row, or a table, gives that a model cannot take. */
export const predictionMessages = {
  E131: {
    kind: "data",
    en: {
      message: 'column "{column}" is too large to standardise: {value}',
      hint: "give it in a larger unit, or leave it out",
    },
    zh: { message: "列“{column}”的数值过大，无法标准化：{value}", hint: "请改用更大的单位，或忽略该列" },
  },
  E352: {
    kind: "data",
    en: { message: 'column "{column}": expected {wanted}, got {given}' },
    zh: { message: "列“{column}”：应为 {wanted}，实际为 {given}" },
  },
  E353: {
    kind: "data",
    en: {
      message: "a row of {given} values: expected {wanted}, one for each feature",
      hint: "give them in this order: {columns}",
    },
    zh: { message: "该行有 {given} 个值：应有 {wanted} 个，每个特征一个", hint: "请按此顺序给出：{columns}" },
  },
  E354: {
    kind: "data",
    en: {
      message: "the row lacks columns of the model ({count}): {columns}",
      hint: "names that may be meant: {pairs}; a missing value is given as null",
    },
    zh: {
      message: "该行缺少模型所需的 {count} 列：{columns}",
      hint: "可能对应的名称：{pairs}；缺失值请写作 null",
    },
  },
  E355: {
    kind: "data",
    en: {
      message: "the row lacks columns of the model ({count}): {columns}",
      hint: "the row has: {found}; a missing value is given as null",
    },
    zh: {
      message: "该行缺少模型所需的 {count} 列：{columns}",
      hint: "该行现有：{found}；缺失值请写作 null",
    },
  },
  E360: {
    kind: "model",
    en: {
      message: "all rows taught this model, so nothing is known of its errors on others: no intervals",
      hint: "train it anew without options of the network, or with a validation or a test part: --split 70/15/15",
    },
    zh: {
      message: "所有行都用于训练该模型，它在其他行上的误差未知：无法给出区间",
      hint: "请不指定网络选项重新训练，或保留验证、测试部分：--split 70/15/15",
    },
  },
  E361: {
    kind: "model",
    en: {
      message: "the model has no nets for quantiles: no intervals by cqr",
      hint: "train it anew with --interval-method cqr, or leave the method of the intervals out",
    },
    zh: {
      message: "模型中没有分位数网络：无法用 cqr 给出区间",
      hint: "请加 --interval-method cqr 重新训练，或不指定区间方法",
    },
  },
  W360: {
    kind: "data",
    en: {
      message:
        "the rows follow one another in time: the intervals are empirical, from past errors, and promise nothing",
      hint: "errors of later rows may be larger",
    },
    zh: {
      message: "各行按时间先后排列：区间只是由过去误差得到的经验区间，没有保证",
      hint: "之后的行误差可能更大",
    },
  },
  W361: {
    kind: "data",
    en: {
      message:
        "the rows come in groups: rows of a new group are held by the intervals in about the nominal share only if groups are many and alike",
    },
    zh: { message: "各行成组：只有当组数较多且彼此相似时，区间才能以接近标称的比例包含新组的行" },
  },
  W362: {
    kind: "data",
    en: {
      message:
        "the intervals come from {rows} validation rows, which also chose the epoch: they may be slightly too narrow",
      hint: "keep a test part, whose rows chose nothing: --split 70/15/15",
    },
    zh: {
      message: "区间来自 {rows} 行验证数据，这些行也选择了训练轮次：区间可能略窄",
      hint: "请保留未参与任何选择的测试部分：--split 70/15/15",
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
} as const satisfies Record<string, Message>;
