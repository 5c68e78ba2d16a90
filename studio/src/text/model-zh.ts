import type { Section } from "../shell/model-protocol.js";
import type { modelEn, shareEn } from "./model-en.js";

const sections: Record<Section, string> = {
  train: "训练",
  folds: "折外",
  validation: "验证",
  test: "测试",
  new: "新表格",
};
const sectionHints: Record<Section, string> = {
  train: "网络学习过的行",
  folds: "训练行，每一行都由没见过它的网络来预测",
  validation: "用来选择轮次的行",
  test: "完全没有参与训练的行",
  new: "模型没有训练过的表格中的行",
};

/** Texts about the model in Chinese. */
export const modelZh: typeof modelEn = {
  bar: "模型与表格",
  choose: "模型",
  parameters: (n) => `${n} 个权重和偏置`,
  judgedOn: "用来评判的表格：",
  own: "训练所用的表格",
  foreign: "模型没见过的表格",
  noTable: "旁边还没有表格",
  open: "打开模型……",
  otherTable: "换一个表格……",
  chooseTable: "选择表格……",
  columnsNeeded: "需要这些列：",
  toTrain: "训练一个模型",
  dropHint: "可以用命令行或另一个页面保存的模型文件，拖到页面任何位置即可。",
  reading: "正在读取……",
  working: "正在计算……",
  stop: "停止",
  progress: "进度",
  sections,
  sectionHints,
};

/** Texts of the Share screen in Chinese. */
export const shareZh: typeof shareEn = {
  heading: "把模型带走",
  hint: "一切都在本页面里完成，您的数据不会离开这里。",
  none: "还没有模型。请先训练一个，或者打开模型文件。",
  files: "文件",
  fileNames: { model: "模型文件", onnx: "ONNX", weights: "权重表（CSV）", record: "训练记录（JSON）" },
  fileHints: {
    model:
      "与命令行训练所写的是同一种文件。可用于命令行的预测、评估和导出，可供程序使用，也可以在这里再次打开。",
    onnx: "供 ONNX Runtime 在 Python、C#、Java 或浏览器中运行，缩放和类别都包含在内；也可以用 Netron 打开。",
    weights: "每行一个权重或偏置，注明网络、层、行、列和输入。",
    record: "模型是怎样得来的：各列、缩放、配方的每个选项、指标、每一轮的记录。",
  },
  save: "保存",
  saved: (name, size) => `${name}，${size}`,
  predictions: "预测",
  predictionsHint: "选择一个包含模型所需各列的表格，得到的是同一个表格，旁边加上预测值。",
  choosePredict: "预测一个表格……",
  withInterval: "附上能包含 90 % 新值的区间",
  predicted: (rows) => `已预测 ${rows} 行，前几行是：`,
  saveCsv: "保存为 CSV",
  command: "在命令行里",
  diagram: "网络图",
  diagramHint: "带有神经元和权重的网络图，矢量格式，可用于论文和幻灯片。",
  saveSvg: "保存为 SVG",
  report: "报告",
  reportHint: "指标、图、因素和训练记录，都在一个独立的网页文件里。",
  makeReport: "生成报告",
  reportLanguages: { en: "英文", zh: "中文", both: "两种" },
  reportLanguage: "语言",
  reportSaved: (name) => `${name} 已生成`,
  showReport: "查看",
  reportElsewhere: "单文件页面里没有放下它，请用命令行生成：",
  link: "链接",
  linkHint: "链接通向这个页面，其中既没有您的数据也没有模型：请把模型文件一起发送。",
  copyLink: "复制链接",
  rows: "行",
};
