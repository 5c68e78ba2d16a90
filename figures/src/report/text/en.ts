import type { StopReason } from "gradus";
import { write, type Part } from "../html.js";
import { glossaryEn } from "./glossary-en.js";
import { optionsEn } from "./options-en.js";

const splitKinds: Readonly<Record<string, string>> = {
  random: "at random",
  none: "not at all: all rows train",
  time: "in time: the last rows test",
  group: "by groups",
  column: "by a column",
  given: "as given",
};

/** How intervals were made: as the report tells it, and as a paper does. */
const INTERVALS: Readonly<Record<string, { told: string; method: string }>> = {
  cv: {
    told: "Errors of networks that each left out a fold, less what the whole ensemble gains, around its own prediction (CV; no guarantee)",
    method:
      "cross-validation residuals around the ensemble's prediction, multiplied by the ratio of its error to that of its members (Krogh & Vedelsby, 1995)",
  },
  "cv+": {
    told: "CV+ (Barber et al. 2021), from networks that each left out a fold",
    method: "CV+ (Barber et al., 2021)",
  },
  cqr: {
    told: "Conformalised quantile regression (Romano et al. 2019) by networks for quantiles of the error",
    method: "conformalised quantile regression of the errors (Romano et al., 2019)",
  },
  split: { told: "Split conformal prediction", method: "split conformal prediction" },
};

/** The English texts of the report. */
export const en = {
  lang: "en",
  switch: "English",
  title: (labels: string) => `How ${labels} is predicted: report`,
  subtitle: "Report of a back-propagation network, made by Gradus",
  contents: "Contents",
  language: "Language",
  skip: "Skip to the report",
  comma: ", ",
  and: " and ",
  stop: ".",
  colon: ": ",
  formula: "formula",
  none: "none",
  yes: "yes",
  no: "no",
  moreRows: (n: number) => `And ${n} more rows, which are not shown.`,
  sections: {
    summary: "Summary",
    data: "Data",
    network: "Network and options",
    training: "Training",
    performance: "Performance",
    laws: "Influence of the factors",
    example: "One prediction worked by hand",
    weights: "Formula and weights",
    limits: "Limits and warnings",
    methods: "Methods, for a paper",
    glossary: "Words used",
  },
  metrics: {
    r2: "R²",
    q2: "Q²",
    r: "R",
    rmse: "RMSE",
    mae: "MAE",
    medianError: "median error",
    maxError: "largest error",
    bias: "bias",
    mape: "MAPE",
    wape: "WAPE",
    nrmse: "NRMSE",
    accuracy: "accuracy",
    balancedAccuracy: "balanced accuracy",
    auc: "AUC",
    averagePrecision: "PR-AUC",
    macroF1: "macro F1",
    microF1: "micro F1",
    mcc: "MCC",
    kappa: "Cohen’s κ",
    logLoss: "log-loss",
    brier: "Brier score",
    ece: "ECE",
  },
  meanings: {
    r2: "share of the variance that the predictions explain; 1 is perfect, 0 no better than the mean",
    q2: "as R², against the mean of the training rows",
    r: "correlation between actual and predicted values",
    rmse: "root of the mean squared error",
    mae: "mean absolute error",
    medianError: "half of the errors are smaller",
    maxError: "largest absolute error",
    bias: "mean of predicted less actual",
    mape: "mean absolute error as a share of the actual value",
    wape: "sum of the absolute errors over the sum of the absolute values",
    nrmse: "RMSE over the standard deviation of the label",
    accuracy: "share of rows whose class is predicted",
    balancedAccuracy: "mean of the classes’ recalls",
    auc: "area under the ROC curve; 0.5 is chance",
    averagePrecision: "area under the precision-recall curve",
    macroF1: "mean of the classes’ F1",
    microF1: "F1 over all rows",
    mcc: "Matthews’ correlation; 0 is chance",
    kappa: "agreement beyond chance",
    logLoss: "mean of −ln of the probability given to the true class",
    brier: "mean squared error of the probabilities",
    ece: "mean distance of probability and frequency",
  },
  baselines: new Map([
    ["mean", "mean of the label"],
    ["majority", "class frequencies"],
    ["linear", "linear model"],
  ]),
  families: new Map([
    ["early", "early stopping"],
    ["bayes", "Bayesian"],
    ["relevance", "relevance"],
    ["deep relevance", "deep relevance"],
    ["deep bayes", "deep Bayesian"],
    ["linear", "linear"],
    ["embedded", "embedded"],
    ["plain", "plain"],
    ["smooth", "smooth"],
    ["steady", "steady"],
    ["deep", "deep"],
  ]),
  methods: new Map([
    ["permutation", "permutation"],
    ["sensitivity", "sensitivity"],
    ["ale", "range of the curve"],
    ["miv", "MIV"],
    ["shapley", "Shapley"],
    ["sobol", "Sobol (total)"],
    ["lek", "Lek"],
    ["olden", "Olden"],
    ["garson", "Garson"],
  ]),
  stops: {
    epochs: "all epochs done",
    early: "early stopping: no better validation loss",
    goal: "the wanted loss was reached",
    gradient: "the gradient was small enough",
    converged: "converged",
    time: "time was up",
    abort: "stopped by the user",
    diverged: "diverged; the best weights were kept",
  } satisfies Record<StopReason, string>,
  splitKinds,
  summary: {
    task: "Task",
    tasks: {
      regression: (labels: Part) => write`regression: ${labels}`,
      binary: (labels: Part) => write`classification into two classes: ${labels}`,
      classes: (labels: Part) => write`classification: ${labels}`,
    },
    data: "Data",
    rows: (file: Part, rows: number, features: number) =>
      write`${file}: ${rows} rows, ${features} ${features === 1 ? "feature" : "features"}`,
    split: "Rows",
    parts: (train: number, validation: number, test: number, kind: string, folds: number) =>
      `training ${train}${folds > 0 ? ` (${folds} folds)` : ""}${validation > 0 ? `, validation ${validation}` : ""}, test ${test}; divided ${splitKinds[kind] ?? kind}`,
    model: "Model",
    nets: (nets: number, families: number) =>
      nets === 1
        ? "one network"
        : families > 0
          ? `${nets} networks of ${families} kinds`
          : `${nets} networks`,
    seed: "Seed",
    version: "Gradus",
    versions: (trained: string, now: string) =>
      trained === now ? trained : `trained by ${trained}, reported by ${now}`,
    date: "Date of the report",
    command: "Command that trains the same model again",
    partial: (kind: string) =>
      `The rows were divided ${splitKinds[kind] ?? kind}; the model file does not tell by which column: add the flag.`,
    noTable:
      "This report was made from the model file alone. With the table it also shows the distribution of the columns, the test rows, the influence of the factors, and a row of the table worked by hand: gradus report MODEL DATA.",
    otherTable:
      "The table is not the one that the model was trained on, or its division cannot be repeated: metrics are over all of its labelled rows, and the comparison with the linear model is left out.",
    noMetrics: "No rows are known that the model was not trained on: how good it is cannot be told.",
    interval: (bounds: string) => `95 % interval ${bounds}`,
    linear: (value: string) => `linear model ${value}`,
    measuredOn: (part: string, rows: number) => `Measured on: ${part} (${rows}).`,
  },
  verdict: {
    better: (figures: string, how: string) =>
      `The network is useful: ${how} it errs less than the linear model. ${figures}.`,
    level: (figures: string, how: string) =>
      `The network is not shown to be better than the linear model: ${how} the difference may be chance. ${figures}.`,
    worse: (figures: string, how: string) =>
      `The linear model is better than the network and should be preferred: ${how} the network errs more. ${figures}.`,
    byFolds: (folds: number) => `over ${folds} folds, by the corrected resampled t-test,`,
    testOnly: {
      better: (figures: string) =>
        `On its test rows the network errs less than the linear model; whether that holds for other training rows cannot be told without folds (gradus cv). ${figures}.`,
      level: (figures: string) =>
        `On its test rows the network is not shown to be better than the linear model. ${figures}.`,
      worse: (figures: string) =>
        `On its test rows the linear model errs less than the network and should be preferred. ${figures}.`,
    },
    figures: (
      metric: string,
      model: string,
      linear: string,
      difference: string,
      interval: string,
      p: string,
    ) => `${metric} ${model} against ${linear}, difference ${difference} (95 % interval ${interval}; ${p})`,
    noTable:
      "Whether the network is better than the linear model cannot be told from the model file alone: the test needs the training rows.",
    unknown:
      "Whether the network is better than the linear model cannot be told: there are no rows that both can be compared on.",
  },
  data: {
    intro: (file: Part, rows: number, missing: number) =>
      write`${file} has ${rows} rows with
      ${missing === 0 ? "no missing cell" : missing === 1 ? "one missing cell" : `${missing} missing cells`}
      in features and label.`,
    split: (train: number, validation: number, test: number, kind: string, folds: number, seed: number) =>
      `They were divided ${splitKinds[kind] ?? kind} (seed ${seed}): ${train} train${validation > 0 ? `, ${validation} choose the best epoch` : ""}${test > 0 ? `, ${test} test and have had no part in anything` : ", none test"}.${folds > 0 ? ` The training rows are in ${folds} folds; each fold is predicted by networks that have not seen it (“out of fold”).` : ""}`,
    columns: "Columns of the table",
    column: "column",
    type: "type",
    role: "role",
    range: "range, or words",
    missing: "missing",
    histogram: "distribution",
    types: { number: "number", category: "words", boolean: "yes/no", date: "date", text: "text" },
    label: "label",
    feature: "feature",
    unused: "not used",
    moreWords: (n: number) => ` and ${n} more`,
    noTable: "Ranges are those of the training rows; missing cells and distributions need the table.",
    warnings: "What was noticed",
    noWarnings: "Nothing that speaks against the data.",
  },
  network: {
    intro: (nets: number, parameters: number, engine: string, precision: string) =>
      `${nets === 1 ? "The model is one network" : `The model is ${nets} networks, whose weighted mean is the prediction,`} with ${parameters} parameters${nets === 1 ? "" : " in all"}, trained by the engine ${engine} in ${precision}.`,
    skip: "A linear way leads from the input past the hidden layers to the output.",
    front: (rows: number) =>
      `A trainable front turns the numbers into ${rows} rows, among them cosines of learned frequencies.`,
    caption: (net: number | null, sizes: string, parameters: number) =>
      `${net === null ? "The network" : `Network ${net}, the one that is worked through below`}: ${sizes} neurons, ${parameters} parameters. Blue, solid: positive weights; orange, dashed: negative ones; the width says how large.`,
    families: "Kinds of networks",
    familiesIntro:
      "The share of each kind was learned from its errors on rows that it had not seen; a kind with the share 0 has no part in the prediction.",
    family: "kind",
    hidden: "hidden",
    nets: "networks",
    iterations: "iterations",
    effective: "effective / all parameters",
    parameters: "parameters",
    errorOf: (metric: string) => `${metric} out of fold`,
    share: "share",
    together: "together",
    relevance: "What the networks learned of the relevance of the features",
    relevanceIntro:
      "Automatic relevance determination lets each feature have weights as large as the data call for; the most relevant feature has 100 %.",
    feature: "feature",
    relevanceShort: "relevance",
    idle: "idle",
    options: "Options",
    optionsIntro: (recipe: string, changed: number) =>
      `Recipe “${recipe}”. ${changed === 0 ? "No option was changed: every value is the default for this table." : changed === 1 ? "One option was changed, and is marked." : `${changed} options were changed, and are marked.`}`,
    option: "option",
    value: "value",
    usual: "default",
    meaning: "meaning",
    changed: "changed",
    familyOptions: "Options of each kind of network",
  },
  training: {
    intro: (loss: string, optimizer: string | null) =>
      optimizer === null
        ? `The loss is ${loss}; each kind of network has a method of its own, see the options.`
        : `The loss is ${loss}, the method ${optimizer}.`,
    first: (nets: number, kept: number, epochs: number, best: number, reason: string) =>
      `${nets === 1 ? "It ran" : `The first of ${nets} trained networks${kept < nets ? `, of which ${kept} predict,` : ""} ran`} for ${epochs} ${epochs === 1 ? "epoch" : "epochs"}; the weights of epoch ${best} are kept. End: ${reason}.`,
    bestLoss: (train: string, validation: string | null) =>
      `Its loss there: ${train} on the training rows${validation === null ? "" : `, ${validation} on the validation rows`}.`,
    performance: "Loss over the epochs, logarithmic; the best epoch is marked.",
    state: "State of the training over the epochs: gradient and the method’s own numbers.",
    nets: "How the networks ended",
    epochs: "epochs",
    bestEpochs: "best epoch",
    ended: "end",
    oneKind: "network",
    noClock:
      "The model file holds no clock time, so that equal runs give equal files; gradus train prints the seconds.",
  },
  performance: {
    nothing: "No rows are known that the model was not trained on: give the table, with the label.",
    intro: "Only rows that had no part in training say how good the model will be on new ones.",
    metrics: "Metrics",
    metric: "metric",
    count: (rows: number) => `${rows} ${rows === 1 ? "row" : "rows"}`,
    interval: "95 % interval",
    worst: (label: Part, row: number, actual: string, predicted: string) =>
      write`The largest error of ${label} is in row ${row}: actual ${actual}, predicted ${predicted}.`,
    parity:
      "Predicted against actual values. On the dashed line they are equal; the solid one is the line of the least squares, R the correlation.",
    residuals: (part: string) =>
      `Residuals against the prediction (${part}): a bend or a funnel says what the model misses.`,
    histogram: (part: string) => `How often residuals of each size occur (${part}).`,
    qq: (part: string) =>
      `Residuals beside those of a normal distribution (${part}): a straight line says that they are normal.`,
    confusion: (part: string) =>
      `True and predicted classes (${part}); right and below recall and precision.`,
    calibration: (part: string) => `How often it happened, against the probability that was given (${part}).`,
    roc: (part: string) => `Hits against false alarms at every threshold (${part}).`,
    precisionRecall: (part: string) => `Precision against recall at every threshold (${part}).`,
    class: "class",
    precision: "precision (95 %)",
    recall: "recall (95 %)",
    rows: "rows",
    perClass: "Each class",
  },
  intervals: {
    title: "Prediction intervals",
    none: "No intervals can be made: all rows taught the model, so nothing is known of its errors on others.",
    method: (method: string, rows: number, part: string) =>
      `${INTERVALS[method]?.told ?? method}, from the errors of ${rows} ${part === "folds" ? "training rows, out of fold" : part === "test" ? "test rows" : "validation rows"}.`,
    marginal: "They hold the promised share on average over rows like these, not for each row.",
    onTest: (nominal: string, held: string, rows: number) =>
      `On the ${rows} test rows intervals of ${nominal} held ${held} of the labels.`,
    caption: "Promised against realised coverage, and the mean size.",
    table: "Coverage",
    nominal: "promised",
    realised: "realised",
    width: (unit: string | undefined) => `mean width${unit === undefined ? "" : ` (${unit})`}`,
    size: "mean number of classes",
  },
  laws: {
    noTable: "The influence of the factors needs rows: give the table.",
    rows: (rows: number, of: number, seed: number, output: Part) =>
      write`${rows < of ? `Of ${of} rows ${rows} were drawn (seed ${seed}) to look at` : `All ${of} rows were looked at`};
      what is explained is ${output}.`,
    importance: "Importance",
    noLabels: "Permutation importance needs the label, which the table lacks.",
    importanceIntro: (metric: string, error: string, repeats: number, rows: number, part: string) =>
      `Each factor in turn is shuffled ${repeats} times; what counts is by how much the error grows (${metric} ${error} as it is; ${part}, ${rows}).`,
    importanceCaption: (repeats: number) =>
      `Mean increase of the error and its standard deviation over ${repeats} shuffles.`,
    groups: "These factors vary together and stand in for one another; shuffled as one they count:",
    curves: "Laws",
    curvesIntro: (drawn: number, all: number) =>
      `${drawn < all ? `The ${drawn} most important of ${all} factors` : "All factors"}: the accumulated local effect on the prediction, around its mean; the band is two standard deviations over the networks, the bars below say how many rows lie there. Where there are few the curve is a guess.`,
    map: "Two factors at once",
    mapCaption: (factors: Part) =>
      write`Mean prediction over ${factors}, the two most important factors that are numbers; rings mark places without rows.`,
    sensitivity: "Sensitivity and mean impact value",
    sensitivityIntro: (unit: string | undefined) =>
      `∂ŷ/∂x by back-propagation carried one layer further to the inputs, ${unit === undefined ? "in the output’s unit" : `in ${unit}`} per unit of the factor; of factors with two levels the change from the first to the second.`,
    factor: "factor",
    slope: "mean ∂ŷ/∂x",
    absolute: "mean |∂ŷ/∂x|",
    positive: "rows where it is positive",
    standardised: "standardised",
    strength: "strength",
    miv: "MIV ±10 %",
    mivDeviation: "MIV ±0.1 sd",
    mivNote:
      "MIV is the mean of f(1.1x) − f(0.9x), and of f(x + 0.1 sd) − f(x − 0.1 sd); the first says nothing where x is 0 or of both signs.",
    rankings: "Rankings of several methods",
    rankingsIntro:
      "Methods ask different questions: what the error owes to a factor, how steep the answer is, how far it goes, how large the weights are. Where they agree the ranking can be trusted. Sobol indices take all factors as independent; Garson, Olden and Lek are there because they are asked for.",
    rankingsCaption: "Rank of each factor by each method; 1 is the most important.",
    agreement:
      "Agreement: rank correlations (Spearman) between the methods, and between the networks (stability)",
    method: "method",
    stability: "stability",
  },
  example: {
    row: (row: number, file: Part) =>
      write`Row ${row} of ${file}, on which the model does neither well nor badly: half of the errors are
      smaller.`,
    usual:
      "Without a table, a row of the most usual values: the median of each number, the most frequent word.",
    net: (net: number, nets: number, kind: string | null, sizes: string) =>
      nets === 1
        ? `It goes through the network, ${sizes}.`
        : `It goes through network ${net} of ${nets}${kind === null ? "" : ` (${kind})`}, ${sizes}; the others do the same with their own weights.`,
    step: (n: number, title: string) => `Step ${n}: ${title}`,
    encode: "the cells become numbers",
    encodeIntro: "Numbers are shifted and scaled by what was learned from the training rows:",
    front: "The front adds rows to each number x of h⁰, and multiplies each by a trained factor:",
    input: "input",
    cell: "cell",
    missing: "missing",
    reckoning: "how",
    how: {
      scale: (center: string, spread: string) => `c = ${center}, s = ${spread}`,
      pair: "first level −1, second +1",
      levels: "1 for its level, 0 for the others",
    },
    layer: (l: number, size: number) => `layer ${l}, ${size} ${size === 1 ? "neuron" : "neurons"}`,
    output: "the output layer",
    reduced: (size: number, neuron: number) =>
      `Of ${size} neurons one is followed: number ${neuron}, which gives most to what comes after it. Of its addends the largest are listed, the others summed.`,
    forInstance: "For instance:",
    neuron: "neuron",
    values: "values",
    weights: (l: number) => `Layer ${l}: weights w, bias b, weighted sum z and activation h of each neuron`,
    from: "from",
    weight: "weight w",
    value: "value",
    product: "w · value",
    rest: (count: number) => `the other ${count} together`,
    bias: "bias b",
    sum: (neuron: number, l: number) => `Neuron ${neuron} of layer ${l}: what z is made of`,
    together: "all networks together",
    answer: "the answer",
    ensemble: "Each network gives its h of the last layer; with its weight ω they sum to",
    limited: (n: number) => `${n} of them went beyond the range of the labels and count as its end.`,
    allNets: (n: number) => `All ${n} networks`,
    eachNet: "Each network",
    netNumber: "network",
    predicts: (label: Part) => write`Predicted ${label}:`,
    predictsClass: (label: Part, level: Part) => write`Predicted ${label}: <output>${level}</output>`,
    probability: (name: Part) => write`The sum is the probability of ${name}.`,
    largest: "The sums are the probabilities of the classes; the largest is the answer.",
    actual: (value: Part) => write` (actual: ${value})`,
  },
  weights: {
    intro: "With h⁰ the encoded row of section 7, the model is:",
    letters:
      "K networks with the weights ω; W and b are a network’s weights and biases; c and s centre and spread of the label.",
    where: "All numbers are in the model file:",
    layer: (l: number, f: string) => `Layer ${l}: weights and biases; f(z) = ${f}`,
    skip: "past the layers:",
    scales: "Centre c and spread s of the columns",
    clip: "smooth clip",
    shapes: "Kinds of networks and the shapes of their matrices",
    matrices: "matrices",
    frontRows: (rows: number) => `front with ${rows} rows`,
  },
  limits: {
    extrapolation: (ranges: Part) =>
      write`Outside the range of the training rows the model guesses, and its intervals promise nothing. The
      ranges: ${ranges}. gradus predict marks such rows.`,
    outside: (rows: number, of: number) =>
      rows === 0
        ? `None of the ${of} rows of this table lies outside in any factor.`
        : `${rows} of the ${of} rows of this table lie outside in some factor.`,
    together: (factors: Part) =>
      write`${factors} vary together in the data: their influences cannot be told apart.`,
    few: (rows: number) =>
      `The model was trained on ${rows} rows only: its figures, and above all its laws, may look different with other rows.`,
    fewTest: (rows: number) =>
      `Its figures come from ${rows} rows only: look at the intervals more than at the figures.`,
    association:
      "The influences are associations that the model has learned from these rows. That a factor goes with the label does not say that changing it changes the label.",
    marginal:
      "Prediction intervals hold on average over rows that come from where these came from; of a special kind of row they may hold more or fewer.",
    same: "All of this holds for rows that come about as these did. Where the process changes, it has to be tested anew.",
  },
  paper: {
    note: "To be copied; names of data and label are those of the table.",
    model: (task: Part, version: string, features: Part) =>
      write`A feed-forward network trained by back-propagation (Gradus ${version}) was used for ${task}, with
      the features ${features}.`,
    data: (
      file: Part,
      rows: number,
      train: number,
      validation: number,
      test: number,
      kind: string,
      seed: number,
    ) =>
      write`The data (${file}, ${rows} rows) were divided ${kind} with the seed ${seed} into ${train}
      training${validation > 0 ? `, ${validation} validation` : ""} and ${test} test rows.`,
    families: (nets: number, kinds: number, folds: number) =>
      `The model is the weighted mean of ${nets} networks of ${kinds} kinds; each kind leaves out each of ${folds} folds in turn, and its weight was chosen by the errors on the rows left out. The kinds are:`,
    family: (
      kind: string,
      hidden: string,
      activation: string,
      optimizer: string,
      epochs: number,
      whole: number,
      each: number,
    ) =>
      `${kind}: hidden layers ${hidden} (${activation}), ${optimizer}, at most ${epochs} iterations, ${each} network${each === 1 ? "" : "s"} per fold and ${whole} on all training rows`,
    plain: (nets: number, sizes: string, activations: string) =>
      `${nets === 1 ? "One network" : `The mean of ${nets} networks`} of the layers ${sizes} (activations ${activations}) was trained; the validation rows chose the best epoch.`,
    options: (list: string) => `Further options: ${list}.`,
    engine: (engine: string, precision: string) =>
      `All was computed by the engine ${engine} in ${precision}.`,
    result: (part: string, rows: number, metrics: string) =>
      `On ${part} (${rows}) the model reached ${metrics}; intervals in parentheses are 95 % bootstrap intervals (BCa; of the accuracy Wilson’s).`,
    comparison: (metric: string, difference: string, interval: string, p: string, folds: number) =>
      `Over ${folds} folds its ${metric} differed from that of a linear model with a ridge by ${difference} (95 % interval ${interval}, ${p}, corrected resampled t-test of Nadeau and Bengio, 2003).`,
    intervals: (method: string, level: string) =>
      `Prediction intervals of ${level} % were made by ${INTERVALS[method]?.method ?? method}.`,
    explained: (rows: number, of: number, repeats: number, held: number, seed: number) =>
      `The influence of factors was measured by permutation importance${repeats > 0 ? ` (${repeats} permutations, ${held} rows)` : ""}, accumulated local effects and the gradient with respect to the inputs, on ${rows} of ${of} rows (seed ${seed}).`,
  },
  options: optionsEn,
  glossary: glossaryEn,
};
