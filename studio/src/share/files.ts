import { toCsv, type CsvColumn } from "@gradus/readers";
import {
  additionsOf,
  outputNames,
  parameterBlocks,
  predict,
  predictIntervals,
  saveModel,
  toTable,
  typesOf,
  type IntervalPrediction,
  type Model,
  type Prediction,
  type RawTable,
} from "gradus";
import type { DiagramView, ExportName, FileView, PredictedView } from "../shell/model-protocol.js";
import { noticeOf } from "../train/table-view.js";

const HEAD = 8; // rows shown of a prediction

/** A model as a file of the kind asked for. */
export async function fileOf(model: Model, name: string, what: ExportName): Promise<FileView> {
  switch (what) {
    case "model":
      return { name: `${name}.safetensors`, bytes: saveModel(model) };
    case "onnx": {
      const { toOnnx } = await import("./onnx.js");
      return { name: `${name}.onnx`, bytes: toOnnx(model) };
    }
    case "weights":
      return { name: `${name}.weights.csv`, bytes: bytesOf(toCsv(weightColumns(model))) };
    case "record":
      return { name: `${name}.json`, bytes: bytesOf(`${JSON.stringify(recordOf(model), undefined, 2)}\n`) };
  }
  return what satisfies never;
}

/** The network that weighs most. */
export function diagramOf({ nets, encoder }: Model): DiagramView {
  const best = nets.reduce((top, one, k) => (one.weight > nets[top].weight ? k : top), 0);
  const { network } = nets[best];
  const { sizes, activations, parameters, skip, last } = network;
  const names = outputNames(encoder);
  return {
    sizes: [...sizes],
    activations: activations.slice(1).map(({ name }) => name),
    parameters,
    skip: skip !== undefined,
    inputs: sizes[0] === encoder.inputs.length ? [...encoder.inputs] : [],
    outputs: sizes[last] === names.length ? names : names.slice(-sizes[last]),
    net: { number: best + 1, of: nets.length },
  };
}

/** Every parameter in a line: its net, the block it belongs to, layer, row and column there, the input it reads, its value. */
function weightColumns({ nets, encoder }: Model): CsvColumn[] {
  const lines = nets.flatMap(({ network }, n) => {
    const { sizes, skip, parameters } = network;
    const isOfInputs = sizes[0] === encoder.inputs.length && network.front === undefined;
    let at = 0;
    return parameterBlocks(sizes, skip !== undefined, additionsOf(network)).flatMap(
      ({ name, layer, shape }) => {
        const [rows, columns = 1] = shape;
        const reads = name === "skip" || (name === "W" && layer === 1 && isOfInputs);
        return Array.from({ length: rows * columns }, (_, k): (number | string)[] => {
          const [i, j] = [Math.floor(k / columns), k % columns];
          return [n + 1, name, layer, i + 1, j + 1, reads ? (encoder.inputs[j] ?? "") : "", parameters[at++]];
        });
      },
    );
  });
  return ["net", "block", "layer", "row", "column", "input", "value"].map((name, k) => ({
    name,
    cells: lines.map((line) => line[k]),
  }));
}

/** What is known of a model but its weights. */
function recordOf({ task, encoder, nets, run }: Model): Record<string, unknown> {
  return {
    task,
    encoder,
    nets: nets.map(({ network, weight }) => ({
      sizes: network.sizes,
      activations: network.activations.slice(1).map(({ name }) => name),
      parameters: network.parameters.length,
      weight,
    })),
    run,
  };
}

/** Predictions of every row as a CSV, with bounds where a level is asked for; the table's own columns stay before them. */
export function predictedView(
  model: Model,
  raw: RawTable,
  name: string,
  level: number | null,
): PredictedView {
  const types = typesOf(model.encoder);
  // Labels that stand in the table are not read: they may well be empty or to be filled in.
  for (const { name: label } of model.encoder.labels) types.delete(label);
  const table = toTable(raw, { types });
  const found = level === null ? predict(model, table) : predictIntervals(model, table, { level });
  const kept = raw.columns.map(({ name: column, cells }) => ({
    name: column,
    cells: cells.map(cellText),
  }));
  const taken = new Set(kept.map((one) => one.name));
  const own = predictedColumns(found).map((one) => ({ ...one, name: freeName(one.name, taken) }));
  const columns: CsvColumn[] = [...kept, ...own];
  return {
    name: `${name}.predicted.csv`,
    bytes: bytesOf(toCsv(columns)),
    rows: table.rows,
    head: {
      columns: own.map((one) => one.name),
      rows: Array.from({ length: Math.min(HEAD, table.rows) }, (_, r) =>
        own.map(({ cells }) => String(cells[r] ?? "")),
      ),
    },
    warnings: [...table.warnings, ...found.warnings].map(noticeOf),
  };
}

function predictedColumns(found: Prediction | IntervalPrediction): CsvColumn[] {
  if (found.task === "regression") {
    const several = found.labels.length > 1;
    return found.labels.flatMap((label, l) => {
      const end = several ? `_${label}` : "";
      const bounds = "bounds" in found ? found.bounds[l] : undefined;
      return [
        { name: `pred${end}`, cells: [...found.values[l]] },
        ...(bounds === undefined
          ? []
          : [
              { name: `pred${end}_lo`, cells: finite(bounds.lo) },
              { name: `pred${end}_hi`, cells: finite(bounds.hi) },
            ]),
      ];
    });
  }
  const { levels, probabilities: P } = found;
  const at = (k: number): number[] => [...P.data.subarray(k * P.cols, (k + 1) * P.cols)];
  const all = levels.map((_, k) => at(k));
  const best = Array.from({ length: P.cols }, (_, s) => {
    let top = 0;
    for (let k = 1; k < levels.length; k++) if (all[k][s] > all[top][s]) top = k;
    return levels[top];
  });
  return [
    { name: "pred", cells: best },
    ...levels.map((level, k) => ({ name: `p_${level}`, cells: all[k] })),
  ];
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}_${n}`;
  taken.add(free);
  return free;
}

function cellText(cell: RawTable["columns"][number]["cells"][number]): string | number | null {
  if (cell instanceof Date) return cell.toISOString();
  return typeof cell === "boolean" ? String(cell) : cell;
}

/** A bound that too few rows allow no value of stays empty. */
function finite(bounds: Float64Array): (number | null)[] {
  return Array.from(bounds, (x) => (Number.isFinite(x) ? x : null));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
