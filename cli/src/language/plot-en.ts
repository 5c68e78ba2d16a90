import type { FigureName } from "@gradus/figures";

/** What `gradus plot` says, in English. */
export const plotEn = {
  figure: "figure",
  shows: "shows",
  fitting: "Figures of this model (--figure NAME -o FILE.svg, or all and a folder):",
  example: "gradus plot model.safetensors data.csv --figure all -o figures/",
  leftOut: "left out",
  unfit: (figure: string, fitting: string) =>
    `figure ${figure} does not fit this model; those that do: ${fitting}`,
  needsTable: (figure: string) =>
    `figure ${figure} needs the table: gradus plot <model> <file> --figure ${figure}`,
  wantedFolder: "a folder for all figures; --format chooses svg or png",
  needsFolder: "--figure all needs -o with a folder",
  needsFile: "PNG and --json need -o with a file",
  wantedFile: "a file that ends in .svg or .png",
  noFolds: "--part folds needs a model that was trained in folds",
  noRows: (part: string) => `the model has no ${part} rows`,
  noPng: (platform: string) => `PNG cannot be drawn on ${platform}; write .svg`,
  noFont: "PNG needs a font, and none is installed; install one, or write .svg",
  about: {
    regression: "predicted against actual values of each part, with R and the line of the fit",
    residuals: "predicted less actual, against the prediction or --factor",
    errors: "how often errors of each size occur",
    qq: "whether the errors are normal: their quantiles against those of the normal distribution",
    confusion: "how often each class was taken for each, with recall and precision",
    roc: "true against false positive rate over all thresholds, with AUC",
    pr: "precision against recall over all thresholds, with average precision",
    calibration: "how often what was given a probability came true, with ECE",
    performance: "loss of training and validation over the epochs, the best epoch marked",
    state: "norm of the gradient, damping or learning rate, checks of the validation",
    network: "the net with the largest share: its neurons and weights",
    importance: "how much worse the model gets without each factor",
    rankings: "the ranks of all factors by nine methods",
    curve: "the law of each factor, or of --factor",
    surface: "the answer over two factors: --factor a,b, or the two most important",
    coverage: "how many labels the intervals hold, and how wide they are, at six levels",
    learning: "the error with fewer rows; trains anew, and is not part of all",
  } satisfies Readonly<Record<FigureName, string>>,
};
