import {
  GradusError,
  predict,
  predictIntervals,
  typesOf,
  type IntervalKind,
  type IntervalPrediction,
  type Model,
  type Prediction,
  type RawTable,
  type Table,
} from "gradus";
import { toCsv, type CsvColumn } from "@gradus/readers";
import type { Context } from "../context.js";
import { reportWarnings, warningsJson } from "../failure.js";
import { readModel, readRaw, typed, type TableFlags } from "../input.js";
import { toJson } from "../output/format.js";
import { intervalSentences, intervalsJson } from "../output/intervals.js";
import { checkWritable, refuseOverwriting, writeFileAtomic } from "../output/writer.js";
import {
  checkIntervalFlags,
  intervalColumns,
  mended,
  nearestColumns,
  type PredictedColumn,
} from "./intervals.js";

/** Flags of `gradus predict`. */
export interface PredictFlags extends TableFlags {
  out?: string;
  keep?: boolean;
  raw?: boolean;
  strict?: boolean;
  onError?: "refuse" | "skip";
  interval?: number;
  intervalMethod?: IntervalKind;
  sets?: "lac" | "aps";
  temperature?: boolean;
  nearest?: string;
}

/** Codes of the warnings that `--strict` turns into errors: categories that the training rows did not have. */
const UNKNOWN_LEVEL = "W153";

/**
 * `gradus predict`: a CSV with `pred` (several labels: one column each; classes: also `p_<class>`), row by row as the table.
 * A row that could not be read (`--on-error skip`) has empty cells.
 */
export async function predictRows(
  context: Context,
  modelFile: string,
  file: string,
  flags: PredictFlags,
): Promise<number> {
  const target = flags.out ?? "-";
  refuseOverwriting(target, [file, modelFile]);
  if (target !== "-") checkWritable(target);
  const model = readModel(modelFile);
  checkIntervalFlags(model, flags, context);
  const raw = await readRaw(file, flags);
  const types = typesOf(model.encoder);
  // Labels that stand in the table are not read: they may well be empty or to be filled in.
  for (const { name } of model.encoder.labels) types.delete(name);
  const table = typed(raw, flags, { types, badCells: flags.onError ?? flags.badRows ?? "refuse" });
  const intervals = intervalsOf(model, table, flags);
  const prediction = mended(predict(model, table), intervals);
  const unknown = prediction.warnings.find(({ code }) => code === UNKNOWN_LEVEL);
  if (flags.strict === true && unknown !== undefined) {
    throw new GradusError("E351", unknown.values, unknown.place ?? { file: table.source });
  }
  const warnings = [...table.warnings, ...(intervals ?? prediction).warnings];
  await reportWarnings(warnings, context);
  if (intervals && !context.flags.quiet) await context.err.print(...intervalSentences(intervals, context));
  const predicted = [
    ...predictedColumns(prediction),
    ...(intervals && flags.interval !== undefined ? intervalColumns(intervals) : []),
    ...(flags.nearest === undefined ? [] : await nearestColumns(model, table, flags.nearest, flags)),
  ];
  const csv = toCsv(outputColumns(predicted, raw, table, flags.keep === true), {
    neutralise: flags.raw !== true,
  });
  if (target !== "-") writeFileAtomic(target, csv);
  if (context.flags.json)
    await context.out.write(
      `${toJson({
        ...predictionJson(predicted, rowsOf(raw, table), table, target, warnings, context),
        ...(intervals ? { intervals: intervalsJson(intervals) } : {}),
      })}\n`,
    );
  else if (target === "-") await context.out.write(csv);
  else await context.show(`  ${context.out.paint.cyan(target)}  ${context.text.written(table.rows)}`);
  return 0;
}

/** Intervals, if asked for; a temperature comes with them. */
function intervalsOf(
  model: Model,
  table: Table,
  { interval, intervalMethod: kind, sets, temperature }: PredictFlags,
): IntervalPrediction | undefined {
  if (interval === undefined && temperature !== true) return undefined;
  return predictIntervals(model, table, {
    ...(interval === undefined ? {} : { level: interval }),
    ...(kind === undefined ? {} : { kind }),
    ...(sets === undefined ? {} : { method: sets }),
    ...(temperature === undefined ? {} : { temperature }),
  });
}

/** The columns kept, if asked for, and the predictions beside them. */
function outputColumns(
  predicted: readonly PredictedColumn[],
  raw: RawTable,
  table: Table,
  keep: boolean,
): CsvColumn[] {
  const kept: CsvColumn[] = keep
    ? raw.columns.map(({ name, cells }) => ({ name, cells: cells.map(cellText) }))
    : [];
  const taken = new Set(kept.map(({ name }) => name));
  const rows = rowsOf(raw, table);
  return [
    ...kept,
    ...predicted.map(({ name, cells }) => ({
      name: freeName(name, taken),
      cells: rows.map((row) => (row === null ? null : cells[row])),
    })),
  ];
}

function predictedColumns(prediction: Prediction): PredictedColumn[] {
  if (prediction.task === "regression") {
    const { labels, values } = prediction;
    return values.map((column, i) => ({
      name: labels.length === 1 ? "pred" : `pred_${labels[i]}`,
      cells: [...column],
    }));
  }
  const { levels, classes, probabilities: P } = prediction;
  return [
    { name: "pred", cells: Array.from(classes, (k) => levels[k]) },
    ...levels.map((level, k) => ({
      name: `p_${level}`,
      cells: [...P.data.subarray(k * P.cols, (k + 1) * P.cols)],
    })),
  ];
}

/** For each row of the file its row in the typed table; null where it was skipped. */
function rowsOf(raw: RawTable, table: Table): (number | null)[] {
  const skipped = new Set(table.skipped ?? []);
  let next = 0;
  return Array.from({ length: raw.rows }, (_, r) => (skipped.has(r) ? null : next++));
}

/** The name, with a number where a column that is kept has it already. */
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}_${n}`;
  taken.add(free);
  return free;
}

function cellText(cell: RawTable["columns"][number]["cells"][number]): string | number | null {
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === "boolean" ? String(cell) : cell;
}

function predictionJson(
  predicted: readonly PredictedColumn[],
  rows: readonly (number | null)[],
  table: Table,
  target: string,
  warnings: Prediction["warnings"],
  context: Context,
): Record<string, unknown> {
  return {
    schema: 1,
    command: "predict",
    data: { file: table.source, rows: rows.length },
    predictions: predicted.map(({ name, cells }) => ({
      name,
      values: rows.map((row) => (row === null ? null : cells[row])),
    })),
    files: target === "-" ? [] : [target],
    warnings: warningsJson(warnings, context),
  };
}
