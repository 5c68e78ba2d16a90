import { explainEn } from "./explain-en.js";
import { familiesEn } from "./families-en.js";
import { scanEn } from "./scan-en.js";
import { intervalsEn } from "./intervals-en.js";
import { plotEn } from "./plot-en.js";
import { commandsEn, flagsEn, groupsEn } from "./help-en.js";

/** The English texts. */
export const en = {
  commands: commandsEn,
  flags: flagsEn,
  groups: groupsEn,
  explain: explainEn,
  families: familiesEn,
  scan: scanEn,
  intervals: intervalsEn,
  plot: plotEn,
  options: "options",
  usage: "<command> [file] [options]",
  /** Headings of the help by their English names in the parser. */
  headings: new Map<string, string>(),
  shortHelp: (version: string) => [
    `gradus ${version}  back-propagation networks for tables`,
    "",
    "  gradus data.csv                          what the table holds, what to do next",
    "  gradus train data.csv --label y          train, assess, save",
    "  gradus predict y.safetensors new.csv     predictions as CSV",
    "  gradus explain y.safetensors data.csv    the law of each factor",
    "  gradus report y.safetensors data.csv     all of it as one HTML file",
    "  gradus cv data.csv --label y             cross-validation",
    "  gradus learn, gradus studio              back-propagation step by step",
    "",
    "  gradus <command> --help                  all flags of a command",
    "  gradus --help                            all commands; --lang zh: 中文",
  ],

  reporting: (share: string) => `writing the report: ${share}`,

  // Messages
  error: "error",
  warning: "warning",
  colon: ": ",
  comma: ", ",
  hint: "hint: ",
  moreWarnings: (n: number) => `and ${n} more (--verbose)`,
  didYouMean: (word: string) => `did you mean ${word}?`,
  seeHelp: "gradus --help lists commands and flags",
  seeFlags: (command: string) => `gradus ${command} --help lists its flags`,
  seeCommands: (names: readonly string[]) => `commands: ${names.join(", ")}`,
  standardOutput: "standard output",

  // Values of flags
  wantedInteger: (least: number, most: number) =>
    most === Number.MAX_SAFE_INTEGER
      ? `a whole number from ${least} on`
      : `a whole number from ${least} to ${most}`,
  wantedNumber: (least: number, most: number, open: boolean, below: boolean) =>
    most === Infinity
      ? `a number ${open ? "above" : "from"} ${least}${open ? "" : " on"}`
      : `a number ${open ? "above" : "from"} ${least} ${below ? "and below" : "to"} ${most}`,
  wantedChoice: (words: readonly string[]) => `one of ${words.join(", ")}`,
  wantedText: "a text that is not empty",
  wantedLength: (n: number) =>
    `${n} ${n === 1 ? "number" : "numbers"} for each sample, as many as --shape says`,
  wantedSamples: "numbers between commas, samples between semicolons, such as 0.5,-1;1,0",
  wantedShape: "neurons of each layer, the input's first, such as 3,3,2",
  wantedHidden: "hidden layers such as 16:tanh,8, or none",
  wantedLayouts: 'layouts between blanks or commas, layers of one between hyphens, such as "none 3 5 8 12-8"',
  wantedBytes: "a size such as 500MB or 1GB",
  wantedDuration: "a time such as 60s, 5min or 1h",
  wantedSplit: "shares of training, validation and test with sum 100 or 1, such as 70/15/15, or none",
  wantedBound: "metric and bound, such as r2=0.9",
  wantedDelimiter: "one sign, or tab",
  wantedColumnType: "column and type, such as id=category",
  wantedAssignment: "factor and value, such as age=28",
  wantedMetric: (names: readonly string[]) => `a metric of the model: ${names.join(", ")}`,

  // The head of a run
  data: "data",
  split: "split",
  network: "network",
  optimizer: "optimizer",
  stream: "streamed",
  memory: (size: string) => `memory ${size}`,
  buffer: (rows: number) => `${rows} rows shuffled at once`,
  cache: (size: string, folder: string) => `${size} of encoded rows in ${folder}`,
  rows: (n: number) => `${n} ${n === 1 ? "row" : "rows"}`,
  features: (n: number) => `${n} ${n === 1 ? "feature" : "features"}`,
  label: (names: string) => `label ${names}`,
  missing: (n: number) => `${n} missing`,
  parts: (train: number, validation: number, test: number) =>
    `train ${train} / validation ${validation} / test ${test}`,
  seed: (seed: number) => `seed ${seed}`,
  parameters: (n: number) => `${n} parameters`,
  skip: "linear skip",
  embedded: (rows: number) => `${rows} embedded`,
  nets: (n: number) => `mean of ${n} nets`,
  learningRate: (rate: string) => `lr ${rate}`,
  batch: (rows: number) => (rows === Infinity ? "all rows at once" : `batch ${rows}`),
  scaled: (scale: string, withLabel: boolean) => `x ${scale}${withLabel ? ", y standardised" : ""}`,
  tasks: { regression: "regression", binary: "two classes", classes: "several classes" },
  scales: {
    robust: "robustly scaled",
    standard: "standardised",
    minmax: "scaled to [−1, 1]",
    none: "as it is",
  },

  // Progress
  epoch: "epoch",
  net: "net",
  fold: "fold",
  valueOf: { train: "train", validation: "val" },
  epochsPerSecond: (rate: string) => `${rate} ep/s`,
  eta: (time: string, isBound: boolean) => `ETA ${isBound ? "≤ " : ""}${time}`,
  progressLine: (epoch: number, epochs: number, percent: string) => `epoch ${epoch}/${epochs}  ${percent}`,
  passes: { sample: "pass 1/2, sample", encode: "pass 2/2, encode", scan: "scan" },
  perSecond: (size: string) => `${size}/s`,
  stopping: "stopping after this epoch; once more: at once",

  // Epochs
  trainLoss: "train loss",
  validationLoss: "val loss",
  gradient: "|grad|",
  rate: "lr",
  time: "time",
  firstNet: (nets: number) => `net 1 of ${nets}`,
  ofNet: (net: number) => `Net ${net}: `,
  stopped: {
    epochs: (_epochs: number, best: number) => `All epochs are done. Weights of epoch ${best} kept.`,
    early: (epochs: number, best: number) =>
      `Early stopping: validation loss has not improved for ${epochs - best} epochs. Weights of epoch ${best} restored.`,
    goal: (epochs: number, best: number) =>
      `The loss asked for was reached in epoch ${epochs}. Weights of epoch ${best} kept.`,
    gradient: (epochs: number, best: number) =>
      `The gradient became smaller than asked for in epoch ${epochs}. Weights of epoch ${best} kept.`,
    converged: (epochs: number, best: number) =>
      `Converged in epoch ${epochs}: no further step would help. Weights of epoch ${best} kept.`,
    time: (epochs: number, best: number) =>
      `The time is used up after epoch ${epochs}. Weights of epoch ${best} kept.`,
    abort: (epochs: number, best: number) => `Stopped after epoch ${epochs}. Weights of epoch ${best} kept.`,
    diverged: (epochs: number, best: number) =>
      `The loss was no longer finite after epoch ${epochs}. Weights of epoch ${best} kept.`,
  },

  // Metrics
  metric: "metric",
  partNames: { train: "train", validation: "validation", test: "test", all: "all rows" },
  onPart: (name: string, part: string) => `${name} (${part})`,
  baselineNames: { mean: "mean", majority: "majority", linear: "linear" },
  metricNames: new Map([
    ["r", "R"],
    ["r2", "R²"],
    ["rmse", "RMSE"],
    ["mae", "MAE"],
    ["mape", "MAPE"],
    ["bias", "bias"],
    ["accuracy", "accuracy"],
    ["balancedAccuracy", "balanced accuracy"],
    ["logLoss", "log-loss"],
    ["macroF1", "macro F1"],
    ["auc", "AUC"],
    ["brier", "Brier"],
    ["mcc", "MCC"],
    ["kappa", "kappa"],
  ]),
  confusion: "true class ↓, predicted →",
  className: "class",
  precision: "precision (95 %)",
  recall: "recall (95 %)",
  rowCount: "rows",
  largestError: (error: string, row: number, actual: string, predicted: string, label: string) =>
    `largest error${label === "" ? "" : ` of ${label}`}: ${error} in row ${row}, ${actual} predicted as ${predicted}`,

  // Files and what is next
  saved: "saved",
  next: "next",
  inputs: "inputs",
  outputs: "outputs",
  more: (n: number) => `and ${n} more (--verbose)`,
  resume: "resume",
  written: (rows: number) => `${rows} ${rows === 1 ? "prediction" : "predictions"}`,

  // inspect
  column: "column",
  type: "type",
  missingCells: "missing",
  values: "values",
  types: { number: "number", category: "category", boolean: "boolean", date: "date", text: "text" },
  levels: (n: number, some: string) => `${n} different: ${some}`,
  range: (low: string, high: string, mean: string) => `${low} … ${high}, mean ${mean}`,
  file: "file",
  guess: "guess",
  labelGuess: (name: string, task: string) => `label ${name} (${task})`,
  encodingFound: (name: string) => `encoding ${name}`,
  delimiterFound: (name: string) => `delimiter ${name}`,
  tabulator: "tab",
  columnsFound: (n: number) => `${n} ${n === 1 ? "column" : "columns"}`,

  // cv
  test: "test",
  train: "train",
  mean: "mean",
  sd: "sd",
  pooled: "pooled",
  intervalFrom: "95 % from",
  intervalTo: "95 % to",
  folds: "folds",
  foldKinds: {
    random: "random",
    block: "blocks of neighbouring rows",
    time: "later rows only",
    "leave-one-out": "one at a time",
    given: "given",
  },
  foldCount: (folds: number, repeats: number) =>
    repeats > 1 ? `${folds} (${repeats} times ${folds / repeats})` : String(folds),
  inOrderOf: (column: string) => `in the order of ${column}`,
  groupedBy: (columns: string) => `grouped by ${columns}`,
  alikeBut: (columns: string) => `rows alike in all but ${columns} together`,
  versusLinear: {
    better: (figures: string) => `The network is useful, better than the linear model: ${figures}.`,
    level: (figures: string) => `The network is not shown to be better than the linear model: ${figures}.`,
    worse: (figures: string) =>
      `The linear model is better than the network and should be preferred: ${figures}.`,
  },
  figures: (
    name: string,
    model: string,
    linear: string,
    difference: string,
    lo: string,
    hi: string,
    p: string,
    test: string,
  ) => `${name} ${model} against ${linear}, ${difference} (95 % interval ${lo} to ${hi}, p ${p}, ${test})`,
  notBetter: (part: string, name: string, model: string, linear: string) =>
    `The network is not better than the linear model (${part}): ${name} ${model} against ${linear}.`,
  resampledTest: "corrected resampled t-test",
  testRowsOnly: "this one training, its test rows",

  // learning curve
  trainRows: "rows trained on",
  errorWord: "error",
  moreRows: {
    more: (rows: string, error: string, gain: string) =>
      `More rows would help: twice as many to learn from (${rows}) should bring the error to about ${error}, ${gain} lower.`,
    little: (rows: string, error: string, gain: string) =>
      `More rows would help a little: twice as many to learn from (${rows}) should bring the error to about ${error}, ${gain} lower.`,
    enough: (rows: string, error: string, gain: string) =>
      `More rows of this kind would hardly help: twice as many to learn from (${rows}) should bring the error to about ${error}, ${gain} lower.`,
    unclear: (_rows: string, _error: string, _gain: string) =>
      "The curve is too short or too uneven to tell what more rows would bring.",
  },
  baseline: (name: string) => `${name} (baseline)`,

  // learn
  step: (n: number, all: number, title: string) => `step ${n}/${all}  ${title}`,
  numericCheck: (value: string) => `numeric check ${value}`,
  iteration: (n: number) => `iteration ${n}`,

  // gradcheck
  checked: (n: number, skipped: number) =>
    skipped === 0 ? `${n} parameters checked` : `${n} parameters checked, ${skipped} near a kink left out`,
  worst: "largest relative error",
  passed: "gradients agree",

  // show
  model: "model",
  option: "option",
  meaning: "meaning",
  weightsOf: (net: number, nets: number, layer: number) =>
    nets === 1 ? `W${layer}, b${layer}` : `net ${net}: W${layer}, b${layer}`,

  // bench
  engine: "engine",
  workOf: (rows: number, batch: number, names: string) => `${rows} rows, batch ${batch}, ${names}`,
  aboutStep: (time: string) => `about ${time} an update`,
  onThreads: (name: string, threads: number) => (threads === 1 ? name : `${name}, ${threads} threads`),
  updateTime: "update",
  microseconds: (median: string, least: string, most: string) => `${median} µs (${least} … ${most})`,
  throughput: "throughput",
  benchPerSecond: (samples: string, gflops: string) => `${samples} rows/s, ${gflops} GFLOP/s`,
  checksum: "checksum",
  afterUpdates: (sum: string, n: number) => `${sum} after ${n} updates`,
  measured: "measured",
  benchPasses: (n: number, steps: number, node: string) => `${n} times ${steps} updates, Node.js ${node}`,

  // studio
  studioAt: (url: string) => `Gradus Studio: ${url}`,
  studioEnd: "Ctrl+C ends it.",

  // limits
  limit: "limit",
  value: "value",
  limits: {
    fileBytes: "bytes of a table file, packed or not",
    columns: "columns of a table",
    cellCharacters: "characters of a cell",
    nameCharacters: "characters of a column's name",
    levels: "categories of a column, each an input",
    layers: "layers of a network",
    neurons: "neurons of a layer",
    parameters: "weights and biases of a network",
  },
};
