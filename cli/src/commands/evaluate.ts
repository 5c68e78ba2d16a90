import {
  canDivideAgain,
  classesOf,
  compareWithBaselines,
  confusionMatrix,
  evaluate,
  evaluateIntervals,
  hasIntervals,
  GradusError,
  predict,
  prepareAgain,
  selectRows,
  typesOf,
  usableRows,
  warning,
  type Assessment,
  type IntervalAssessment,
  type IntervalKind,
  type Metrics,
  type Model,
  type Prepared,
  type RowComparison,
  type Table,
} from "gradus";
import type { Context } from "../context.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { readModel, readRaw, typed, type TableFlags } from "../input.js";
import { formatNumber, toJson } from "../output/format.js";
import { intervalsJson, intervalTable } from "../output/intervals.js";
import { boundsOf, metricTable, shownMetrics, verdictLines } from "../output/run.js";
import { tableLines } from "../output/table.js";
import { checkIntervalFlags } from "./intervals.js";
import { suggestion } from "../values.js";

/** Flags of `gradus evaluate`. */
export interface EvaluateFlags extends TableFlags {
  part?: "all" | "train" | "validation" | "test";
  failUnder?: { metric: string; bound: number }[];
  weight?: string;
  interval?: number;
  intervalMethod?: IntervalKind;
  sets?: "lac" | "aps";
}

/** Metrics of which less is better; their bound is an upper one. */
const LESS_IS_BETTER = new Set([
  "rmse",
  "mae",
  "medianError",
  "maxError",
  "nrmse",
  "mape",
  "wape",
  "logLoss",
  "brier",
  "ece",
]);

/**
 * `gradus evaluate`: metrics on a table that has the label, and for classes the confusion matrix.
 *
 * @throws GradusError E010 (exit code 1) if a metric asked for by `--fail-under` is not reached
 */
export async function evaluateModel(
  context: Context,
  modelFile: string,
  file: string,
  flags: EvaluateFlags,
): Promise<number> {
  const model = readModel(modelFile);
  checkIntervalFlags(model, flags, context);
  const raw = await readRaw(file, flags);
  const whole = typed(raw, flags, { types: typesOf(model.encoder), label: model.run.data.labels });
  const part = flags.part ?? "all";
  const again = part === "all" ? undefined : dividedAgain(model, whole, part);
  const table = again === undefined || part === "all" ? whole : selectRows(whole, again.split[part]);
  // The rows of a part count as they did in training, so that its figures are those of the run.
  const weight = flags.weight ?? (part === "all" ? undefined : model.run.data.weight);
  const counted = { ...flags, ...(weight === undefined ? {} : { weight }) };
  const evaluation = evaluate(model, table, {
    confidence: true,
    ...(weight === undefined ? {} : { weight }),
  });
  const { rows, metrics, warnings, confidence, worst, classes, reliability } = evaluation;
  checkNames(flags.failUnder ?? [], metrics, context);
  const intervals = flags.interval === undefined ? undefined : intervalsOf(model, table, counted);
  const measured = intervals ?? (context.flags.json ? usualIntervals(model, table, counted) : undefined);
  const told = [
    ...table.warnings,
    ...warnings,
    ...(intervals?.warnings ?? []),
    ...(measured?.part === part ? [warning("W363")] : []),
  ];
  await reportWarnings(told, context);
  const confusion = model.task === "regression" ? undefined : confusionOf(model, table);
  const versus = versusBaselines(model, again, part);
  if (context.flags.json) {
    const json = {
      schema: 1,
      command: "evaluate",
      data: { file: table.source, rows, part },
      task: model.task,
      metrics,
      confidence,
      baselines: versus?.baselines ?? null,
      comparison: versus?.comparison ?? null,
      ...(worst === undefined ? {} : { worst }),
      intervals: measured === undefined ? null : intervalsJson(measured),
      ...(confusion === undefined ? {} : { confusion, classes, reliability }),
      warnings: warningsJson(told, context),
    };
    await context.out.write(`${toJson(json)}\n`);
  }
  await context.show(
    ...metricLines(model, evaluation, part, versus?.baselines ?? {}, context),
    ...worstLines(worst, context),
    ...(intervals === undefined ? [] : intervalTable(intervals, context)),
    ...confusionLines(confusion, context),
    ...classLines(classes, context),
    ...verdictLines(versus?.comparison, context),
  );
  checkBounds(flags.failUnder ?? [], metrics);
  return 0;
}

const MOST_ROWS = 5000; // on which intervals are measured that were not asked for

/** Intervals measured on a table. @throws GradusError E360 if the model has none */
function intervalsOf(
  model: Model,
  table: Table,
  { interval, intervalMethod: kind, sets: method, weight }: EvaluateFlags,
): IntervalAssessment {
  return evaluateIntervals(model, table, {
    ...(weight === undefined ? {} : { weight }),
    ...(interval === undefined ? {} : { level: interval }),
    ...(kind === undefined ? {} : { kind }),
    ...(method === undefined ? {} : { method }),
  });
}

/** Intervals that were not asked for: those of 90 %, of 5,000 rows at most; undefined if the model has none. */
function usualIntervals(model: Model, table: Table, flags: EvaluateFlags): IntervalAssessment | undefined {
  if (!hasIntervals(model)) return undefined;
  const step = Math.max(1, table.rows / MOST_ROWS);
  const rows = Int32Array.from({ length: Math.floor(table.rows / step) }, (_, i) => Math.floor(i * step));
  return intervalsOf(model, step > 1 ? selectRows(table, rows) : table, flags);
}

function metricLines(
  model: Model,
  { rows, metrics, confidence }: Assessment,
  part: NonNullable<EvaluateFlags["part"]>,
  baselines: Record<string, Metrics>,
  context: Context,
): string[] {
  const { text } = context;
  const heading = `${text.partNames[part]} (${text.rows(rows)})`;
  const unit = model.encoder.labels.length === 1 ? model.encoder.labels[0].unit : undefined;
  const columns = [
    { heading, values: metrics },
    ...(confidence === undefined
      ? []
      : [
          { heading: text.intervalFrom, values: boundsOf(confidence, "lo") },
          { heading: text.intervalTo, values: boundsOf(confidence, "hi") },
        ]),
    ...Object.entries(baselines).map(([name, values]) => {
      const title = text.baselineNames[name as keyof typeof text.baselineNames] ?? name;
      return { heading: text.baseline(title), values, expendable: name === "linear" ? 1 : 2 };
    }),
  ];
  return metricTable(columns, shownMetrics(model.task), unit, context);
}

/** The row with the largest error of each label. */
function worstLines(worst: Assessment["worst"], { text }: Context): string[] {
  if (worst === undefined) return [];
  const lines = worst.map(({ label, row, actual, predicted }) =>
    text.largestError(
      formatNumber(Math.abs(predicted - actual)),
      row,
      formatNumber(actual),
      formatNumber(predicted),
      worst.length > 1 ? label : "",
    ),
  );
  return ["", ...lines.map((line) => `  ${line}`)];
}

/** Precision, recall and F1 of each class. */
function classLines(classes: Assessment["classes"], { text, out }: Context): string[] {
  if (classes === undefined || classes.length > MOST_CLASSES) return [];
  const columns = [
    { heading: text.className, align: "left" as const },
    { heading: text.precision },
    { heading: text.recall },
    { heading: "F1" },
    { heading: text.rowCount },
  ];
  const within = (value: number | null, interval: { lo: number; hi: number } | null) =>
    interval === null
      ? "–"
      : `${formatNumber(value)} (${interval.lo.toFixed(2)} … ${interval.hi.toFixed(2)})`;
  const rows = classes.map(({ name, precision, recall, f1, rows: n, precisionInterval, recallInterval }) => [
    name,
    within(precision, precisionInterval),
    within(recall, recallInterval),
    formatNumber(f1),
    String(n),
  ]);
  return ["", ...tableLines(columns, rows, out)];
}

/** Baselines fitted on the training rows, beside the model on rows that neither has seen. */
function versusBaselines(
  model: Model,
  again: Prepared | undefined,
  part: NonNullable<EvaluateFlags["part"]>,
): { baselines: Record<string, Metrics>; comparison: RowComparison | null } | undefined {
  if (again === undefined || part === "all") return undefined;
  const rows = again.samples[part];
  if (rows === null) return undefined;
  const { baselines, comparison } = compareWithBaselines(model, again.samples.train, rows);
  return { baselines, comparison: part === "test" ? comparison : null };
}

/** Rows that were in a part when the model was trained, found by dividing the table again; the data must be the same. */
export function rowsOfPart(model: Model, table: Table, part: "train" | "validation" | "test"): Int32Array {
  return dividedAgain(model, table, part).split[part];
}

/** The table divided as it was when the model was trained; the data must be the same. */
function dividedAgain(model: Model, table: Table, part: "train" | "validation" | "test"): Prepared {
  const { kind } = model.run.split;
  const refuse = (reason: string): GradusError =>
    new GradusError("E012", { part, file: table.source, reason });
  if (!canDivideAgain(model)) throw refuse(`the rows were divided by "${kind}"`);
  const again = prepareAgain(model, table);
  if (again === undefined) throw refuse("the data are other ones");
  return again;
}

/** How often each class was predicted as each: rows are true classes. */
interface Confusion {
  classes: readonly string[];
  counts: number[][];
}

function confusionOf(model: Model, table: Table): Confusion | undefined {
  const { rows } = usableRows(table, model.run.data.labels, { least: 1, share: 1 });
  const labelled = selectRows(table, rows);
  const prediction = predict(model, labelled);
  if (prediction.task === "regression") return undefined;
  const { levels, classes } = prediction;
  const counts = confusionMatrix(classesOf(model.encoder, labelled), classes, levels.length);
  return {
    classes: levels,
    counts: levels.map((_, i) => [...counts.data.subarray(i * counts.cols, (i + 1) * counts.cols)]),
  };
}

const MOST_CLASSES = 20; // more do not fit beside one another

function confusionLines(confusion: Confusion | undefined, { text, out }: Context): string[] {
  if (confusion === undefined || confusion.classes.length > MOST_CLASSES) return [];
  const { classes, counts } = confusion;
  const headings = [
    { heading: text.confusion, align: "left" as const },
    ...classes.map((heading) => ({ heading })),
  ];
  return [
    "",
    ...tableLines(
      headings,
      classes.map((name, i) => [name, ...counts[i].map(String)]),
      out,
    ),
  ];
}

function checkNames(bounds: readonly { metric: string }[], metrics: Metrics, { text }: Context): void {
  const names = Object.keys(metrics);
  for (const { metric } of bounds) {
    if (names.includes(metric)) continue;
    const wanted = text.wantedMetric(names);
    throw new GradusError("E001", {
      option: "--fail-under",
      wanted,
      given: metric,
      suggestion: suggestion(metric, names, text),
    });
  }
}

/** A metric without a value does not reach any bound. */
function checkBounds(bounds: readonly { metric: string; bound: number }[], metrics: Metrics): void {
  for (const { metric, bound } of bounds) {
    const value = metrics[metric] ?? Number.NaN;
    const isUpper = LESS_IS_BETTER.has(metric);
    if (isUpper ? value <= bound : value >= bound) continue;
    throw new GradusError("E010", {
      metric,
      value: formatNumber(value),
      wanted: `${isUpper ? "≤" : "≥"} ${bound}`,
    });
  }
}
