import type { intervalsEn } from "./intervals-en.js";

const partOf = (part: string): string => (part === "test" ? "测试" : part === "validation" ? "验证" : "各折");

/** 区间的中文文字。 */
export const intervalsZh: typeof intervalsEn = {
  source: {
    cv: (level) => `${level} 区间来自各留出一折的网络的误差，以整个集成为中心（CV，约为标称比例，无保证）`,
    "cv+": (level, _part, guaranteed) => `${level} 区间围绕各留出一折的网络（CV+，至少保证 ${guaranteed}）`,
    split: (level, part) => `${level} 区间来自${partOf(part)}行上的误差（分割共形）`,
    cqr: (level, part) =>
      `${level} 区间来自分位数网络及其在${partOf(part)}行上的偏差（CQR${part === "folds" ? "，无保证" : ""}）`,
  },
  sets: (level, method, part) =>
    method === "split"
      ? `${level} 类别集合来自${partOf(part)}行（分割共形）`
      : `${level} 类别集合来自各留出一折的网络 (CV+)`,
  realised: (rows, coverage, width, label) =>
    `${label === "" ? "" : `${label}：`}网络未见过的 ${rows} 行中，${coverage} 落在区间内，平均宽度 ${width}`,
  realisedSets: (rows, coverage, size) =>
    `网络未见过的 ${rows} 行中，${coverage} 的类别在集合内，集合平均含 ${size} 类`,
  temperature: (T, before, after) => `温度 ${T}：校准误差由 ${before} 变为 ${after}`,
  ofClasses: "类别标签",
  ofNumbers: "数值标签",
  heading: "区间",
  nominal: "标称",
  onTable: "本表",
  unseen: "未见过的行",
  coverage: "覆盖率",
  meanWidth: "平均宽度",
  intervalScore: "Winkler 分数",
  meanSize: "集合中的类别数",
  empty: "空集合",
};
