/** The English texts about families of networks. */
export const familiesEn = {
  recipe: "recipe",
  names: new Map([
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
  why: (rows: number, inputs: number, nets: number, families: number, folds: number) =>
    `${rows} training rows with ${inputs} inputs are few: ${nets} small nets of ${families} kinds are trained; each of ${folds} folds is predicted by nets that have not seen it, and these errors (“out of fold”) give the kinds their weights`,
  whyMany: (rows: number, inputs: number, nets: number, families: number, folds: number) =>
    `${rows} training rows with ${inputs} inputs: ${nets} nets of ${families} kinds are trained in batches, each stopped at its best epoch by the one of ${folds} folds that it has not seen; the errors there (“out of fold”) give the kinds their weights`,
  batchesOnly: (engine: string) =>
    `the engine ${engine} takes steps from batches only: nets of one kind, stopped by validation rows`,
  parts: (train: number, test: number, folds: number) => `train ${train}, in ${folds} folds / test ${test}`,
  allRows: "all rows at once",
  smoothClip: "smooth clip",
  atOnce: (nets: number) => `up to ${nets} nets at once`,
  family: "kind of net",
  layers: "hidden",
  method: "method",
  nets: "nets",
  iterations: "iterations",
  effective: "effective",
  share: "share",
  together: "together",
  outOfFold: "out of fold",
  done: (nets: number) => `All ${nets} nets are ready.`,
  timeUp: (ready: number, nets: number) => `Time was up: ${ready} of ${nets} nets are ready.`,
  stopped: (ready: number, nets: number) => `Stopped: ${ready} of ${nets} nets are ready.`,
  relevance: "relevance",
  feature: "feature",
  idle: (names: string) => `The nets do without: ${names}.`,
  moreFeatures: (n: number) => `and ${n} less relevant (--table full)`,
  firstAnswer: (time: string, metric: string, family: string, nets: number) =>
    `${time}  first answer  ${metric} out of fold (${nets} nets: ${family})`,
  betterAnswer: (time: string, metric: string, family: string, nets: number) =>
    `${time}  ${metric} (+ ${family}, ${nets} nets)`,
  bestEpoch: "best",
  end: "end",
};
