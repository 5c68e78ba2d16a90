import { rowNumber } from "../../table/columns.js";
import { encodeX } from "../../table/encode.js";
import type { Table } from "../../table/table.js";
import type { Model } from "../model.js";

/** A row of the training table near another one. */
export interface Neighbour {
  /** Number of the row in its table, from 1. */
  row: number;
  /** Root of the mean squared difference of the encoded inputs; 0 for equal features. */
  distance: number;
}

/**
 * For each row of a table the nearest rows of another one, as the model sees them: by the distance of encoded inputs, in which each
 * number is scaled. A large distance says that nothing alike was trained on.
 *
 * @param training the table that the model was trained on; a model does not hold its rows
 * @param k        neighbours of each row. @default 3
 * @throws GradusError as `encodeX` does
 */
export function nearestRows(
  { encoder }: Pick<Model, "encoder">,
  training: Table,
  table: Table,
  k = 3,
): Neighbour[][] {
  const [A, B] = [encodeX(encoder, training), encodeX(encoder, table)];
  const inputs = A.rows;
  return Array.from({ length: B.cols }, (_, s) => {
    const best: { at: number; sum: number }[] = [];
    for (let r = 0; r < A.cols; r++) {
      const limit = best.length < k ? Infinity : best[k - 1].sum;
      let sum = 0;
      for (let i = 0; i < inputs && sum < limit; i++) {
        sum += (A.data[i * A.cols + r] - B.data[i * B.cols + s]) ** 2;
      }
      if (sum >= limit) continue;
      const place = best.findIndex((other) => other.sum > sum);
      best.splice(place < 0 ? best.length : place, 0, { at: r, sum });
      if (best.length > k) best.pop();
    }
    return best.map(({ at, sum }) => ({
      row: rowNumber(training, at),
      distance: Math.sqrt(sum / Math.max(1, inputs)),
    }));
  });
}
