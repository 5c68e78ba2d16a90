import { type Warning } from "../errors.js";
import { findColumn } from "./columns.js";
import { inputsOf, type Encoder, type FeatureEncoder, type Task } from "./encode.js";
import type { LabelEncoder } from "./labels.js";
import { fitScale, quantile, range, type ScaleName } from "./scale.js";
import type { Column, ColumnType, Table } from "./table.js";

/** What the encoder is to learn from. */
export interface EncoderOptions {
  labels: readonly string[];
  /** @default every column but the labels, without texts */
  features?: readonly string[];
  ignore?: readonly string[];
  /** @default "auto" */
  task?: "auto" | "regression" | "classification";
  /** Scale of numbers. @default "robust" */
  scale?: ScaleName;
  /** Whether scaled numbers pass the smooth clip. @default true for "robust", else false */
  clip?: boolean;
  /** Whether number labels are brought to mean 0 and standard deviation 1. @default true */
  scaleLabel?: boolean;
  /** The training rows: nothing is learned from any other. */
  rows: ArrayLike<number>;
}

/** An encoder from the training rows of a table. */
export function fitEncoder(table: Table, options: EncoderOptions): { encoder: Encoder; warnings: Warning[] } {
  const warnings: Warning[] = [];
  const labels = options.labels.map((name) => fitLabel(findColumn(table, name), options));
  const excluded = new Set([...options.labels, ...(options.ignore ?? [])]);
  const names = options.features ?? table.columns.map((column) => column.name);
  const features = names
    .filter((name) => !excluded.has(name))
    .map((name) => fitFeature(findColumn(table, name), options))
    .filter((feature) => feature !== null);
  const task = taskOf(labels[0]!);
  return { encoder: { task, features, labels, inputs: features.flatMap(inputsOf) }, warnings };
}

function taskOf(label: LabelEncoder): Task {
  if (label.type === "number") return "regression";
  return label.levels.length === 2 ? "binary" : "classes";
}

function fitFeature(column: Column, options: EncoderOptions): FeatureEncoder | null {
  const { name } = column;
  if (column.type === "number") {
    const values = Float64Array.from(options.rows, (r) => column.values[r]!).filter((x) => !Number.isNaN(x));
    const scale = fitScale(values, options.scale ?? "robust", options.clip);
    if (scale === null) return null;
    const [min, max] = range(values);
    return { type: "number", name, indicator: values.length < options.rows.length, scale, min, max, fill: quantile(values.toSorted(), 0.5) };
  }
  if (column.type === "category") return { type: "category", name, indicator: false, levels: column.levels };
  return null;
}

function fitLabel(column: Column, options: EncoderOptions): LabelEncoder {
  const { name } = column;
  if (column.type === "number") {
    const values = Float64Array.from(options.rows, (r) => column.values[r]!);
    const [min, max] = range(values);
    const scale = fitScale(values, options.scaleLabel === false ? "none" : "standard", false)!;
    return { type: "number", name, scale, min, max };
  }
  const from: ColumnType = column.type;
  return { type: "classes", name, from, levels: "levels" in column ? column.levels : [] };
}
