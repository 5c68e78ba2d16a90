import { readFileSync } from "node:fs";
import {
  crossValidate,
  GradusError,
  type CrossValidation,
  type CrossValidationOptions,
  type FoldKind,
  type FoldResult,
  type Metrics,
  type Table,
} from "gradus";
import type { Context } from "../context.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { watchFolds } from "../folds.js";
import { readRaw, typed } from "../input.js";
import { toJson } from "../output/format.js";
import { boundsOf, formatMetric, shownMetrics, verdictLines } from "../output/run.js";
import { systemReason } from "../output/stream.js";
import { pairLines, tableLines } from "../output/table.js";
import { engineOption, trainOptions, type TrainingFlags } from "../training-flags.js";

/** Flags of `gradus cv`. */
export interface CvFlags extends TrainingFlags {
  folds?: number;
  repeats?: number;
  foldFile?: string;
  onlyFolds?: number[];
  kind?: FoldKind;
  gap?: number;
  learningCurve?: boolean;
}

/** The folds divide the table: shares of it would be ignored. */
function refuseSplits(flags: CvFlags): void {
  const given = [
    ["--split", flags.split],
    ["--split-column", flags.splitColumn],
  ].filter(([, value]) => value !== undefined);
  if (given.length === 0) return;
  throw new GradusError("E009", { options: ["cv", ...given.map(([name]) => name as string)].join(", ") });
}

/**
 * `gradus cv`: trains and tests on each fold in turn; shows every fold, mean and standard deviation, and all test rows
 * together. After a signal it shows the folds that are ready.
 *
 * @returns 0, or 130 or 143 after a signal
 */
export async function cv(context: Context, file: string, flags: CvFlags): Promise<number> {
  const started = performance.now();
  const { table, options } = await workOf(file, flags);
  if (flags.learningCurve === true)
    return (await import("./learning-curve.js")).showLearningCurve(context, table, options, flags.initFile);
  const done: FoldResult[] = [];
  const { result, code } = await watchFolds(context, flags.initFile, ({ onProgress, log }) =>
    crossValidate(table, {
      ...options,
      onProgress,
      onFold(fold) {
        done.push(fold);
        log({ event: "fold", ...fold });
      },
    }),
  );
  const seconds = (performance.now() - started) / 1000;
  if (result !== undefined) await reportWarnings(result.warnings, context);
  const data = { file: table.source, rows: table.rows, label: [options.label].flat().join(", ") };
  if (context.flags.json)
    await context.out.write(`${toJson(cvJson(data, result, done, seconds, context))}\n`);
  await context.show(...cvLines(data, result, done, context));
  return code ?? 0;
}

/** Table and options of what the flags say. @throws GradusError for flags that do not go together */
async function workOf(
  file: string,
  flags: CvFlags,
): Promise<{ table: Table; options: CrossValidationOptions }> {
  refuseSplits(flags);
  const raw = await readRaw(file, flags);
  const { split, ...training } = { ...trainOptions(flags, raw), ...(await engineOption(flags)) };
  const choice = {
    folds: flags.foldFile === undefined ? flags.folds : readFolds(flags.foldFile),
    repeats: flags.repeats,
    only: flags.onlyFolds,
    kind: flags.kind ?? (flags.splitOrder === true ? "time" : undefined),
    order: flags.splitTime,
    gap: flags.gap,
    ...groupChoice(split),
  };
  const given = Object.entries(choice).filter(([, value]) => value !== undefined);
  const table = typed(raw, flags, { label: [training.label].flat() });
  return {
    table,
    options: { ...training, ...(Object.fromEntries(given) as Partial<CrossValidationOptions>) },
  };
}

/** The groups that a way to divide the rows names. */
function groupChoice(
  split: ReturnType<typeof trainOptions>["split"],
): Pick<CrossValidationOptions, "group" | "groupExcept"> {
  if (split === undefined || "train" in split || split.kind !== "group") return {};
  if (split.except !== undefined) return { groupExcept: split.except };
  return { group: split.columns ?? split.column! };
}

/** The fold of each data row: line i of a file. */
function readFolds(file: string): number[] {
  let content: string;
  try {
    content = readFileSync(file, "utf8");
  } catch (cause) {
    throw new GradusError("E013", { file, reason: systemReason(cause) }, { file }, { cause });
  }
  return content
    .trimEnd()
    .split(/\r?\n/)
    .map((line, i) => {
      if (/^\s*\d{1,9}\s*$/.test(line)) return Number(line);
      const reason = `line ${i + 1}: ${JSON.stringify(line.slice(0, 40))}`;
      throw new GradusError("E013", { file, reason }, { file, line: i + 1 });
    });
}

/** What the output says of the data. */
type Data = { file: string; rows: number; label: string };

function cvLines(
  data: Data,
  result: CrossValidation | undefined,
  done: readonly FoldResult[],
  { text, out }: Context,
): string[] {
  const about = `${data.file}  ${text.rows(data.rows)}${text.comma}${text.label(data.label)}`;
  const head = pairLines(
    [[text.data, about], ...(result === undefined ? [] : [[text.folds, foldWords(result, text)] as const])],
    out,
  );
  if (done.length === 0) return head;
  const repeats = Math.max(...done.map(({ repeat }) => repeat));
  const names = metricNames(result?.task, done[0].metrics);
  const line = (title: string, metrics: Metrics): string[] => [
    title,
    "",
    "",
    ...names.map((name) => formatMetric(name, metrics[name])),
  ];
  const columns = [
    { heading: text.fold, align: "left" as const },
    { heading: text.train },
    { heading: text.test },
    ...names.map((name) => ({ heading: text.metricNames.get(name) ?? name, width: 8 })),
  ];
  const rows = done.map(({ fold, repeat, train, test, metrics }) => {
    const title = repeats > 1 ? `${repeat}.${fold}` : String(fold);
    return [title, String(train), String(test), ...line("", metrics).slice(3)];
  });
  const totals = result === undefined ? [] : totalRows(result, line, text);
  const lines = tableLines(columns, [...rows, ...totals], out);
  const bold = 1 + rows.length;
  return [
    ...head,
    "",
    ...lines.map((one, i) => (i >= bold && i < bold + 2 ? out.paint.bold(one) : one)),
    ...verdictLines(result?.comparison, { text }),
  ];
}

/** How the rows were divided. */
function foldWords(
  { kind, folds, order, group = [], groupExcept }: CrossValidation,
  text: Context["text"],
): string {
  const repeats = Math.max(...folds.map(({ repeat }) => repeat));
  return [
    text.foldCount(folds.length, repeats),
    text.foldKinds[kind],
    ...(order === undefined ? [] : [text.inOrderOf(order)]),
    ...(groupExcept === undefined ? [] : [text.alikeBut(groupExcept.join(", "))]),
    ...(groupExcept !== undefined || group.length === 0 ? [] : [text.groupedBy(group.join(", "))]),
  ].join(text.comma);
}

/** Mean, standard deviation, all test rows together, and the means of the baselines. */
function totalRows(
  result: CrossValidation,
  line: (title: string, metrics: Metrics) => string[],
  text: Context["text"],
): string[][] {
  const baselines = Object.entries(result.baselines).map(([name, { mean }]) => {
    return line(text.baseline(text.baselineNames[name as keyof typeof text.baselineNames] ?? name), mean);
  });
  return [
    line(text.mean, result.mean),
    line(text.sd, result.sd),
    line(text.pooled, result.pooled),
    line(text.intervalFrom, boundsOf(result.confidence, "lo")),
    line(text.intervalTo, boundsOf(result.confidence, "hi")),
    ...baselines,
  ];
}

/** Metrics shown that the folds have. */
function metricNames(task: CrossValidation["task"] | undefined, metrics: Metrics): string[] {
  const names = shownMetrics(task ?? ("rmse" in metrics ? "regression" : "binary"));
  return names.filter((name) => metrics[name] !== null && metrics[name] !== undefined);
}

function cvJson(
  data: Data,
  result: CrossValidation | undefined,
  folds: readonly FoldResult[],
  seconds: number,
  context: Context,
): Record<string, unknown> {
  return {
    schema: 1,
    command: "cv",
    data: { ...data, ...(result === undefined ? {} : { task: result.task }) },
    kind: result?.kind ?? null,
    order: result?.order ?? null,
    group: result?.group ?? null,
    groupExcept: result?.groupExcept ?? null,
    folds,
    mean: result?.mean ?? null,
    sd: result?.sd ?? null,
    pooled: result?.pooled ?? null,
    confidence: result?.confidence ?? null,
    baselines: result?.baselines ?? null,
    comparison: result?.comparison ?? null,
    pairs: result?.pairs ?? [],
    complete: result?.complete ?? false,
    warnings: warningsJson(result?.warnings ?? [], context),
    seconds,
  };
}
