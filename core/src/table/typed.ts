import "../messages/table.js";
import { warning } from "../errors.js";
import { shownCell, unitOf, type ColumnReader, type NumberColumn } from "./reading.js";
import type { Column } from "./table.js";

/** A column of numbers. */
export function numberColumn(reader: ColumnReader, { values, units }: NumberColumn): Column {
  const signs = [...units.keys()].filter((unit) => unit !== "");
  const unit = unitOf(reader.name) || (signs.length === 1 ? signs[0] : "");
  const missing = countOf(values, NaN);
  return { name: reader.name, ...(unit === "" ? {} : { unit }), missing, type: "number", values };
}

/** A column of booleans from values 0, 1 and −1 for missing. */
export function booleanColumn(name: string, codes: Int32Array, levels: readonly [string, string]): Column {
  return { name, missing: countOf(codes, -1), type: "boolean", levels: [...levels], codes };
}

/** A column of dates. */
export function dateColumn(name: string, values: Float64Array): Column {
  return { name, missing: countOf(values, NaN), type: "date", values };
}

/** Tells how a column of numbers was read, if its cells needed reading. */
export function tellNumbers(reader: ColumnReader, { values, unusual }: NumberColumn): void {
  if (unusual < 0) return;
  const read = { column: reader.name, value: shownCell(reader.cells[unusual]), number: values[unusual] };
  reader.warnings.push(warning(reader.isGuess ? "W122" : "W121", read));
}

function countOf<T>(items: ArrayLike<T>, wanted: T): number {
  let count = 0;
  for (let i = 0; i < items.length; i++) if (Object.is(items[i], wanted)) count++;
  return count;
}
