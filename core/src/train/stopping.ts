import type { Epoch, StopReason } from "./epoch.js";

/** Tells that a run is to stop. */
export interface Signal {
  readonly aborted: boolean;
}

/** When training ends. */
export interface StopRule {
  /** Largest number of epochs. @default 1000 */
  epochs?: number;
  /** Epochs without a better validation loss after which training ends (early stopping). @default Infinity */
  patience?: number;
  /** Ends when the monitored loss is at most this. @default none */
  goal?: number;
  /** Ends when the gradient's norm is at most this. @default none */
  minGradient?: number;
  /** Seconds allowed. @default Infinity */
  seconds?: number;
}

/**
 * Why training ends after this epoch, or nothing if it goes on.
 *
 * @param record    the epoch
 * @param bestEpoch epoch of the lowest monitored loss so far
 * @param loss      the monitored loss of this epoch
 * @param ended     why the method itself has come to its end, if it has
 */
export function stopReason(
  record: Epoch,
  bestEpoch: number,
  loss: number,
  rule: StopRule,
  ended?: "gradient" | "converged",
): StopReason | undefined {
  const { epochs = 1000, patience = Infinity, goal, minGradient, seconds = Infinity } = rule;
  if (goal !== undefined && loss <= goal) return "goal";
  if (minGradient !== undefined && record.gradientNorm <= minGradient) return "gradient";
  if (ended !== undefined) return ended;
  if (record.epoch - bestEpoch >= patience) return "early";
  if (record.epoch >= epochs) return "epochs";
  if (record.seconds >= seconds) return "time";
  return undefined;
}
