import { selectColumns } from "../matrix.js";
import type { Samples } from "./engine.js";

/**
 * Checks rows at the door of a trainer.
 *
 * @throws RangeError if their shapes do not fit the network or each other
 */
export function checkSamples({ X, Y, weights }: Samples, inputs: number, outputs: number): void {
  check("values in each row", inputs, X.rows);
  check("labels in each row", outputs, Y.rows);
  check("columns of labels", X.cols, Y.cols);
  if (weights) check("weights", X.cols, weights.length);
}

/**
 * Checks that rows which are to be written over others lie within them.
 *
 * @throws RangeError if they do not
 */
export function checkPlace(at: number, given: number, count: number): void {
  if (Number.isInteger(at) && at >= 0 && at + given <= count) return;
  throw new RangeError(
    `Cannot replace ${given} rows from row ${at} on: expected a place within ${count} rows, got one outside`,
  );
}

/** @throws RangeError if a vector is not as long as the network's parameters */
export function checkParameters({ length }: Float64Array, wanted: number): void {
  if (length === wanted) return;
  throw new RangeError(`Cannot restore the trainer: expected ${wanted} parameters, got ${length}`);
}

function check(what: string, wanted: number, given: number): void {
  if (wanted !== given)
    throw new RangeError(`Cannot hold the rows: expected ${wanted} ${what}, got ${given}`);
}

/** The rows of the given numbers, in that order. */
export function selectSamples(samples: Samples, rows: ArrayLike<number>): Samples {
  const { weights } = samples;
  return {
    X: selectColumns(samples.X, rows),
    Y: selectColumns(samples.Y, rows),
    ...(weights ? { weights: Float64Array.from(rows, (row) => weights[row]) } : {}),
  };
}
