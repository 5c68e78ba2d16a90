import {
  decode,
  encodeX,
  forward,
  inputsOf,
  output,
  rowOfTable,
  selectRows,
  toTable,
  typesOf,
  type Cell,
  type Decoded,
  type Encoder,
  type FeatureEncoder,
  type Forward,
  type Matrix,
  type Model,
  type ModelNet,
  type RawTable,
  type Table,
} from "gradus";

/** One prediction, number by number: a row through one net, then all nets together. */
export interface Worked {
  /** Number of the row in its table, from 1; null of a row made of the most usual values. */
  row: number | null;
  cells: { feature: FeatureEncoder; cell: Cell; inputs: { name: string; value: number }[] }[];
  /** inputs × 1 */
  X: Matrix;
  /** Place of the net that is worked through. */
  net: number;
  forward: Forward;
  /** The answer of each net within its limits, and what it gives to the sum. */
  nets: { family: string | undefined; weight: number; answers: number[]; isLimited: boolean }[];
  /** Σ ω h of each output, as `output` gives it. */
  sum: number[];
  decoded: Decoded;
  /** The label of the row, if the table has it. */
  actual: Cell;
}

/**
 * Works a prediction through.
 *
 * @param table the row's table; without one the row is made of the usual values that the encoder knows
 * @param row   from 0
 */
export function workOut(model: Model, table: Table | undefined, row: number): Worked {
  const one = table === undefined ? usualTable(model.encoder) : selectRows(table, [row]);
  const X = encodeX(model.encoder, one);
  const cells = rowOfTable(model, one, 0);
  let at = 0;
  const H = output(model, X);
  const net = plainest(model.nets);
  return {
    row: table === undefined ? null : (table.numbers?.[row] ?? row) + 1,
    cells: model.encoder.features.map((feature) => ({
      feature,
      cell: cells[feature.name],
      inputs: inputsOf(feature).map((name) => ({ name, value: X.data[at++] })),
    })),
    X,
    net,
    forward: forward(model.nets[net].network, X),
    nets: model.nets.map((own) => answersOf(own, X)),
    sum: [...H.data],
    decoded: decode(model.encoder, H),
    actual: table === undefined ? null : labelOf(model, one),
  };
}

function answersOf({ network, weight, family, limits }: ModelNet, X: Matrix): Worked["nets"][number] {
  const raw = [...forward(network, X).H[network.last].data];
  const answers = raw.map((h, i) => {
    const [low, high] = limits?.[i] ?? [-Infinity, Infinity];
    return Math.max(low, Math.min(high, h));
  });
  return { family, weight, answers, isLimited: answers.some((h, i) => h !== raw[i]) };
}

/** The net that counts most; of families the one with the fewest parameters among those that count at least half as much as any. */
function plainest(nets: readonly ModelNet[]): number {
  const shares = nets.map(({ family }) =>
    nets.reduce((sum, net) => sum + (net.family === family ? net.weight : 0), 0),
  );
  const most = Math.max(...shares);
  const counting = nets.map((_, n) => n).filter((n) => shares[n] >= most / 2 && nets[n].weight > 0);
  const size = (n: number): number => nets[n].network.parameters.length;
  return counting.reduce((a, b) => (size(b) < size(a) ? b : a), counting[0] ?? 0);
}

function labelOf({ encoder }: Model, one: Table): Cell {
  const at = one.index.get(encoder.labels[0].name);
  const column = at === undefined ? undefined : one.columns[at];
  if (column === undefined || encoder.labels.length > 1) return null;
  if (column.type === "number") return Number.isNaN(column.values[0]) ? null : column.values[0];
  if ("codes" in column) return column.codes[0] < 0 ? null : column.levels[column.codes[0]];
  return "texts" in column ? column.texts[0] : null;
}

/** A table of one row: medians, and the most frequent level of each factor of words. */
function usualTable(encoder: Encoder): Table {
  const columns = encoder.features.map((feature) => ({ name: feature.name, cells: [usualCell(feature)] }));
  const raw: RawTable = { source: "", columns, rows: 1, warnings: [] };
  return toTable(raw, { types: typesOf(encoder) });
}

function usualCell(feature: FeatureEncoder): Cell {
  if (feature.type === "number") return feature.fill;
  if (feature.type === "date") return new Date(feature.fill);
  return feature.type === "boolean" && feature.from === "boolean" ? false : feature.levels[0];
}
