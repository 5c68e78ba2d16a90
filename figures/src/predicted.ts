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
  const errors = new Float64Array(actual.length);
  for (let i = 0; i < errors.length; i++) errors[i] = predicted[i] - actual[i];
  return errors;
}

/** A point of a figure. */
export interface Point {
  x: number;
  y: number;
}

const POINTS = 1000; // drawn at most: more hide one another, and make large files

/** Points of two lists, at most 1000 evenly chosen ones, those left out that are not finite. */
export function pointsOf(x: ArrayLike<number>, y: ArrayLike<number>, most = POINTS): Point[] {
  const rows = finitePlaces(x, y);
  return spreadOver(rows.length, most).map((k) => ({ x: x[rows[k]], y: y[rows[k]] }));
}

/** The rows whose label and prediction are finite numbers. */
export function finiteRows(data: Predicted): Predicted {
  const { actual, predicted } = data;
  const rows = finitePlaces(actual, predicted);
  if (rows.length === actual.length) return data;
  return { ...data, actual: rows.map((i) => actual[i]), predicted: rows.map((i) => predicted[i]) };
}

/** Where both of two lists have a finite number, and their difference is one. */
function finitePlaces(x: ArrayLike<number>, y: ArrayLike<number>): number[] {
  const places: number[] = [];
  for (let i = 0; i < x.length; i++) {
    if (Number.isFinite(x[i] - y[i]) && Number.isFinite(x[i] + y[i])) places.push(i);
  }
  return places;
}
