import type { CodeColumn, ValueColumn } from "./columns.js";
import { columnOf, levelNumbers, type Encoder } from "./encode.js";
import type { Table } from "./table.js";

const NONE: readonly string[] = [];

/**
 * For each row the features whose value the training rows did not reach: numbers and dates beyond their range, words that they did
 * not have. A missing cell is not outside.
 *
 * @throws GradusError if a column is missing or has another type
 */
export function outsideFactors(encoder: Encoder, table: Table): (readonly string[])[] {
  const outside: (readonly string[])[] = Array.from({ length: table.rows }, () => NONE);
  for (const feature of encoder.features) {
    const column = columnOf(feature, table);
    let isOutside: (row: number) => boolean;
    if (feature.type === "number" || feature.type === "date") {
      const { values } = column as ValueColumn;
      isOutside = (r) => values[r] < feature.min || values[r] > feature.max;
    } else {
      const { codes } = column as CodeColumn;
      const levels = levelNumbers(feature, column as CodeColumn);
      isOutside = (r) => codes[r] >= 0 && levels[codes[r]] < 0;
    }
    for (let r = 0; r < table.rows; r++) if (isOutside(r)) outside[r] = [...outside[r], feature.name];
  }
  return outside;
}
