/** What the page and its worker say to each other. */
import type {
  Cell,
  ColumnType,
  Drop,
  EarlyAnswer,
  Epoch,
  FactorRow,
  LayerStatistics,
  LossName,
  Metrics,
  ScaleName,
  StopReason,
  Task,
  TrainOptions,
  Wording,
} from "gradus";
import type { FactorRange } from "../explain/ranges.js";
import type { ModelQuestions, Report } from "../shell/model-protocol.js";

/** A column, as it is shown. */
export interface ColumnView {
  name: string;
  unit?: string;
  type: ColumnType;
  missing: number;
  /** Of numbers and dates: range, mean and counts in equal steps. */
  range?: { min: number; max: number; mean: number; bins: number[] };
  /** Of words: the most frequent with their counts, and how many there are. */
  levels?: { count: number; most: [string, number][] };
  /** Why it should be left out, if it should. */
  drop?: Drop["why"] | "text";
}

/** A table, as it is shown. */
export interface TableView {
  source: string;
  rows: number;
  encoding?: string;
  delimiter?: string;
  columns: ColumnView[];
  /** Its first rows, as texts. */
  head: string[][];
  /** The column that is probably to be predicted. */
  label?: string;
  warnings: Notice[];
}

/** Something a person should know, in both languages. */
export type Notice = Wording;

/** Choices of the page that training takes; what is left out is up to the recipe. */
export type Choices = Pick<
  TrainOptions,
  | "label"
  | "features"
  | "split"
  | "seed"
  | "recipe"
  | "hidden"
  | "nets"
  | "optimizer"
  | "learningRate"
  | "batch"
  | "epochs"
  | "patience"
  | "l2"
  | "dropout"
  | "scale"
>;

/** What training would start from. */
export interface Plan {
  task: Task;
  /** Names of the network's inputs. */
  inputs: string[];
  outputs: number;
  features: string[];
  /** Rows of each part; those of the folds all train. */
  split: { train: number; validation: number; test: number };
  /** Folds of the training rows; 0 without families. */
  folds: number;
  /** The two features that tell most of the label; nothing where there are fewer. */
  telling?: [string, string];
  /** What becomes of the first training rows. */
  preview: FeatureView[];
  /** The first net before training; nothing for one with embedded inputs. */
  start?: NetView;
  /** The networks: neurons and activations of the hidden layers, how many, how many parameters each. */
  kinds: { name: string; hidden: [number, string][]; nets: number; parameters: number; optimizer: string }[];
  recipe: {
    learningRate: number;
    batch: number | null;
    epochs: number;
    patience: number | null;
    l2: number;
    scale: string;
  };
  skip: boolean;
  warnings: Notice[];
}

/** How a feature becomes inputs, with the cells of a few rows before and after. */
export interface FeatureView {
  name: string;
  how:
    | {
        type: "number" | "date";
        scale: ScaleName;
        center: number;
        spread: number;
        clip: boolean;
        indicator: boolean;
        fill: number;
      }
    | { type: "category" | "boolean"; levels: number; indicator: boolean };
  inputs: number;
  cells: { raw: string; encoded: number[] }[];
}

/** A factor along a side of the surface. */
export type Axis = { name: string; unit?: string } & ({ min: number; max: number } | { levels: string[] });

/** A factor that is not on an axis. */
export interface Held {
  name: string;
  /** Where it is held, in words. */
  text: string;
  value: Cell;
  /** What it may be, where it can be moved. */
  range?: FactorRange;
}

/** What the model answers over two factors. */
export interface SurfaceView {
  factors: [string, string];
  x: Axis;
  y: Axis;
  label: string;
  unit?: string;
  /** The other factors, and where they are held. */
  held: Held[];
  /** Answers row by row, x first: numbers of the label, or the probability of the most probable class. */
  z: Float64Array;
  /** Numbers of the most probable classes. */
  classes?: Int32Array;
  levels?: string[];
  /** Some rows of the table. */
  points: { x: number[]; y: number[]; z: number[]; part: Part[] };
}

/** A look into a run: what its layers do, and what it answers. */
export interface View {
  run: number;
  epoch: number;
  /** Number of the net; 0 for the one that weighs most among those that are ready. */
  net: number;
  /** Batches of the epoch that are done, while it is taken batch by batch. */
  batch?: [number, number];
  layers: LayerStatistics[];
  sentences: Notice[];
  surface?: SurfaceView;
  /** Weights and biases, of a small network. */
  parameters?: Float64Array;
}

/** What the page wants to look at. */
export interface Look {
  factors: [string, string] | undefined;
  /** Where other factors are held; those that are not named at their medians, words at the most frequent. */
  held: FactorRow;
}

/** Epochs of a run since the last message. */
export interface Batch {
  run: number;
  /** Whether it can be taken epoch by epoch: its nets are trained in one thread. */
  canStep: boolean;
  /** Answers before the end, one for each family that has become ready. */
  answers: EarlyAnswer[];
  records: { net: number; epoch: Epoch }[];
  nets: number;
  epochs: number;
  /** Share of the work that is done. */
  fraction: number;
  seconds: number;
}

/** Labels and predictions of one part, in the label's unit. */
export type PartView =
  | {
      kind: "numbers";
      label: string;
      unit?: string;
      truth: Float64Array;
      predicted: Float64Array;
      rows: Int32Array;
    }
  | { kind: "classes"; label: string; levels: string[]; counts: number[][] };

/** The network that the figure shows. */
export interface NetView {
  sizes: number[];
  activations: string[];
  parameters: Float64Array;
  skip: boolean;
  /** Whether the tutorial's layers are all that it has: no front, no trainable f. */
  isPlain: boolean;
  loss: LossName;
  eta: number;
  /** The first training row as the network gets it, and its label as the network answers. */
  x: number[];
  y: number[];
}

/** What a run gave. */
export interface Outcome {
  task: Task;
  /** Why each net ended. */
  nets: { epochs: number; best: number; stopped: StopReason }[];
  engine: string;
  /** Of several kinds of nets what each gave on unseen rows, and its share in the answer. */
  families: { name: string; nets: number; weight: number; metrics: Metrics }[];
  metrics: Record<Part, Metrics | null>;
  baselines: { name: string; metrics: Record<Part, Metrics | null> }[];
  parts: Partial<Record<Part, PartView[]>>;
  net: NetView;
  warnings: Notice[];
  seconds: number;
}

export const parts = ["train", "validation", "test"] as const;
export type Part = (typeof parts)[number];

/** Each question with what is given and what is answered. */
export interface Questions extends ModelQuestions {
  open: { given: { bytes: Uint8Array; source: string }; answer: TableView };
  plan: { given: Choices; answer: Plan };
  train: { given: { run: number; choices: Choices; isHeld: boolean }; answer: Outcome };
  /** What to look at, from now on. */
  look: { given: { run: number; look: Look }; answer: null };
  pause: { given: null; answer: null };
  resume: { given: null; answer: null };
  step: { given: "epoch" | "batch"; answer: null };
  stop: { given: null; answer: null };
  save: { given: { run: number }; answer: Uint8Array<ArrayBuffer> };
}
export type QuestionName = keyof Questions;

/** A question on its way to the worker. */
export type Question = {
  [N in QuestionName]: { id: number; name: N; given: Questions[N]["given"] };
}[QuestionName];

/** What comes back. */
export type Reply =
  | { id: number; answer: unknown }
  | { id: number; failure: Notice & { hint: Notice } }
  | { id: number; report: Report }
  | { batch: Batch }
  | { view: View };
