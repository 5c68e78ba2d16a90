import { basename } from "node:path";
import {
  compareWithBaselines,
  GradusError,
  hasFamilies,
  isSmall,
  saveModel,
  TrainingError,
  type Model,
  type Ready,
  type RowComparison,
  type Samples,
} from "gradus";
import type { Context } from "../context.js";
import { openEvents, type EventLog } from "../events.js";
import { reportFailure, reportWarnings } from "../failure.js";
import { Meter } from "../meter.js";
import { formatBytes, toJson } from "../output/format.js";
import { courseLine, doubtLines, epochLines, metricLines, type Times } from "../output/run.js";
import { endedLine, ERROR, errorName, familyLines, netLines, relevanceLines } from "../output/families.js";
import { familiesOfModel, headOfPrepared, type StreamFacts } from "../head.js";
import { headLines } from "../output/head.js";
import { pairLines, widthOf } from "../output/table.js";
import { displayWidth } from "../output/width.js";
import { checkWritable, refuseOverwriting, writeFileAtomic } from "../output/writer.js";
import { stopReason, trainingJson } from "../record.js";
import { shellWords, withoutFlag } from "../shell.js";
import { watchSignals } from "../signals.js";
import { asUsage } from "../training-flags.js";
import { fromStream, fromTable, type StepFlags, type Steps } from "../training-steps.js";

/** Flags of `gradus train`. */
export interface TrainFlags extends StepFlags {
  out?: string;
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
  /** The rows that it trained on, if all of them are held. */
  rows: Samples | undefined;
  /** The rows kept for the test, if those that it trained on are held. */
  test: Samples | undefined;
  /** Seconds after which the epochs of the first net ended. */
  times: Times;
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
  refuseOverwriting(outputs.model, [file]);
  refuseOverwriting(context.flags.events, [file, outputs.model]);
  checkWritable(outputs.model);
  const steps = await (flags.memory === undefined
    ? fromTable(file, flags)
    : fromStream(file, flags, flags.memory));
  const events = openEvents(context);
  try {
    const result = await trainWatched(context, steps, events, flags);
    if ("halted" in result) return await reportHalt(context, result);
    const { model, rows, seconds, stoppedBy, failure } = result;
    const saved = stoppedBy === undefined && failure === undefined ? outputs.model : outputs.partial;
    const bytes = saveModel(model);
    writeFileAtomic(saved, bytes);
    const json = trainingJson(model, context, { files: [saved], seconds, rows });
    await events.write({ event: "end", ...json });
    if (failure) return await reportDivergence(context, failure, saved);
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

/** A signal came before the first epoch. */
interface Halt {
  halted: GradusError;
  code: number;
}

/** Trains, with the head of the run before, a progress line meanwhile, and an eye on signals. */
async function trainWatched(
  context: Context,
  steps: Steps,
  events: EventLog,
  flags: TrainFlags,
): Promise<Result | Halt> {
  const started = performance.now();
  const watch = watchSignals(context);
  const meter = new Meter(context);
  let head = Promise.resolve();
  let mayStopEarly = false;
  let rows: Samples | undefined;
  let test: Samples | undefined;
  function onStart(ready: Ready, stream?: StreamFacts): void {
    const { epochs, patience, families } = ready.recipe;
    const hasFamilies = ready.learning !== undefined && families.length > 0;
    const nets = hasFamilies ? headOfPrepared(ready, ready.data).families!.nets : ready.recipe.nets;
    if (ready.feed === undefined) {
      rows = ready.samples.train;
      test = ready.samples.test ?? undefined;
    }
    mayStopEarly = patience !== null;
    meter.begin({
      epochs,
      nets,
      isValidation: ready.samples.validation !== null,
      mayStopEarly,
      ...(hasFamilies ? { error: { key: ERROR[ready.task], name: errorName(ready, context.text) } } : {}),
    });
    head = showHead(context, meter, ready, flags, stream);
    head.catch(() => {}); // awaited below, after the first epoch
  }
  function result(model: Model): Result {
    const seconds = (performance.now() - started) / 1000;
    return {
      model,
      rows,
      test,
      times: meter.times,
      seconds,
      stoppedBy: model.checkpoint === undefined ? undefined : watch.code(),
    };
  }
  try {
    const run = steps({ signal: watch.signal, onStart, onStream: (progress) => void meter.stream(progress) });
    let step = await asUsage(() => run.next(), flags.initFile);
    await head;
    for (; step.done !== true; step = await run.next()) {
      const { net, epoch, answer } = step.value;
      await events.write(answer ? { event: "answer", ...answer } : { event: "epoch", net, ...epoch });
      await meter.update(step.value, mayStopEarly);
    }
    return result(step.value);
  } catch (error) {
    const code = watch.code();
    if (error instanceof GradusError && error.code === "E216" && code !== undefined)
      return { halted: error, code };
    if (!(error instanceof TrainingError)) throw error;
    return { ...result(error.partial), failure: error };
  } finally {
    watch.release();
    await meter.clear();
  }
}

/** Tells why training failed, and where the best weights before that are. */
async function reportDivergence(context: Context, failure: TrainingError, saved: string): Promise<number> {
  const code = await reportFailure(failure, context);
  await context.err.print(`  ${context.text.saved}  ${context.err.paint.cyan(saved)}`);
  return code;
}

/** Tells that nothing was saved. */
async function reportHalt(context: Context, { halted, code }: Halt): Promise<number> {
  await reportFailure(halted, context);
  return code;
}

/** Data, split, network and recipe, and what a person should know about the table, before training begins. */
async function showHead(
  context: Context,
  meter: Meter,
  ready: Ready,
  { engine, threads }: TrainFlags,
  stream?: StreamFacts,
): Promise<void> {
  await meter.clear();
  const asked = engine !== undefined && engine !== "auto" && engine !== "wasm64" && engine !== "reference";
  const isDefault = ready.recipe.name === "auto" && hasFamilies("auto", ready.data) && isSmall(ready.data);
  const head = {
    ...headOfPrepared(ready, ready.data, threads),
    ...(asked && isDefault ? { batchesOnly: engine } : {}),
    ...(stream === undefined ? {} : { stream }),
  };
  await context.show(...headLines(head, context), "");
  await reportWarnings(ready.warnings, context);
}

/** Table of epochs, course of the loss, why the run ended, metrics beside those of the baselines. */
function resultLines(context: Context, { model, rows, test, times }: Result, flags: TrainFlags): string[] {
  const { text } = context;
  const { nets, history, families, relevance } = model.run;
  const full = flags.table === "full";
  const doubts = doubtLines(model, comparisonOf(model, rows, test), context);
  if (families && model.outOfFold) {
    const planned = familiesOfModel(model, model.outOfFold).nets;
    return [
      ...(full ? [...netLines(nets, context), ""] : []),
      ...familyLines(model, context),
      "",
      `  ${endedLine(model.run, planned, text)}`,
      "",
      ...metricLines(model, context),
      ...doubts,
      ...relevanceLines(relevance, full, context),
    ];
  }
  const reason = stopReason(model);
  const ended = Math.max(
    0,
    nets.findIndex(({ stopped }) => stopped === reason),
  );
  const { epochs, best } = nets[ended];
  return [
    ...(nets.length > 1 ? [`  ${text.firstNet(nets.length)}`] : []),
    ...epochLines(history, times, { best: nets[0].best, full }, context),
    "",
    courseLine(history, context),
    "",
    `  ${nets.length > 1 ? text.ofNet(ended + 1) : ""}${text.stopped[reason](epochs, best)}`,
    "",
    ...metricLines(model, context),
    ...doubts,
  ];
}

const MOST_COMPARED = 20_000; // rows: with more of them chance decides little, and a bootstrap takes long

/** The network beside the linear model on the test rows; nothing without such rows, or with very many. */
function comparisonOf(
  model: Model,
  train: Samples | undefined,
  test: Samples | undefined,
): RowComparison | undefined {
  if (train === undefined || test === undefined || test.X.cols < 2) return undefined;
  if (train.X.cols + test.X.cols > MOST_COMPARED) return undefined;
  return compareWithBaselines(model, train, test).comparison ?? undefined;
}

/** What was saved, and what to do next. */
function endLines(context: Context, saved: string, bytes: number, stoppedBy: number | undefined): string[] {
  const { text, argv, out } = context;
  const file = shellWords([saved]);
  const [title, commands] =
    stoppedBy === undefined
      ? [text.next, [`gradus predict ${file} new.csv`, `gradus show ${file}`]]
      : [text.resume, [`gradus ${shellWords([...withoutFlag(argv, "--resume"), "--resume", saved])}`]];
  return pairLines(
    [
      [text.saved, `${out.paint.cyan(saved)} (${formatBytes(bytes)})`],
      [title, side(commands, out)],
    ],
    out,
  );
}

/** Commands side by side if they fit, else one a line. */
function side(commands: readonly string[], out: Context["out"]): string[] {
  const painted = commands.map((command) => out.paint.cyan(command));
  return displayWidth(commands.join("  |  ")) + 13 <= widthOf(out) ? [painted.join("  |  ")] : painted;
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
