import "../messages/table.js";
import { warning, type Warning } from "../errors.js";
import { columnNamed } from "./columns.js";
import type { Split } from "./split.js";
import type { Column, Table } from "./table.js";

/**
 * Number of the group of each row: rows that agree in all columns have the same number, numbered in order of first sight.
 * Missing cells agree with each other.
 */
export function rowGroups(columns: readonly Column[], rows: number): { groups: Int32Array; count: number } {
  let groups = new Int32Array(rows);
  let count = Math.min(rows, 1);
  for (const column of columns) {
    // Once every row is alone, no further column can part them.
    if (count === rows) break;
    const cells: ArrayLike<number | string | null> =
      "values" in column ? column.values : "codes" in column ? column.codes : column.texts;
    const values = new Map<number | string | null, number>();
    const pairs = new Map<number, number>();
    const finer = new Int32Array(rows);
    for (let r = 0; r < rows; r++) {
      const value = numbered(values, cells[r]);
      finer[r] = numbered(pairs, value * count + groups[r]);
    }
    count = pairs.size;
    groups = finer;
  }
  return { groups, count };
}

/**
 * Number of the group of each row of a table: rows that agree in the named columns have the same number. Serves
 * `splitRows` and `kFold` as classes and as groups.
 *
 * @param columns names of columns
 * @returns numbers from 0, in order of first sight
 * @throws GradusError E103 or E104 for an unknown name
 */
export function codesOf(table: Table, columns: readonly string[]): Int32Array {
  return rowGroups(
    columns.map((name) => columnNamed(table, name)),
    table.rows,
  ).groups;
}

/** The number of a key: the one it has, or the next. */
function numbered<K>(numbers: Map<K, number>, key: K): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

/** Rows that occur more than once, and rows with the same features but other labels. */
export function duplicateWarnings(
  table: Table,
  features: readonly Column[],
  labels: readonly Column[],
): Warning[] {
  const { rows } = table;
  if (features.length === 0 || rows === 0) return [];
  const byFeatures = rowGroups(features, rows);
  if (byFeatures.count === rows) return [];
  const byAll = rowGroups([...features, ...labels], rows);
  const warnings: Warning[] = [];
  if (byAll.count < rows) warnings.push(warning("W147", { count: rows - byAll.count, rows }));
  // A group of equal features contradicts itself if it holds more than one group of equal rows.
  const first = new Int32Array(byFeatures.count).fill(-1);
  const isContradicted = new Uint8Array(byFeatures.count);
  for (let r = 0; r < rows; r++) {
    const group = byFeatures.groups[r];
    if (first[group] === -1) first[group] = byAll.groups[r]!;
    else if (first[group] !== byAll.groups[r]) isContradicted[group] = 1;
  }
  const contradicted = byFeatures.groups.reduce((sum, group) => sum + isContradicted[group], 0);
  // Labels of measurements differ by chance; only classes contradict each other.
  if (contradicted > 0 && labels.every((label) => label.type !== "number")) {
    warnings.push(warning("W148", { count: contradicted }));
  }
  return warnings;
}

/**
 * Validation and test rows that also occur among the training rows: their metrics are too good.
 *
 * @param columns names of the columns in which the rows agree, features and labels
 * @returns no warning or one with the count
 */
export function duplicatesAcross(table: Table, split: Split, columns: readonly string[]): Warning[] {
  const { groups, count } = rowGroups(
    columns.map((name) => columnNamed(table, name)),
    table.rows,
  );
  const isTrained = new Uint8Array(count);
  for (const r of split.train) isTrained[groups[r]] = 1;
  const repeated = (rows: Int32Array): number => rows.reduce((sum, r) => sum + isTrained[groups[r]], 0);
  const [validation, test] = [repeated(split.validation), repeated(split.test)];
  return validation + test === 0 ? [] : [warning("W156", { count: validation + test, validation, test })];
}
