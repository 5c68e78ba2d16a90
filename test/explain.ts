/** Models whose law is known, for the tests of what explains models. */
import {
  allRows,
  createNetwork,
  fitEncoder,
  registerActivation,
  tableFromColumns,
  type Cell,
  type Model,
  type Network,
  type Table,
} from "../core/src/index.js";

registerActivation("square", { f: (z) => z * z, df: (z) => 2 * z });

interface ModelOptions {
  label?: string;
  scale?: "none" | "robust" | "standard";
  scaleLabel?: boolean;
}

/** A model around networks, one table, with scales that leave numbers as they are unless told otherwise. */
export function modelOf(
  networks: readonly Network[],
  table: Table,
  { label = "y", scale = "none", scaleLabel = false }: ModelOptions = {},
): Model {
  const features = table.columns.map(({ name }) => name).filter((name) => name !== label);
  const { encoder } = fitEncoder(table, {
    labels: [label],
    features,
    scale,
    scaleLabel,
    rows: allRows(table),
  });
  const part = { r2: 0.9 };
  return {
    task: encoder.task,
    encoder,
    nets: networks.map((network) => ({ network, weight: 1 / networks.length })),
    run: {
      gradus: "0",
      seed: 0,
      data: { source: "", rows: table.rows, features, labels: [label], missing: 0, fingerprint: "" },
      split: { kind: "none", train: table.rows, validation: 0, test: 0 },
      recipe: {},
      engine: { name: "reference", precision: "float64" },
      history: [],
      nets: [],
      metrics: { train: part, validation: part, test: part },
      baselines: {},
      warnings: [],
    },
  };
}

/** `y = Σ_j w_j x_j + c` as a network without hidden layer. */
export function linearNetwork(weights: readonly number[], c = 0): Network {
  const network = createNetwork([weights.length, 1], { output: "identity" });
  network.parameters.set([...weights, c]);
  return network;
}

/**
 * `y = Σ_j w_j x_j + Σ p_ij x_i x_j + c`, exactly: a product is `((x_i + x_j)² − (x_i − x_j)²) / 4`, in two neurons of f(z) = z².
 *
 * @param products i, j and p_ij
 */
export function productNetwork(
  weights: readonly number[],
  products: readonly (readonly [number, number, number])[],
  c = 0,
): Network {
  const inputs = weights.length;
  const network = createNetwork([inputs, 2 * products.length, 1], {
    hidden: "square",
    output: "identity",
    skip: true,
  });
  network.parameters.fill(0);
  products.forEach(([i, j, p], k) => {
    for (const [row, sign] of [
      [2 * k, 1],
      [2 * k + 1, -1],
    ]) {
      network.W[1].data[row * inputs + i] += 1;
      network.W[1].data[row * inputs + j] += sign;
      network.W[2].data[row] = (sign * p) / 4;
    }
  });
  network.skip!.data.set(weights);
  network.b[2][0] = c;
  return network;
}

/** A table of named columns; y is 0 if it is not given. */
export function tableOf(columns: Record<string, readonly Cell[]>): Table {
  const rows = Object.values(columns)[0].length;
  const y = columns["y"] ?? Array.from({ length: rows }, (_, i) => i);
  return tableFromColumns(Object.entries({ ...columns, y }));
}
