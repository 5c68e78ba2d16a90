/**
 * What may be asked for of a learning rate over a run. A step is one update, counted from 0: the first update is made with
 * the rate of step 0. `steps` left out means the number of updates of the run.
 */
export type Schedule = TimedSchedule | PlateauSchedule;

/** Name of a schedule. */
export type ScheduleName = Schedule["name"];

/** A schedule that depends on the number of the step alone. */
export type TimedSchedule =
  | ConstantSchedule
  | StepSchedule
  | MultistepSchedule
  | ExponentialSchedule
  | InverseScalingSchedule
  | LinearSchedule
  | PolynomialSchedule
  | CosineSchedule
  | CosineRestartsSchedule
  | OneCycleSchedule
  | CyclicSchedule
  | FlatCosineSchedule
  | FourCyclesSchedule
  | WarmUpSchedule;

/** The base rate, optionally another one at first. */
export interface ConstantSchedule {
  name: "constant";
  /** Factor of the base rate in the first steps. @default 1 */
  factor?: number;
  /** How many steps the factor holds. @default 0 */
  steps?: number;
}

/** `base · gamma^⌊t / every⌋`. */
export interface StepSchedule {
  name: "step";
  /** Steps between two drops. */
  every: number;
  /** @default 0.1 */
  gamma?: number;
}

/** `base · gamma^(number of milestones ≤ t)`. */
export interface MultistepSchedule {
  name: "multistep";
  /** Steps at which the rate drops; one that is named twice counts twice. */
  milestones: readonly number[];
  /** @default 0.1 */
  gamma?: number;
}

/** `base · gamma^t`. */
export interface ExponentialSchedule {
  name: "exponential";
  gamma: number;
}

/** `base / (t + 1)^power`, scikit-learn's "invscaling". */
export interface InverseScalingSchedule {
  name: "inverse_scaling";
  /** @default 0.5 */
  power?: number;
}

/** From `base · start` in a straight line to `base · end`, which then stays. */
export interface LinearSchedule {
  name: "linear";
  /** Factor at step 0. @default 1 */
  start?: number;
  /** Factor from step `steps` on. @default 0 */
  end?: number;
  steps?: number;
}

/** `base · (1 − t / steps)^power`, 0 from step `steps` on. */
export interface PolynomialSchedule {
  name: "polynomial";
  /** @default 1 */
  power?: number;
  steps?: number;
}

/** `minimum + (base − minimum) · ½ (1 + cos(π t / steps))`; it rises again after `steps`. Loshchilov & Hutter 2017, eq. 5. */
export interface CosineSchedule {
  name: "cosine";
  /** Lowest learning rate. @default 0 */
  minimum?: number;
  steps?: number;
}

/** The same, begun anew after `period` steps, each period `multiplier` times as long as the one before. */
export interface CosineRestartsSchedule {
  name: "cosine_restarts";
  /** Steps of the first period. */
  period: number;
  /** Integer ≥ 1. @default 1 */
  multiplier?: number;
  /** Lowest learning rate. @default 0 */
  minimum?: number;
}

/**
 * Up to the base rate and down to nearly 0 in one run, the momentum the other way round (Smith & Topin 2019). The base rate
 * is the peak.
 */
export interface OneCycleSchedule {
  name: "one_cycle";
  /** Fraction 0 … 1 of the steps on the way up. @default 0.3 */
  rise?: number;
  /** The run starts at base / divisor. @default 25 */
  divisor?: number;
  /** The run ends at its start / finalDivisor. @default 10000 */
  finalDivisor?: number;
  /** Form of each way. @default "cosine" */
  anneal?: "cosine" | "linear";
  /** Down to the start as fast as up, and only then to the end. @default false */
  threePhases?: boolean;
  /** Lowest (at the peak) and highest momentum; without it the momentum is left alone. */
  momentum?: readonly [lowest: number, highest: number];
  steps?: number;
}

/** From the base rate to `peak` and back, again and again (Smith 2017), the momentum the other way round. */
export interface CyclicSchedule {
  name: "cyclic";
  /** Highest learning rate. */
  peak: number;
  /** Steps on the way up. @default 2000 */
  up?: number;
  /** Steps on the way down. @default as `up` */
  down?: number;
  /** Height of the cycles: the same, half the one before, or `gamma^t`. @default "triangular" */
  mode?: "triangular" | "triangular2" | "exp_range";
  /** @default 1 */
  gamma?: number;
  /** Lowest (at the peak) and highest momentum; without it the momentum is left alone. */
  momentum?: readonly [lowest: number, highest: number];
}

/** The base rate for the first half of the steps, then a cosine down to 0: `½ (1 + cos(π (2 t / steps − 1)))`. */
export interface FlatCosineSchedule {
  name: "flat_cos";
  steps?: number;
}

/**
 * `base · ½ (1 − cos(2π log₂(1 + 15 t / steps)))`: four cycles, each twice as long as the one before, from 0 to 0 (Holzmüller,
 * Grinsztajn & Steinwart 2024, RealMLP).
 */
export interface FourCyclesSchedule {
  name: "coslog4";
  steps?: number;
}

/** In a straight line from `base · start` to the base rate, and then another schedule from its step 0 (Goyal et al. 2017, §2.2). */
export interface WarmUpSchedule {
  name: "warm_up";
  /** Steps of the warm-up. */
  steps: number;
  /** Factor at step 0. @default 0 */
  start?: number;
  /** What follows; `steps` left out there means those that remain. */
  next: TimedSchedule;
}

/** Drops when the loss stops falling. It depends on the losses seen: see `createScheduler`. */
export interface PlateauSchedule {
  name: "reduce_on_plateau";
  /** Whether the loss should fall or (an accuracy) rise. @default "min" */
  mode?: "min" | "max";
  /** @default 0.1 */
  factor?: number;
  /** Losses without improvement that are waited for; the next one makes the rate drop. @default 10 */
  patience?: number;
  /** What counts as an improvement. @default 1e-4 */
  threshold?: number;
  /** Whether the threshold is a fraction of the best loss or a difference. @default "relative" */
  thresholdMode?: "relative" | "absolute";
  /** Losses after a drop that are not counted. @default 0 */
  cooldown?: number;
  /** Lowest learning rate. @default 0 */
  minimum?: number;
  /** Drops smaller than this are left out. @default 1e-8 */
  epsilon?: number;
}

/**
 * How a strength, the share of dropout or the weight decay, changes in a run: it stays, or goes from the full strength, held for
 * the first half of the updates, along a cosine down to 0, as the learning rate of `FlatCosineSchedule`.
 */
export type StrengthSchedule = "constant" | "flat_cos";
