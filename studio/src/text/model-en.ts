import type { ExportName, Section } from "../shell/model-protocol.js";

const sections: Record<Section, string> = {
  train: "training",
  folds: "out-of-fold",
  validation: "validation",
  test: "test",
  new: "new table",
};
const sectionHints: Record<Section, string> = {
  train: "rows that the network has learned from",
  folds: "training rows, each predicted by networks that had not seen it",
  validation: "rows that chose the epoch",
  test: "rows kept from everything",
  new: "rows of a table that the model has not been trained on",
};

/** Texts about the model that several screens look at. */
export const modelEn = {
  bar: "Model and table",
  choose: "Model",
  parameters: (n: number) => `${n} weights and biases`,
  judgedOn: "judged on",
  own: "the table it was trained on",
  foreign: "a table that is new to it",
  noTable: "no table beside it yet",
  open: "Open a model …",
  otherTable: "Another table …",
  chooseTable: "Choose a table …",
  columnsNeeded: "It needs the columns",
  toTrain: "Train a model",
  dropHint:
    "A model file (.safetensors) of the command line or of another page will do; it can be dropped anywhere.",
  reading: "Reading …",
  working: "Working it out …",
  stop: "Stop",
  progress: "Progress",
  sections,
  sectionHints,
};

/** Texts of the Share screen. */
export const shareEn = {
  heading: "Take the model along",
  hint: "Everything is made on this page; your rows never leave it.",
  none: "There is no model yet. Train one, or open a file.",
  files: "Files",
  fileNames: {
    model: "Model file",
    onnx: "ONNX",
    weights: "Weights as a table",
    record: "Record as JSON",
  } satisfies Record<ExportName, string> as Record<ExportName, string>,
  fileHints: {
    model:
      "The file that gradus train writes. For gradus predict, evaluate and export, for programs, and to open here again.",
    onnx: "For ONNX Runtime in Python, C#, Java or a browser; scaling and classes are inside. Opens in Netron too.",
    weights: "CSV: every weight and bias in a line, with its net, layer, row, column and input.",
    record: "How it was made: columns, scaling, every option of the recipe, metrics, epochs.",
  } satisfies Record<ExportName, string> as Record<ExportName, string>,
  save: "Save",
  saved: (name: string, size: string) => `${name}, ${size}`,
  predictions: "Predictions",
  predictionsHint:
    "Choose a table with the columns of the model; what comes back is the same table with the predictions beside it.",
  choosePredict: "Predict a table …",
  withInterval: "with intervals that hold 90 % of new values",
  predicted: (rows: number) => `${rows} rows predicted; the first of them:`,
  saveCsv: "Save as CSV",
  command: "On the command line",
  diagram: "Diagram",
  diagramHint: "The network with its neurons and weights, as SVG for papers and slides.",
  saveSvg: "Save as SVG",
  report: "Report",
  reportHint: "Metrics, figures, factors and the record of the run in one HTML file that needs nothing else.",
  makeReport: "Make the report",
  reportLanguages: { en: "English", zh: "Chinese", both: "both" },
  reportLanguage: "Language",
  reportSaved: (name: string) => `${name} is ready`,
  showReport: "Look at it",
  reportElsewhere: "This page in one file has no room for it; the command line makes it:",
  link: "Link",
  linkHint:
    "The link leads to this screen. Neither your rows nor the model are in it: send the model file along.",
  copyLink: "Copy link",
  rows: "rows",
};
