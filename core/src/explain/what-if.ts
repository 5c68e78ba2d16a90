import "../messages/matching.js";
import type { Interval } from "../assess/bootstrap.js";
import { warning, type Warning } from "../errors.js";
import { matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import { createRowEncoder, unknownWord } from "../table/encode-row.js";
import { isMissing } from "../table/columns.js";
import { columnOf } from "../table/encode.js";
import { quantile } from "../table/scale.js";
import type { Cell, Table } from "../table/table.js";
import { intervalsAt, LEVEL } from "./bounds.js";
import { presentOf } from "./curve.js";
import { chosen, designOf, factorsOf, levelsOf, type Factor } from "./factors.js";
import { deviation } from "./statistics.js";
import { createSurface, type SurfaceOptions } from "./surface.js";

/** A row as the factors' cells by their names. */
export type FactorRow = Record<string, Cell>;

/** A factor whose value lies beyond the training rows: there the model guesses. */
export interface Outside {
  factor: string;
  value: number;
  min: number;
  max: number;
}

/** What a change of factors does to a prediction. */
export interface WhatIf {
  output: string;
  unit?: string;
  /** Answer for the row as it is, in the output's unit. */
  before: number;
  /** Answer for the changed row. */
  after: number;
  /** `after − before` */
  change: number;
  /** Standard deviation of `after` over the nets; null for a single net. */
  sd: number | null;
  /** Interval of `after` that holds about `level` of labels, where the model can give intervals; see `predictIntervals`. */
  lo?: number;
  hi?: number;
  /** Interval of `before`. */
  beforeInterval?: Interval;
  /** Share that the intervals are to hold. */
  level?: number;
  outside: Outside[];
  /** W153 for each word of the changed row that the training rows did not have: to the model it is no known category. */
  warnings: Warning[];
}

/**
 * Changes factors of a row and predicts again.
 *
 * @param row     cells by the names of the model's factors, as `typicalRow` and `rowOfTable` give them
 * @param changes cells that replace those of the row
 * @throws GradusError E650 or E651 for an unknown factor or output, E352 for a cell that is not of its column's type
 */
export function whatIf(
  model: Model,
  row: FactorRow,
  changes: FactorRow,
  options: SurfaceOptions & { /** Of the intervals. @default 0.9 */ level?: number } = {},
): WhatIf {
  const surface = createSurface(model, options);
  const factors = factorsOf(model.encoder);
  chosen(factors, Object.keys(changes));
  const encode = createRowEncoder(model.encoder);
  const changed = { ...row, ...changes };
  const X = matrix(model.encoder.inputs.length, 2);
  [row, changed].forEach((one, s) => encode(one).forEach((u, i) => (X.data[2 * i + s] = u)));
  const { mean, each } = surface.answers(X);
  const { output, unit } = surface;
  const { level = LEVEL } = options;
  const [beforeInterval, own] = intervalsAt(model, X, surface.index, level) ?? [];
  return {
    output,
    ...(unit === undefined ? {} : { unit }),
    before: mean[0],
    after: mean[1],
    change: mean[1] - mean[0],
    sd: deviation(each.map((y) => y[1])),
    ...(own === undefined ? {} : { ...own, beforeInterval, level }),
    outside: outsideOf(factors, changed),
    warnings: unknownWords(model, changed),
  };
}

/** W153 for each factor whose word in a row is none that the training rows had. */
export function unknownWords({ encoder }: Pick<Model, "encoder">, row: FactorRow): Warning[] {
  return encoder.features.flatMap((feature) => {
    const word = unknownWord(feature, row[feature.name]);
    return word === undefined ? [] : [warning("W153", { column: feature.name, count: 1, values: word })];
  });
}

/** The median of each number and date and the most frequent level of each other factor. */
export function typicalRow(model: Model, table: Table): FactorRow {
  const { factors, values } = designOf(model, table);
  return Object.fromEntries(factors.map((factor, j) => [factor.name, typicalCell(factor, values[j])]));
}

/** The cells of one row of a table. @throws RangeError for a row that is not there */
export function rowOfTable({ encoder }: Pick<Model, "encoder">, table: Table, row: number): FactorRow {
  if (!Number.isSafeInteger(row) || row < 0 || row >= table.rows)
    throw new RangeError(`Cannot take a row: expected 0 to ${table.rows - 1}, got ${row}`);
  return Object.fromEntries(
    encoder.features.map((feature): [string, Cell] => {
      const column = columnOf(feature, table);
      if (isMissing(column, row)) return [feature.name, null];
      if (column.type === "date") return [feature.name, new Date(column.values[row])];
      if (column.type === "number") return [feature.name, column.values[row]];
      if (column.type === "text") return [feature.name, column.texts[row]!];
      const code = column.codes[row];
      return [feature.name, column.type === "boolean" ? code === 1 : column.levels[code]];
    }),
  );
}

/** A value of a factor as a cell. */
export function cellOf(factor: Factor, value: number): Cell {
  if (Number.isNaN(value)) return null;
  const { feature } = factor;
  if (feature.type === "number") return value;
  if (feature.type === "date") return new Date(value);
  return feature.type === "boolean" && feature.from === "boolean" ? value === 1 : feature.levels[value];
}

function typicalCell(factor: Factor, values: Float64Array): Cell {
  const present = presentOf(values).sort();
  if (present.length === 0) return null;
  if (factor.kind !== "levels") return cellOf(factor, quantile(present, 0.5));
  const counts = levelsOf(factor).map((_, level) => present.filter((x) => x === level).length);
  return cellOf(factor, counts.indexOf(Math.max(...counts)));
}

function outsideOf(factors: readonly Factor[], row: FactorRow): Outside[] {
  return factors.flatMap(({ name, feature }) => {
    const cell = row[name];
    if (feature.type !== "number" || cell === null || cell === "") return [];
    const [value, { min, max }] = [Number(cell), feature];
    return value < min || value > max ? [{ factor: name, value, min, max }] : [];
  });
}
