import "../messages/matching.js";
import { GradusError, shortened, warning, type Warning } from "../errors.js";
import { listed, nearestName, sameName } from "../names.js";
import { placeOf, rowOf, type CodeColumn, type ValueColumn } from "./columns.js";
import { columnOf, levelNumbers, type Encoder, type FeatureEncoder } from "./encode.js";
import type { Column, ColumnType, Table } from "./table.js";

/**
 * Types as which a table for this encoder is to be read: `toTable(raw, { types: typesOf(encoder) })`. The labels are among
 * them, for tables that have them.
 */
export function typesOf(encoder: Encoder): Map<string, ColumnType> {
  const types = new Map<string, ColumnType>();
  for (const feature of encoder.features) types.set(feature.name, wantedType(feature));
  for (const label of encoder.labels)
    types.set(label.name, label.type === "number" ? "number" : classType(label.from));
  return types;
}

/**
 * Checks that a table has the columns of the encoder, by name; their order makes no difference.
 *
 * @returns warnings about columns that are not used, and about names that differ in blanks or in composed characters
 * @throws GradusError E143 if columns differ in case only, E149 if columns are missing; both name all of them
 */
export function matchColumns(encoder: Encoder, table: Table): { warnings: Warning[] } {
  const names = table.columns.map((column) => column.name);
  const present = new Map(names.map((name) => [sameName(name), name]));
  const warnings: Warning[] = [];
  const missing: string[] = [];
  for (const { name } of encoder.features) {
    const found = present.get(sameName(name));
    if (found === undefined) missing.push(name);
    else if (found !== name) warnings.push(warning("W150", { column: name, found: JSON.stringify(found) }));
  }
  if (missing.length > 0) throw missingColumns(missing, names, table.source);
  const known = new Set([...encoder.features, ...encoder.labels].map(({ name }) => sameName(name)));
  const extra = names.filter((name) => !known.has(sameName(name)));
  if (extra.length > 0) warnings.push(warning("W151", { count: extra.length, columns: listed(extra) }));
  return { warnings };
}

/**
 * What a person should know before trusting predictions for this table: values outside the range of the training rows,
 * levels that the encoder does not know, and missing cells where the training rows had none.
 *
 * @throws GradusError if a column is missing or has another type
 */
export function predictionWarnings(encoder: Encoder, table: Table): Warning[] {
  return [
    ...outOfRange(encoder, table),
    ...unknownLevels(encoder, table),
    ...unexpectedlyMissing(encoder, table),
  ];
}

/** One warning for each column of numbers or dates with values outside the range of the training rows. */
export function outOfRange(encoder: Encoder, table: Table): Warning[] {
  const warnings: Warning[] = [];
  for (const feature of encoder.features) {
    if (feature.type !== "number" && feature.type !== "date") continue;
    const { values } = columnOf(feature, table) as ValueColumn;
    const shown = (x: number): string => (feature.type === "date" ? new Date(x).toISOString() : String(x));
    let count = 0;
    let first = -1;
    for (let r = 0; r < values.length; r++) {
      if (!(values[r] < feature.min || values[r] > feature.max)) continue;
      count++;
      if (first < 0) first = r;
    }
    if (count === 0) continue;
    const range = { min: shown(feature.min), max: shown(feature.max), value: shown(values[first]) };
    warnings.push(
      warning(
        "W152",
        { column: feature.name, count, ...range, ...rowOf(table, first) },
        placeOf(table, first, feature.name),
      ),
    );
  }
  return warnings;
}

/** One warning for each level that the encoder does not know; its inputs are all zero. */
export function unknownLevels(encoder: Encoder, table: Table): Warning[] {
  const warnings: Warning[] = [];
  for (const feature of encoder.features) {
    if (feature.type !== "category" && feature.type !== "boolean") continue;
    const column = columnOf(feature, table) as CodeColumn;
    const levels = levelNumbers(feature, column);
    const counts = new Int32Array(column.levels.length);
    for (const code of column.codes) if (code >= 0 && levels[code] < 0) counts[code]++;
    const unknown = column.levels.map((_, code) => code).filter((code) => counts[code] > 0);
    if (unknown.length === 0) continue;
    const rows = unknown.reduce((sum, code) => sum + counts[code], 0);
    const words = listed(unknown.map((code) => shortened(column.levels[code])));
    warnings.push(warning("W153", { column: feature.name, count: rows, values: words }));
  }
  return warnings;
}

/** One warning for each column with missing cells that had none in the training rows. */
function unexpectedlyMissing(encoder: Encoder, table: Table): Warning[] {
  return encoder.features.flatMap((feature) => {
    const { missing } = columnOf(feature, table);
    if (missing === 0 || feature.indicator || feature.type === "category") return [];
    const fill =
      feature.type === "number"
        ? feature.fill
        : feature.type === "date"
          ? new Date(feature.fill).toISOString()
          : 0;
    return [warning("W154", { column: feature.name, count: missing, fill })];
  });
}

function wantedType(feature: FeatureEncoder): ColumnType {
  return feature.type === "boolean" ? feature.from : feature.type;
}

function classType(from: Column["type"]): ColumnType {
  return from === "text" ? "category" : from;
}

function missingColumns(missing: readonly string[], names: readonly string[], source: string): GradusError {
  const place = { file: source };
  const near = missing
    .map((name) => [name, nearestName(name, names)] as const)
    .filter(([, other]) => other !== undefined);
  const values = { count: missing.length, columns: listed(missing), found: listed(names), file: source };
  if (near.length === 0) return new GradusError("E149", values, place);
  const pairs = near.map(([name, other]) => `"${other}" → "${name}"`).join(", ");
  return new GradusError("E143", { ...values, pairs }, place);
}
