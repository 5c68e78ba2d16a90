/** Why a run ended. */
export type StopReason =
  | "epochs" // the number of epochs asked for
  | "early" // the validation loss has not improved for `patience` epochs
  | "goal" // the loss asked for was reached
  | "gradient" // the norm of the gradient fell below `minGradient`
  | "converged" // the method found no lower point, or its numbers no longer changed
  | "time" // the seconds allowed were used up
  | "abort" // the AbortSignal
  | "diverged"; // a loss or a weight was no longer finite; the best weights so far were kept

/** What one pass over the training rows gave. */
export interface Epoch {
  /** From 1. */
  epoch: number;
  /**
   * Loss over the training rows, as the loss function's name says; the mean over the epoch's batches, before each update. Of a method
   * that looks at all rows in every iteration the loss after it.
   */
  trainLoss: number;
  /** Loss over the validation rows after the epoch; null without validation rows. */
  validationLoss: number | null;
  /** Learning rate of the epoch's last update. */
  learningRate: number;
  /** Euclidean norm of the gradient of the epoch's last batch, before clipping. */
  gradientNorm: number;
  /** Whether these are the best weights so far. */
  best: boolean;
  /** Metrics of the validation rows (of the training rows without validation rows), such as r2 or accuracy. */
  metrics: Record<string, number | null>;
  /** Numbers of a method that looks at all rows in every iteration, after it: `sse`, `mu`, `gamma` … */
  iteration?: Record<string, number>;
  /** Seconds since the start of the run; not part of the model file. */
  seconds: number;
}
