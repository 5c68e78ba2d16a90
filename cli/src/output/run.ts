import type { Comparison, Confidence, Metrics, Model, RowComparison, Run } from "gradus";
import type { Context } from "../context.js";
import type { Texts } from "../language/language.js";
import {
  formatExponent,
  formatNumber,
  formatPercent,
  formatRate,
  formatSeconds,
  sparkline,
} from "./format.js";
import { tableLines, widthOf } from "./table.js";
import { displayWidth } from "./width.js";

type Look = Pick<Context, "text" | "out">;

const SHORT = 5; // epochs between the first and the last in a short table
const MOST = 20; // rows of a short table

/** Which epochs a table shows: the first, some evenly spaced, the best, the last; all with `full`. */
export function shownEpochs(count: number, best: number, full: boolean): number[] {
  if (full || count <= SHORT + 2) return Array.from({ length: count }, (_, i) => i + 1);
  const step = roundStep(count / (SHORT + 1));
  const even = Array.from({ length: Math.floor((count - 1) / step) }, (_, i) => (i + 1) * step);
  const shown = new Set([1, ...even, ...(best > 0 ? [best] : []), count]);
  return [...shown].toSorted((a, b) => a - b).slice(0, MOST);
}

/** The next larger of 1, 2, 5, 10, 20, 50, … */
function roundStep(x: number): number {
  const power = 10 ** Math.floor(Math.log10(x));
  return [1, 2, 5, 10].map((digit) => digit * power).find((step) => step >= x - 1e-9)!;
}

/** Seconds after which each epoch ended, as far as this process saw it. */
export type Times = ReadonlyMap<number, number>;

/** The table of epochs; the best one is bold and marked. On a narrow terminal it loses the gradient, the rate, the time. */
export function epochLines(
  history: Run["history"],
  times: Times,
  { best, full }: { best: number; full: boolean },
  { text, out }: Look,
): string[] {
  const metric = Object.keys(history[0]?.metrics ?? {})[0];
  const hasValidation = history[0]?.validationLoss !== null;
  const columns = [
    { heading: text.epoch, width: 6 },
    { heading: text.trainLoss, width: 10 },
    ...(hasValidation ? [{ heading: text.validationLoss, width: 10 }] : []),
    ...(metric === undefined ? [] : [{ heading: text.metricNames.get(metric) ?? metric, width: 7 }]),
    { heading: text.gradient, width: 8, expendable: 3 },
    { heading: text.rate, width: 8, expendable: 2 },
    { heading: text.time, width: 6, expendable: 1 },
  ];
  const chosen = shownEpochs(history.length, best, full).map((number) => history[number - 1]);
  const rows = chosen.map((epoch) => [
    `${epoch.epoch}${epoch.epoch === best ? "*" : ""}`,
    formatNumber(epoch.trainLoss),
    ...(hasValidation ? [formatNumber(epoch.validationLoss)] : []),
    ...(metric === undefined ? [] : [formatNumber(epoch.metrics[metric])]),
    formatExponent(epoch.gradientNorm),
    formatRate(epoch.learningRate),
    formatSeconds(times.get(epoch.epoch)),
  ]);
  const lines = tableLines(columns, rows, out);
  return lines.map((line, i) => (chosen[i - 1]?.epoch === best ? out.paint.bold(line) : line));
}

const COURSE = 40; // cells of the course of the loss

/** The course of the loss as one line of blocks, from the first to the best value. */
export function courseLine(history: Run["history"], { text, out }: Look): string {
  const isValidation = history[0]?.validationLoss !== null;
  const losses = history.map((epoch) => epoch.validationLoss ?? epoch.trainLoss);
  const name = isValidation ? text.valueOf.validation : text.valueOf.train;
  const values = `${formatNumber(losses[0])} → ${formatNumber(losses.reduce((a, b) => Math.min(a, b)))}`;
  const room = widthOf(out) - displayWidth(`  ${name}  ${values}`);
  return `  ${name} ${sparkline(losses, Math.max(1, Math.min(COURSE, room)), out.ascii)} ${values}`;
}

/** Metrics shown, by task, in order; the others are in the JSON. */
const SHOWN = {
  regression: ["r", "r2", "rmse", "mae", "mape"],
  binary: ["accuracy", "balancedAccuracy", "macroF1", "auc", "logLoss"],
  classes: ["accuracy", "balancedAccuracy", "macroF1", "logLoss"],
} as const;

/** The table of metrics: one column for each part, then the baselines on the part that says most. */
export function metricLines(
  model: Pick<Model, "task" | "encoder"> & { run: Pick<Run, "metrics" | "baselines" | "families"> },
  { text, out }: Look,
): string[] {
  const { metrics, baselines } = model.run;
  const parts = (["train", "validation", "test"] as const).filter((part) => metrics[part] !== null);
  const last = parts.at(-1)!;
  const partName = (part: (typeof parts)[number]): string =>
    part === "validation" && model.run.families ? text.families.outOfFold : text.partNames[part];
  const unit = model.encoder.labels.length === 1 ? model.encoder.labels[0]?.unit : undefined;
  const columns = [
    ...parts.map((part, i) => ({
      heading: partName(part),
      values: metrics[part]!,
      // On a narrow terminal the better baseline stays beside the part that it is to be compared on.
      expendable: part === last ? 0 : parts.length + 1 - i,
    })),
    ...Object.entries(baselines).map(([name, values]) => ({
      heading: text.onPart(text.baselineNames[name as keyof Texts["baselineNames"]] ?? name, partName(last)),
      values: values[last] ?? {},
      expendable: name === "linear" ? 0 : 1,
    })),
  ];
  return metricTable(columns, SHOWN[model.task], unit, { text, out });
}

/** A table of metrics, one column for each set of values; a metric that none of them has is left out. */
export function metricTable(
  columns: readonly { heading: string; values: Metrics; expendable?: number }[],
  names: readonly string[],
  unit: string | undefined,
  { text, out }: Look,
): string[] {
  const rows = names
    .filter((name) => columns.some(({ values }) => values[name] !== null && values[name] !== undefined))
    .map((name) => {
      const hasUnit = unit !== undefined && (name === "rmse" || name === "mae");
      const title = `${text.metricNames.get(name) ?? name}${hasUnit ? ` (${unit})` : ""}`;
      return [title, ...columns.map(({ values }) => formatMetric(name, values[name]))];
    });
  const headings = columns.map(({ heading, expendable = 0 }) => ({ heading, width: 10, expendable }));
  return tableLines([{ heading: text.metric, align: "left", width: 9 }, ...headings], rows, out);
}

/** Names of the metrics that are shown for a task. */
export function shownMetrics(task: Model["task"]): readonly string[] {
  return SHOWN[task];
}

/** A metric's value; those that are fractions of an amount are in per cent. */
export function formatMetric(name: string, value: number | null | undefined): string {
  return name === "mape" || name === "wape" ? formatPercent(value) : formatNumber(value);
}

/** One side of the confidence intervals of metrics. */
export function boundsOf({ metrics }: Confidence, side: "lo" | "hi"): Metrics {
  const bounds = Object.entries(metrics).map(([name, interval]) => [name, interval?.[side] ?? null] as const);
  return Object.fromEntries(bounds);
}

/** Whether the network is worth its trouble, in a sentence. */
export function verdictLines(
  comparison: Comparison | RowComparison | null | undefined,
  { text }: Pick<Context, "text">,
): string[] {
  if (comparison === null || comparison === undefined) return [];
  const { metric, model, baseline, difference, lo, hi, p, useful } = comparison;
  const verdict = useful ? "better" : lo > 0 ? "worse" : "level";
  const figures = text.figures(
    text.metricNames.get(metric) ?? metric,
    formatNumber(model),
    formatNumber(baseline),
    signed(difference),
    signed(lo),
    signed(hi),
    p < 0.001 ? "< 0.001" : `= ${p.toFixed(3)}`,
    "df" in comparison ? text.resampledTest : text.testRowsOnly,
  );
  return ["", `  ${text.versusLinear[verdict](figures)}`];
}

/**
 * A sentence if the network is not better than the linear model: by their comparison on the test rows, else by their errors on the part
 * that says most.
 */
export function doubtLines(
  model: Pick<Model, "task"> & { run: Pick<Run, "metrics" | "baselines" | "families"> },
  comparison: RowComparison | undefined,
  look: Pick<Context, "text">,
): string[] {
  if (comparison !== undefined) return comparison.useful ? [] : verdictLines(comparison, look);
  const { text } = look;
  const { metrics, baselines, families } = model.run;
  const part = metrics.test === null ? "validation" : "test";
  const metric = model.task === "regression" ? "rmse" : "logLoss";
  const [own, linear] = [metrics[part]?.[metric], baselines["linear"]?.[part]?.[metric]];
  if (typeof own !== "number" || typeof linear !== "number" || own < linear) return [];
  const name = part === "validation" && families ? text.families.outOfFold : text.partNames[part];
  const figures = [text.metricNames.get(metric) ?? metric, formatNumber(own), formatNumber(linear)] as const;
  return ["", `  ${text.notBetter(name, ...figures)}`];
}

/** A number with its sign. */
function signed(x: number): string {
  return x < 0 ? `−${formatNumber(-x)}` : x > 0 ? `+${formatNumber(x)}` : "0";
}
