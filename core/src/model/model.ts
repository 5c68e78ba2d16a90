import type { Network } from "../bp/network.js";
import type { Start, WeightedNetwork } from "../engine/engine.js";
import type { Warning } from "../errors.js";
import type { Matrix } from "../matrix.js";
import type { Evidence } from "../optimize/whole-table.js";
import type { Encoder, Task } from "../table/encode.js";
import type { Epoch, StopReason } from "../train/epoch.js";
import type { Checkpoint } from "../train/fitting.js";
import type { Quantiles } from "./intervals/quantiles.js";

/**
 * What training gives and everything else takes: one or more networks behind one encoder, with the record of the run.
 * A single network is an ensemble of one.
 */
export interface Model {
  task: Task;
  encoder: Encoder;
  /** The networks; the prediction is the weighted mean of theirs. Weights sum to 1. */
  nets: ModelNet[];
  /** What the nets that leave out a fold predict for its rows: for intervals, and for errors that are honest. */
  outOfFold?: OutOfFold;
  /** Of a model without folds: what it predicts for rows that no net was trained on, for intervals. */
  heldOut?: HeldOut;
  /** Of a model of numbers that was trained for it: nets for quantiles, for intervals that follow the noise. */
  quantiles?: Quantiles;
  run: Run;
  /** Where training goes on, if it was stopped before its end. */
  checkpoint?: TrainCheckpoint;
}

/** A network of a model. */
export interface ModelNet extends WeightedNetwork {
  /** Name of its family. */
  family?: string;
  /** The fold that it never saw in training. */
  fold?: number;
}

/** Predictions of rows by the nets that never saw them, beside the labels; all in the form of Y. */
export interface OutOfFold {
  /** Fold of each training row. */
  fold: Int32Array;
  /** Labels, outputs × rows. */
  Y: Matrix;
  /** Predictions, outputs × rows. */
  H: Matrix;
  /** Weights of the rows; 1 if left out. */
  weights?: Float64Array;
  /** How far those nets differ: the weighted standard deviation of their outputs, outputs × rows. */
  spread?: Matrix;
  /** How far the nets without a fold differ from the whole ensemble on rows that taught both: the mean square, for each output. */
  scatter?: Float64Array;
}

/** Predictions of rows on which no net was trained, beside the labels; all in the form of Y. */
export interface HeldOut {
  /** `test` rows chose nothing; `validation` rows may have chosen the epoch. */
  part: "test" | "validation";
  /** Labels, outputs × rows. */
  Y: Matrix;
  /** Predictions of the model, outputs × rows. */
  H: Matrix;
  /** How far its nets differ, outputs × rows. */
  spread?: Matrix;
}

/** A net that has been trained. */
export interface TrainedNet {
  /** Its place among all nets of the run. */
  net: number;
  network: Network;
  epochs: number;
  best: number;
  stopped: StopReason;
  evidence?: Evidence;
}

/** What a stopped run of several nets needs to go on. */
export interface TrainCheckpoint {
  /** Nets that are ready. */
  done: TrainedNet[];
  /** The nets at work. */
  running: { net: number; state: Checkpoint }[];
  /** Records of the first net, if it is ready. */
  history: Epoch[];
  /** What held before them, as in `Run`. */
  start?: Start;
}

/** Metrics by name; a metric that has no value (R² of a constant label, AUC of one class) is null. */
export type Metrics = Record<string, number | null>;

/** How the training of one net ended. */
export interface NetRecord {
  epochs: number;
  best: number;
  stopped: StopReason;
  evidence?: Evidence;
  family?: string;
  fold?: number;
}

/** What a family of nets gave. */
export interface FamilyRecord {
  name: string;
  /** Neurons of its hidden layers, and parameters of a net. */
  hidden: number[];
  parameters: number;
  nets: number;
  /** Its share in the prediction. */
  weight: number;
  /** Metrics of its nets alone, of rows that they had not seen. */
  metrics: Metrics;
  /** Iterations of a net, the mean. */
  epochs: number;
  /** Effective parameters of a net by Bayesian regularisation, the mean. */
  gamma?: number;
}

/** What automatic relevance determination has learnt of a feature. */
export interface Relevance {
  feature: string;
  /** Size of the weights that its inputs may have, `1/√α`, as a share of the largest feature's. */
  relevance: number;
  /** Effective parameters that it keeps, of those that it has. */
  gamma: number;
  parameters: number;
  /** Whether the nets do without it: less than 5 % of its parameters are effective. */
  idle: boolean;
}

/** Columns that divided the rows, and the shares that were asked for where the numbers of rows do not tell them. */
export interface Division {
  column?: string;
  columns?: string[];
  fractions?: [number, number, number];
}

/** The record of a training run. It holds no clock time, so that equal runs give equal files. */
export interface Run {
  /** Version of Gradus that trained. */
  gradus: string;
  seed: number;
  data: {
    source: string;
    rows: number;
    features: string[];
    labels: string[];
    missing: number;
    /** Column of row weights, if any. */
    weight?: string;
    /** SHA-like digest of the encoded table, so that a resumed run can refuse other data. */
    fingerprint: string;
  };
  /** Rows of each part; `divided`: as they were before families took the validation rows to train on. */
  split: {
    kind: string;
    train: number;
    validation: number;
    test: number;
    divided?: Record<"train" | "validation" | "test", number>;
    /** What else it takes to divide the rows again. */
    by?: Division;
  };
  /** Every default with its value. */
  recipe: Record<string, unknown>;
  engine: { name: string; precision: "float64" | "float32" };
  /** Loss and numbers of the first net before its first iteration, of a method that looks at all rows in each. */
  start?: Start;
  /** Epoch records of the first net; of the other nets the best epoch and the reason for stopping. */
  history: Omit<Epoch, "seconds">[];
  nets: NetRecord[];
  /** Of a run with families: what each gave. */
  families?: FamilyRecord[];
  /** How much each feature matters to the nets that have a decay for each input, if any. */
  relevance?: Relevance[];
  /** `validation`: of the validation rows, or, with folds, of all training rows by the nets that never saw them. */
  metrics: { train: Metrics; validation: Metrics | null; test: Metrics | null };
  baselines: Record<string, { train: Metrics; validation: Metrics | null; test: Metrics | null }>;
  warnings: Warning[];
}
