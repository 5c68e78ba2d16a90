import "../../messages/assessing.js";
import "../../messages/reading.js";
import "../../messages/table.js";
import "../../messages/training.js";
import type { Samples } from "../../engine/engine.js";
import { GradusError, warning, type Warning } from "../../errors.js";
import { matrix } from "../../matrix.js";
import { readingsOf, strayWarnings, type ColumnReading } from "../../table/alike.js";
import { columnNamed } from "../../table/columns.js";
import type { Split } from "../../table/split.js";
import type { TableSource } from "../../table/source.js";
import { toTable } from "../../table/types.js";
import type { Feed, RowStore } from "../../train/feed.js";
import { packingOf, unpack, type Packing } from "../../train/packed.js";
import { checkDoor, type TrainOptions } from "../options.js";
import { encoded, fingerprint, fitTable, matricesOf, recipeFor, type Fitted } from "../prepare.js";
import { checkLabels } from "../recipe.js";
import { encodeSource, type SourceFacts } from "./encode.js";
import { planMemory, type MemoryPlan, type StreamTrainOptions } from "./options.js";
import { divider, emptyTable, sampleSource, type PartOf, type SourceSample } from "./sample.js";
import type { Ready } from "../train.js";

/** Bytes of neighbouring rows that are read at once, at most. */
const BLOCK = 2 ** 18;
/** Blocks in a buffer, at least, so that rows far from each other meet in it. */
const BLOCKS = 32;

/**
 * From a source to a feed of encoded rows, in two passes over the file. The first draws a sample, from which types, scales and
 * categories are learned and on which metrics are taken; the second encodes every training row into the store.
 *
 * @returns `close` gives the store back
 * @throws GradusError as `prepare` does, and E213–E218
 */
export async function prepareStream(
  source: TableSource,
  options: StreamTrainOptions,
): Promise<Omit<Ready, "choice" | "choices"> & { close: () => Promise<void> }> {
  const { train, labels } = checkStart(source, options);
  const plan = planMemory(source, options);
  const partOf = divider(source, options.split, options.seed);
  const learned = await learnFrom(source, options, { train, labels, partOf, plan });
  const { fitted, readings, samples, counts } = learned;
  const { encoder, seed } = fitted;

  // The recipe is for all training rows, not for those of the sample.
  const outputs = samples.train.Y.rows;
  const recipe = recipeFor(fitted, train, { rows: counts[0], outputs });
  for (const part of Object.values(samples)) if (part) checkLabels(recipe.loss, part);
  const packing = packingOf(encoder, outputs, options.weight !== undefined);
  const room = options.bufferRows ?? Math.floor(plan.buffer / (encoder.inputs.length + outputs + 1));
  const capacity = bufferRows(source, room, { batch: recipe.batch, count: counts[0] });

  const store = await options.store(4 * packing.width * counts[0]);
  try {
    const facts = await encodeSource(source, store, { encoder, recipe, packing, readings, partOf }, options);
    checkUnchanged(source, learned.rows, facts.read);
    const feed = feedOf(store, packing, {
      count: facts.usable[0],
      inputs: encoder.inputs.length,
      outputs,
      capacity,
    });
    return {
      task: encoder.task,
      encoder: facts.encoder,
      outputs,
      recipe: { ...recipe, buffer: Math.min(capacity, feed.count) },
      ...(typeof options.initialisation === "object" ? { init: options.initialisation } : {}),
      split: {
        train: { length: feed.count },
        validation: { length: rowsOf(samples.validation) },
        test: { length: rowsOf(samples.test) },
      },
      splitKind: kindOf(options),
      divided: {
        train: feed.count,
        validation: rowsOf(samples.validation),
        test: rowsOf(samples.test),
      },
      samples,
      seed,
      fingerprint: fingerprint([...Object.values(samples).flatMap(matricesOf), matrix(1, 2, facts.digest)]),
      warnings: warningsOf(source, learned, facts),
      data: { source: source.source, rows: facts.rows, missing: facts.missing },
      feed: { ...feed, onPart: (done) => options.onStream?.({ stage: "train", done, of: feed.count }) },
      close: () => store.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Both passes must have seen the same rows: what is learned and the division rest on the first. @throws GradusError E218 */
function checkUnchanged({ source: file }: TableSource, first: number, second: number): void {
  if (first !== second) throw new GradusError("E218", { file, first, second }, { file });
}

/** Rows of the buffer: whole batches, unless it holds all rows. @throws GradusError E214 if it does not hold a batch */
function bufferRows(
  { source }: TableSource,
  room: number,
  { batch, count }: { batch: number; count: number },
): number {
  if (count <= room) return count;
  if (batch > room) throw new GradusError("E214", { batch, buffer: room }, { file: source });
  return room - (room % batch);
}

/** The stored rows as a feed. */
function feedOf(
  store: RowStore,
  packing: Packing,
  shape: Pick<Feed, "count" | "inputs" | "outputs" | "capacity">,
): Feed {
  const { width, isWeighted } = packing;
  return {
    ...shape,
    isWeighted,
    block: Math.max(1, Math.floor(Math.min(shape.capacity / BLOCKS, BLOCK / 4 / width))),
    async read(from, to) {
      const rows = new Float32Array((to - from) * width);
      await store.read(from * width, rows);
      return unpack(rows, packing);
    },
  };
}

function rowsOf(samples: Samples | null): number {
  return samples?.X.cols ?? 0;
}

/** The options that `train` knows, and the names of the labels. @throws GradusError for a wrong name, at once */
function checkStart(
  source: TableSource,
  options: StreamTrainOptions,
): { train: TrainOptions; labels: string[] } {
  const { store, memory: _m, sampleRows: _s, bufferRows: _b, types: _t, onStream: _o, ...rest } = options;
  const { split, onStart: _start, ...train } = rest;
  if (typeof store !== "function")
    throw new TypeError("Cannot train: expected option store, which makes a place for encoded rows");
  const empty = emptyTable(source);
  checkDoor(empty, train);
  const labels = [...new Set([options.label].flat().map((name) => columnNamed(empty, name).name))];
  const { features = [], ignore = [], weight } = options;
  if (split?.columns !== undefined || split?.except !== undefined)
    throw new GradusError("E208", {}, { file: source.source });
  // The column that divides the rows is no feature.
  const dividing = split?.column === undefined ? [] : [split.column];
  for (const name of [...features, ...ignore, ...dividing, ...(weight === undefined ? [] : [weight])])
    columnNamed(empty, name);
  return { train: { ...train, ignore: [...ignore, ...dividing] }, labels };
}

/** What the first pass gave. */
interface Learned extends Omit<SourceSample, "raw" | "parts"> {
  fitted: Fitted;
  readings: ColumnReading[];
  /** Rows for metrics and validation. */
  samples: Ready["samples"];
  /** Rows of the sample. */
  sampled: number;
}

/** Draws the sample and learns from it. The sample's texts are let go of when this returns. */
async function learnFrom(
  source: TableSource,
  options: StreamTrainOptions,
  start: { train: TrainOptions; labels: string[]; partOf: PartOf; plan: MemoryPlan },
): Promise<Learned> {
  const { seed, task, signal, onStream } = options;
  const { train, labels, partOf, plan } = start;
  const { raw, parts, ...drawn } = await sampleSource(source, partOf, plan, {
    ...(seed === undefined ? {} : { seed }),
    ...(task === undefined ? {} : { task }),
    ...(labels.length === 1 ? { label: labels[0] } : {}),
    onRead(done) {
      if (signal?.aborted) throw new GradusError("E216");
      onStream?.({ stage: "sample", done, of: source.size });
    },
  });
  const place = { file: source.source };
  if (raw.rows === 0) throw new GradusError("E169", place, place);
  const types = { ...options.types, label: labels };
  const table = toTable(raw, types);
  const skipped = new Set(table.skipped);
  const split = splitBy(parts.filter((_, r) => !skipped.has(r)));
  if (split.train.length === 0) throw new GradusError("E217", place, place);
  const fitted = fitTable(table, { ...train, split }, { plain: true });
  const rows = plan.encoded / (fitted.encoder.inputs.length + fitted.encoder.labels.length + 1);
  const part = (of: Int32Array, share: number): ReturnType<typeof encoded> =>
    encoded(fitted.encoder, table, spread(of, share * rows), train.weight);
  const samples = {
    train: part(fitted.split.train, 0.5)!,
    validation: part(fitted.split.validation, 0.3),
    test: part(fitted.split.test, 0.2),
  };
  return { ...drawn, fitted, readings: readingsOf(raw, table, types), samples, sampled: raw.rows };
}

function splitBy(parts: Uint8Array): Split {
  const rows = (part: number): Int32Array =>
    Int32Array.from(Array.from(parts.keys()).filter((r) => parts[r] === part));
  return { train: rows(0), validation: rows(1), test: rows(2) };
}

/** At most so many of the rows, evenly spaced; at least 100. */
function spread(rows: Int32Array, most: number): Int32Array {
  const count = Math.min(rows.length, Math.max(100, Math.floor(most)));
  return Int32Array.from({ length: count }, (_, i) => rows[Math.floor((i * rows.length) / count)]);
}

/** `hash` tells that the rows were divided one by one. */
function kindOf({ split }: StreamTrainOptions): string {
  const kind = split?.kind ?? "random";
  return kind === "random" || kind === "group" ? `${kind} hash` : kind;
}

/** The sample's warnings with the counts of all rows where they are known, and what the passes told. */
function warningsOf(
  source: TableSource,
  { rows, warnings, fitted, readings, samples, sampled }: Learned,
  facts: SourceFacts,
): Warning[] {
  const exact = fitted.warnings.flatMap((one): Warning[] => {
    const { code, values, column = "" } = one;
    if (code === "W120" || code === "W134") return [];
    if (code === "W132")
      return [warning(code, { ...values, count: facts.unlabelled.get(column) ?? 0, rows: facts.rows })];
    if (code === "W138") return [warning(code, { ...values, count: facts.trainMissing.get(column) ?? 0 })];
    return [one];
  });
  const [, validation, test] = facts.usable;
  const [validationKept, testKept] = [rowsOf(samples.validation), rowsOf(samples.test)];
  const isCut = validationKept < validation || testKept < test;
  return [
    ...source.warnings,
    ...warnings,
    ...exact,
    ...strayWarnings(readings, facts.strays),
    ...[...facts.unknown].map(([column, count]) => warning("W212", { column, count })),
    ...(sampled < rows ? [warning("W210", { sample: sampled, rows })] : []),
    ...(isCut ? [warning("W211", { validation, test, validationKept, testKept })] : []),
  ];
}
