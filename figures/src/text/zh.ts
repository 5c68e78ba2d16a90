import type { en } from "./en.js";
/** The Chinese texts. */
export const zh: typeof en = {
  parts: {
    train: "训练行",
    validation: "验证行",
    outOfFold: "训练行（折外）",
    test: "测试行",
    all: "全部行",
  },
  withUnit: (name, unit) => (unit === undefined ? name : `${name}（${unit}）`),
  parity: {
    title: (label, part) => `${label} 的预测值与实际值，${part}`,
    desc: (n, r, fit) => `共 ${n} 个点；虚线为预测 = 实际，实线为拟合 ${fit}；R = ${r}。`,
    heading: (r, fit) => `R = ${r}，${fit}`,
    fit: (slope, sign, offset) => `ŷ = ${slope} y ${sign} ${offset}`,
    x: (label) => `实际 ${label}`,
    y: (label) => `预测 ${label}`,
  },
  residuals: {
    title: (label, part) => `${label} 的残差与预测值，${part}`,
    desc: (n, low, high) => `共 ${n} 个点；预测减实际在 ${low} 与 ${high} 之间。`,
    y: "预测 − 实际",
    histogram: (label, part) => `${label} 的残差直方图，${part}`,
    histogramDesc: (mean, sd) => `均值 ${mean}，标准差 ${sd}。`,
    count: "行数",
  },
};
