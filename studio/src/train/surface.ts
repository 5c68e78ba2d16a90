/** What a model answers over two factors, all others held. */
import {
  columnOf,
  decode,
  encodeX,
  output,
  type Cell,
  type Column,
  type Encoder,
  type FactorRow,
  type Matrix,
  type Model,
  type Table,
} from "gradus";
import { rangesOf } from "../explain/ranges.js";
import type { Axis, Held, Part, SurfaceView } from "./protocol.js";

const CELLS = 44; // along a factor of numbers
const MOST_POINTS = 400;
const parts = ["train", "validation", "test"] as const;

/** Rows of each part. */
type Parts = Record<Part, Int32Array>;

/** The grid of two factors, encoded once for a run. */
export interface Grid {
  factors: [string, string];
  x: Axis;
  y: Axis;
  X: Matrix;
  held: Held[];
  points: SurfaceView["points"];
}

/** The nets that answer, as `output` takes them. */
export type Answering = Pick<Model, "nets">;

/**
 * A grid over two factors.
 *
 * @param table   the whole table
 * @param rows    of each part; medians are those of the training rows
 * @param factors on the axes; `held`: where others are held, those that are not named at their medians
 */
export function gridOf(
  encoder: Encoder,
  table: Table,
  rows: Parts,
  { factors, held: wanted }: { factors: [string, string]; held: FactorRow },
): Grid {
  const features = encoder.features;
  const columns = features.map((feature) => columnOf(feature, table));
  const place = (name: string): number => features.findIndex((feature) => feature.name === name);
  const [a, b] = factors.map(place);
  const [x, y] = [axisOf(columns[a], rows.train), axisOf(columns[b], rows.train)];
  const count = x.at.length * y.at.length;
  const ranges = new Map(rangesOf(encoder).map((range) => [range.name, range]));
  const held: Held[] = [];
  const cells = columns.map((column, j): Column => {
    const value = known(column, wanted[column.name]) ?? typical(column, rows.train);
    if (j !== a && j !== b) held.push(heldAt(column, value, ranges.get(column.name)));
    const at = (k: number): number => {
      if (j === a) return x.at[k % x.at.length];
      return j === b ? y.at[Math.floor(k / x.at.length)] : value;
    };
    const filled = Float64Array.from({ length: count }, (_, k) => at(k));
    if ("values" in column) return { ...column, missing: 0, values: filled };
    if ("codes" in column) return { ...column, missing: 0, codes: Int32Array.from(filled) };
    return column;
  });
  const index = new Map(cells.map(({ name }, j) => [name, j]));
  const grid = { source: table.source, columns: cells, index, rows: count, warnings: [] };
  return {
    factors,
    x: x.axis,
    y: y.axis,
    X: encodeX(encoder, grid),
    held,
    points: pointsOf(encoder, table, rows, [columns[a], columns[b]]),
  };
}

/** The answers over a grid. */
export function surfaceOf(encoder: Encoder, model: Answering, grid: Grid): SurfaceView {
  const { X, ...shown } = grid;
  const answer = decode(encoder, output(model as Model, X));
  const [label] = encoder.labels;
  const common = { ...shown, label: label.name, ...(label.unit === undefined ? {} : { unit: label.unit }) };
  if (answer.task === "regression") return { ...common, z: answer.values[0] };
  const { classes, levels, probabilities } = answer;
  const z = Float64Array.from(classes, (k, s) => probabilities.data[k * classes.length + s]);
  return { ...common, z, classes, levels };
}

function axisOf(column: Column, rows: Int32Array): { axis: Axis; at: number[] } {
  const { name } = column;
  if ("codes" in column) {
    return { axis: { name, levels: column.levels }, at: column.levels.map((_, k) => k) };
  }
  const [min, max] = rangeOf("values" in column ? column.values : new Float64Array(0), rows);
  const at = Array.from({ length: CELLS }, (_, k) => min + ((max - min) * (k + 0.5)) / CELLS);
  const unit = column.unit === undefined ? {} : { unit: column.unit };
  return { axis: { name, ...unit, min, max }, at };
}

function rangeOf(values: Float64Array, rows: Int32Array): [number, number] {
  let [min, max] = [Infinity, -Infinity];
  for (const row of rows) {
    if (Number.isNaN(values[row])) continue;
    min = Math.min(min, values[row]);
    max = Math.max(max, values[row]);
  }
  return [min, max];
}

/** The median of numbers, the most frequent word. */
function typical(column: Column, rows: Int32Array): number {
  if ("values" in column) {
    const known = Float64Array.from(rows, (row) => column.values[row])
      .filter((v) => !Number.isNaN(v))
      .sort();
    return known[known.length >> 1];
  }
  if (!("codes" in column)) return 0;
  const counts = column.levels.map(() => 0);
  for (const row of rows) if (column.codes[row] >= 0) counts[column.codes[row]]++;
  return counts.indexOf(Math.max(...counts));
}

/** A value as it stands in the column: a number, or the number of a word; nothing for what it cannot hold. */
function known(column: Column, cell: Cell | undefined): number | undefined {
  if ("values" in column) return typeof cell === "number" && Number.isFinite(cell) ? cell : undefined;
  const code = "codes" in column ? column.levels.indexOf(String(cell)) : -1;
  return code < 0 ? undefined : code;
}

function heldAt(column: Column, value: number, range: Held["range"]): Held {
  const cell = "codes" in column ? (column.levels[value] ?? null) : value;
  return { name: column.name, text: textOf(column, value), value: cell, ...(range ? { range } : {}) };
}

function textOf(column: Column, value: number): string {
  if ("codes" in column) return column.levels[value] ?? "";
  if (column.type === "date") return new Date(value).toISOString().slice(0, 10);
  return String(Number(value.toPrecision(4)));
}

/** Some rows of the parts: their place on both axes and their label. */
function pointsOf(
  encoder: Encoder,
  table: Table,
  rows: Parts,
  [a, b]: [Column, Column],
): SurfaceView["points"] {
  const [label] = encoder.labels;
  const column = table.columns[table.index.get(label.name)!];
  const all = Math.max(1, rows.train.length + rows.validation.length + rows.test.length);
  const step = Math.ceil(all / MOST_POINTS);
  const points: SurfaceView["points"] = { x: [], y: [], z: [], part: [] };
  for (const part of parts) {
    rows[part].forEach((row, k) => {
      const [x, y, z] = [valueOf(a, row), valueOf(b, row), labelAt(row)];
      if (k % step !== 0 || Number.isNaN(x) || Number.isNaN(y) || Number.isNaN(z)) return;
      points.x.push(x);
      points.y.push(y);
      points.z.push(z);
      points.part.push(part);
    });
  }
  return points;

  function labelAt(row: number): number {
    if (label.type === "number" || !("codes" in column)) {
      const value = valueOf(column, row);
      return label.type === "number" ? value : label.levels.indexOf(String(value));
    }
    return label.levels.indexOf(column.levels[column.codes[row]] ?? "");
  }
}

function valueOf(column: Column, row: number): number {
  if ("values" in column) return column.values[row];
  if (!("codes" in column)) return Number.NaN;
  return column.codes[row] < 0 ? Number.NaN : column.codes[row];
}
