import "../messages/prediction.js";
import "../messages/table.js";
import { GradusError, warning, type Warning } from "../errors.js";
import { allRows, columnNamed, wordsOf, type ValueColumn } from "./columns.js";
import type { Task } from "./encode.js";
import type { EncoderOptions } from "./fit-encoder.js";
import type { LabelEncoder } from "./labels.js";
import { fitScale, range, type Scale } from "./scale.js";
import type { Column, Table } from "./table.js";
import { sortedWords } from "./words.js";

/** Pairs of numbers that are two classes rather than amounts. */
const CLASS_PAIRS = new Set(["0 1", "-1 1", "1 2"]);
/** A number label with no more different whole numbers than this may have been meant as classes. */
const FEW_VALUES = 10;
/** Beyond it, an output a little outside the range of the labels might not be a number any more. */
const LARGEST = 1e300;

/**
 * What the network is to answer, and the encoders of its labels. Classes are those of the whole table, so that a class that
 * no training row has keeps its place; means and ranges come from the training rows alone.
 *
 * @throws GradusError for labels that cannot be learned: one class or one value only, a class in nearly every row, words where
 *   numbers are wanted, numbers too large to standardise
 */
export function fitLabels(
  table: Table,
  options: EncoderOptions,
): { task: Task; labels: LabelEncoder[]; warnings: Warning[] } {
  if (options.labels.length === 0)
    throw new RangeError("Cannot fit the encoder: expected at least one label, got none");
  const columns = options.labels.map((name) => columnNamed(table, name));
  const warnings: Warning[] = [];
  if (columns.length > 1) {
    const other = columns.find((column) => column.type !== "number");
    if (other !== undefined || options.task === "classification") {
      const column = other ?? columns[0];
      throw new GradusError("E140", { column: column.name, found: column.type }, { file: table.source });
    }
  }
  const isRegression =
    columns[0].type === "number" && (columns.length > 1 || !areClasses(columns[0], options.task));
  if (!isRegression) return fitClasses(table, columns[0], options, warnings);
  const labels = columns.map((column) => fitNumberLabel(table, column as ValueColumn, options, warnings));
  return { task: "regression", labels, warnings };
}

/**
 * What a network would answer for these labels.
 *
 * @throws GradusError as `fitEncoder` does, for labels that cannot be learned
 */
export function taskOf(
  table: Table,
  labels: readonly string[],
  task: Exclude<EncoderOptions["task"], undefined> = "auto",
): Task {
  return fitLabels(table, { labels, task, rows: allRows(table) }).task;
}

/** Whether a number label stands for classes. */
function areClasses(column: Column, task: EncoderOptions["task"]): boolean {
  if (task === "classification") return true;
  return task !== "regression" && CLASS_PAIRS.has(differentNumbers(column as ValueColumn, 3).join(" "));
}

function fitNumberLabel(
  table: Table,
  column: ValueColumn,
  options: EncoderOptions,
  warnings: Warning[],
): LabelEncoder {
  const { name, unit } = column;
  const different = differentNumbers(column, FEW_VALUES + 1);
  if (different.length < 2) {
    throw new GradusError("E139", { column: name, value: different[0] ?? "" }, { file: table.source });
  }
  const areFew =
    different.length <= FEW_VALUES &&
    different.every(Number.isInteger) &&
    column.values.length >= 5 * different.length;
  if (areFew && options.task !== "regression") {
    warnings.push(warning("W133", { column: name, count: different.length, values: different.join(", ") }));
  }
  const values = Float64Array.from(options.rows, (r) => column.values[r]).filter((y) => !Number.isNaN(y));
  const [min, max] = range(values);
  if (Math.max(-min, max) > LARGEST) {
    throw new GradusError("E131", { column: name, value: max > -min ? max : min }, { file: table.source });
  }
  const isScaled = options.scaleLabel ?? true;
  const scale = fitScaleOf(name, values, isScaled ? "standard" : "none", false, table);
  // Training rows may be alike although the table's are not: then the label is only shifted.
  const alike: Scale = { name: "none", center: isScaled ? (values[0] ?? 0) : 0, spread: 1, clip: false };
  return { type: "number", name, ...(unit === undefined ? {} : { unit }), scale: scale ?? alike, min, max };
}

function fitClasses(
  table: Table,
  column: Column,
  { task, rows }: EncoderOptions,
  warnings: Warning[],
): { task: Task; labels: LabelEncoder[]; warnings: Warning[] } {
  const { name } = column;
  const place = { file: table.source };
  if (task === "regression" || column.type === "date") {
    throw new GradusError("E141", { column: name, found: column.type }, place);
  }
  const words = wordsOf(column, allRows(table)).filter((word) => word !== null);
  const found = new Set(words);
  if (found.size < 2) throw new GradusError("E138", { column: name, value: words[0] ?? "" }, place);
  if (found.size > 4 && found.size > words.length / 2) {
    throw new GradusError("E142", { column: name, count: found.size, rows: words.length }, place);
  }
  const levels = column.type === "boolean" ? column.levels : sortedWords(found);
  if (column.type === "number" && task !== "classification") {
    warnings.push(warning("W135", { column: name, values: levels.join(", ") }));
  }
  const trained = new Set(wordsOf(column, rows));
  for (const level of levels) {
    if (!trained.has(level)) warnings.push(warning("W136", { column: name, value: level }));
  }
  const label: LabelEncoder = { type: "classes", name, from: column.type, levels: [...levels] };
  return { task: levels.length === 2 ? "binary" : "classes", labels: [label], warnings };
}

/** `fitScale` with an error that names the column. */
export function fitScaleOf(
  name: string,
  values: Float64Array,
  ...[scale, clip, table]: [Scale["name"], boolean | undefined, Table]
): Scale | null {
  const [min, max] = range(values);
  if (values.length > 0 && !Number.isFinite(max - min)) {
    throw new GradusError(
      "E131",
      { column: name, value: Math.abs(max) > Math.abs(min) ? max : min },
      { file: table.source },
    );
  }
  return fitScale(values, scale, clip);
}

/** The different numbers of a column in order, or the first `limit` found where there are more. */
function differentNumbers({ values }: ValueColumn, limit: number): number[] {
  const found = new Set<number>();
  for (const x of values) {
    if (!Number.isNaN(x)) found.add(x === 0 ? 0 : x);
    if (found.size >= limit) break;
  }
  return [...found].toSorted((a, b) => a - b);
}
