import { readFileSync } from "node:fs";
import { crossValidate, GradusError, type CrossValidation, type Metrics } from "gradus";
import type { Context } from "../context.js";
import { openEvents } from "../events.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { readRaw, typed } from "../input.js";
import { Meter } from "../meter.js";
import { toJson } from "../output/format.js";
import { formatMetric, shownMetrics } from "../output/run.js";
import { systemReason } from "../output/stream.js";
import { pairLines, tableLines } from "../output/table.js";
import { watchSignals } from "../signals.js";
import { asUsage, trainOptions, type TrainingFlags } from "../training-flags.js";

/** Flags of `gradus cv`. */
export interface CvFlags extends TrainingFlags {
  folds?: number;
  repeats?: number;
  foldFile?: string;
  onlyFolds?: number[];
}
