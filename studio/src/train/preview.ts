import { columnOf, encodeX, inputsOf, type Column, type Prepared, type Table } from "gradus";
import type { FeatureView } from "./protocol.js";

const ROWS = 3;
const MOST_INPUTS = 8; // of a feature that are shown

/** What becomes of the first training rows' cells, feature by feature. */
export function previewOf({ encoder, split }: Prepared, table: Table): FeatureView[] {
  const rows = split.train.slice(0, ROWS);
  const X = encodeX(encoder, table, rows);
  let at = 0;
  return encoder.features.map((feature) => {
    const column = columnOf(feature, table);
    const inputs = inputsOf(feature);
    const first = at;
    at += inputs.length;
    const shown = Math.min(inputs.length, MOST_INPUTS);
    const cells = Array.from(rows, (row, s) => ({
      raw: cellText(column, row),
      encoded: Array.from({ length: shown }, (_, k) => X.data[(first + k) * X.cols + s]),
    }));
    return { name: feature.name, how: howOf(feature), inputs: inputs.length, cells };
  });
}

/** A cell as text; empty if it is missing. */
export function cellText(column: Column, row: number): string {
  switch (column.type) {
    case "number":
      return Number.isNaN(column.values[row]) ? "" : String(column.values[row]);
    case "date":
      return Number.isNaN(column.values[row]) ? "" : new Date(column.values[row]).toISOString().slice(0, 10);
    case "text":
      return column.texts[row] ?? "";
    default:
      return column.levels[column.codes[row]] ?? "";
  }
}

function howOf(feature: Prepared["encoder"]["features"][number]): FeatureView["how"] {
  const { indicator } = feature;
  if (feature.type === "number" || feature.type === "date") {
    const { name, center, spread, clip } = feature.scale;
    return { type: feature.type, scale: name, center, spread, clip, indicator, fill: feature.fill };
  }
  return { type: feature.type, levels: feature.levels.length, indicator };
}
