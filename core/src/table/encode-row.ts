import "../messages/prediction.js";
import { GradusError, shortened } from "../errors.js";
import { matrix } from "../matrix.js";
import { listed, nearestName, sameName } from "../names.js";
import { encodeDates } from "./date-inputs.js";
import { parseDate } from "./dates.js";
import type { Encoder, FeatureEncoder } from "./encode.js";
import { inputsOf } from "./inputs.js";
import { isPlainNumber } from "./number.js";
import { scaled } from "./scale.js";
import type { Cell } from "./table.js";
import { booleanWord, missingSet } from "./words.js";

/** One row: a cell for each feature by the name of its column, or in the order of the features. Missing: null or undefined. */
export type Row = Readonly<Record<string, Cell | undefined>> | readonly (Cell | undefined)[];

type Feature<Type> = Extract<FeatureEncoder, { type: Type }>;
/** Writes the inputs that a cell becomes. */
type Put = (cell: Cell | undefined) => void;

const words = missingSet();
const ONE_ROW = [0];

/**
 * What turns single rows into inputs, prepared once: the numbers that `encodeX` gives for the table of this row, read with the
 * types of the encoder.
 *
 * @returns a function of a row; it gives the same array each time, one value for each of `encoder.inputs`, and throws
 *   GradusError E131 for a number too large to be scaled, E352 for a cell that is not of its column's type, E353 for a list of
 *   another length, E354 or E355 if columns are missing
 */
export function createRowEncoder(encoder: Encoder): (row: Row) => Float64Array {
  const x = new Float64Array(encoder.inputs.length);
  const { features } = encoder;
  let end = 0;
  const puts = features.map((feature) => {
    const start = end;
    end += inputsOf(feature).length;
    return putOf(feature, x.subarray(start, end));
  });
  return (row) => {
    if (isList(row)) {
      if (row.length !== puts.length) throw wrongLength(encoder, row.length);
      for (let i = 0; i < puts.length; i++) puts[i](row[i]);
    } else {
      for (let i = 0; i < puts.length; i++) puts[i](cellOf(row, features[i].name, encoder));
    }
    return x;
  };
}

function isList(row: Row): row is readonly (Cell | undefined)[] {
  if (typeof row !== "object" || row === null) {
    throw new TypeError(`Cannot predict: expected a row as an object or a list, got ${String(row)}`);
  }
  return Array.isArray(row);
}

function cellOf(
  row: Readonly<Record<string, Cell | undefined>>,
  name: string,
  encoder: Encoder,
): Cell | undefined {
  if (Object.hasOwn(row, name)) return row[name];
  const own = Object.keys(row).find((other) => sameName(other) === sameName(name));
  if (own === undefined) throw missingColumns(encoder, Object.keys(row));
  return row[own];
}

/** What writes a feature's inputs; the last of them says whether the cell is missing, if the feature has such an input. */
function putOf(feature: FeatureEncoder, part: Float64Array): Put {
  const last = part.length - 1;
  const put = putValue(feature, part);
  return (cell) => {
    const isMissing = put(cell);
    if (feature.indicator) part[last] = isMissing ? 1 : 0;
  };
}

function putValue(feature: FeatureEncoder, part: Float64Array): (cell: Cell | undefined) => boolean {
  switch (feature.type) {
    case "number":
      return (cell) => putNumber(feature, cell, part);
    case "date": {
      const X = matrix(part.length, 1, part);
      const time = new Float64Array(1);
      return (cell) => {
        time[0] = timeOf(feature, cell);
        encodeDates(feature, time, ONE_ROW, X);
        return Number.isNaN(time[0]);
      };
    }
    default: {
      const levels = new Map(feature.levels.map((level, i) => [level, i]));
      return (cell) => putLevel(feature, levels, cell, part);
    }
  }
}

function putNumber(feature: Feature<"number">, cell: Cell | undefined, part: Float64Array): boolean {
  const value = numberOf(feature, cell);
  const isMissing = Number.isNaN(value);
  const u = scaled(feature.scale, isMissing ? feature.fill : value);
  if (!Number.isFinite(u)) throw new GradusError("E131", { column: feature.name, value });
  part[0] = u;
  return isMissing;
}

/** One input per level, or −1 and +1; all 0 for a missing cell and for a level that the encoder does not know. */
function putLevel(
  feature: Feature<"category" | "boolean">,
  levels: ReadonlyMap<string, number>,
  cell: Cell | undefined,
  part: Float64Array,
): boolean {
  const word = wordOf(feature, cell);
  const isTruth = feature.type === "boolean" && feature.from === "boolean";
  const level = word === undefined ? undefined : isTruth ? truthOf(feature, word, cell) : levels.get(word);
  part.fill(0);
  if (level !== undefined) {
    if (feature.type === "boolean") part[0] = level === 0 ? -1 : 1;
    else part[level] = 1;
  }
  return word === undefined || (level === undefined && isMissingWord(word));
}

/** NaN where missing. */
function numberOf(feature: FeatureEncoder, cell: Cell | undefined): number {
  if (typeof cell === "number" && Math.abs(cell) !== Infinity) return cell;
  if (cell === null || cell === undefined) return NaN;
  const word = typeof cell === "string" ? cell.trim() : String(cell);
  if (typeof cell === "string" && isMissingNumber(word)) return NaN;
  const value = isPlainNumber(word) ? Number(word) : Infinity;
  if (!Number.isFinite(value)) throw wrongCell(feature, "a number", cell);
  return value;
}

/** Milliseconds since 1970-01-01 UTC; NaN where missing. */
function timeOf(feature: FeatureEncoder, cell: Cell | undefined): number {
  if (cell instanceof Date) return cell.getTime();
  const word = wordOf(feature, cell);
  if (word === undefined || isMissingNumber(word)) return NaN;
  const { dayFirst, monthFirst } = parseDate(word) ?? { dayFirst: NaN, monthFirst: NaN };
  const time = Number.isNaN(dayFirst) ? monthFirst : dayFirst;
  const isOpen = dayFirst !== monthFirst && !Number.isNaN(dayFirst) && !Number.isNaN(monthFirst);
  if (isOpen || Number.isNaN(time)) throw wrongCell(feature, "a date such as 2024-03-05", cell);
  return time;
}

/** The word of a cell if it is none of a category's levels; undefined for a known or missing one and for other features. */
export function unknownWord(feature: FeatureEncoder, cell: Cell | undefined): string | undefined {
  const isTruth = feature.type === "boolean" && feature.from === "boolean";
  if (!("levels" in feature) || isTruth) return undefined;
  const word = wordOf(feature, cell);
  const isKnown = word === undefined || word === "" || feature.levels.includes(word) || isMissingWord(word);
  return isKnown ? undefined : word;
}

/** 0 for no and 1 for yes; undefined where missing. */
function truthOf(feature: FeatureEncoder, word: string, cell: Cell | undefined): number | undefined {
  if (isMissingWord(word)) return undefined;
  const value = word === "0" ? 0 : word === "1" ? 1 : booleanWord(word)?.value;
  if (value === undefined) throw wrongCell(feature, "true or false", cell);
  return value;
}

/** A cell as a word, without the blanks around it; undefined for null, undefined, NaN and a date that is none. */
function wordOf(feature: FeatureEncoder, cell: Cell | undefined): string | undefined {
  if (typeof cell === "string") return cell.trim();
  if (cell === null || cell === undefined) return undefined;
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? undefined : cell.toISOString();
  if (typeof cell === "boolean") return String(cell);
  if (typeof cell !== "number") throw wrongCell(feature, "a text, a number, true, false or a date", cell);
  return Number.isNaN(cell) ? undefined : String(cell);
}

function isMissingWord(word: string): boolean {
  return word.length <= 10 && words.always.has(word.toLowerCase());
}

function isMissingNumber(word: string): boolean {
  return isMissingWord(word) || (word.length <= 5 && words.amongNumbers.has(word.toLowerCase()));
}

function wrongCell({ name }: FeatureEncoder, wanted: string, cell: Cell | undefined): GradusError {
  return new GradusError("E352", { column: name, wanted, given: shownCell(cell) });
}

function shownCell(cell: Cell | undefined): string {
  if (typeof cell === "string") return JSON.stringify(shortened(cell));
  if (typeof cell !== "object") return String(cell);
  return cell instanceof Date ? cell.toISOString() : "an object";
}

function wrongLength({ features }: Encoder, given: number): GradusError {
  const columns = listed(features.map(({ name }) => name));
  return new GradusError("E353", { given, wanted: features.length, columns });
}

function missingColumns({ features }: Encoder, found: readonly string[]): GradusError {
  const present = new Set(found.map(sameName));
  const missing = features.map(({ name }) => name).filter((name) => !present.has(sameName(name)));
  const values = { count: missing.length, columns: listed(missing), found: listed(found) };
  // A name that is a feature already can't be another one mistyped.
  const wanted = new Set(features.map(({ name }) => sameName(name)));
  const strange = found.filter((name) => !wanted.has(sameName(name)));
  const pairs = missing
    .map((name) => [name, nearestName(name, strange)] as const)
    .filter(([, near]) => near !== undefined)
    .map(([name, near]) => `"${near}" → "${name}"`);
  return pairs.length === 0
    ? new GradusError("E355", values)
    : new GradusError("E354", { ...values, pairs: listed(pairs) });
}
