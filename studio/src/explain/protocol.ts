/** What Explain shows of a model. */
import type { Curve, FactorRow, FactorSensitivity } from "gradus";
import type { Section } from "../shell/model-protocol.js";
import type { Notice } from "../train/protocol.js";
import type { FactorRange } from "./ranges.js";

/** What a model says of one factor. */
export interface FactorView {
  name: string;
  unit?: string;
  kind: Curve["kind"];
  /** Increase of the error without it, and its standard deviation over permutations; null without labels. */
  importance: number | null;
  sd: number | null;
  curve: Curve;
  sentence: Notice;
  shape: Notice;
  sensitivity: FactorSensitivity;
}

/** Importance, sensitivity and law of every factor, the most important first. */
export interface ExplainView {
  output: string;
  outputs: string[];
  /** Unit of the answer, and whether it is a probability. */
  outputUnit?: string;
  metric: "rmse" | "logLoss";
  unit?: string;
  /** Rows on which importance was measured; which section they are. */
  rows: number;
  section: Section;
  factors: FactorView[];
  /** Rows of the sensitivity. */
  slopes: number;
  /** Factors that vary together, with their importance as one. */
  groups: { factors: string[]; mean: number; sd: number }[];
  caption: Notice;
  warnings: Notice[];
  /** Rows of the table that what-if and Shapley values may start from. */
  tableRows: number;
  /** The row that what-if starts from, and what each factor may be. */
  row: FactorRow;
  ranges: FactorRange[];
  /** Smallest and largest answer for the rows of the table. */
  answers: [number, number];
}
