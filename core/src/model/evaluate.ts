import { measures } from "./measure.js";
import type { Metrics, Model } from "./model.js";
import { output } from "./predict.js";
import { encodeX } from "../table/encode.js";
import { encodeY } from "../table/labels.js";
import { matchColumns, predictionWarnings } from "../table/match.js";
import type { Table } from "../table/table.js";
import { usableRows } from "../table/usable.js";
import type { Warning } from "../errors.js";

/**
 * Metrics of a model on the rows of a table that have a label.
 *
 * @throws GradusError if a feature or the label is missing, or a cell is not of its column's type
 */
export function evaluate(
  model: Model,
  table: Table,
): { rows: number; metrics: Metrics; warnings: Warning[] } {
  const { encoder } = model;
  const matched = matchColumns(encoder, table);
  const usable = usableRows(
    table,
    encoder.labels.map((label) => label.name),
    { least: 1, share: 1 },
  );
  const H = output(model, encodeX(encoder, table, usable.rows));
  return {
    rows: usable.rows.length,
    metrics: measures(encoder, { Y: encodeY(encoder, table, usable.rows) }, H),
    warnings: [...matched.warnings, ...usable.warnings, ...predictionWarnings(encoder, table)],
  };
}
