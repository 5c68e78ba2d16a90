import "../../messages/training.js";
import { GradusError } from "../../errors.js";
import { tableAlike, type ColumnReading, type Strays } from "../../table/alike.js";
import { sameName } from "../../names.js";
import { columnNamed, isMissing, type CodeColumn, type ValueColumn } from "../../table/columns.js";
import { columnOf, encodeX, levelNumbers, type Encoder } from "../../table/encode.js";
import { encodeY } from "../../table/labels.js";
import type { TablePart, TableSource } from "../../table/source.js";
import type { Column, RawTable, Table } from "../../table/table.js";
import { cleaned } from "../../table/types.js";
import { missingSet } from "../../table/words.js";
import type { Recipe } from "../../train/auto.js";
import type { RowStore } from "../../train/feed.js";
import { pack, type Packing } from "../../train/packed.js";
import { weightsOf } from "../prepare.js";
import { checkLabels } from "../recipe.js";
import type { StreamTrainOptions } from "./options.js";
import type { PartOf } from "./sample.js";

/** What the second pass found, over all rows. */
export interface SourceFacts {
  /** Rows as the source gave them. */
  read: number;
  /** Rows, but for those left out because of a cell. */
  rows: number;
  /** Rows of each part that have a label and a weight. */
  usable: [number, number, number];
  /** Missing cells. */
  missing: number;
  /** Missing cells of each column in training rows. */
  trainMissing: Map<string, number>;
  /** Rows without a label, by label. */
  unlabelled: Map<string, number>;
  strays: Map<string, Strays>;
  /** Cells of categories that the encoder does not know, by column. */
  unknown: Map<string, number>;
  /** The encoder with the ranges of all training rows. */
  encoder: Encoder;
  /** Two numbers that tell the stored rows from others. */
  digest: [number, number];
}

/** How a source is encoded. */
export interface EncodePlan {
  encoder: Encoder;
  recipe: Recipe;
  packing: Packing;
  readings: readonly ColumnReading[];
  partOf: PartOf;
}

/** Numbers that are encoded at once: 2 MiB as float64. */
const SLICE = 2 ** 18;

/** One pass over a source: appends every training row to the store, and counts. @throws GradusError as `encodeX` does, E216 */
export async function encodeSource(
  source: TableSource,
  store: RowStore,
  plan: EncodePlan,
  options: StreamTrainOptions,
): Promise<SourceFacts> {
  const { encoder, recipe, packing } = plan;
  const facts: SourceFacts = {
    read: 0,
    rows: 0,
    usable: [0, 0, 0],
    missing: 0,
    trainMissing: new Map(),
    unlabelled: new Map(),
    strays: new Map(),
    unknown: new Map(),
    encoder: withoutRanges(encoder),
    digest: [0x811c9dc5, 0x01000193],
  };
  const step = Math.max(1, Math.floor(SLICE / (encoder.inputs.length + packing.width)));
  for await (const part of source.parts()) {
    if (options.signal?.aborted) throw new GradusError("E216");
    const { table, rows } = typedPart(part, facts.read, plan, facts, options);
    facts.read += part.table.rows;
    for (let from = 0; from < rows.length; from += step) {
      const some = rows.subarray(from, from + step);
      const samples = { X: encodeX(encoder, table, some), Y: encodeY(encoder, table, some) };
      checkLabels(recipe.loss, samples);
      const weights = options.weight === undefined ? {} : { weights: weightsOf(table, options.weight, some) };
      const packed = pack({ ...samples, ...weights }, packing);
      digestInPlace(facts.digest, packed);
      await store.append(packed);
    }
    countTraining(facts, table, rows);
    options.onStream?.({ stage: "encode", done: part.read, of: source.size });
  }
  return facts;
}

/** The columns that are read as a table, and its training rows. */
function typedPart(
  { table: raw }: TablePart,
  firstNumber: number,
  { readings, partOf, encoder }: EncodePlan,
  facts: SourceFacts,
  { types, weight }: StreamTrainOptions,
): { table: Table; rows: Int32Array } {
  const used = new Set([...encoder.features, ...encoder.labels].map(({ name }) => sameName(name)));
  if (weight !== undefined) used.add(sameName(weight));
  const isRead = raw.columns.map(({ name }) => used.has(sameName(name)));
  const read: RawTable = { ...raw, columns: raw.columns.filter((_, i) => isRead[i]) };
  const table = tableAlike(
    read,
    readings.filter((_, i) => isRead[i]),
    facts.strays,
    types,
  );
  facts.rows += table.rows;
  facts.missing += table.columns.reduce((sum, { missing }) => sum + missing, 0);
  // Of the other columns only missing cells are counted.
  const words = missingSet(types?.missing);
  raw.columns.forEach(({ cells }, i) => {
    if (!isRead[i]) for (const cell of cells) if (cleaned(cell, words) === null) facts.missing++;
  });
  const labels = encoder.labels.map(({ name }) => columnNamed(table, name));
  for (const { name, missing } of labels) add(facts.unlabelled, name, missing);
  const weights = weight === undefined ? undefined : (columnNamed(table, weight) as ValueColumn).values;

  // Rows that were left out keep their numbers, so that the others keep their parts.
  const skipped = new Set(table.skipped);
  const rows: number[] = [];
  for (let r = 0, row = -1; r < raw.rows; r++) {
    if (skipped.has(r)) continue;
    row++;
    if (labels.some((label) => isMissing(label, row)) || weights?.[row] === 0) continue;
    const part = partOf(raw, r, firstNumber + r);
    facts.usable[part]++;
    if (part === 0) rows.push(row);
  }
  return { table, rows: Int32Array.from(rows) };
}

/** Ranges, missing cells and unknown categories of training rows. */
function countTraining(
  { encoder, trainMissing, unknown }: SourceFacts,
  table: Table,
  rows: Int32Array,
): void {
  for (const feature of encoder.features) {
    const column = columnOf(feature, table);
    add(trainMissing, feature.name, missingIn(column, rows));
    if (feature.type === "number" || feature.type === "date") widen(feature, column as ValueColumn, rows);
    else {
      const { codes } = column as CodeColumn;
      const levels = levelNumbers(feature, column as CodeColumn);
      if (levels.every((level) => level >= 0)) continue;
      add(
        unknown,
        feature.name,
        rows.reduce((sum, r) => sum + (codes[r] >= 0 && levels[codes[r]] < 0 ? 1 : 0), 0),
      );
    }
  }
  for (const label of encoder.labels)
    if (label.type === "number") widen(label, columnNamed(table, label.name) as ValueColumn, rows);
}

function missingIn(column: Column, rows: Int32Array): number {
  return column.missing === 0 ? 0 : rows.reduce((sum, r) => sum + (isMissing(column, r) ? 1 : 0), 0);
}

function widen(range: { min: number; max: number }, { values }: ValueColumn, rows: Int32Array): void {
  for (const r of rows) {
    if (values[r] < range.min) range.min = values[r]!;
    if (values[r] > range.max) range.max = values[r]!;
  }
}

/** A copy whose ranges hold nothing yet. */
function withoutRanges({ features, labels, ...rest }: Encoder): Encoder {
  const empty = { min: Infinity, max: -Infinity };
  return {
    ...rest,
    features: features.map((one) =>
      one.type === "number" || one.type === "date" ? { ...one, ...empty } : one,
    ),
    labels: labels.map((one) => (one.type === "number" ? { ...one, ...empty } : one)),
  };
}

function add(counts: Map<string, number>, key: string, count: number): void {
  if (count > 0) counts.set(key, (counts.get(key) ?? 0) + count);
}

/** FNV-1a over 32-bit words, twice with different starts. */
function digestInPlace(digest: [number, number], numbers: Float32Array): void {
  let [a, b] = digest;
  for (const word of new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length)) {
    a = Math.imul(a ^ word, 0x01000193);
    b = Math.imul(b ^ word, 0x0100019d);
  }
  digest[0] = a;
  digest[1] = b;
}
