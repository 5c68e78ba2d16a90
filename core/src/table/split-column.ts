import "../messages/table.js";
import { GradusError } from "../errors.js";
import { createRandom } from "../random.js";
import { columnNamed, placeOf, rowOf, wordsOf } from "./columns.js";
import type { Split } from "./split.js";
import type { Table } from "./table.js";

/** Stream of the seed that splits draw from, so that nets and batches do not share draws with them. */
export const STREAM = 1;

/**
 * Whole groups, the large ones first, each to the part that lacks most rows.
 *
 * @param groupOf number of the group of each row of the table
 */
export function groupSplit(
  groupOf: Int32Array,
  rows: Int32Array,
  wanted: readonly [number, number, number],
  seed: number,
): Split {
  const groups = [...groupBy(rows, (r) => groupOf[r]).values()];
  const order = createRandom(seed, STREAM).shuffle(groups.map((_, g) => g));
  order.sort((a, b) => groups[b].length - groups[a].length);
  const lack = [...wanted];
  const chosen: number[][] = [[], [], []];
  order.forEach((g, done) => {
    const waiting = [0, 1, 2].filter((part) => wanted[part] > 0 && chosen[part].length === 0);
    // The last groups go to parts that would else stay empty, training first of all.
    const left = order.length - done;
    const candidates = left > waiting.length ? [0, 1, 2].filter((part) => wanted[part] > 0) : waiting;
    const isUrgent = left < waiting.length && waiting[0] === 0;
    const part = isUrgent ? 0 : candidates.reduce((best, p) => (lack[p] > lack[best] ? p : best));
    for (const r of groups[g]) chosen[part].push(r);
    lack[part] -= groups[g].length;
  });
  return toParts(chosen[0], chosen[1], chosen[2]);
}

/** Words of a split column, as they are often written. */
const PARTS = new Map([
  ["train", 0],
  ["training", 0],
  ["validation", 1],
  ["valid", 1],
  ["val", 1],
  ["dev", 1],
  ["test", 2],
  ["testing", 2],
]);

/** Number of the part that a word of a split column means: 0 training, 1 validation, 2 test; undefined for other words. */
export function partNamed(word: string): number | undefined {
  return PARTS.get(word.trim().toLowerCase());
}

/** Rows as the words of a column say. */
export function columnSplit(table: Table, rows: Int32Array, name: string): Split {
  const words = wordsOf(columnNamed(table, name), rows);
  const chosen: number[][] = [[], [], []];
  words.forEach((word, i) => {
    const part = partNamed(word ?? "");
    if (part === undefined) {
      const values = { column: name, value: word ?? "", ...rowOf(table, rows[i]) };
      throw new GradusError("E145", values, placeOf(table, rows[i], name));
    }
    chosen[part].push(rows[i]);
  });
  if (chosen[0].length === 0) throw new GradusError("E146", { column: name }, { file: table.source });
  return toParts(chosen[0], chosen[1], chosen[2]);
}

/** Rows ordered by a column, or as they are. @throws GradusError E147 or E148 if the column has no order */
export function inOrder(table: Table, rows: Int32Array, name: string | undefined): Int32Array {
  if (name === undefined) return rows;
  const column = columnNamed(table, name);
  if (column.type !== "number" && column.type !== "date") {
    throw new GradusError("E147", { column: name, found: column.type }, { file: table.source });
  }
  for (const r of rows) {
    if (Number.isNaN(column.values[r])) {
      throw new GradusError("E148", { column: name, ...rowOf(table, r) }, placeOf(table, r, name));
    }
  }
  return rows.toSorted((a, b) => column.values[a] - column.values[b] || a - b);
}

/** Parts with their rows ascending. */
export function toParts(
  train: Iterable<number>,
  validation: Iterable<number>,
  test: Iterable<number>,
): Split {
  return {
    train: Int32Array.from(train).toSorted(),
    validation: Int32Array.from(validation).toSorted(),
    test: Int32Array.from(test).toSorted(),
  };
}

/** Rows by key, in the order in which the keys first occur. */
export function groupBy<K>(rows: Int32Array, key: (row: number) => K): Map<K, number[]> {
  const groups = new Map<K, number[]>();
  for (const r of rows) {
    const k = key(r);
    const group = groups.get(k);
    if (group === undefined) groups.set(k, [r]);
    else group.push(r);
  }
  return groups;
}
