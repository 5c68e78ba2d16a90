import type { matlabEn } from "./matlab-en.js";

/** The same in Chinese. */
export const matlabZh: typeof matlabEn = {
  heading: "来自 MATLAB",
  intro: "您熟悉的东西在这里的位置。命令行也认识 MATLAB 的方法名和缩放名。",
  theirs: "MATLAB",
  here: "这里",
  command: "命令行",
  rows: [
    ["nnstart, nftool, nntraintool", "“训练”页面", "gradus studio data.csv"],
    ["newff(…, [10], {'tansig','purelin'})", "10 个双曲正切神经元的隐藏层，线性输出", "--hidden 10:tanh"],
    ["trainlm, trainbr, trainscg", "列文伯格–马夸特法，贝叶斯正则化，缩放共轭梯度", "--optimizer trainlm"],
    ["traingd, traingdm, traingdx", "梯度下降，带动量，带变化的学习率", "--optimizer traingdx"],
    ["mapminmax, mapstd", "缩放；属于模型的一部分，预测值使用表格的单位", "--scale mapminmax"],
    ["divideParam 0.7 / 0.15 / 0.15", "划分，在“设置”中", "--split 70/15/15"],
    [
      "epochs, goal, max_fail, min_grad, time",
      "何时停止训练",
      "--epochs --goal --patience --min-grad --time",
    ],
    ["plotperform", "损失曲线，最佳轮次画圈", "gradus train … --table full"],
    ["plottrainstate", "梯度范数和学习率曲线", "gradus train … --events"],
    ["plotregression", "预测值与真实值；R 和 R²", "gradus evaluate"],
    ["plotconfusion", "混淆矩阵", "gradus evaluate"],
    ["sim(net, x)", "预测", "gradus predict"],
    ["net.IW{1}, net.LW{2,1}, net.b", "W¹、W²、b", "gradus show --weights"],
    ["genFunction", "供其他程序运行的模型", "gradus export --to onnx"],
    ["MIV", "平均影响值，并说明它不能说明什么", "gradus explain --method miv"],
  ],
  notes: [
    "max_fail 计的是验证损失没有变好的轮数。达到时训练并没有失败：最佳权重会被恢复。",
    "R 是预测与真实的相关系数，R² 是被解释的方差比例。预测值若总差一个固定倍数，R 等于 1，R² 却很差。",
    "列文伯格–马夸特法使用平方和；学习率在那里没有意义，取而代之的是阻尼 λ。",
  ],
};
