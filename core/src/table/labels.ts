import "../messages/labels.js";
import "../messages/prediction.js";
import { GradusError } from "../errors.js";
import { matrix, type Matrix } from "../matrix.js";
import { allRows, columnNamed, isMissing, placeOf, rowOf, wordsOf } from "./columns.js";
import type { Encoder } from "./encode.js";
import { scaled, type Scale } from "./scale.js";
import type { Column, ColumnType, Table } from "./table.js";

/** How a label becomes rows of Y, and how outputs are read. */
export type LabelEncoder = { name: string; unit?: string } & (
  | { type: "number"; scale: Scale; /** Range of the training rows. */ min: number; max: number }
  | {
      type: "classes";
      /** Of the column as it was typed: tells how a later table is to be read. */
      from: ColumnType;
      /** Names of the classes in order; of two, the second is the one that the output gives the probability of. */
      levels: string[];
    }
);

/** Outputs of the network in the user's terms. */
export type Decoded =
  | {
      task: "regression";
      labels: string[];
      /** One vector per label, in the label's unit. */
      values: Float64Array[];
    }
  | {
      task: "binary" | "classes";
      label: string;
      levels: string[];
      /** levels × samples. */
      probabilities: Matrix;
      /** Number of the most probable level of each sample; the first of equals. */
      classes: Int32Array;
    };

/**
 * The labels of a table as numbers.
 *
 * @param rows which rows, in this order; all if not given; their labels must not be missing
 * @returns regression: labels × rows, scaled; binary: 1 × rows of 0 and 1; classes: classes × rows, one-hot
 * @throws GradusError if a label is missing or a class is not one of the encoder's
 */
export function encodeY(encoder: Encoder, table: Table, rows: ArrayLike<number> = allRows(table)): Matrix {
  if (encoder.task === "regression") return encodeNumbers(encoder, table, rows);
  const label = encoder.labels[0];
  const K = label.type === "classes" ? label.levels.length : 0;
  const classes = classesOf(encoder, table, rows);
  if (encoder.task === "binary") return matrix(1, rows.length, Float64Array.from(classes));
  const Y = matrix(K, rows.length);
  classes.forEach((k, s) => (Y.data[k * Y.cols + s] = 1));
  return Y;
}

/**
 * Outputs of the network as the user wants them: regression in the labels' units; classes as probabilities and the most
 * probable class.
 *
 * @param H outputs, outputs × samples, as `encodeY` would give labels
 * @throws RangeError if the number of outputs is not the encoder's
 */
export function decode(encoder: Encoder, H: Matrix): Decoded {
  const wanted = outputCount(encoder);
  if (H.rows !== wanted) {
    throw new RangeError(`Cannot decode the outputs: expected ${wanted} rows, got ${H.rows}`);
  }
  const label = encoder.labels[0];
  if (label.type === "number") {
    const values = encoder.labels.map((one, i) => {
      const { center, spread } = (one as { scale: Scale }).scale;
      return H.data.slice(i * H.cols, (i + 1) * H.cols).map((h) => center + spread * h);
    });
    return { task: "regression", labels: encoder.labels.map((one) => one.name), values };
  }
  const probabilities = encoder.task === "binary" ? bothClasses(H) : normalised(H);
  return {
    task: encoder.task as "binary" | "classes",
    label: label.name,
    levels: label.levels,
    probabilities,
    classes: argmax(probabilities),
  };
}

/** Rows of Y and of the network's output. */
export function outputCount(encoder: Encoder): number {
  const label = encoder.labels[0];
  if (label.type === "number") return encoder.labels.length;
  return encoder.task === "binary" ? 1 : label.levels.length;
}

/**
 * Number of the class of each row.
 *
 * @throws GradusError if the label is missing or not one of the encoder's classes
 */
export function classesOf(
  encoder: Encoder,
  table: Table,
  rows: ArrayLike<number> = allRows(table),
): Int32Array {
  const label = encoder.labels[0];
  if (label.type !== "classes")
    throw new TypeError("Cannot number the classes: expected classes, got a number label");
  const column = columnNamed(table, label.name);
  if (label.from === "boolean" && column.type === "boolean" && !hasMissing(column, rows)) {
    // The words for yes and no may differ from one table to the next.
    return Int32Array.from(rows, (r) => column.codes[r]);
  }
  const numbers = new Map(label.levels.map((level, k) => [level, k]));
  const words = wordsOf(column, rows);
  return Int32Array.from(words, (word, s) => {
    const k = word === null ? undefined : numbers.get(word);
    if (k === undefined) {
      throw new GradusError(
        word === null ? "E133" : "E134",
        {
          column: label.name,
          value: word ?? "",
          ...rowOf(table, rows[s]),
          known: label.levels.slice(0, 10).join(", "),
        },
        placeOf(table, rows[s], label.name),
      );
    }
    return k;
  });
}

function hasMissing(column: Column, rows: ArrayLike<number>): boolean {
  return column.missing > 0 && Array.from(rows).some((r) => isMissing(column, r));
}

/** Number labels, scaled, one row each. */
function encodeNumbers(encoder: Encoder, table: Table, rows: ArrayLike<number>): Matrix {
  const Y = matrix(encoder.labels.length, rows.length);
  encoder.labels.forEach((label, i) => {
    const column = columnNamed(table, label.name);
    if (column.type !== "number" || label.type !== "number") {
      throw new GradusError(
        "E130",
        { column: label.name, wanted: "number", found: column.type },
        { file: table.source },
      );
    }
    for (let s = 0; s < rows.length; s++) {
      const y = column.values[rows[s]];
      if (Number.isNaN(y)) {
        throw new GradusError(
          "E133",
          { column: label.name, ...rowOf(table, rows[s]) },
          placeOf(table, rows[s], label.name),
        );
      }
      const u = scaled(label.scale, y);
      if (!Number.isFinite(u)) {
        throw new GradusError("E131", { column: label.name, value: y }, placeOf(table, rows[s], label.name));
      }
      Y.data[i * Y.cols + s] = u;
    }
  });
  return Y;
}

/** Each column divided by its sum, if that is not 1 as softmax makes it; a column of zeros says nothing about any class. */
function normalised(H: Matrix): Matrix {
  const P = matrix(H.rows, H.cols, H.data.slice());
  for (let s = 0; s < P.cols; s++) {
    let sum = 0;
    for (let k = s; k < P.data.length; k += P.cols) sum += P.data[k];
    if (Math.abs(sum - 1) <= 1e-9) continue;
    for (let k = s; k < P.data.length; k += P.cols) P.data[k] = sum > 0 ? P.data[k] / sum : 1 / P.rows;
  }
  return P;
}

/** From the probability of the second class, those of both. */
function bothClasses(H: Matrix): Matrix {
  const P = matrix(2, H.cols);
  for (let s = 0; s < H.cols; s++) {
    P.data[s] = 1 - H.data[s];
    P.data[H.cols + s] = H.data[s]!;
  }
  return P;
}

/** Row of the largest element of each column, the first of equals. */
function argmax(P: Matrix): Int32Array {
  const largest = new Int32Array(P.cols);
  for (let k = 1; k < P.rows; k++) {
    for (let s = 0; s < P.cols; s++) {
      if (P.data[k * P.cols + s] > P.data[largest[s] * P.cols + s]) largest[s] = k;
    }
  }
  return largest;
}
