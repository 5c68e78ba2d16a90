import { spreadOver } from "./numbers.js";
import type { Texts } from "./text/text.js";

/** Rows of a figure: which part of the table they are. */
export type Part = keyof Texts["parts"];

/** Rows of one part with what was predicted for them. */
export interface Predicted {
  label: string;
  unit?: string;
  part: Part;
  actual: ArrayLike<number>;
  predicted: ArrayLike<number>;
}

/** Predicted less actual, row by row. */
export function errorsOf({ actual, predicted }: Predicted): Float64Array {
  return Float64Array.from(actual, (y, i) => predicted[i] - y);
}

/** A point of a figure. */
export interface Point {
  x: number;
  y: number;
}

const POINTS = 1000; // drawn at most: more hide one another, and make large files

/** Points of two lists, at most 1000 evenly chosen ones, those left out that are not finite. */
export function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>, most = POINTS): Point[] {
  const finite = Array.from({ length: x.length }, (_, i) => i).filter((i) => Number.isFinite(x[i] + y[i]));
  return spreadOver(finite.length, most).map((k) => ({ x: x[finite[k]], y: y[finite[k]] }));
}

/** The rows whose label and prediction are finite numbers. */
export function finiteRows(data: Predicted): Predicted {
  const { actual, predicted } = data;
  const rows = Array.from({ length: actual.length }, (_, i) => i).filter((i) =>
    Number.isFinite(actual[i] + predicted[i]),
  );
  if (rows.length === actual.length) return data;
  return { ...data, actual: rows.map((i) => actual[i]), predicted: rows.map((i) => predicted[i]) };
}
