/** What `gradus scan` says, in English. */
export const scanEn = {
  tried: (layouts: number, restarts: number, folds: number, nets: number) =>
    `${layouts} layouts × ${restarts} ${restarts === 1 ? "start" : "starts"} × ${folds} folds = ${nets} nets, each tested on rows that it has not seen`,
  rows: (rows: number, test: number) =>
    test === 0 ? `${rows} rows in folds` : `${rows} rows in folds / test ${test} untouched`,
  by: (optimizer: string, epochs: number, l2: string) =>
    `${optimizer}, ${epochs} iterations at most${l2 === "" ? "" : `, decay ${l2}`}`,
  layout: "hidden",
  parameters: "parameters",
  error: (metric: string) => `${metric} ± SE`,
  spread: "starts ±",
  trainError: "train",
  gamma: "γ",
  evidence: "ln evidence",
  marks: { best: "best", recommended: "recommended", both: "best, recommended" },
  none: "no hidden layer",
  neurons: (layout: string) => (layout === "1" ? "1 neuron" : `${layout} neurons`),
  verdict: (size: string, error: string, best: string, least: string, standardError: string) =>
    `The smallest within one standard error of the best: ${size}, ${error}. The best, ${best}, has ${least} ± ${standardError}: more neurons are not shown to help.`,
  same: (size: string, error: string) =>
    `The best, and nothing smaller comes within one standard error of it: ${size}, ${error}.`,
  incomplete: (ready: number, all: number) => `Stopped: ${ready} of ${all} layouts are ready.`,
  pass: (layout: string, ready: number, nets: number) => `${layout}, net ${ready}/${nets}`,
  axis: "parameters (weights and biases)",
  unseen: "unseen rows, ± one standard error",
  trained: "rows trained on",
  bound: "best + one standard error",
  title: (label: string) => `How many neurons for ${label}?`,
};
