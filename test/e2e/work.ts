/** What the browser and Node both do, so that their results can be compared. */
import { readBytes } from "@gradus/readers";
import { predict, referenceEngine, toTable, train } from "gradus";

/** What came out, as plain values that JSON keeps whole. */
export interface Outcome {
  columns: string[];
  encoding: string;
  rows: number;
  engine: string;
  epochs: number;
  trainLoss: number[];
  predictions: number[];
  probabilities: number[];
}

/**
 * Reads a table, trains a small seeded network on it and predicts its rows.
 *
 * @param isReference whether the reference engine trains, not the one that `train` would choose
 */
export async function work(
  bytes: Uint8Array,
  source: string,
  label: string,
  isReference = false,
): Promise<Outcome> {
  const raw = await readBytes(bytes, { source });
  const table = toTable(raw);
  const model = await train(table, {
    label,
    recipe: "classic",
    hidden: [4],
    epochs: 20,
    seed: 7,
    ...(isReference ? { engine: referenceEngine } : {}),
  });
  const prediction = predict(model, table);
  const isNumeric = prediction.task === "regression";
  return {
    columns: raw.columns.map((column) => column.name),
    encoding: raw.format?.encoding ?? "",
    rows: raw.rows,
    engine: model.run.engine.name,
    epochs: model.run.history.length,
    trainLoss: model.run.history.map((epoch) => epoch.trainLoss),
    predictions: isNumeric ? [...prediction.values[0]] : [...prediction.classes],
    probabilities: isNumeric ? [] : [...prediction.probabilities.data],
  };
}
