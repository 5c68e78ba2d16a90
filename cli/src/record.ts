import { output, type Model, type Samples } from "gradus";
import type { Context } from "./context.js";
import { warningsJson } from "./failure.js";
import { networkFacts } from "./head.js";

/** What a run has besides its model. */
export interface RunFacts {
  /** Files written. */
  files: readonly string[];
  /** Seconds from the start to the end of training. */
  seconds: number;
  /** The training rows, if all of them are held. */
  rows: Samples | undefined;
}

/** A training run as the object of `gradus train --json`; numbers as they are, null where there is none. */
export function trainingJson(
  model: Model,
  context: Pick<Context, "language">,
  { files, seconds, rows }: RunFacts,
): Record<string, unknown> {
  const { run, task } = model;
  const { sizes, activations, parameters, skip, front } = networkFacts(model);
  return {
    schema: 1,
    command: "train",
    data: {
      file: run.data.source,
      rows: run.data.rows,
      features: run.data.features,
      label: labelJson(model),
      task,
    },
    split: run.split,
    seed: run.seed,
    network: {
      sizes,
      activations,
      parameters,
      skip,
      ...(front === undefined ? {} : { front }),
      nets: model.nets.length,
    },
    recipe: run.recipe,
    engine: run.engine,
    epochs: run.nets[0]?.epochs ?? 0,
    best: bestJson(model),
    stopped: stopReason(model),
    nets: run.nets,
    ...familiesJson(model),
    loss: lossJson(model, rows),
    history: historyJson(model),
    metrics: run.metrics,
    baselines: run.baselines,
    files,
    warnings: warningsJson(run.warnings, context),
    seconds,
  };
}

/** Of a run with families: what each gave, the folds of the training rows, and the relevance of the features. */
export function familiesJson({ run, outOfFold }: Model): Record<string, unknown> {
  return {
    ...(run.families ? { families: run.families } : {}),
    ...(run.relevance ? { relevance: run.relevance } : {}),
    ...(outOfFold ? { folds: outOfFold.fold } : {}),
  };
}

/** Why a run ended: that of the first net, but a stop or a divergence of any net goes before. */
export function stopReason({ run }: Pick<Model, "run">): Model["run"]["nets"][number]["stopped"] {
  const early = run.nets.find(({ stopped }) => stopped === "abort" || stopped === "diverged");
  return (early ?? run.nets[0]).stopped;
}

/** The label's name; of several labels, a list. */
export function labelJson({ run }: Pick<Model, "run">): string | string[] {
  return run.data.labels.length === 1 ? run.data.labels[0] : run.data.labels;
}

/** The best epoch of the first net with its losses. */
function bestJson({ run }: Pick<Model, "run">): Record<string, unknown> {
  const epoch = run.nets[0]?.best ?? 0;
  const record = run.history.find((one) => one.epoch === epoch);
  return { epoch, trainLoss: record?.trainLoss ?? null, validationLoss: record?.validationLoss ?? null };
}

/**
 * The loss of the best epoch of the first net, as training took it; for a regression also `sse`, the sum of squared residuals of the
 * model over the training rows and outputs, in the labels' units.
 */
function lossJson(model: Model, rows: Samples | undefined): Record<string, unknown> {
  const { name } = model.run.recipe["loss"] as { name: string };
  const { trainLoss: train, validationLoss: validation } = bestJson(model);
  const sse = model.task === "regression" && rows !== undefined ? squaredResiduals(model, rows) : undefined;
  return { name, train, validation, ...(sse === undefined ? {} : { sse }) };
}

/** `Σ ω r²` over rows and outputs, in the labels' units. */
function squaredResiduals(model: Model, { X, Y, weights }: Samples): number {
  const H = output(model, X);
  let sum = 0;
  for (let i = 0; i < Y.rows; i++) {
    const label = model.encoder.labels[i];
    const spread = label.type === "number" ? label.scale.spread : 1;
    for (let s = 0; s < Y.cols; s++) {
      const r = spread * (H.data[i * Y.cols + s] - Y.data[i * Y.cols + s]);
      sum += (weights?.[s] ?? 1) * r * r;
    }
  }
  return sum;
}

/** Records of the first net's epochs; of a method that looks at all rows with its own numbers, entry 0 being the start. */
function historyJson({ run }: Pick<Model, "run">): Record<string, unknown>[] {
  const { start, history } = run;
  const begin = start === undefined ? [] : [{ epoch: 0, trainLoss: start.loss, ...start.record }];
  return [...begin, ...history.map(({ iteration, ...epoch }) => ({ ...epoch, ...iteration }))];
}
