import { basename } from "node:path";
import {
  saveModel,
  TrainingError,
  trainSteps,
  type Epoch,
  type Model,
  type Prepared,
  type Table,
  type TrainOptions,
} from "gradus";
import type { Context } from "../context.js";
import { openEvents, type EventLog } from "../events.js";
import { reportWarnings } from "../failure.js";
import { readModel, readRaw, typed } from "../input.js";
import { Meter } from "../meter.js";
import { formatBytes, toJson } from "../output/format.js";
import { courseLine, epochLines, metricLines } from "../output/run.js";
import { headLines, headOfPrepared } from "../output/head.js";
import { pairLines } from "../output/table.js";
import { checkWritable, writeFileAtomic } from "../output/writer.js";
import { stopReason, trainingJson } from "../record.js";
import { shellWords, withoutFlag } from "../shell.js";
import { watchSignals } from "../signals.js";
import { asUsage, trainOptions, type TrainingFlags } from "../training-flags.js";

/** Flags of `gradus train`. */
export interface TrainFlags extends TrainingFlags {
  out?: string;
  resume?: string;
  table?: "short" | "full";
}

/** Files that a run writes. */
interface Outputs {
  model: string;
  /** Gets the model of a run that was stopped or has diverged. */
  partial: string;
}

/** What the training itself gave. */
interface Result {
  model: Model;
  /** Records of the first net, with their times. */
  epochs: Epoch[];
  seconds: number;
  /** Exit code of the signal that stopped the run. */
  stoppedBy: number | undefined;
  /** Why training failed; the model then holds the best weights before that. */
  failure?: TrainingError;
}

/**
 * `gradus train`: reads, trains with a progress line, assesses, saves.
 *
 * @returns 0, or 130 or 143 after a signal
 * @throws GradusError for bad data or options, for outputs that cannot be written (before training), for failed training
 */
export async function train(context: Context, file: string, flags: TrainFlags): Promise<number> {
  const outputs = outputFiles(file, flags.out);
  checkWritable(outputs.model);
  const resume = flags.resume === undefined ? undefined : readModel(flags.resume);
  const raw = await readRaw(file, flags);
  const options = { ...trainOptions(flags, raw), ...(resume === undefined ? {} : { resume }) };
  const table = typed(raw, flags, { label: [options.label].flat() });
  const events = openEvents(context);
  try {
    const result = await trainWatched(context, table, options, events);
    const { model, seconds, stoppedBy, failure } = result;
    const saved = stoppedBy === undefined && failure === undefined ? outputs.model : outputs.partial;
    const bytes = saveModel(model);
    writeFileAtomic(saved, bytes);
    const json = trainingJson(model, context, { files: [saved], seconds });
    await events.write({ event: "end", ...json });
    if (failure) throw failure;
    if (context.flags.json) await context.out.write(`${toJson(json)}\n`);
    await context.show(
      ...resultLines(context, result, flags),
      "",
      ...endLines(context, saved, bytes.length, stoppedBy),
    );
    return stoppedBy ?? 0;
  } finally {
    events.close();
  }
}

/** Trains, with the head of the run before, a progress line meanwhile, and an eye on signals. */
async function trainWatched(
  context: Context,
  table: Table,
  options: TrainOptions,
  events: EventLog,
): Promise<Result> {
  const started = performance.now();
  const watch = watchSignals(context);
  const meter = new Meter(context);
  let head = Promise.resolve();
  let mayStopEarly = false;
  function onStart(prepared: Prepared): void {
    mayStopEarly = prepared.recipe.patience !== null;
    head = showHead(context, prepared, table);
    head.catch(() => {}); // awaited below, after the first epoch
  }
  function result(model: Model): Result {
    const seconds = (performance.now() - started) / 1000;
    return {
      model,
      epochs: meter.epochs,
      seconds,
      stoppedBy: model.checkpoint === undefined ? undefined : watch.code(),
    };
  }
  try {
    const steps = trainSteps(table, { ...options, onStart, signal: watch.signal });
    let step = await asUsage(() => steps.next());
    await head;
    for (; step.done !== true; step = await steps.next()) {
      await events.write({ event: "epoch", net: step.value.net, ...step.value.epoch });
      await meter.update(step.value, mayStopEarly);
    }
    return result(step.value);
  } catch (error) {
    if (!(error instanceof TrainingError)) throw error;
    return { ...result(error.partial), failure: error };
  } finally {
    watch.release();
    await meter.clear();
  }
}

/** Data, split, network and recipe, and what a person should know about the table, before training begins. */
async function showHead(context: Context, prepared: Prepared, table: Table): Promise<void> {
  await context.show(...headLines(headOfPrepared(prepared, table), context), "");
  await reportWarnings(prepared.warnings, context);
}

/** Table of epochs, course of the loss, why the run ended, metrics beside those of the baselines. */
function resultLines(context: Context, { model, epochs }: Result, flags: TrainFlags): string[] {
  const { text } = context;
  const { nets } = model.run;
  const first = nets[0];
  const reason = stopReason(model);
  const ended = nets.find(({ stopped }) => stopped === reason) ?? first;
  return [
    ...(nets.length > 1 ? [`  ${text.firstNet(nets.length)}`] : []),
    ...epochLines(epochs, first.best, flags.table === "full", context),
    "",
    courseLine(epochs, context),
    "",
    `  ${text.stopped[reason](ended.epochs, ended.best)}`,
    "",
    ...metricLines(model, context),
  ];
}

/** What was saved, and what to do next. */
function endLines(context: Context, saved: string, bytes: number, stoppedBy: number | undefined): string[] {
  const { text, argv } = context;
  const { cyan, dim } = context.out.paint;
  const next =
    stoppedBy === undefined
      ? [text.next, [`gradus predict ${shellWords([saved])} new.csv`, `gradus show ${shellWords([saved])}`]]
      : [text.resume, [`gradus ${shellWords([...withoutFlag(argv, "--resume"), "--resume", saved])}`]];
  return pairLines(
    [
      [text.saved, `${cyan(saved)} (${formatBytes(bytes)})`],
      [next[0] as string, (next[1] as string[]).map((command) => cyan(command)).join("  |  ")],
    ],
    dim,
  );
}

/** NAME.safetensors in this folder for NAME.csv in any, unless a name is given. */
function outputFiles(file: string, given: string | undefined): Outputs {
  const model = given ?? `${file === "-" ? "model" : stemOf(file)}.safetensors`;
  return { model, partial: `${model.replace(/\.safetensors$/, "")}.partial.safetensors` };
}

/** Name of a file without folder and without the endings of tables. */
function stemOf(file: string): string {
  return basename(file)
    .replace(/\.gz$/i, "")
    .replace(/\.(csv|tsv|txt|json|ndjson|jsonl|xlsx|parquet)$/i, "");
}
