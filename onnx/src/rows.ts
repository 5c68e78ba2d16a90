import { matrix, type Held, type Matrix, type Samples } from "gradus";
import { toFloat32 } from "./builder.js";

/** Rows as ONNX Runtime takes them: a sample after the other, in float32. */
export class HeldRows implements Held {
  readonly count: number;
  /** rows × inputs and rows × outputs. */
  readonly X: Float32Array;
  readonly Y: Float32Array;
  readonly inputs: number;
  readonly outputs: number;
  readonly weights: Float64Array | undefined;
  /** The same weights in float32, for the graph. */
  readonly weights32: Float32Array | undefined;

  constructor({ X, Y, weights }: Samples) {
    this.count = X.cols;
    [this.inputs, this.outputs] = [X.rows, Y.rows];
    this.X = new Float32Array(X.data.length);
    this.Y = new Float32Array(Y.data.length);
    turnInto(this.X, 0, X);
    turnInto(this.Y, 0, Y);
    this.weights = weights?.slice();
    this.weights32 = weights && toFloat32(weights);
  }

  replace(at: number, { X, Y, weights }: Samples): void {
    turnInto(this.X, at, X);
    turnInto(this.Y, at, Y);
    if (weights === undefined) return;
    this.weights?.set(weights, at);
    this.weights32?.set(weights, at);
  }
}

/** Writes the columns of a matrix as rows, from row `at` on. */
export function turnInto(target: Float32Array, at: number, { rows, cols, data }: Matrix): void {
  for (let i = 0; i < rows; i++) {
    for (let s = 0; s < cols; s++) target[(at + s) * rows + i] = data[i * cols + s];
  }
}

/** Rows as the columns of a matrix. */
export function turnBack(source: Float32Array, outputs: number): Matrix {
  const rows = source.length / outputs;
  const M = matrix(outputs, rows);
  for (let s = 0; s < rows; s++) {
    for (let i = 0; i < outputs; i++) M.data[i * rows + s] = source[s * outputs + i];
  }
  return M;
}
