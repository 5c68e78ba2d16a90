type Terms = readonly (readonly [string, string])[];

/** Words of the report and what they mean, in English. */
export const glossaryEn: Readonly<Record<"common" | "regression" | "classes", Terms>> = {
  common: [
    [
      "Out of fold",
      "Predicted by networks that had not seen the row: the training rows are in folds, and each fold is left out once.",
    ],
    ["95 % interval", "A range that holds the true value in 95 of 100 samples like this one."],
    ["p", "How likely a difference as large would be if there were none."],
    ["Linear model", "Ridge or logistic regression on the same rows: what a network has to beat."],
    ["Coverage", "Share of the labels that lie within their prediction interval, or set of classes."],
    [
      "Permutation importance",
      "How much the error grows when the values of a factor are shuffled among the rows.",
    ],
    [
      "Accumulated local effect",
      "How the answer goes with a factor, from many small steps that each row takes from where it is; factors that vary together do not mislead it.",
    ],
    ["Sensitivity", "Slope of the answer with respect to a factor, by back-propagation to the input."],
    ["MIV", "Mean impact value: mean change of the answer if a factor is raised and lowered by a tenth."],
    [
      "z, h, W, b, ω",
      "Weighted sum and activation of a neuron, weights and bias of a layer, weight of a network in the mean.",
    ],
  ],
  regression: [
    [
      "R²",
      "Share of the variance that the predictions explain. Not R, the correlation, which a wrong offset or slope does not lower.",
    ],
    ["RMSE, MAE", "Root of the mean squared error, and mean absolute error, in the label’s unit."],
  ],
  classes: [
    ["AUC", "Probability that a row of the second class gets a higher probability than one of the first."],
    [
      "Log-loss",
      "Mean of −ln of the probability given to the true class: small if the probabilities are right.",
    ],
    ["Calibration", "Whether of rows with the probability 0.8 about eight of ten are of the class."],
  ],
};
