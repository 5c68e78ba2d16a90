import type { Screen } from "../shell/route.js";

/** What it is called there, what it is here, the command, and the screen that has it. */
export type MatlabRow = readonly [theirs: string, here: string, command: string, screen: Screen];

/** Texts of the page for those who come from MATLAB: what is called how. */
export const matlabEn = {
  heading: "From MATLAB",
  intro:
    "What you know, and where it is here. The command line understands MATLAB's names of methods and scalings too.",
  theirs: "MATLAB",
  here: "Here",
  command: "Command line",
  rows: [
    ["nnstart, nftool, nntraintool", "the Train screen", "gradus studio data.csv", "train"],
    [
      "newff(…, [10], {'tansig','purelin'})",
      "hidden layer of 10 tanh, linear output",
      "gradus train data.csv --hidden 10:tanh --optimizer trainlm",
      "train",
    ],
    [
      "trainlm, trainbr, trainscg",
      "Levenberg–Marquardt, Bayesian regularisation, scaled conjugate gradient",
      "--optimizer trainlm",
      "train",
    ],
    [
      "traingd, traingdm, traingdx",
      "gradient descent, with momentum, with a changing rate",
      "--optimizer traingdx",
      "train",
    ],
    [
      "mapminmax, mapstd",
      "scaling; it belongs to the model, predictions are in the table's units",
      "--scale mapminmax",
      "train",
    ],
    ["divideParam 0.7 / 0.15 / 0.15", "split, under Settings", "--split 70/15/15", "train"],
    [
      "epochs, goal, max_fail, min_grad, time",
      "when training stops",
      "--epochs --goal --patience --min-grad --time",
      "train",
    ],
    [
      "plotperform",
      "curve of the loss, the best epoch ringed",
      "gradus plot model.safetensors --figure performance",
      "train",
    ],
    [
      "plottrainstate",
      "curves of gradient norm and learning rate",
      "gradus plot model.safetensors --figure state",
      "train",
    ],
    [
      "plotregression",
      "predicted against actual values, part by part; R and R²",
      "gradus plot model.safetensors data.csv --figure regression",
      "evaluate",
    ],
    [
      "ploterrhist",
      "histogram of the errors",
      "gradus plot model.safetensors data.csv --figure errors",
      "evaluate",
    ],
    [
      "plotconfusion",
      "confusion matrix; every number leads to its rows",
      "gradus plot model.safetensors data.csv --figure confusion",
      "evaluate",
    ],
    [
      "plotroc",
      "ROC, precision and recall",
      "gradus plot model.safetensors data.csv --figure roc",
      "evaluate",
    ],
    [
      "crossval, cvpartition",
      "cross-validation, with a test against the linear model",
      "gradus cv data.csv --label y",
      "evaluate",
    ],
    [
      "MIV",
      "mean impact value, with what it cannot say, beside eight other methods",
      "gradus explain model.safetensors data.csv --method miv",
      "explain",
    ],
    [
      "plotPartialDependence",
      "laws of the factors, single rows, two factors at once",
      "gradus plot model.safetensors data.csv --figure curve",
      "explain",
    ],
    ["sim(net, x), net(x)", "predictions of a table", "gradus predict model.safetensors data.csv", "share"],
    ["view(net)", "diagram of the network", "gradus plot model.safetensors --figure network", "share"],
    ["net.IW{1}, net.LW{2,1}, net.b", "W¹, W², b", "gradus show model.safetensors --weights", "share"],
    [
      "genFunction, exportONNXNetwork",
      "a model that other programs run: ONNX",
      "gradus export model.safetensors --to onnx",
      "share",
    ],
    ["save net.mat", "one model file", "gradus train data.csv --label y", "share"],
  ] as readonly MatlabRow[],
  notes: [
    "max_fail counts epochs without a better validation loss. When it is reached, training has not failed: the best weights are restored.",
    "R is the correlation of predicted and actual values, R² the share of the variance that is explained. A model that is off by a constant factor has R = 1 and a poor R².",
    "For trainlm the tutorial's loss is the sum of squares; the learning rate has no meaning there, the damping λ takes its place.",
  ] as readonly string[],
};
