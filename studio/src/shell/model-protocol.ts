/** What the screens that look at a model say to the worker, and what it answers. */
import type {
  ClassScore,
  Curve,
  FactorMap,
  FactorRow,
  Interaction,
  Interval,
  LearningCurve,
  LearningPoint,
  Metrics,
  Rankings,
  Shapley,
  Sobol,
  Solution,
  Table,
  Task,
  WhatIf,
} from "gradus";
import type { ExplainView } from "../explain/protocol.js";
import type { Notice, Part } from "../train/protocol.js";

/** Rows that a model is judged on: parts of the table it was trained on, rows its nets had not seen in turn, or a table that is new. */
export type Section = Part | "folds" | "new";

/** The model that the screens look at, and the table they judge it on. */
export interface ModelView {
  /** Changes whenever the model or the table does. */
  id: number;
  origin: { kind: "run"; run: number } | { kind: "file"; name: string };
  task: Task;
  labels: { name: string; unit?: string }[];
  outputs: string[];
  features: { name: string; unit?: string; kind: "number" | "date" | "levels" }[];
  /** Shapes of its networks with how many there are of each. */
  shapes: { sizes: number[]; activations: string[]; nets: number }[];
  parameters: number;
  trained: { source: string; rows: number; recipe: string; seed: number; gradus: string };
  /** What was noticed when it was trained. */
  warnings: Notice[];
  hasIntervals: boolean;
  table?: JudgedTable;
  /** Whether its training can be done again on other rows: its options and its table are known. */
  canRepeat: boolean;
}

/** A table beside a model. */
export interface JudgedTable {
  source: string;
  rows: number;
  /** Whether the model was trained on it. */
  isOwn: boolean;
  /** Why the model cannot be judged on it, if it cannot: predictions may still be made. */
  without?: Notice;
  sections: { section: Section; rows: number }[];
  warnings: Notice[];
}

/** Metrics of one section, with 95 % intervals. */
export interface SectionMetrics {
  section: Section;
  rows: number;
  metrics: Metrics;
  intervals: Record<string, Interval | null>;
}

/** Whether the network beats the linear baseline. */
export interface Verdict {
  /** `recorded`: from the record of the run, without an interval. */
  kind: "better" | "unclear" | "worse" | "recorded" | "none";
  metric: "rmse" | "logLoss";
  model?: number;
  linear?: number;
  difference?: Interval & { mean: number; p: number };
}

/** Labels of one section with what was predicted. */
export type Judged =
  | { kind: "numbers"; section: Section; actual: Float64Array; predicted: Float64Array; rows: Int32Array }
  | {
      kind: "classes";
      section: Section;
      truth: Int32Array;
      predicted: Int32Array;
      /** levels × rows. */
      probabilities: Float64Array;
      rows: Int32Array;
    };

/** How good a model is. */
export interface AssessView {
  /** The section that says how good it is on rows that it has not seen. */
  judged: Section;
  sections: SectionMetrics[];
  /** Baselines on the judged rows. */
  baselines: { name: string; metrics: Metrics }[];
  verdict: Verdict;
  label: string;
  unit?: string;
  levels: string[];
  views: Judged[];
  /** Precision, recall and F1 of each class on the judged rows. */
  classes: (ClassScore & { name: string })[];
  warnings: Notice[];
}

/** Some rows of the table, with what was predicted. */
export interface RowsView {
  columns: string[];
  rows: { row: number; cells: string[]; actual: string; predicted: string }[];
}

/** A column of the judged table beside the residuals: numbers, or levels by their codes. */
export type FactorValues =
  | { kind: "numbers"; values: Float64Array }
  | { kind: "levels"; codes: Int32Array; levels: string[] };

/** What cross-validation gave, or has given so far. */
export interface FoldsView {
  metric: "rmse" | "logLoss";
  folds: { fold: number; repeat: number; rows: number; metrics: Metrics; linear: Metrics }[];
  of: number;
  /** Over all folds, once they are done. */
  mean?: Metrics;
  sd?: Metrics;
  pooled?: Metrics;
  intervals?: Record<string, Interval | null>;
  linear?: Metrics;
  comparison?: { difference: number; lo: number; hi: number; p: number; useful: boolean } | null;
  complete: boolean;
  warnings: Notice[];
}

/** Intervals of one label: how many rows they were to hold, and how many they hold. */
export interface CoverageView {
  level: number;
  /** Rows that they rest on. */
  rows: number;
  realised: CoverageNumbers[];
  /** The same on the judged rows, if these are not what they rest on. */
  measured: { section: Section; rows: number; numbers: CoverageNumbers[] } | null;
  warnings: Notice[];
}

/** Share of rows within, and the mean width; of sets of classes the mean size. */
export interface CoverageNumbers {
  label: string;
  coverage: number;
  width: number;
}

/** A file to be kept. */
export interface FileView {
  name: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The network of a model that weighs most, as its diagram shows it. */
export interface DiagramView {
  sizes: number[];
  activations: string[];
  parameters: Float64Array;
  skip: boolean;
  /** Names of the inputs, where they are those of the encoder. */
  inputs: string[];
  outputs: string[];
  net: { number: number; of: number };
}

/** What can be written of a model. */
export type ExportName = "model" | "onnx" | "weights" | "record";

/** How far some work is. */
export type Report =
  | { kind: "share"; done: number }
  | { kind: "folds"; view: FoldsView; done: number }
  | { kind: "points"; points: LearningPoint[]; done: number };

/** Each question with what is given and what is answered. */
export interface ModelQuestions {
  /** Makes a finished run the model of the screens. */
  chooseRun: { given: { run: number }; answer: ModelView };
  /** Makes a model file the model of the screens. */
  openModel: { given: { bytes: Uint8Array; source: string }; answer: ModelView };
  /** Judges the model on another table. */
  judge: { given: { bytes: Uint8Array; source: string }; answer: ModelView };
  assess: { given: { label?: string }; answer: AssessView };
  rows: { given: { rows: number[]; section: Section }; answer: RowsView };
  factorValues: { given: { factor: string }; answer: FactorValues };
  /** `isQuick`: with one network where the model has many. */
  crossValidate: { given: { folds: number; repeats: number; isQuick: boolean }; answer: FoldsView };
  learningCurve: { given: { isQuick: boolean }; answer: LearningCurve };
  coverage: { given: { level: number }; answer: CoverageView };
  /** Ends cross-validation, a learning curve, or what Explain works on. */
  stopWork: { given: null; answer: null };
  explain: { given: { output?: string }; answer: ExplainView };
  whatIf: { given: { row: FactorRow; changes: FactorRow; output: string }; answer: WhatIf };
  rowAt: { given: { row: number }; answer: FactorRow };
  lines: { given: { factor: string; output: string }; answer: Curve };
  map: { given: { factors: [string, string]; output: string }; answer: FactorMap };
  rank: { given: { output: string }; answer: Rankings };
  shapley: { given: { row: number; output: string }; answer: Shapley };
  sobol: { given: { output: string }; answer: Sobol };
  interactions: { given: { output: string }; answer: Interaction[] };
  reach: { given: { target: number; output: string; vary: string[]; row?: number }; answer: Solution[] };
  /** The model's bytes, and the table it is judged on, for what is made in the page itself. */
  carry: { given: null; answer: { model: Uint8Array<ArrayBuffer>; table?: Table; name: string } };
  diagram: { given: null; answer: DiagramView };
  write: { given: { what: ExportName }; answer: FileView };
  predict: { given: { bytes: Uint8Array; source: string; level: number | null }; answer: PredictedView };
}

/** Predictions of a table as a CSV, and the first of them. */
export interface PredictedView extends FileView {
  rows: number;
  head: { columns: string[]; rows: string[][] };
  warnings: Notice[];
}
