import { matrix, type Matrix } from "../matrix.js";
import type { Encoder } from "./encode.js";
import type { Scale } from "./scale.js";

/** Outputs of the network in the user's terms. */
export type Decoded =
  | {
      task: "regression";
      labels: string[];
      /** One vector per label, in the label's unit. */
      values: Float64Array[];
    }
  | {
      task: "binary" | "classes";
      label: string;
      levels: string[];
      /** levels × samples. */
      probabilities: Matrix;
      /** Number of the most probable level of each sample; the first of equals. */
      classes: Int32Array;
    };

/**
 * Outputs of the network as the user wants them: regression in the labels' units; classes as probabilities and the most
 * probable class.
 *
 * @param H outputs, outputs × samples, as `encodeY` would give labels
 * @throws RangeError if the number of outputs is not the encoder's
 */
export function decode(encoder: Encoder, H: Matrix): Decoded {
  const wanted = outputCount(encoder);
  if (H.rows !== wanted) {
    throw new RangeError(`Cannot decode the outputs: expected ${wanted} rows, got ${H.rows}`);
  }
  const label = encoder.labels[0];
  if (label.type === "number") {
    const values = encoder.labels.map((one, i) => {
      const { center, spread } = (one as { scale: Scale }).scale;
      return H.data.slice(i * H.cols, (i + 1) * H.cols).map((h) => center + spread * h);
    });
    return { task: "regression", labels: encoder.labels.map((one) => one.name), values };
  }
  const probabilities = encoder.task === "binary" ? bothClasses(H) : normalised(H);
  return {
    task: encoder.task as "binary" | "classes",
    label: label.name,
    levels: label.levels,
    probabilities,
    classes: argmax(probabilities),
  };
}

/** Rows of Y and of the network's output. */
export function outputCount(encoder: Encoder): number {
  const label = encoder.labels[0];
  if (label.type === "number") return encoder.labels.length;
  return encoder.task === "binary" ? 1 : label.levels.length;
}

/** Each column divided by its sum, if that is not 1 as softmax makes it; a column of zeros says nothing about any class. */
function normalised(H: Matrix): Matrix {
  const P = matrix(H.rows, H.cols, H.data.slice());
  for (let s = 0; s < P.cols; s++) {
    let sum = 0;
    for (let k = s; k < P.data.length; k += P.cols) sum += P.data[k];
    if (Math.abs(sum - 1) <= 1e-9) continue;
    for (let k = s; k < P.data.length; k += P.cols) P.data[k] = sum > 0 ? P.data[k] / sum : 1 / P.rows;
  }
  return P;
}

/** From the probability of the second class, those of both. */
function bothClasses(H: Matrix): Matrix {
  const P = matrix(2, H.cols);
  for (let s = 0; s < H.cols; s++) {
    P.data[s] = 1 - H.data[s];
    P.data[H.cols + s] = H.data[s]!;
  }
  return P;
}

/** Row of the largest element of each column, the first of equals. */
function argmax(P: Matrix): Int32Array {
  const largest = new Int32Array(P.cols);
  for (let k = 1; k < P.rows; k++) {
    for (let s = 0; s < P.cols; s++) {
      if (P.data[k * P.cols + s] > P.data[largest[s] * P.cols + s]) largest[s] = k;
    }
  }
  return largest;
}
