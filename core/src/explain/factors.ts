import "../messages/explaining.js";
import { GradusError } from "../errors.js";
import type { Matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { nearestName } from "../names.js";
import { allRows, isMissing, makeTable } from "../table/columns.js";
import { columnOf, encodeX, levelNumbers, type Encoder, type FeatureEncoder } from "../table/encode.js";
import { inputsOf } from "../table/inputs.js";
import { matchColumns } from "../table/match.js";
import type { Column, Table } from "../table/table.js";
import { usableRows } from "../table/usable.js";
import type { Model } from "../model/model.js";

/** A factor x of a model: a column of the table, and the rows of X that it becomes. */
export interface Factor {
  name: string;
  unit?: string;
  kind: "number" | "date" | "levels";
  feature: FeatureEncoder;
  /** First row of X. */
  from: number;
  /** Rows of X. */
  count: number;
}

/** Rows of a table, encoded, with the factors' values. */
export interface Design {
  factors: Factor[];
  /** inputs × rows */
  X: Matrix;
  /** Which rows of the table these are. */
  rows: Int32Array;
  /** Values of each factor: numbers, milliseconds since 1970, or numbers of levels in the encoder; NaN where missing or unknown. */
  values: Float64Array[];
}

/** The factors of a model, in the order of its features. */
export function factorsOf({ features }: Encoder): Factor[] {
  let from = 0;
  return features.map((feature) => {
    const count = inputsOf(feature).length;
    from += count;
    const kind = feature.type === "number" || feature.type === "date" ? feature.type : "levels";
    const unit = feature.unit === undefined ? {} : { unit: feature.unit };
    return { name: feature.name, ...unit, kind, feature, from: from - count, count };
  });
}

/** Names of a factor's levels; none of numbers and dates. */
export function levelsOf({ feature }: Factor): string[] {
  return "levels" in feature ? feature.levels : [];
}

/**
 * Encodes rows of a table.
 *
 * @param limit rows at most; of more, so many are drawn without replacement
 * @param among rows to take from; all if not given
 * @throws GradusError if a column is missing or of another type, E653 without rows
 */
export function designOf(
  model: Pick<Model, "encoder">,
  table: Table,
  {
    limit = Infinity,
    seed = 0,
    among = allRows(table),
  }: { limit?: number; seed?: number; among?: Int32Array } = {},
): Design {
  matchColumns(model.encoder, table);
  const rows = sample(among, limit, seed);
  if (rows.length === 0) throw new GradusError("E653", { needed: 1, count: 0 }, { file: table.source });
  const factors = factorsOf(model.encoder);
  const values = factors.map(({ feature }) => valuesOf(feature, columnOf(feature, table), rows));
  return { factors, X: encodeX(model.encoder, table, rows), rows, values };
}

/** The factors of these names, or all. @throws GradusError E650, or E657 with the most similar one, for a name that is none of the model's */
export function chosen(factors: readonly Factor[], names: readonly string[] | undefined): number[] {
  if (names === undefined) return factors.map((_, j) => j);
  return names.map((name) => {
    const j = factors.findIndex((factor) => factor.name === name);
    if (j >= 0) return j;
    const known = factors.map((factor) => factor.name);
    const near = nearestName(name, known);
    const values = { factor: name, known: known.join(", ") };
    throw near === undefined ? new GradusError("E650", values) : new GradusError("E657", { ...values, near });
  });
}

/**
 * Values of one factor as rows of X, no cell missing unless it is NaN.
 *
 * @param values as in `Design`
 * @returns count × values
 */
export function encodeValues(factor: Factor, values: Float64Array): Matrix {
  const { feature } = factor;
  const encoder: Encoder = {
    task: "regression",
    features: [feature],
    labels: [],
    inputs: inputsOf(feature),
  };
  const missing = values.reduce((count, x) => count + (Number.isNaN(x) ? 1 : 0), 0);
  const { name } = feature;
  const codes = (): Int32Array => Int32Array.from(values, (x) => (Number.isNaN(x) ? -1 : x));
  let column: Column;
  if (feature.type === "number" || feature.type === "date")
    column = { name, missing, type: feature.type, values };
  else if (feature.type === "category")
    column = { name, missing, type: "category", levels: feature.levels, codes: codes() };
  else column = { name, missing, type: feature.from, levels: [...feature.levels], codes: codes() };
  return encodeX(encoder, makeTable([column], { source: "", rows: values.length, warnings: [] }));
}

/** Writes the inputs of one value, column v of `part`, into all columns of X. */
export function setFactorInPlace(X: Matrix, { from, count }: Factor, part: Matrix, v: number): void {
  for (let i = 0; i < count; i++) {
    X.data.fill(part.data[i * part.cols + v], (from + i) * X.cols, (from + i + 1) * X.cols);
  }
}

/** X with its data of its own. */
export function copyMatrix(X: Matrix): Matrix {
  return { ...X, data: X.data.slice() };
}

/** At most `limit` of the rows, drawn without replacement, in ascending order. */
export function sample(rows: Int32Array, limit: number, seed: number): Int32Array {
  if (rows.length <= limit) return rows;
  return createRandom(seed, 11).shuffle(rows.slice()).slice(0, limit).sort();
}

function valuesOf(feature: FeatureEncoder, column: Column, rows: Int32Array): Float64Array {
  if ("values" in column) return Float64Array.from(rows, (r) => column.values[r]);
  if (!("codes" in column) || feature.type === "number" || feature.type === "date")
    throw new TypeError(`Cannot read "${feature.name}": expected levels, got a column of texts`);
  const numbers = levelNumbers(feature, column);
  return Float64Array.from(rows, (r) => {
    const level = isMissing(column, r) ? -1 : numbers[column.codes[r]];
    return level < 0 ? Number.NaN : level;
  });
}

/** Whether a table has all labels of a model, and a row in which none is missing. */
export function hasLabels({ encoder }: Pick<Model, "encoder">, table: Table): boolean {
  const names = encoder.labels.map(({ name }) => name);
  try {
    return usableRows(table, names, { least: 1, share: 1 }).rows.length > 0;
  } catch {
    return false;
  }
}

/** At most `count` of n places, evenly spread. */
export function evenly(n: number, count: number): number[] {
  if (n <= count) return Array.from({ length: n }, (_, s) => s);
  return Array.from({ length: count }, (_, k) => Math.floor(((k + 0.5) * n) / count));
}
