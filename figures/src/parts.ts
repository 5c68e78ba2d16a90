import "./messages.js";
import {
  confusionMatrix,
  decode,
  encodeY,
  findColumn,
  GradusError,
  mostProbable,
  predict,
  prepareAgain,
  reliability,
  selectRows,
  usableRows,
  type Decoded,
  type Model,
  type Table,
} from "gradus";
import type { Calibration, Classified } from "./classes.js";
import type { Confusion } from "./confusion.js";
import type { Part, Predicted } from "./predicted.js";

/** Rows that a figure can be made of, by part: those of the training, found by dividing the table again, or all of another table. */
export type PartTables = Partial<Record<"train" | "validation" | "test" | "all", Table>>;

/**
 * A table divided as it was when the model was trained.
 *
 * @returns all rows, and those of each part that has any; `all` alone if it is another table, or was divided by something that the
 *   model does not know
 */
export function partsOf(model: Model, table: Table): PartTables {
  const again = prepareAgain(model, table);
  if (again === undefined) return { all: table };
  const { train, validation, test } = again.split;
  const parts = Object.entries({ train, validation, test }).filter(([, rows]) => rows.length > 0);
  return { all: table, ...Object.fromEntries(parts.map(([name, rows]) => [name, selectRows(table, rows)])) };
}

/** The part that says most of new rows: the test rows, those out of fold, the validation rows, all. */
export function bestPart(model: Model, parts: PartTables): Part {
  if (parts.test !== undefined) return "test";
  if (model.outOfFold !== undefined && parts.train !== undefined) return "outOfFold";
  return parts.validation === undefined ? "all" : "validation";
}

/** Labels and predictions of the rows of a part that have a label. */
interface Pairs {
  truth: Decoded;
  predicted: Decoded;
}

/** @throws RangeError if there are no rows of that part */
function pairsOf(model: Model, parts: PartTables, part: Part): Pairs {
  const { encoder, outOfFold } = model;
  if (part === "outOfFold" && outOfFold !== undefined)
    return { truth: decode(encoder, outOfFold.Y), predicted: decode(encoder, outOfFold.H) };
  const table = part === "outOfFold" ? undefined : parts[part];
  if (table === undefined) {
    const known = [...Object.keys(parts), ...(outOfFold === undefined ? [] : ["outOfFold"])].join(", ");
    throw new RangeError(`Cannot draw the rows of part "${part}": expected one of ${known}, got "${part}"`);
  }
  const labelled = labelledRows(model, table);
  return { truth: decode(encoder, encodeY(encoder, labelled)), predicted: predict(model, labelled) };
}

/** The rows of a table that have a label. */
export function labelledRows({ encoder }: Model, table: Table): Table {
  const names = encoder.labels.map(({ name }) => name);
  const { rows } = usableRows(table, names, { least: 1, share: 1 });
  return rows.length === table.rows ? table : selectRows(table, rows);
}

/**
 * Rows of a part with their predictions.
 *
 * @param label name of a label. @default the first
 * @throws RangeError for a part without rows, GradusError E651 for an unknown label, TypeError for classes
 */
export function predictedOf(model: Model, parts: PartTables, part: Part, label?: string): Predicted {
  const l = labelIndex(model, label);
  const { truth, predicted } = pairsOf(model, parts, part);
  if (truth.task !== "regression" || predicted.task !== "regression")
    throw new TypeError("Cannot draw residuals: expected a number label, got classes");
  const { name, unit } = model.encoder.labels[l];
  return {
    label: name,
    ...(unit === undefined ? {} : { unit }),
    part,
    actual: truth.values[l],
    predicted: predicted.values[l],
  };
}

/** Rows of a part with the probabilities of their classes. @throws as `predictedOf` */
export function classifiedOf(model: Model, parts: PartTables, part: Part): Classified {
  const { truth, predicted } = pairsOf(model, parts, part);
  if (truth.task === "regression" || predicted.task === "regression")
    throw new TypeError("Cannot draw classes: expected a label of classes, got numbers");
  const { label, levels, probabilities } = predicted;
  return { label, part, levels, classes: truth.classes, probabilities };
}

/** How often each class was predicted as each. */
export function confusionOf({ label, part, levels, classes, probabilities }: Classified): Confusion {
  const K = levels.length;
  const { data } = confusionMatrix(Int32Array.from(classes), mostProbable(probabilities), K);
  return { label, part, levels, counts: levels.map((_, i) => [...data.subarray(i * K, (i + 1) * K)]) };
}

/** Probabilities beside frequencies. */
export function calibrationOf({ label, part, levels, classes, probabilities }: Classified): Calibration {
  return {
    label,
    part,
    bins: reliability(Int32Array.from(classes), probabilities),
    ...(levels.length === 2 ? { positive: levels[1] } : {}),
  };
}

/** Values of a column as a figure wants them: numbers, words, or null where they are missing. */
export function valuesOf(table: Table, name: string): (number | string | null)[] {
  const column = findColumn(table, name);
  if ("values" in column) return Array.from(column.values, (x) => (Number.isNaN(x) ? null : Number(x)));
  const levels = "levels" in column ? column.levels : [];
  if ("codes" in column) return Array.from(column.codes, (code) => (code < 0 ? null : levels[code]));
  return [];
}

function labelIndex({ encoder }: Model, label: string | undefined): number {
  if (label === undefined) return 0;
  const names = encoder.labels.map(({ name }) => name);
  const l = names.indexOf(label);
  if (l < 0) throw new GradusError("E651", { output: label, known: names.join(", ") });
  return l;
}
