/** Texts of the page for those who come from MATLAB: what is called how. */
export const matlabEn = {
  heading: "From MATLAB",
  intro:
    "What you know, and where it is here. The command line understands MATLAB's names of methods and scalings too.",
  theirs: "MATLAB",
  here: "Here",
  command: "Command line",
  rows: [
    ["nnstart, nftool, nntraintool", "the Train screen", "gradus studio data.csv"],
    ["newff(…, [10], {'tansig','purelin'})", "hidden layer of 10 tanh, linear output", "--hidden 10:tanh"],
    [
      "trainlm, trainbr, trainscg",
      "Levenberg–Marquardt, Bayesian regularisation, scaled conjugate gradient",
      "--optimizer trainlm",
    ],
    [
      "traingd, traingdm, traingdx",
      "gradient descent, with momentum, with a changing rate",
      "--optimizer traingdx",
    ],
    [
      "mapminmax, mapstd",
      "scaling; it belongs to the model, predictions are in the table's units",
      "--scale mapminmax",
    ],
    ["divideParam 0.7 / 0.15 / 0.15", "split, under Settings", "--split 70/15/15"],
    [
      "epochs, goal, max_fail, min_grad, time",
      "when training stops",
      "--epochs --goal --patience --min-grad --time",
    ],
    ["plotperform", "curve of the loss, the best epoch ringed", "gradus train … --table full"],
    ["plottrainstate", "curves of gradient norm and learning rate", "gradus train … --events"],
    ["plotregression", "predicted against true values; R and R²", "gradus evaluate"],
    ["plotconfusion", "confusion matrix", "gradus evaluate"],
    ["sim(net, x)", "predictions", "gradus predict"],
    ["net.IW{1}, net.LW{2,1}, net.b", "W¹, W², b", "gradus show --weights"],
    ["genFunction", "a model that other programs run", "gradus export --to onnx"],
    ["MIV", "mean impact value, with what it cannot say", "gradus explain --method miv"],
  ] as readonly (readonly [string, string, string])[],
  notes: [
    "max_fail counts epochs without a better validation loss. When it is reached, training has not failed: the best weights are restored.",
    "R is the correlation of prediction and truth, R² the share of the variance that is explained. A model that is off by a constant factor has R = 1 and a poor R².",
    "For trainlm the tutorial's loss is the sum of squares; the learning rate has no meaning there, the damping λ takes its place.",
  ] as readonly string[],
};
