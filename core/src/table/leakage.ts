import "../messages/assessing.js";
import "../messages/table.js";
import { warning, type Warning } from "../errors.js";
import { rowGroups } from "./duplicates.js";
import { range } from "./scale.js";
import type { Column, Table } from "./table.js";

/** Correlation with the label, share of its variance, or share of its classes, above which a single column tells too much. */
const LEAK = 0.999;
/** With fewer rows a column may tell the classes apart by chance. */
const LEAST_ROWS = 20;
/** Rows whose order is looked at. */
const RANKED_ROWS = 20_000;
/** Rows that a value must have on average before its rows' label can be called determined. */
const ROWS_PER_VALUE = 5;

/**
 * Columns that alone tell the label: copies, linear and other rising or falling functions of it, and columns whose values
 * determine it.
 *
 * @param columns the features in question
 */
export function leakWarnings(table: Table, columns: readonly Column[], label: Column): Warning[] {
  return columns.flatMap((column) => leakOf(table, column, label, columns.length === 1) ?? []);
}

function leakOf(table: Table, column: Column, label: Column, isOnly: boolean): Warning | null {
  const names = { column: column.name, label: label.name };
  if (isCopy(table, column, label)) return warning("W144", names);
  // A number label of two values is two classes.
  const isNumber = label.type === "number" && rowGroups([label], table.rows).count > 2;
  if (isNumber && column.type === "number") {
    const r = correlation(column.values, label.values);
    if (Math.abs(r) > LEAK) return warning("W145", { ...names, share: r.toPrecision(6) });
    // One factor alone may well fix the order of what it is meant to explain.
    if (isOnly || table.rows < LEAST_ROWS) return null;
    const order = rankCorrelation(column.values, label.values);
    return Math.abs(order) > LEAK ? warning("W182", { ...names, share: order.toPrecision(6) }) : null;
  }
  if (table.rows < LEAST_ROWS) return null;
  const share = isNumber ? explainedShare(table, column, label.values) : accuracyAlone(table, column, label);
  return share > LEAK ? warning("W146", { ...names, share: (100 * share).toFixed(2) }) : null;
}

/** Whether the label's cells are the column's, one by one, at least five of them different. */
function isCopy(table: Table, column: Column, label: Column): boolean {
  if (column.type === "number" && label.type === "number") {
    return column.values.every((x, r) => Object.is(x, label.values[r]) || x === label.values[r]);
  }
  if (column.type === "number" || label.type === "number" || table.rows < LEAST_ROWS) return false;
  // Words are copies even if every word is another one: the groups are the same.
  const own = rowGroups([column], table.rows);
  const labels = rowGroups([label], table.rows);
  const isFewEnough = own.count * ROWS_PER_VALUE <= table.rows;
  return (
    isFewEnough && own.count === labels.count && own.groups.every((group, r) => group === labels.groups[r])
  );
}

/** Pearson's correlation of the rows where both are there; 0 where it is not defined. */
function correlation(x: Float64Array, y: Float64Array): number {
  const isThere = x.map((value, r) => (Number.isNaN(value) || Number.isNaN(y[r]) ? 0 : 1));
  const u = centred(x.filter((_, r) => isThere[r] === 1));
  const v = centred(y.filter((_, r) => isThere[r] === 1));
  if (u.length < 3) return 0;
  let [uu, vv, uv] = [0, 0, 0];
  for (let i = 0; i < u.length; i++) {
    uu += u[i] * u[i];
    vv += v[i] * v[i];
    uv += u[i] * v[i];
  }
  return uu > 0 && vv > 0 ? uv / Math.sqrt(uu * vv) : 0;
}

/** Spearman's correlation, on at most 20,000 evenly spaced rows where both are there. */
function rankCorrelation(x: Float64Array, y: Float64Array): number {
  const step = Math.max(1, x.length / RANKED_ROWS);
  const rows = Int32Array.from({ length: Math.floor(x.length / step) }, (_, i) =>
    Math.floor(i * step),
  ).filter((r) => !Number.isNaN(x[r]) && !Number.isNaN(y[r]));
  const of = (values: Float64Array) => ranks(Float64Array.from(rows, (r) => values[r]));
  return correlation(of(x), of(y));
}

/** Places of the values in rising order; equal values share the mean of theirs. */
function ranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values.keys()).sort((i, j) => values[i] - values[j]);
  const found = new Float64Array(values.length);
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && values[order[to]] === values[order[from]]) to++;
    for (let i = from; i < to; i++) found[order[i]] = (from + to - 1) / 2;
    from = to;
  }
  return found;
}

/** Deviations from the mean in units of the range, so that no square overflows; zeros where there is no range. */
function centred(values: Float64Array): Float64Array {
  const [min, max] = range(values);
  const width = max - min;
  if (!(width > 0 && width < Infinity)) return new Float64Array(values.length);
  const u = values.map((x) => (x - min) / width);
  const mean = u.reduce((a, b) => a + b, 0) / u.length;
  return u.map((x) => x - mean);
}

/** Share of the variance of a number label between the values of a column of few different values. */
function explainedShare(table: Table, column: Column, values: Float64Array): number {
  const { groups, count } = rowGroups([column], table.rows);
  if (count * ROWS_PER_VALUE > table.rows || values.some(Number.isNaN)) return 0;
  const y = centred(values);
  const sums = new Float64Array(count);
  const counts = new Int32Array(count);
  y.forEach((x, r) => {
    sums[groups[r]] += x;
    counts[groups[r]]++;
  });
  const within = y.reduce((sum, x, r) => sum + (x - sums[groups[r]] / counts[groups[r]]) ** 2, 0);
  const total = y.reduce((sum, x) => sum + x * x, 0);
  return total > 0 ? 1 - within / total : 0;
}

/** Share of rows whose class one column tells: by its few different values, or by where a number lies. */
function accuracyAlone(table: Table, column: Column, label: Column): number {
  const classes = rowGroups([label], table.rows);
  if (classes.count < 2) return 0;
  const values = rowGroups([column], table.rows);
  if (values.count * ROWS_PER_VALUE <= table.rows) return majorityShare(values, classes);
  return column.type === "number" || column.type === "date" ? separatedShare(column.values, classes) : 0;
}

type Groups = ReturnType<typeof rowGroups>;

/** Accuracy of answering each value with its most frequent class. */
function majorityShare(values: Groups, classes: Groups): number {
  const counts = Array.from({ length: values.count }, () => new Map<number, number>());
  values.groups.forEach((value, r) => {
    const k = classes.groups[r];
    counts[value].set(k, (counts[value].get(k) ?? 0) + 1);
  });
  const right = counts.reduce((sum, ofValue) => sum + Math.max(...ofValue.values()), 0);
  return right / values.groups.length;
}

/** 1 if the classes lie one behind the other along the numbers; of two classes, the accuracy of the best threshold. */
function separatedShare(x: Float64Array, classes: Groups): number {
  if (x.some(Number.isNaN)) return 0;
  const order = Array.from(x.keys()).toSorted((a, b) => x[a] - x[b]);
  if (classes.count > 2) {
    const runs = order.reduce(
      (n, r, i) => n + (i > 0 && classes.groups[r] !== classes.groups[order[i - 1]] ? 1 : 0),
      1,
    );
    const isTied = order.some(
      (r, i) => i > 0 && x[r] === x[order[i - 1]] && classes.groups[r] !== classes.groups[order[i - 1]],
    );
    return runs === classes.count && !isTied ? 1 : 0;
  }
  // Rows right if the class is 1 above the threshold and 0 below; what is wrong so is right the other way round.
  let right = classes.groups.reduce((sum, k) => sum + k, 0);
  let best = Math.max(right, x.length - right);
  order.forEach((r, i) => {
    right += classes.groups[r] === 0 ? 1 : -1;
    const isEnd = i + 1 === order.length || x[order[i + 1]] !== x[r];
    if (isEnd) best = Math.max(best, right, x.length - right);
  });
  // A threshold beyond all rows is the majority class, which tells nothing.
  const majority = Math.max(...[0, 1].map((k) => classes.groups.reduce((n, g) => n + (g === k ? 1 : 0), 0)));
  return best > majority ? best / x.length : 0;
}
