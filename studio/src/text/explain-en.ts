/** Texts of the Explain screen. */
export const explainEn = {
  heading: "Which factors matter, and how",
  none: "There is no model yet. Train one on your table, then its factors can be explained.",
  toTrain: "To Train",
  working: "Working it out …",
  of: (run: string) => `of ${run}`,
  output: "Answer",
  ranking: "Importance",
  rankingHint: (rows: number, part: string) =>
    `How much the error grows when the model no longer knows the factor, on ${rows} ${part} rows; ± over ten permutations.`,
  errors: { rmse: "rise of RMSE", logLoss: "rise of log loss" },
  groups: "These factors vary together and stand in for one another; as a group:",
  law: (factor: string) => `Law of ${factor}`,
  curveText: (factor: string, output: string) =>
    `How ${output} goes with ${factor}; the sentence above says it in words.`,
  band: "two standard deviations over the networks",
  density: "rows of the table near each place",
  whatIf: "What if",
  whatIfHint:
    "Starts from a typical row. Move a factor and see the answer; beyond the training rows the model guesses.",
  answer: "answer",
  change: (text: string) => `${text} against the typical row`,
  outside: (factor: string) => `${factor} lies beyond the training rows`,
  reset: "Back to the typical row",
  choose: (factor: string) => `Show the law of ${factor}`,
};
