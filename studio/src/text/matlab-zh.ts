import type { matlabEn } from "./matlab-en.js";

/** The same in Chinese. */
export const matlabZh: typeof matlabEn = {
  heading: "来自 MATLAB",
  intro: "您熟悉的东西在这里的位置。命令行也认识 MATLAB 的方法名和缩放名。",
  theirs: "MATLAB",
  here: "这里",
  command: "命令行",
  rows: [
    ["nnstart, nftool, nntraintool", "“训练”页面", "gradus studio data.csv", "train"],
    [
      "newff(…, [10], {'tansig','purelin'})",
      "10 个双曲正切神经元的隐藏层，线性输出",
      "gradus train data.csv --hidden 10:tanh --optimizer trainlm",
      "train",
    ],
    [
      "trainlm, trainbr, trainscg",
      "列文伯格–马夸特法，贝叶斯正则化，缩放共轭梯度",
      "--optimizer trainlm",
      "train",
    ],
    ["traingd, traingdm, traingdx", "梯度下降，带动量，带变化的学习率", "--optimizer traingdx", "train"],
    ["mapminmax, mapstd", "缩放；属于模型的一部分，预测值使用表格的单位", "--scale mapminmax", "train"],
    ["divideParam 0.7 / 0.15 / 0.15", "划分，在“设置”中", "--split 70/15/15", "train"],
    [
      "epochs, goal, max_fail, min_grad, time",
      "何时停止训练",
      "--epochs --goal --patience --min-grad --time",
      "train",
    ],
    ["plotperform", "损失曲线，最佳轮次画圈", "gradus plot model.safetensors --figure performance", "train"],
    ["plottrainstate", "梯度范数和学习率曲线", "gradus plot model.safetensors --figure state", "train"],
    [
      "plotregression",
      "逐部分的预测值与实际值；R 和 R²",
      "gradus plot model.safetensors data.csv --figure regression",
      "evaluate",
    ],
    ["ploterrhist", "误差直方图", "gradus plot model.safetensors data.csv --figure errors", "evaluate"],
    [
      "plotconfusion",
      "混淆矩阵；每个数字都通向对应的行",
      "gradus plot model.safetensors data.csv --figure confusion",
      "evaluate",
    ],
    [
      "plotroc",
      "ROC 曲线，精确率与召回率",
      "gradus plot model.safetensors data.csv --figure roc",
      "evaluate",
    ],
    ["crossval, cvpartition", "交叉验证，并与线性模型作检验", "gradus cv data.csv --label y", "evaluate"],
    [
      "MIV",
      "平均影响值，并说明它不能说明什么，与另外八种方法并列",
      "gradus explain model.safetensors data.csv --method miv",
      "explain",
    ],
    [
      "plotPartialDependence",
      "各因素的规律，逐行曲线，同时看两个因素",
      "gradus plot model.safetensors data.csv --figure curve",
      "explain",
    ],
    ["sim(net, x), net(x)", "对表格作预测", "gradus predict model.safetensors data.csv", "share"],
    ["view(net)", "网络图", "gradus plot model.safetensors --figure network", "share"],
    ["net.IW{1}, net.LW{2,1}, net.b", "W¹、W²、b", "gradus show model.safetensors --weights", "share"],
    [
      "genFunction, exportONNXNetwork",
      "供其他程序运行的模型：ONNX",
      "gradus export model.safetensors --to onnx",
      "share",
    ],
    ["save net.mat", "一个模型文件", "gradus train data.csv --label y", "share"],
  ],
  notes: [
    "max_fail 计的是验证损失没有变好的轮数。达到时训练并没有失败：最佳权重会被恢复。",
    "R 是预测值与实际值的相关系数，R² 是被解释的方差比例。预测值若总差一个固定倍数，R 等于 1，R² 却很差。",
    "列文伯格–马夸特法使用平方和；学习率在那里没有意义，取而代之的是阻尼 λ。",
  ],
};
