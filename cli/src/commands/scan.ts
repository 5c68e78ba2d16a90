import {
  saveModel,
  scan as scanLayouts,
  train,
  type Model,
  type Scan,
  type ScanLayout,
  type ScanOptions,
  type ScanStart,
  type Table,
} from "gradus";
import type { Context } from "../context.js";
import { openEvents } from "../events.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { readRaw, typed } from "../input.js";
import { Meter } from "../meter.js";
import { formatNumber, toJson } from "../output/format.js";
import { metricLines } from "../output/run.js";
import { scanFigure } from "../output/scan-figure.js";
import { pairLines, tableLines } from "../output/table.js";
import { checkWritable, refuseOverwriting, writeFileAtomic } from "../output/writer.js";
import { shellWords, withoutFlag } from "../shell.js";
import { watchSignals } from "../signals.js";
import { asUsage, engineOption, trainOptions, type TrainingFlags } from "../training-flags.js";

/** Flags of `gradus scan`. */
export interface ScanFlags extends Omit<TrainingFlags, "hidden" | "nets" | "initFile"> {
  hidden?: number[][];
  restarts?: number;
  folds?: number;
  svg?: string;
  out?: string;
}

/** What is scanned. */
interface ScanWork {
  table: Table;
  options: ScanOptions;
  label: string;
}

/**
 * `gradus scan`: the error of hidden layouts on rows that they have not seen, the smallest within one standard error of the best; with
 * `-o` it trains that one. After a signal it shows the layouts that are ready.
 *
 * @returns 0, or 130 or 143 after a signal
 */
export async function scan(context: Context, file: string, flags: ScanFlags): Promise<number> {
  const started = performance.now();
  for (const output of [flags.svg, flags.out]) {
    if (output === undefined) continue;
    refuseOverwriting(output, [file]);
    checkWritable(output);
  }
  const work = await workOf(file, flags);
  const { result, start, code } = await watched(context, work);
  await reportWarnings(result.warnings, context);
  const files: string[] = [];
  if (flags.svg !== undefined && result.best !== null) {
    const metric = context.text.metricNames.get(result.metric) ?? result.metric;
    writeFileAtomic(flags.svg, scanFigure({ ...result, label: work.label, metric }, context.text));
    files.push(flags.svg);
  }
  let model: Model | undefined;
  if (flags.out !== undefined && result.options !== null && code === undefined) {
    model = await trainChosen(work, result.options);
    writeFileAtomic(flags.out, saveModel(model));
    files.push(flags.out);
  }
  const data = { file: work.table.source, rows: work.table.rows, label: work.label };
  if (context.flags.json) {
    const { warnings, ...facts } = result;
    const json = {
      schema: 1,
      command: "scan",
      data,
      ...facts,
      metrics: model?.run.metrics ?? null,
      files,
      warnings: warningsJson(warnings, context),
      seconds: (performance.now() - started) / 1000,
    };
    await context.out.write(`${toJson(json)}\n`);
  }
  const { text, out } = context;
  await context.show(
    ...headLines(data, start, context),
    ...layoutLines(result, context),
    ...verdictLines(result, start, context),
    ...(model === undefined ? [] : ["", ...metricLines(model, context)]),
    "",
    ...pairLines(files.length > 0 ? [[text.saved, files.map((one) => out.paint.cyan(one))]] : [], out),
    ...nextLines(result, flags.out, context),
  );
  return code ?? 0;
}

/** Table and options of what the flags say. */
async function workOf(file: string, { hidden, ...flags }: ScanFlags): Promise<ScanWork> {
  const raw = await readRaw(file, flags);
  const { restarts, folds } = flags;
  const choice = Object.entries({ layouts: hidden, restarts, folds, threads: flags.threads });
  const {
    onStart: _s,
    onProgress: _p,
    resume: _r,
    initialisation: _i,
    ...training
  } = trainOptions(flags, raw);
  const options: ScanOptions = {
    ...training,
    ...(await engineOption(flags)),
    ...Object.fromEntries(choice.filter(([, value]) => value !== undefined)),
  };
  const labels = [options.label].flat();
  return { table: typed(raw, flags, { label: labels }), options, label: labels.join(", ") };
}

/** The scan, with a progress line and an eye on signals. */
async function watched(
  context: Context,
  { table, options }: ScanWork,
): Promise<{ result: Scan; start: ScanStart; code: number | undefined }> {
  const events = openEvents(context);
  const watch = watchSignals(context);
  const meter = new Meter(context);
  let logged = Promise.resolve();
  let start: ScanStart | undefined;
  try {
    const result = await asUsage(() =>
      scanLayouts(table, {
        ...options,
        signal: watch.signal,
        onStart: (given) => void (start = given),
        onProgress: (progress) => void meter.scan(progress),
        onLayout(layout) {
          logged = logged.then(() => events.write({ event: "layout", ...layout }));
        },
      }),
    );
    return { result, start: start!, code: result.complete ? undefined : watch.code() };
  } finally {
    watch.release();
    await meter.clear();
    await logged;
    events.close();
  }
}

/** The recommended net, trained as `gradus train` would. */
async function trainChosen(
  { table, options }: ScanWork,
  chosen: NonNullable<Scan["options"]>,
): Promise<Model> {
  const {
    layouts: _l,
    restarts: _r,
    folds: _f,
    seconds: _s,
    onStart: _1,
    onProgress: _2,
    onLayout: _3,
    ...training
  } = options;
  return train(table, { ...training, ...chosen });
}

function headLines(
  data: { file: string; rows: number; label: string },
  { restarts, folds, layouts, rows, testRows, features, optimizer, recipe }: ScanStart,
  { text, out }: Context,
): string[] {
  const about = [text.rows(data.rows), text.features(features), text.label(data.label)].join(text.comma);
  return pairLines(
    [
      [text.data, `${data.file}  ${about}`],
      [text.split, text.scan.rows(rows, testRows)],
      [text.network, text.scan.tried(layouts.length, restarts, folds, layouts.length * restarts * folds)],
      [text.optimizer, text.scan.by(optimizer, recipe.epochs, recipe.l2 === 0 ? "" : String(recipe.l2))],
    ],
    out,
  );
}

const BAR = 12; // cells of the longest bar

/** The table of layouts: the recommended one is bold. */
function layoutLines(result: Scan, { text, out }: Context): string[] {
  const { layouts, best, recommended } = result;
  if (layouts.length === 0) return [];
  const words = text.scan;
  const most = Math.max(...layouts.map(({ error }) => (Number.isFinite(error) ? error : 0)));
  const hasEvidence = layouts.some(({ gamma }) => gamma !== null);
  const mark = (name: string): string => {
    if (name !== best) return name === recommended ? words.marks.recommended : "";
    return name === recommended ? words.marks.both : words.marks.best;
  };
  const columns = [
    { heading: words.layout, align: "left" as const },
    { heading: words.parameters },
    { heading: words.error(text.metricNames.get(result.metric) ?? result.metric), width: 16 },
    { heading: "", align: "left" as const, width: BAR, expendable: 3 },
    { heading: words.spread, width: 8, expendable: 1 },
    { heading: words.trainError, width: 8, expendable: 2 },
    ...(hasEvidence
      ? [
          { heading: words.gamma, expendable: 4 },
          { heading: words.evidence, expendable: 5 },
        ]
      : []),
    { heading: "", align: "left" as const },
  ];
  const rows = layouts.map((one) => [
    one.name,
    String(one.parameters),
    plusMinus(one),
    "█".repeat(Math.max(0, Math.round((BAR * one.error) / most) || 0)),
    formatSpread(one),
    formatNumber(one.trainError),
    ...(hasEvidence ? [one.gamma?.toFixed(1) ?? "–", one.evidence?.toFixed(1) ?? "–"] : []),
    mark(one.name),
  ]);
  const lines = tableLines(columns, rows, out);
  const bold = 1 + layouts.findIndex(({ name }) => name === recommended);
  return ["", ...lines.map((line, i) => (i === bold ? out.paint.bold(line) : line))];
}

function plusMinus({ error, standardError }: ScanLayout): string {
  return `${formatNumber(error)} ± ${formatNumber(standardError).padStart(6)}`;
}

/** Four decimals, unless the errors themselves are that small. */
function formatSpread({ spread, error }: ScanLayout): string {
  if (spread === null || spread >= 1e-3 || error < 0.01) return formatNumber(spread);
  return spread < 5e-5 ? "0" : spread.toFixed(4);
}

/** One sentence: which layout, and why. */
function verdictLines(result: Scan, start: ScanStart, { text, out }: Context): string[] {
  const words = text.scan;
  const size = (name: string): string => (name === "none" ? words.none : words.neurons(name));
  const [best, chosen] = [result.best, result.recommended].map((name) =>
    result.layouts.find((one) => one.name === name),
  );
  const metric = text.metricNames.get(result.metric) ?? result.metric;
  const stopped = result.complete
    ? []
    : ["", `  ${words.incomplete(result.layouts.length, start.layouts.length)}`];
  if (best === undefined || chosen === undefined) return stopped;
  const error = `${metric} ${formatNumber(chosen.error)}`;
  const sentence =
    best === chosen
      ? words.same(size(chosen.name), error)
      : words.verdict(
          size(chosen.name),
          error,
          size(best.name),
          formatNumber(best.error),
          formatNumber(best.standardError),
        );
  return [...stopped, "", ...pairLines([["", sentence]], out).map((line) => `  ${line.trimStart()}`)];
}

const OWN_FLAGS = [
  "--hidden",
  "--restarts",
  "--folds",
  "--svg",
  "--out",
  "-o",
  "--optimizer",
  "--l2",
  "--time",
];

/** Flags that say how something is shown, not what is done. */
const OF_SHOWING = new Set(["--json", "--no-progress", "--quiet", "-q", "--verbose", "-v", "--ascii"]);

/** The command that trains the recommended net, with all other flags as they were given. */
function nextLines(
  { options, recommended }: Scan,
  saved: string | undefined,
  { text, argv, out }: Context,
): string[] {
  if (options === null || recommended === null) return [];
  const file = saved === undefined ? undefined : shellWords([saved]);
  const rest = [...OWN_FLAGS, "--lang", "--color", "--events"]
    .reduce((words, flag) => withoutFlag(words, flag), argv)
    .filter((word) => !OF_SHOWING.has(word))
    .map((word, i, all) => (word === "scan" && all.indexOf("scan") === i ? "train" : word));
  const { optimizer, l2 } = options;
  const method =
    optimizer === undefined
      ? []
      : ["--optimizer", typeof optimizer === "string" ? optimizer : optimizer.name];
  const decay = l2 === undefined ? [] : ["--l2", String(l2)];
  const words = [...rest, "--hidden", recommended.replaceAll("-", ","), ...method, ...decay];
  const command = file === undefined ? `gradus ${shellWords(words)}` : `gradus predict ${file} new.csv`;
  return pairLines([[text.next, [out.paint.cyan(command)]]], out);
}
