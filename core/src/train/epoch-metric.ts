import type { Matrix } from "../matrix.js";
import type { Task } from "../table/encode.js";

/**
 * R² (which scaling does not change) or accuracy, for the table of epochs; r2 is null if the labels are constant.
 *
 * @param H predictions, outputs × rows
 * @param Y labels, outputs × rows
 */
export function epochMetric(task: Task, H: Matrix, Y: Matrix): Record<string, number | null> {
  return task === "regression" ? { r2: rSquared(H, Y) } : { accuracy: accuracy(H, Y) };
}

/** Over all outputs at once, each about its own mean. */
function rSquared(H: Matrix, Y: Matrix): number | null {
  let [sse, sst] = [0, 0];
  for (let i = 0; i < Y.rows; i++) {
    const y = Y.data.subarray(i * Y.cols, (i + 1) * Y.cols);
    const mean = y.reduce((sum, v) => sum + v, 0) / Y.cols;
    y.forEach((v, s) => {
      sse += (v - H.data[i * Y.cols + s]) ** 2;
      sst += (v - mean) ** 2;
    });
  }
  return sst > 0 ? 1 - sse / sst : null;
}

function accuracy(H: Matrix, Y: Matrix): number {
  let right = 0;
  for (let s = 0; s < Y.cols; s++) {
    if (Y.rows === 1) right += Number(H.data[s] > 0.5 === Y.data[s] > 0.5);
    else right += Number(largest(H, s) === largest(Y, s));
  }
  return right / Y.cols;
}

function largest(M: Matrix, s: number): number {
  let at = 0;
  for (let i = 1; i < M.rows; i++) if (M.data[i * M.cols + s] > M.data[at * M.cols + s]) at = i;
  return at;
}
