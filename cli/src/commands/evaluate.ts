import {
  classesOf,
  confusionMatrix,
  evaluate,
  GradusError,
  predict,
  prepare,
  selectRows,
  typesOf,
  usableRows,
  type Metrics,
  type Model,
  type Table,
} from "gradus";
import type { Context } from "../context.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { readModel, readRaw, typed, type TableFlags } from "../input.js";
import { formatNumber, toJson } from "../output/format.js";
import { metricTable, shownMetrics } from "../output/run.js";
import { tableLines } from "../output/table.js";
import { suggestion } from "../values.js";

/** Flags of `gradus evaluate`. */
export interface EvaluateFlags extends TableFlags {
  part?: "all" | "train" | "validation" | "test";
  failUnder?: { metric: string; bound: number }[];
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
  const raw = await readRaw(file, flags);
  const whole = typed(raw, flags, { types: typesOf(model.encoder), label: model.run.data.labels });
  const part = flags.part ?? "all";
  const table = part === "all" ? whole : selectRows(whole, rowsOfPart(model, whole, part));
  const { rows, metrics, warnings } = evaluate(model, table);
  checkNames(flags.failUnder ?? [], metrics, context);
  const told = [...table.warnings, ...warnings];
  await reportWarnings(told, context);
  const confusion = model.task === "regression" ? undefined : confusionOf(model, table);
  if (context.flags.json) {
    const json = {
      schema: 1,
      command: "evaluate",
      data: { file: table.source, rows, part },
      task: model.task,
      metrics,
      ...(confusion === undefined ? {} : { confusion }),
      warnings: warningsJson(told, context),
    };
    await context.out.write(`${toJson(json)}\n`);
  }
  await context.show(
    ...metricLines(model, metrics, part, rows, context),
    ...confusionLines(confusion, context),
  );
  checkBounds(flags.failUnder ?? [], metrics);
  return 0;
}

function metricLines(
  model: Model,
  metrics: Metrics,
  part: NonNullable<EvaluateFlags["part"]>,
  rows: number,
  context: Context,
): string[] {
  const { text } = context;
  const heading = `${text.partNames[part]} (${text.rows(rows)})`;
  const unit = model.encoder.labels.length === 1 ? model.encoder.labels[0].unit : undefined;
  return metricTable([{ heading, values: metrics }], shownMetrics(model.task), unit, context);
}

/** Rows that were in a part when the model was trained, found by dividing the table again; the data must be the same. */
export function rowsOfPart(model: Model, table: Table, part: "train" | "validation" | "test"): Int32Array {
  const { data, split, seed, recipe } = model.run;
  const refuse = (reason: string): GradusError =>
    new GradusError("E012", { part, file: table.source, reason });
  if (split.kind !== "random" && split.kind !== "none" && split.kind !== "time")
    throw refuse(`the rows were divided by "${split.kind}"`);
  const total = split.train + split.validation + split.test;
  const again = prepare(table, {
    label: data.labels,
    features: data.features,
    seed,
    task: model.task === "regression" ? "regression" : "classification",
    recipe: recipe["name"] as "auto" | "classic",
    scale: recipe["scale"] as "robust",
    scaleLabel: recipe["scaleLabel"] as boolean,
    split: {
      kind: split.kind,
      fractions: [split.train / total, split.validation / total, split.test / total],
    },
  });
  if (again.fingerprint !== data.fingerprint) throw refuse("the data are other ones");
  return again.split[part];
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
