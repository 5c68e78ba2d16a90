import type { Network } from "../bp/network.js";
import type { Start } from "../engine/engine.js";
import type { Warning } from "../errors.js";
import type { Evidence } from "../optimize/whole-table.js";
import type { Encoder, Task } from "../table/encode.js";
import type { Epoch, StopReason } from "../train/epoch.js";
import type { Checkpoint } from "../train/fit.js";

/**
 * What training gives and everything else takes: one or more networks behind one encoder, with the record of the run.
 * A single network is an ensemble of one.
 */
export interface Model {
  task: Task;
  encoder: Encoder;
  /** The networks; the prediction is the weighted mean of theirs. Weights sum to 1. */
  nets: { network: Network; weight: number }[];
  run: Run;
  /** Where training goes on, if it was stopped before its end. */
  checkpoint?: TrainCheckpoint;
}

/** What a stopped run of several nets needs to go on. */
export interface TrainCheckpoint {
  /** Nets that are ready. */
  done: { network: Network; epochs: number; best: number; stopped: StopReason; evidence?: Evidence }[];
  /** The net at work. */
  current: Checkpoint;
  /** Records of the first net, if it is ready. */
  history: Epoch[];
  /** What held before them, as in `Run`. */
  start?: Start;
}

/** Metrics by name; a metric that has no value (R² of a constant label, AUC of one class) is null. */
export type Metrics = Record<string, number | null>;

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
    /** SHA-like digest of the encoded table, so that a resumed run can refuse other data. */
    fingerprint: string;
  };
  split: { kind: string; train: number; validation: number; test: number };
  /** Every default with its value. */
  recipe: Record<string, unknown>;
  engine: { name: string; precision: "float64" | "float32" };
  /** Loss and numbers of the first net before its first iteration, of a method that looks at all rows in each. */
  start?: Start;
  /** Epoch records of the first net; of the other nets the best epoch and the reason for stopping. */
  history: Omit<Epoch, "seconds">[];
  nets: { epochs: number; best: number; stopped: StopReason; evidence?: Evidence }[];
  metrics: { train: Metrics; validation: Metrics | null; test: Metrics | null };
  baselines: Record<string, { train: Metrics; validation: Metrics | null; test: Metrics | null }>;
  warnings: Warning[];
}
