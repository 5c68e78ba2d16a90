import type { Ensemble, WeightedNetwork } from "../engine/engine.js";
import { referenceEnsemble } from "../engine/reference-predict.js";
import { wasmEngine } from "../engine/wasm.js";
import type { Warning } from "../errors.js";
import type { Matrix } from "../matrix.js";
import { encodeX } from "../table/encode.js";
import { decode, type Decoded } from "../table/decode.js";
import { matchColumns, predictionWarnings } from "../table/match.js";
import type { Table } from "../table/table.js";
import type { Model } from "./model.js";

/** Predictions in the user's terms, and what a person should know about them. */
export type Prediction = Decoded & { warnings: Warning[] };

/**
 * Predicts every row of a table.
 *
 * @param model what `train` or `loadModel` gave
 * @param table any order of columns; columns are found by name, further ones are left aside with a warning
 * @returns numbers in the label's unit, or classes with their probabilities
 * @throws GradusError if a feature is missing or a cell is not of its column's type
 */
export function predict(model: Model, table: Table): Prediction {
  const warnings = [
    ...matchColumns(model.encoder, table).warnings,
    ...predictionWarnings(model.encoder, table),
  ];
  return { ...decode(model.encoder, output(model, encodeX(model.encoder, table))), warnings };
}

/**
 * Output of the ensemble: the weighted mean of the nets' H^last.
 *
 * @param X inputs × rows, as `encodeX` gives it
 * @returns outputs × rows, in the form of `encodeY`; see `ensembleFor` for its precision
 */
export function output(model: Model, X: Matrix): Matrix {
  const { nets, run }: { nets: Model["nets"]; run?: Partial<Model["run"]> } = model; // a model made by hand may have no record
  return ensembleFor(nets, run?.engine?.precision ?? "float64", X.cols).rows(X);
}

const MUCH = 1e9; // multiplications and additions from which plain float64 takes seconds

/**
 * What predicts a number of rows: the reference in float64, as it stands in `bp/`; WebAssembly in float32 where that would take
 * seconds, for nets that were trained in float32, whose own error is as large.
 */
export function ensembleFor(
  nets: readonly WeightedNetwork[],
  precision: "float64" | "float32",
  rows: number,
): Ensemble {
  const work = nets.reduce((sum, { network }) => sum + network.parameters.length, 0) * rows;
  const isFast =
    precision === "float32" &&
    work > MUCH &&
    nets.every(({ network }) => wasmEngine.lacks(network) === undefined);
  return isFast ? wasmEngine.ensemble(nets) : referenceEnsemble(nets);
}
