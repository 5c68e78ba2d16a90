import { differenceUnit, untoldUnit } from "gradus";
/** The English texts. */
export const en = {
  comma: ", ",
  parts: {
    train: "training rows",
    validation: "validation rows",
    outOfFold: "training rows, out of fold",
    test: "test rows",
    all: "all rows",
  },
  metrics: { rmse: "RMSE", logLoss: "log-loss" },
  losses: {
    half_mse_sum: "half squared error, summed",
    half_mse_batch_mean: "half squared error",
    mse_mean: "mean squared error",
    mae_mean: "mean absolute error",
    huber_mean: "Huber loss",
    smooth_l1_mean: "smooth L1 loss",
    log_cosh_mean: "log-cosh loss",
    pinball_mean: "quantile loss",
    poisson_mean: "Poisson loss",
    bce_prob_mean: "binary cross-entropy",
    bce_logits_mean: "binary cross-entropy",
    cross_entropy_mean: "cross-entropy",
  } as Readonly<Record<string, string>>,
  withUnit: (name: string, given: string | undefined) => {
    const unit = untoldUnit(name, given);
    return unit === undefined ? name : `${name} in ${unit}`;
  },
  others: (n: number) => `${n} others`,
  more: (n: number) => `⋯ ${n} more`,
  parity: {
    title: (label: string, part: string) => `Predicted against actual ${label}, ${part}`,
    all: (label: string) => `Regression of ${label}: predicted against actual`,
    desc: (n: number, r: string, fit: string) =>
      `${n} points; the dashed line is predicted = actual, the solid one the fit ${fit}; R = ${r}.`,
    heading: (r: string, fit: string) => `R = ${r},  ${fit}`,
    noFit: "no line fits: all values are alike",
    fit: (slope: string, sign: string, offset: string) => `ŷ = ${slope} y ${sign} ${offset}`,
    x: (label: string) => `actual ${label}`,
    y: (label: string) => `predicted ${label}`,
  },
  residuals: {
    title: (label: string, part: string) => `Residuals of ${label} against the prediction, ${part}`,
    against: (label: string, factor: string, part: string) =>
      `Residuals of ${label} against ${factor}, ${part}`,
    desc: (n: number, low: string, high: string) =>
      `${n} points; predicted less actual lies between ${low} and ${high}.`,
    y: "predicted − actual",
    histogram: (label: string, part: string) => `Histogram of the residuals of ${label}, ${part}`,
    histogramDesc: (mean: string, sd: string) => `Mean ${mean}, standard deviation ${sd}.`,
    count: "rows",
  },
  qq: {
    title: (label: string, part: string) => `Normal Q–Q plot of the residuals of ${label}, ${part}`,
    desc: (n: number, offset: string, slope: string) =>
      `${n} residuals; the line through both quartiles has offset ${offset} and slope ${slope}. Where the points follow it, the errors are normal.`,
    x: "quantile of the normal distribution",
  },
  course: {
    title: "Course of the training",
    state: "State of the training",
    net: (number: number, of: number) => `, net ${number} of the ${of} that were trained`,
    train: "training",
    validation: "validation",
    test: "test",
    best: (epoch: number, loss: string) => `best: epoch ${epoch}, ${loss}`,
    desc: (epochs: number, best: number, loss: string) =>
      `${epochs} epochs; the best weights are those of epoch ${best}, where the loss is ${loss}.`,
    epoch: "epoch",
    ends: (name: string, value: string) => `${name} ends at ${value}.`,
    states: {
      gradient: "norm of the gradient",
      mu: "damping μ",
      rate: "learning rate",
      gamma: "effective parameters γ",
      checks: "epochs since the best validation loss",
    },
  },
  confusion: {
    title: (label: string, part: string) => `Confusion matrix of ${label}, ${part}`,
    desc: (rows: number, classes: number, accuracy: string) =>
      `${rows} rows of ${classes} classes; ${accuracy} were predicted as what they are.`,
    predicted: "predicted class →",
    actual: "true class",
    precision: "precision, %",
    recall: "recall, %",
  },
  roc: {
    title: (label: string, part: string) => `ROC curve of ${label}, ${part}`,
    area: (auc: string) => `: AUC = ${auc}`,
    desc: (name: string, auc: string) => `${name}: area under the curve ${auc}`,
    none: "no curve: all rows are of one class",
    dots: "dots: thresholds of the probability",
    most: (shown: number, of: number) => `the ${shown} most frequent of ${of} classes`,
    x: "false positive rate, FP / (FP + TN)",
    y: "true positive rate, TP / (TP + FN)",
  },
  pr: {
    title: (label: string, part: string) => `Precision–recall curve of ${label}, ${part}`,
    area: (ap: string) => `: AP = ${ap}`,
    desc: (name: string, ap: string) => `${name}: average precision ${ap}`,
    x: "recall, TP / (TP + FN)",
    y: "precision, TP / (TP + FP)",
  },
  calibration: {
    title: (label: string, part: string) => `Reliability of the probabilities of ${label}, ${part}`,
    desc: (bins: number, ece: string) =>
      `${bins} groups of rows; observed frequency against predicted probability, expected calibration error ${ece}.`,
    note: (ece: string, rows: number, bins: number) =>
      `ECE = ${ece}, ${rows} rows in ${bins} groups, 95 % intervals`,
    x: (positive: string | undefined) =>
      positive === undefined
        ? "predicted probability of the class named"
        : `predicted probability of ${positive}`,
    y: "observed frequency",
  },
  importance: {
    title: "Importance of the factors",
    desc: (n: number, first: string, value: string) =>
      `${n} factors; without ${first}, the most important, the error rises by ${value}.`,
    x: (metric: string, unit: string | undefined) =>
      `increase of the ${metric}${unit === undefined ? "" : ` in ${differenceUnit(unit, "en")}`} without the factor`,
  },
  rankings: {
    title: "Ranks of the factors by several methods",
    desc: (methods: number, first: string) => `${methods} methods; on average the first are ${first}.`,
    x: "method",
  },
  methods: {
    permutation: "permutation",
    sensitivity: "sensitivity",
    ale: "ALE",
    miv: "MIV",
    shapley: "Shapley",
    sobol: "Sobol",
    lek: "Lek",
    olden: "Olden",
    garson: "Garson",
  } as Readonly<Record<string, string>>,
  curve: {
    title: (output: string, factor: string) => `${output} by ${factor}`,
    all: (output: string) => `The factors' effects on ${output}`,
    ale: (output: string) => `effect on ${output}`,
    pd: (output: string) => `mean ${output}`,
    desc: (low: string, high: string) => `The curve goes from ${low} to ${high}.`,
    mean: "model",
    band: "± 2 sd over the nets",
    ice: "single rows",
    few: (n: number) => `fewer than ${n} rows near`,
  },
  surface: {
    title: (output: string, first: string, second: string) => `${output} by ${first} and ${second}`,
    desc: (low: string, high: string) => `The mean answer goes from ${low} to ${high}.`,
    key: (output: string) => `mean ${output}`,
    empty: "no rows near",
  },
  learning: {
    title: "Error with fewer rows to learn from",
    desc: (rows: string, error: string, gain: string) =>
      `With twice the rows, ${rows}, the error would be ${error}, lower by ${gain}.`,
    noLaw: "Too few points for a law.",
    test: "test rows, ± sd",
    train: "training rows",
    linear: "linear baseline",
    law: "law a + b n⁻ᶜ",
    x: "rows to learn from",
  },
  coverage: {
    title: (label: string, isSets: boolean) => `Coverage of the ${isSets ? "sets" : "intervals"} of ${label}`,
    desc: (nominal: string, share: string) => `${nominal} promised, ${share} held`,
    note: (rows: number) => `${rows} rows, with 95 % intervals; the dashed line is what was promised`,
    x: "promised coverage",
    y: "share that was held",
    width: "mean width",
    size: "mean set size",
  },
  network: {
    net: (number: number, of: number) => `, net ${number} of the ${of} that predict`,
    missing: (name: string) => `${name} is missing`,
    title: (sizes: string) => `Network ${sizes}`,
    desc: (parameters: number) =>
      `${parameters} parameters. Solid lines are positive weights, dashed ones negative; the wider, the larger.`,
    layer: (l: number, last: number) => (l === 0 ? "input" : l === last ? "output" : `hidden ${l}`),
    more: (n: number) => `⋯ ${n} more`,
    key: "weight",
  },
};
