import type { familiesEn } from "./families-en.js";

/** The Chinese texts about families of networks. */
export const familiesZh: typeof familiesEn = {
  recipe: "配方",
  names: new Map([
    ["early", "提前停止"],
    ["bayes", "贝叶斯"],
    ["relevance", "相关度"],
    ["deep relevance", "深层相关度"],
    ["deep bayes", "深层贝叶斯"],
    ["linear", "线性"],
    ["embedded", "嵌入"],
    ["plain", "普通"],
    ["smooth", "平滑"],
    ["steady", "稳健"],
    ["deep", "深层"],
  ]),
  why: (rows, inputs, nets, families, folds) =>
    `训练数据只有 ${rows} 行、${inputs} 个输入：训练 ${families} 类共 ${nets} 个小网络；${folds} 折中每一折都由没见过它的网络预测，这些误差（“折外”）决定各类网络的权重`,
  whyMany: (rows, inputs, nets, families, folds) =>
    `${rows} 行训练数据、${inputs} 个输入：按批训练 ${families} 类共 ${nets} 个网络，每个网络由 ${folds} 折中它没见过的一折决定最佳轮次；那里的误差（“折外”）决定各类网络的权重`,
  batchesOnly: (engine) => `引擎 ${engine} 只能按批更新：只训练一类网络，由验证行决定何时停止`,
  parts: (train, test, folds) => `训练 ${train}（${folds} 折）/ 测试 ${test}`,
  allRows: "每次全部行",
  smoothClip: "平滑截断",
  atOnce: (nets) => `最多同时训练 ${nets} 个网络`,
  family: "网络类别",
  layers: "隐藏层",
  method: "方法",
  nets: "网络数",
  iterations: "迭代次数",
  effective: "有效参数",
  share: "占比",
  together: "合计",
  outOfFold: "折外",
  done: (nets) => `${nets} 个网络全部完成。`,
  timeUp: (ready, nets) => `时间用完：${nets} 个网络中完成了 ${ready} 个。`,
  stopped: (ready, nets) => `已停止：${nets} 个网络中完成了 ${ready} 个。`,
  relevance: "相关度",
  feature: "特征",
  idle: (names) => `网络用不到：${names}。`,
  moreFeatures: (n) => `另有 ${n} 个相关度更低的特征 (--table full)`,
  firstAnswer: (time, metric, family, nets) =>
    `${time}  首个答案  折外 ${metric}（${nets} 个网络：${family}）`,
  betterAnswer: (time, metric, family, nets) => `${time}  ${metric}（加上${family}，共 ${nets} 个网络）`,
  bestEpoch: "最佳",
  end: "结束",
};
