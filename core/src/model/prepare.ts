import "../messages/assessing.js";
import "../messages/table.js";
import "../messages/training.js";
import type { Initialisation } from "../bp/initialise.js";
import type { Samples } from "../engine/engine.js";
import { GradusError, warning, type Warning } from "../errors.js";
import { matrix, type Matrix } from "../matrix.js";
import { checkTable } from "../table/check.js";
import { columnNamed, rowNumber } from "../table/columns.js";
import { dependenceWarnings } from "../table/dependence.js";
import { duplicatesAcross } from "../table/duplicates.js";
import { encodeX, type Encoder, type Task } from "../table/encode.js";
import { fitEncoder } from "../table/fit-encoder.js";
import { encodeY } from "../table/labels.js";
import { groupsOf, splitRows, type Split } from "../table/split.js";
import type { Table } from "../table/table.js";
import { usableRows } from "../table/usable.js";
import { chooseRecipe, hasFamilies, type Recipe, type TableFacts } from "../train/auto.js";
import type { LearningRows } from "../train/family.js";
import { foldsOf } from "./ensemble/folds.js";
import { labelClasses } from "./label-classes.js";
import type { Division } from "./model.js";
import { checkDoor, type TrainOptions } from "./options.js";
import { checkLabels, chosenScale, completed, isPlain, isSingle } from "./recipe.js";

/** A table ready for training. */
export interface Prepared {
  task: Task;
  encoder: Encoder;
  outputs: number;
  recipe: Recipe;
  /** Given start values, if any. */
  init?: Initialisation;
  split: Split;
  splitKind: string;
  /** What else it takes to divide the rows again, if anything. */
  division?: Division;
  /** Column of row weights, if any. */
  weight?: string;
  /** Rows of the parts as they were divided, before families took the validation rows to train on. */
  divided: Record<"train" | "validation" | "test", number>;
  samples: { train: Samples; validation: Samples | null; test: Samples | null };
  /** Folds and groups of the training rows, where the recipe has families. */
  learning?: LearningRows;
  seed: number;
  fingerprint: string;
  warnings: Warning[];
}

const SEED = 42;
/** Rows below which any figure may be chance. */
const FEW_ROWS = 30;

/** What is learned from a table before its rows are encoded. */
export interface Fitted {
  encoder: Encoder;
  split: Split;
  splitKind: string;
  division?: Division;
  divided: Prepared["divided"];
  seed: number;
  scale: Pick<Recipe, "scale" | "clip" | "scaleLabel">;
  /** Whether no family of networks is to be trained, but one kind. */
  plain: boolean;
  /** Whether all that was asked for is one net; never of a stream, which no method can look at as a whole. */
  single: boolean;
  warnings: Warning[];
}

/** From a table to encoded samples and a complete recipe. @throws GradusError if the table or an option is refused */
export function prepare(table: Table, options: TrainOptions): Prepared {
  const fitted = fitTable(table, options);
  const { encoder, split, splitKind, division, divided, seed, warnings } = fitted;
  const samples = {
    train: encoded(encoder, table, split.train, options.weight)!,
    validation: encoded(encoder, table, split.validation, options.weight),
    test: encoded(encoder, table, split.test, options.weight),
  };
  const outputs = samples.train.Y.rows;
  const { groups } = split;
  const recipe = recipeFor(fitted, options, {
    rows: split.train.length,
    ...(groups ? { groups: new Set(split.train.map((row) => groups[row])).size } : {}),
    outputs,
  });
  const learning =
    recipe.families.length > 0 ? foldsOf(table, options, split, { folds: recipe.folds, seed }) : undefined;
  for (const part of Object.values(samples)) if (part) checkLabels(recipe.loss, part);
  return {
    task: encoder.task,
    encoder,
    outputs,
    recipe,
    ...(typeof options.initialisation === "object" ? { init: options.initialisation } : {}),
    split,
    splitKind,
    ...(division === undefined ? {} : { division }),
    ...(options.weight === undefined ? {} : { weight: options.weight }),
    divided,
    samples,
    ...(learning === undefined ? {} : { learning }),
    seed,
    fingerprint: fingerprint(Object.values(samples).flatMap(matricesOf)),
    warnings,
  };
}

/**
 * Chooses the features, divides the rows, and fits the encoder on the training rows.
 *
 * @param plain whether one kind of network is wanted whatever the rule says
 * @throws GradusError as `prepare` does
 */
export function fitTable(table: Table, options: TrainOptions, { plain = false } = {}): Fitted {
  const { labels, rows, features, choice, warnings: noticed } = chooseColumns(table, options);
  const { seed = SEED, task = "auto", recipe: recipeName = "auto" } = options;
  const { split: asked } = divide(table, options, { rows, seed, features });
  const count = asked.train.length + asked.validation.length;
  const few = { rows: count };
  const isPlainRun = plain || isPlain(options, count) || !hasFamilies(recipeName, few);
  const split = isPlainRun ? asked : withoutValidation(asked);
  const scale = chosenScale(recipeName, { ...few, plain: isPlainRun }, options);
  const { encoder, warnings } = fitEncoder(table, { labels, ...choice, task, ...scale, rows: split.train });
  const learned = encoder.features.map((feature) => feature.name);
  const division = divisionOf(table, options.split, features);
  const isRandom = !isSplit(options.split) && (options.split?.kind ?? "random") === "random";
  return {
    encoder,
    split,
    splitKind: isSplit(options.split) ? "given" : (options.split?.kind ?? "random"),
    ...(division === undefined ? {} : { division }),
    divided: {
      train: asked.train.length,
      validation: asked.validation.length,
      test: asked.test.length,
    },
    seed,
    scale: { ...scale, scaleLabel: scale.scaleLabel && encoder.task === "regression" },
    plain: isPlainRun,
    single: !plain && isSingle(options, split.train.length),
    warnings: [
      ...noticed,
      ...warnings,
      ...duplicatesAcross(table, split, [...learned, ...labels]),
      ...(isRandom ? randomSplitWarnings(table, learned, labels, rows.length) : []),
    ],
  };
}

/** Folds of their own hold rows back: all that are not kept for the test teach. */
export function withoutValidation(split: Split): Split {
  const train = Int32Array.from([...split.train, ...split.validation]);
  return { ...split, train: split.inTime === true ? train : train.sort(), validation: new Int32Array(0) };
}

/** What is learned from which columns and rows of a table. */
export interface ChosenColumns {
  labels: string[];
  /** Rows with labels and a weight above 0. */
  rows: Int32Array;
  /** Names of the features; texts, of which nothing can be learned, are still among them. */
  features: string[];
  /** The features as the encoder wants to know them. */
  choice: { features: string[] } | { ignore: string[] };
  warnings: Warning[];
}

/** Labels, rows and features, with what the checks of the table noticed. @throws GradusError as `prepare` does */
export function chooseColumns(table: Table, options: TrainOptions): ChosenColumns {
  checkDoor(table, options);
  const labels = namesOf(table, typeof options.label === "string" ? [options.label] : options.label);
  const reserved = reservedColumns(options);
  const usable = usableRows(table, labels);
  const rows = options.weight === undefined ? usable.rows : weightedRows(table, options.weight, usable.rows);
  const excluded = new Set(
    [...labels, ...(options.ignore ?? []), ...reserved].map((name) => columnNamed(table, name).name),
  );
  const candidates = options.features
    ? namesOf(table, options.features)
    : table.columns.map((column) => column.name);
  const both = options.features && candidates.find((name) => labels.includes(name));
  if (both !== undefined) throw new GradusError("E144", { column: both }, { file: table.source });
  const checked = checkTable(
    table,
    labels,
    candidates.filter((name) => !excluded.has(name)),
  );
  // What was asked for by name stays, unless there is nothing in it to learn from.
  const drop = checked.drop.filter(({ why }) => !options.features || why === "constant" || why === "missing");
  const dropped = new Set(drop.map((one) => one.column));
  const overruled = new Set(checked.drop.filter((one) => !drop.includes(one)).map((one) => one.column));
  const features = candidates.filter((name) => !excluded.has(name) && !dropped.has(name));
  return {
    labels,
    rows,
    features,
    // Without features by name the encoder leaves texts aside, and says so.
    choice: options.features
      ? { features }
      : { ignore: [...excluded, ...dropped].filter((name) => !labels.includes(name)) },
    warnings: [
      ...table.warnings,
      ...usable.warnings,
      ...checked.warnings.filter((one) => !overruled.has(one.column ?? "")),
    ],
  };
}

/** What speaks against a random division, and against any conclusion from very few rows. */
export function randomSplitWarnings(
  table: Table,
  features: readonly string[],
  labels: readonly string[],
  rows: number,
): Warning[] {
  const columns = features.map((name) => columnNamed(table, name));
  return [
    ...dependenceWarnings(table, columns, labels),
    ...(rows < FEW_ROWS ? [warning("W231", { rows })] : []),
  ];
}

/** Columns whose values together make a group: all features but the given ones. @throws GradusError for an unknown name */
export function groupColumns(table: Table, features: readonly string[], except: readonly string[]): string[] {
  const left = new Set(namesOf(table, except));
  return features.filter((name) => !left.has(name) && columnNamed(table, name).type !== "text");
}

/** The complete recipe for what was fitted. @throws RangeError for choices that do not fit each other */
export function recipeFor(
  { encoder, scale, plain, single }: Pick<Fitted, "encoder" | "scale" | "plain" | "single">,
  options: TrainOptions,
  { rows, groups, outputs }: Pick<TableFacts, "rows" | "groups" | "outputs">,
): Recipe {
  const { task, inputs } = encoder;
  const facts = {
    task,
    rows,
    inputs: inputs.length,
    outputs,
    plain,
    single,
    ...(groups === undefined ? {} : { groups }),
  };
  return { ...completed(chooseRecipe(options.recipe ?? "auto", facts), options, task), ...scale };
}

/** Names of columns as the table has them, each once. @throws GradusError for a name that is not there */
function namesOf(table: Table, names: readonly string[]): string[] {
  return [...new Set(names.map((name) => columnNamed(table, name).name))];
}

function isSplit(split: TrainOptions["split"]): split is Split {
  return split !== undefined && "train" in split;
}

/** Columns that say how to train and are no features. */
function reservedColumns({ split, weight }: TrainOptions): string[] {
  const dividing = isSplit(split) || split?.kind === "time" ? [] : [split?.column, ...(split?.columns ?? [])];
  return [...dividing, weight].filter((name) => name !== undefined);
}

/** The parts, and the class of each row of the table, if the label is one. */
function divide(
  table: Table,
  options: TrainOptions,
  { rows, seed, features }: { rows: Int32Array; seed: number; features: readonly string[] },
): { split: Split; classes: Int32Array | undefined } {
  const classes = labelClasses(table, options, rows);
  if (isSplit(options.split)) return { split: keepUsable(options.split, rows), classes };
  if (options.split?.kind === "group") {
    const { except } = options.split;
    const columns = except === undefined ? {} : { columns: groupColumns(table, features, except) };
    const split = splitRows(table, { seed, rows, ...options.split, ...columns });
    return { split: { ...split, groups: groupsOf(table, { ...options.split, ...columns }) }, classes };
  }
  const stratify = classes === undefined ? {} : { stratify: classes };
  const split = splitRows(table, { seed, rows, ...stratify, ...options.split });
  return { split: options.split?.kind === "time" ? { ...split, inTime: true } : split, classes };
}

/** What the numbers of rows do not tell of a split by columns; nothing for one at random, or for given rows. */
function divisionOf(
  table: Table,
  split: TrainOptions["split"],
  features: readonly string[],
): Division | undefined {
  if (split === undefined || isSplit(split)) return undefined;
  const { kind, column, columns, except, fractions } = split;
  if (kind === "time") return column === undefined ? undefined : { column };
  if (kind === "column") return column === undefined ? undefined : { column };
  if (kind !== "group") return undefined;
  const names = except === undefined ? columns : groupColumns(table, features, except);
  return {
    ...(names === undefined ? { column: column! } : { columns: [...names] }),
    ...(fractions === undefined ? {} : { fractions: [...fractions] }),
  };
}

/** A given split without the rows that have no label. */
function keepUsable(split: Split, rows: Int32Array): Split {
  const usable = new Set(rows);
  return {
    ...split,
    train: split.train.filter((row) => usable.has(row)),
    validation: split.validation.filter((row) => usable.has(row)),
    test: split.test.filter((row) => usable.has(row)),
  };
}

/** Encoded rows; null of none. */
export function encoded(encoder: Encoder, table: Table, rows: Int32Array, weight?: string): Samples | null {
  if (rows.length === 0) return null;
  const samples = { X: encodeX(encoder, table, rows), Y: encodeY(encoder, table, rows) };
  return weight === undefined ? samples : { ...samples, weights: weightsOf(table, weight, rows) };
}

/** A row of weight 0 counts as absent. @throws GradusError E204 if that leaves no row */
function weightedRows(table: Table, name: string, rows: Int32Array): Int32Array {
  const weights = weightsOf(table, name, rows);
  const counted = rows.filter((_, i) => weights[i] > 0);
  if (counted.length === 0) throw new GradusError("E204", { column: name }, { file: table.source });
  return counted;
}

/** Weights of rows. @throws GradusError E202, E203 */
export function weightsOf(table: Table, name: string, rows: Int32Array): Float64Array {
  const column = columnNamed(table, name);
  if (column.type !== "number") throw new GradusError("E202", { column: name, found: column.type });
  return Float64Array.from(rows, (row) => {
    const w = column.values[row];
    if (!(w >= 0)) throw new GradusError("E203", { column: name, value: w, row: rowNumber(table, row) });
    return w;
  });
}

/** What training and its metrics depend on: inputs, labels, weights. */
export function matricesOf(samples: Samples | null): Matrix[] {
  if (samples === null) return [matrix(0, 0)];
  const { X, Y, weights } = samples;
  return [X, Y, weights ? matrix(1, weights.length, weights) : matrix(0, 0)];
}

/** FNV-1a over the bytes of the matrices, twice with different starts: 64 bits that tell tables apart. */
export function fingerprint(matrices: readonly Matrix[]): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (const { rows, cols, data } of matrices) {
    for (const n of [rows, cols]) {
      a = Math.imul(a ^ n, 0x01000193);
      b = Math.imul(b ^ n, 0x0100019d);
    }
    for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength)) {
      a = Math.imul(a ^ byte, 0x01000193);
      b = Math.imul(b ^ byte, 0x0100019d);
    }
  }
  return [a, b].map((x) => (x >>> 0).toString(16).padStart(8, "0")).join("");
}
