import "../messages/labels.js";
import "../messages/matching.js";
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
