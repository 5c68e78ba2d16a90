import "../messages/matching.js";
import "../messages/prediction.js";
import { GradusError } from "../errors.js";
import { matrix, type Matrix } from "../matrix.js";
import {
  allRows,
  asCategory,
  columnNamed,
  isMissing,
  placeOf,
  type CodeColumn,
  type ValueColumn,
} from "./columns.js";
import { encodeDates } from "./date-inputs.js";
import { inputsOf } from "./inputs.js";
import type { LabelEncoder } from "./labels.js";
import { scaled, type Scale } from "./scale.js";
import type { Column, Table } from "./table.js";

/** What the network answers: numbers, one of two classes, or one of several. */
export type Task = "regression" | "binary" | "classes";

/**
 * Everything learned from the training rows that turns a table into numbers and back. Plain data, kept in the model file:
 * texts, numbers, booleans and arrays of them, nothing keyed by the user's names.
 */
export interface Encoder {
  task: Task;
  features: FeatureEncoder[];
  labels: LabelEncoder[];
  /** Name of each row of X, such as "age", "origin=usa", "horsepower is missing". */
  inputs: string[];
}

/** How one column becomes one or more rows of X. */
export type FeatureEncoder = {
  name: string;
  unit?: string;
  /** Whether a last input says that the cell is missing; only if cells were missing in the training rows. */
  indicator: boolean;
} & (
  | {
      type: "number";
      scale: Scale;
      /** Range of the training rows. */
      min: number;
      max: number;
      /** What a missing cell is replaced with: the median of the training rows. */
      fill: number;
    }
  | {
      type: "date";
      /** Of the year with its fraction, such as 2024.5. */
      scale: Scale;
      /** Range of the training rows, milliseconds since 1970-01-01 UTC. */
      min: number;
      max: number;
      fill: number;
      /** Whether the time of day is an input. */
      hour: boolean;
    }
  | {
      type: "category";
      /** One input each, the most frequent first; equally frequent ones by name. A missing or unknown level is all zeros. */
      levels: string[];
    }
  | {
      type: "boolean";
      /** A column of two categories is told by its words, a boolean one by true and false. */
      from: "boolean" | "category";
      /** One input: −1 and +1; 0 for a missing cell or an unknown level. */
      levels: [string, string];
    }
);

/**
 * The features of a table as numbers.
 *
 * @param rows which rows, in this order; all if not given
 * @returns inputs × rows: one row for each of `encoder.inputs`, one column for each row of the table
 * @throws GradusError if a column is missing or has another type, or a value cannot be scaled within float64
 */
export function encodeX(encoder: Encoder, table: Table, rows: ArrayLike<number> = allRows(table)): Matrix {
  const X = matrix(encoder.inputs.length, rows.length);
  let at = 0;
  for (const feature of encoder.features) {
    const column = columnOf(feature, table);
    const count = inputsOf(feature).length;
    const part = { ...X, rows: count, data: X.data.subarray(at * X.cols, (at + count) * X.cols) };
    encodeFeature(feature, column, rows, part, table);
    at += count;
  }
  return X;
}

/**
 * The column of a table that a feature takes, in the form it takes.
 *
 * @throws GradusError E103 or E104 if there is none, E130 if it is of another type
 */
export function columnOf(feature: FeatureEncoder, table: Table): Column {
  const column = columnNamed(table, feature.name);
  const isWords = feature.type === "category" || (feature.type === "boolean" && feature.from === "category");
  if (isWords && column.type === "text") return asCategory(column);
  const fits = isWords
    ? column.type === "category" || column.type === "boolean"
    : column.type === feature.type;
  if (fits) return column;
  const wanted = isWords ? "category" : feature.type;
  if (column.missing < table.rows) {
    throw new GradusError(
      "E130",
      { column: feature.name, wanted, found: column.type },
      { file: table.source },
    );
  }
  // Nothing is known of an empty column's type.
  const { name, missing } = column;
  if (wanted === "number" || wanted === "date") {
    return { name, missing, type: wanted, values: new Float64Array(table.rows).fill(NaN) };
  }
  return { name, missing, type: wanted, levels: [], codes: new Int32Array(table.rows).fill(-1) };
}

/** Fills the rows of X that belong to one feature. */
function encodeFeature(
  feature: FeatureEncoder,
  column: Column,
  rows: ArrayLike<number>,
  X: Matrix,
  table: Table,
): void {
  if (feature.type === "number") encodeNumber(feature, column as ValueColumn, rows, X, table);
  else if (feature.type === "date") encodeDates(feature, (column as ValueColumn).values, rows, X);
  else encodeLevels(feature, column as CodeColumn, rows, X);
  if (!feature.indicator) return;
  const last = (X.rows - 1) * X.cols;
  for (let s = 0; s < rows.length; s++) X.data[last + s] = isMissing(column, rows[s]) ? 1 : 0;
}

/** Numbers, scaled; missing cells as the median. */
function encodeNumber(
  feature: Extract<FeatureEncoder, { type: "number" }>,
  { values }: ValueColumn,
  rows: ArrayLike<number>,
  X: Matrix,
  table: Table,
): void {
  for (let s = 0; s < rows.length; s++) {
    const x = values[rows[s]];
    const u = scaled(feature.scale, Number.isNaN(x) ? feature.fill : x);
    if (!Number.isFinite(u)) {
      throw new GradusError(
        "E131",
        { column: feature.name, value: x },
        placeOf(table, rows[s], feature.name),
      );
    }
    X.data[s] = u;
  }
}

/** One input per level, or −1 and +1. */
function encodeLevels(
  feature: Extract<FeatureEncoder, { type: "category" | "boolean" }>,
  column: CodeColumn,
  rows: ArrayLike<number>,
  X: Matrix,
): void {
  const levels = levelNumbers(feature, column);
  for (let s = 0; s < rows.length; s++) {
    const code = column.codes[rows[s]];
    const level = code < 0 ? -1 : levels[code];
    if (level < 0) continue;
    if (feature.type === "boolean") X.data[s] = level === 0 ? -1 : 1;
    else X.data[level * X.cols + s] = 1;
  }
}

/** Number in the encoder of each level of a column; −1 for a level that the encoder does not know. */
export function levelNumbers(
  feature: Extract<FeatureEncoder, { type: "category" | "boolean" }>,
  column: CodeColumn,
): number[] {
  if (feature.type === "boolean" && feature.from === "boolean") return [0, 1];
  const numbers = new Map<string, number>(feature.levels.map((level, i) => [level, i]));
  return column.levels.map((level) => numbers.get(level) ?? -1);
}
