import type { scanEn } from "./scan-en.js";

/** `gradus scan` 的文字。 */
export const scanZh: typeof scanEn = {
  tried: (layouts, restarts, folds, nets) =>
    `${layouts} 种结构 × ${restarts} 次初始化 × ${folds} 折 = ${nets} 个网络，各用未见过的行检验`,
  rows: (rows, test) => (test === 0 ? `${rows} 行分折` : `${rows} 行分折 / 测试 ${test} 行不动用`),
  by: (optimizer, epochs, l2) => `${optimizer}，最多 ${epochs} 次迭代${l2 === "" ? "" : `，权重衰减 ${l2}`}`,
  layout: "隐藏层",
  parameters: "参数",
  error: (metric) => `${metric} ± 标准误`,
  spread: "初始化 ±",
  trainError: "训练",
  gamma: "γ",
  evidence: "ln 证据",
  marks: { best: "最小误差", recommended: "推荐", both: "最小误差，推荐" },
  none: "无隐藏层",
  neurons: (layout) => `${layout} 个神经元`,
  verdict: (size, error, best, least, standardError) =>
    `与最小误差相差不超过一个标准误的最小网络：${size}，${error}。误差最小的是 ${best}，${least} ± ${standardError}：没有证据表明更多神经元有益。`,
  same: (size, error) => `误差最小，且没有更小的网络与它相差不超过一个标准误：${size}，${error}。`,
  incomplete: (ready, all) => `已停止：${all} 种结构中完成了 ${ready} 种。`,
  pass: (layout, ready, nets) => `${layout}，网络 ${ready}/${nets}`,
  axis: "参数个数（权重和偏置）",
  unseen: "未见过的行，± 一个标准误",
  trained: "训练行",
  bound: "最小误差 + 一个标准误",
  title: (label) => `预测 ${label} 需要多少神经元？`,
};
