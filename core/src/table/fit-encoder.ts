import "../messages/table.js";
import { GradusError, shortened, warning, type Warning } from "../errors.js";
import { asCategory, columnNamed, wordsOf, type ValueColumn } from "./columns.js";
import { yearOf } from "./date-inputs.js";
import type { Encoder, FeatureEncoder } from "./encode.js";
import { inputsOf } from "./inputs.js";
import { fitLabels, fitScaleOf } from "./fit-labels.js";
import { quantile, range, type ScaleName } from "./scale.js";
import type { Column, Table } from "./table.js";
import { sortedWords } from "./words.js";

/** What the encoder is to learn from. */
export interface EncoderOptions {
  labels: readonly string[];
  /** Columns that become inputs; texts only if they are named here. @default every column that is no label */
  features?: readonly string[];
  /** Columns that do not become inputs. @default none */
  ignore?: readonly string[];
  /** "auto": numbers are regression, unless they are 0 and 1, −1 and 1, or 1 and 2; all else is classes. @default "auto" */
  task?: "auto" | "regression" | "classification";
  /** Scale of numbers. @default "robust" */
  scale?: ScaleName;
  /** Whether scaled numbers pass the smooth clip. @default true for "robust", else false */
  clip?: boolean;
  /** Whether number labels are brought to mean 0 and standard deviation 1. @default true */
  scaleLabel?: boolean;
  /** The training rows: nothing but the names of the classes is learned from any other. */
  rows: ArrayLike<number>;
}

/** Inputs that one column of categories may become. */
export const LEVEL_LIMIT = 1000;
const DAY = 86_400_000;

/**
 * An encoder from the training rows of a table.
 *
 * - Numbers are scaled; a missing one becomes the median, and if any was missing in the training rows, one more input says so.
 * - Categories are one-hot, at most 1,000 levels, the most frequent first; of two levels, one input of −1 and +1.
 * - Booleans are one input of −1 and +1, 0 where missing. Dates become year, day of the year, weekday and, if any, time of day.
 * - Texts, and columns that hold one value in the training rows, are left out with a warning.
 *
 * @throws RangeError without labels or rows
 * @throws GradusError for labels that cannot be learned, numbers too large to standardise (E131), or no feature left (E132)
 */
export function fitEncoder(table: Table, options: EncoderOptions): { encoder: Encoder; warnings: Warning[] } {
  if (options.rows.length === 0)
    throw new RangeError("Cannot fit the encoder: expected at least one row, got none");
  const { task, labels, warnings } = fitLabels(table, options);
  const names = new Set(labels.map((label) => label.name));
  const both = (options.features ?? []).find((name) => names.has(name));
  if (both !== undefined) throw new GradusError("E144", { column: both }, { file: table.source });
  const ignored = new Set((options.ignore ?? []).map((name) => columnNamed(table, name).name));
  const columns = options.features?.map((name) => columnNamed(table, name)) ?? table.columns;
  const features = columns
    .filter((column) => !names.has(column.name) && !ignored.has(column.name))
    .map((column) => fitFeature(column, table, options, warnings))
    .filter((feature) => feature !== null);
  if (features.length === 0) throw new GradusError("E132", {}, { file: table.source });
  return { encoder: { task, features, labels, inputs: features.flatMap(inputsOf) }, warnings };
}

/** The encoder of one column; null, with a warning, if it tells nothing. */
function fitFeature(
  column: Column,
  table: Table,
  options: EncoderOptions,
  warnings: Warning[],
): FeatureEncoder | null {
  switch (column.type) {
    case "number":
      return fitNumber(column, table, options, warnings);
    case "date":
      return fitDate(column, table, options, warnings);
    case "boolean":
    case "category":
      return fitLevels(column, options, warnings);
    case "text": {
      if (options.features !== undefined) return fitLevels(asCategory(column), options, warnings);
      const different = new Set(column.texts).size;
      warnings.push(warning("W140", { column: column.name, count: different, rows: table.rows }));
      return null;
    }
    default:
      column satisfies never;
      return null;
  }
}

function fitNumber(
  column: ValueColumn,
  table: Table,
  { rows, scale: name = "robust", clip }: EncoderOptions,
  warnings: Warning[],
): FeatureEncoder | null {
  const values = presentValues(column, rows);
  const scale = fitScaleOf(column.name, values, name, clip, table);
  if (scale === null)
    return leftOut(column, values.length === 0 ? "W137" : "W130", String(values[0]), warnings);
  const [min, max] = range(values);
  const fill = quantile(values.toSorted(), 0.5);
  const indicator = tellMissing(column, rows.length - values.length, fill, warnings);
  const { unit } = column;
  return {
    type: "number",
    name: column.name,
    ...(unit === undefined ? {} : { unit }),
    indicator,
    scale,
    min,
    max,
    fill,
  };
}

function fitDate(
  column: ValueColumn,
  table: Table,
  { rows, scale: name = "robust", clip }: EncoderOptions,
  warnings: Warning[],
): FeatureEncoder | null {
  const values = presentValues(column, rows);
  const scale = fitScaleOf(column.name, values.map(yearOf), name, clip, table);
  if (scale === null)
    return leftOut(column, values.length === 0 ? "W137" : "W130", shownDate(values[0]), warnings);
  const [min, max] = range(values);
  // The middle one itself: a mean of two dates may be a time of day that no row has.
  const fill = values.toSorted()[Math.floor((values.length - 1) / 2)];
  const indicator = tellMissing(column, rows.length - values.length, shownDate(fill), warnings);
  const hour = values.some((time) => time % DAY !== 0);
  return { type: "date", name: column.name, indicator, scale, min, max, fill, hour };
}

function fitLevels(
  column: Extract<Column, { codes: Int32Array }>,
  { rows }: EncoderOptions,
  warnings: Warning[],
): FeatureEncoder | null {
  const { name } = column;
  const words = wordsOf(column, rows);
  const counts = new Map<string, number>();
  for (const word of words) if (word !== null) counts.set(word, (counts.get(word) ?? 0) + 1);
  const missing = words.reduce((count, word) => count + (word === null ? 1 : 0), 0);
  if (counts.size === 0) return leftOut(column, "W137", "", warnings);
  if (counts.size === 1 && missing === 0) return leftOut(column, "W130", [...counts.keys()][0], warnings);
  const sorted = sortedWords(counts.keys());
  if (column.type === "boolean" || sorted.length === 2) {
    const from = column.type === "boolean" ? "boolean" : "category";
    const levels = (column.type === "boolean" ? [...column.levels] : sorted) as [string, string];
    return { type: "boolean", name, indicator: tellMissing(column, missing, 0, warnings), from, levels };
  }
  // The sort is stable: equally frequent levels stay in order of their names.
  const levels = sorted.toSorted((a, b) => counts.get(b)! - counts.get(a)!);
  if (levels.length > LEVEL_LIMIT) {
    warnings.push(warning("W131", { column: name, count: levels.length, limit: LEVEL_LIMIT }));
    levels.length = LEVEL_LIMIT;
  }
  // All levels zero say already that the cell is missing.
  return { type: "category", name, indicator: false, levels };
}

function presentValues(column: ValueColumn, rows: ArrayLike<number>): Float64Array {
  return Float64Array.from(rows, (r) => column.values[r]).filter((x) => !Number.isNaN(x));
}

/** Whether cells are missing in the training rows; if so, tells what they become. */
function tellMissing(column: Column, count: number, fill: string | number, warnings: Warning[]): boolean {
  if (count > 0) warnings.push(warning("W138", { column: column.name, count, fill }));
  return count > 0;
}

function leftOut(column: Column, code: "W130" | "W137", value: string, warnings: Warning[]): null {
  warnings.push(warning(code, { column: column.name, value: shortened(value) }));
  return null;
}

function shownDate(time: number | undefined): string {
  return time === undefined ? "" : new Date(time).toISOString();
}
