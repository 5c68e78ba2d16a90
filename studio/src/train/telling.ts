import { columnOf, type Column, type Prepared, type Table } from "gradus";

/**
 * The two features that, each by itself, tell most of the label: what the surface shows first. A feature tells as much as the share of its
 * variance between the groups of the label (correlation ratio; a number label in ten groups of equal size); words tell of the label in turn.
 */
export function tellingPair({ encoder, split }: Prepared, table: Table): [string, string] | undefined {
  if (encoder.features.length < 2) return undefined;
  const label = table.columns[table.index.get(encoder.labels[0].name)!];
  const groups = groupsOf(label, split.train);
  const ranked = encoder.features
    .map((feature) => {
      const column = columnOf(feature, table);
      const isNumber = "values" in column;
      // Numbers first: a surface over words has few places.
      return { name: feature.name, share: isNumber ? between(column.values, split.train, groups) : -1 };
    })
    .toSorted((a, b) => b.share - a.share);
  return [ranked[0].name, ranked[1].name];
}

const GROUPS = 10;

/** Number of the group of each row. */
function groupsOf(column: Column, rows: Int32Array): Int32Array {
  if ("codes" in column) return rows.map((row) => column.codes[row]);
  const values = "values" in column ? column.values : new Float64Array(0);
  const order = Int32Array.from(rows.keys()).sort((a, b) => values[rows[a]] - values[rows[b]]);
  const groups = new Int32Array(rows.length);
  order.forEach((s, k) => (groups[s] = Math.floor((k * GROUPS) / rows.length)));
  return groups;
}

/** Share of the variance that lies between groups, 0 … 1. */
function between(values: Float64Array, rows: Int32Array, groups: Int32Array): number {
  const sums = new Map<number, { n: number; sum: number }>();
  let [n, sum, squares] = [0, 0, 0];
  rows.forEach((row, s) => {
    const x = values[row];
    if (Number.isNaN(x)) return;
    const of = sums.get(groups[s]) ?? { n: 0, sum: 0 };
    sums.set(groups[s], { n: of.n + 1, sum: of.sum + x });
    n++;
    sum += x;
    squares += x * x;
  });
  const centre = (sum * sum) / n;
  const all = squares - centre;
  const explained = [...sums.values()].reduce((total, of) => total + (of.sum * of.sum) / of.n, 0) - centre;
  return all > 0 ? explained / all : 0;
}
