/** What a pool and its workers say to each other: values that structured cloning keeps whole. */
import { GradusError } from "../errors.js";
import type { Samples } from "../engine/engine.js";
import type { Epoch } from "./epoch.js";
import type { FitResult } from "./fitting.js";
import type { FitJob, RowsOf } from "./jobs.js";

/** Rows of samples that a worker has been given under a number. */
export interface SentRows {
  table: number;
  rows?: Int32Array;
}

/** A job whose samples a worker knows by their number. */
export interface SentJob extends Omit<FitJob, "training" | "validation"> {
  training: SentRows;
  validation: SentRows | null;
}

/** To a worker: samples, a job on them, and that the job is to stop after the epoch at work. */
export type ToWorker = { table: number; samples: Samples } | { job: SentJob } | { stop: true };

/** From a worker: that it is ready, what its job has come to, and how it ended. */
export type FromWorker =
  | { ready: true; hasWasm: boolean }
  | { epochs: Epoch[] }
  | { result: FitResult }
  | { failure: Failure };

/** An error as it is sent. The built-in classes survive cloning, our own does not. */
export type Failure = Pick<GradusError, "code" | "values" | "place"> | { error: unknown };

/** An error in the form in which it is sent. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof GradusError)) return { error };
  const { code, values, place } = error;
  return { code, values, place };
}

/** The error that was sent. */
export function errorOf(failure: Failure): unknown {
  if ("error" in failure) return failure.error;
  return new GradusError(failure.code, failure.values, failure.place);
}

/** Where samples stand under their number. */
export function sentRows({ samples, rows }: RowsOf, numberOf: (samples: Samples) => number): SentRows {
  return { table: numberOf(samples), ...(rows === undefined ? {} : { rows }) };
}
