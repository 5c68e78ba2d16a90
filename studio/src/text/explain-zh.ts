import type { explainEn } from "./explain-en.js";

/** Texts of the Explain screen in Chinese. */
export const explainZh: typeof explainEn = {
  heading: "哪些因素重要，如何影响",
  none: "还没有模型。请先用您的表格训练一个，再来解释各因素。",
  toTrain: "去训练",
  working: "正在计算……",
  of: (run) => `来自${run}`,
  output: "输出",
  ranking: "重要性",
  rankingHint: (rows, part) =>
    `模型不再知道该因素时误差增加多少，在 ${rows} 个${part}行上测得；± 为十次置换的标准差。`,
  errors: { rmse: "均方根误差的增加", logLoss: "对数损失的增加" },
  groups: "这些因素一起变化，可以互相替代；作为一组：",
  law: (factor) => `${factor} 的规律`,
  curveText: (factor, output) => `${output} 如何随 ${factor} 变化；上面的句子用文字说明。`,
  band: "各网络之间的两倍标准差",
  density: "各处附近的行数",
  whatIf: "如果改变",
  whatIfHint: "从典型的一行开始。移动某个因素，看输出如何变化；超出训练数据的范围时，模型只是猜测。",
  answer: "输出",
  change: (text) => `与典型行相比 ${text}`,
  outside: (factor) => `${factor} 超出了训练数据的范围`,
  reset: "回到典型行",
  choose: (factor) => `查看 ${factor} 的规律`,
};
