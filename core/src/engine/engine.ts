import type { LossSpec } from "../bp/loss.js";
import type { Network } from "../bp/network.js";
import type { Matrix } from "../matrix.js";
import type { Factors } from "../optimize/factors.js";
import type { OptimizerSpec, OptimizerState } from "../optimize/optimizer.js";
import type { StrengthSchedule } from "../optimize/schedule.js";
import type { Evidence } from "../optimize/whole-table.js";
import type { Random } from "../random.js";

/** Encoded rows: a sample is a column of X and of Y. */
export interface Samples {
  /** inputs × rows */
  X: Matrix;
  /** outputs × rows */
  Y: Matrix;
  /** Weight of each row; 1 if left out. */
  weights?: Float64Array;
}

/** What an engine needs to know to take training steps. */
export interface TrainerOptions {
  loss: LossSpec;
  optimizer: OptimizerSpec;
  /** Rows for each update. */
  batch: number;
  /** Share of hidden neurons left out in each update, 0 ≤ p < 1. */
  dropout: number;
  /** Factor of Σ|w|, weights only. */
  l1: number;
  /** Factor of ½Σw², weights only. */
  l2: number;
  /** Largest Euclidean norm of a neuron's incoming weights; Infinity for none. */
  maxNorm: number;
  /** Largest Euclidean norm of the gradient; Infinity for none. */
  clipNorm: number;
  /** Largest absolute value of a gradient's element; Infinity for none. */
  clipValue: number;
  /** Learning rate and weight decay by group of parameters. @default 1 for all */
  factors?: Factors;
  /** Whether the rates of the updates move the share of dropout. @default "constant" */
  dropoutSchedule?: StrengthSchedule;
  /** Whether the rates of the updates move the weight decay. @default "constant" */
  decaySchedule?: StrengthSchedule;
}

/** What one pass over the training rows gave. */
export interface Pass {
  /**
   * Loss before each update, put together over the batches; of a method that looks at all rows in every iteration the loss after
   * it. Without the penalties.
   */
  loss: number;
  /** Norm of the last batch's gradient, before clipping. */
  gradientNorm: number;
  /** Numbers of the method after the iteration, if it looks at all rows. */
  record?: Record<string, number>;
  /** Why no further iteration would help, if the method can tell. */
  ended?: "gradient" | "converged";
}

/** Loss and numbers of a method before its first iteration. */
export interface Start {
  loss: number;
  record: Record<string, number>;
}

/** What a schedule says of one update. */
export interface Rate {
  learningRate: number;
  momentum: number | undefined;
  /** What the share of dropout is multiplied by, 0 … 1. @default 1 */
  dropout?: number;
  /** What the optimizer's weight decay is multiplied by, 0 … 1. @default 1 */
  decay?: number;
}

/** Rows that a trainer holds in its own form. */
export interface Held {
  readonly count: number;
  /** Writes other rows over those from `at` on: how a table larger than memory passes through, a part at a time. */
  replace(at: number, samples: Samples): void;
}

/** Loss and prediction of rows. */
export interface Evaluation {
  loss: number;
  /** `H[last]`, outputs × rows. */
  H: Matrix;
}

/**
 * Takes training steps with one network. What takes long may be a promise: it leaves the thread to others meanwhile. One call at a
 * time: the next one begins when the promise of the one before is settled.
 */
export interface Trainer {
  /** The flat parameter vector, as it stands now; to be read only, and copied where it is kept. */
  readonly parameters: Float64Array;
  /** Takes rows to train on or to measure; the trainer keeps what it needs of them. */
  hold(samples: Samples): Held;
  /**
   * One pass over the rows, an update for each batch.
   *
   * @param order        row numbers, in the order in which they are taken
   * @param rate         gives η of the next update, and the momentum if the schedule moves it; called once for each
   * @param random       one draw for each update gives the key of its dropout masks; none without dropout
   */
  epoch(rows: Held, order: Uint32Array, rate: () => Rate, random: Random): Pass | Promise<Pass>;
  /** Loss and numbers before the first iteration, of a method that looks at all rows in each. */
  begin?(rows: Held, rate: Rate): Start | Promise<Start>;
  /** What the method has learnt of the parameters, if it is one that does; nothing before the first iteration. */
  evidence?(): Evidence | undefined;
  /** Loss and prediction of the network as it stands now; no dropout. */
  evaluate(rows: Held): Evaluation | Promise<Evaluation>;
  /** State of the optimizer; `restore` goes on from it with the same bits. */
  state(): OptimizerState;
  restore(parameters: Float64Array, state: OptimizerState): void;
  /** Gives back what the trainer holds outside of its thread. */
  close?(): void;
}

/** A network of an ensemble, whose prediction is the weighted mean of its networks'. */
export interface WeightedNetwork {
  network: Network;
  weight: number;
  /** Least and largest value of each output: what lies beyond counts as that. @default none */
  limits?: readonly (readonly [number, number])[];
}

/** Networks made ready to predict again and again. */
export interface Ensemble {
  /**
   * Weighted mean of the networks' `H[last]` for one row: the bits that `rows` gives for it.
   *
   * @param x one value for each input
   * @returns one value for each output; the next call overwrites it
   */
  row(x: Float64Array): Float64Array;
  /** The same for any number of rows: inputs × rows gives outputs × rows. */
  rows(X: Matrix): Matrix;
}

/** What training costs, as far as it can be told beforehand. */
export interface Cost {
  /** Milliseconds before the first step. */
  start: number;
  /** Microseconds of a step. */
  step: number;
}

/** A way to compute: every engine gives the results of `bp/`, within its precision. */
export interface Engine {
  name: string;
  precision: "float64" | "float32";
  /** Why this engine cannot train this network in this way; nothing if it can. */
  lacks?(network: Network, options: TrainerOptions): string | undefined;
  /** Threads that share the work. @default 1 */
  threads?: number;
  /** What training would cost, reckoned from measurements. An engine without it is only used where it is asked for. */
  cost?(network: Network, options: TrainerOptions): Cost;
  /** Takes a copy of the network's parameters. */
  trainer(network: Network, options: TrainerOptions): Trainer | Promise<Trainer>;
  /** `H[last]`, outputs × rows. */
  predict(network: Network, X: Matrix): Matrix | Promise<Matrix>;
  /**
   * Makes networks of the same inputs and outputs ready; what they hold is copied.
   *
   * @throws RangeError if there is no network, or one that the engine cannot run
   */
  ensemble?(networks: readonly WeightedNetwork[]): Ensemble;
}
