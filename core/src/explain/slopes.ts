import { forward } from "../bp/forward.js";
import { inputGradient } from "../bp/input-gradient.js";
import type { WeightedNetwork } from "../engine/engine.js";
import { matrix, selectColumns, type Matrix } from "../matrix.js";
import type { Model } from "../model/model.js";
import { weighted, type Surface } from "./surface.js";

/** Derivatives of one output by the inputs: those of the model and those of each of its nets. */
export interface Slopes {
  mean: Matrix;
  each: Matrix[];
}

const CHUNK = 2048; // rows at once: bounds the memory

/**
 * `∂ŷ/∂u` by back-propagation down to the input, ŷ in the user's terms, u the encoded inputs: through every net of the ensemble, in
 * float64 as `bp/` computes.
 *
 * @param X inputs × rows
 * @returns inputs × rows each; the weighted mean of the nets' derivatives is that of the model
 */
export function slopes(model: Model, surface: Surface, X: Matrix): Slopes {
  const each = model.nets.map(() => matrix(X.rows, X.cols));
  for (let from = 0; from < X.cols; from += CHUNK) {
    const rows = Array.from({ length: Math.min(CHUNK, X.cols - from) }, (_, s) => from + s);
    const part = rows.length === X.cols ? X : selectColumns(X, rows);
    const passes = model.nets.map(({ network }) => forward(network, part));
    const M = weighted(
      model,
      passes.map(({ H }, k) => limited(H.at(-1)!, model.nets[k].limits)),
    );
    const dH = slopeOfAnswer(model, surface, M);
    model.nets.forEach(({ network, limits }, k) => {
      const dX = inputGradient(network, passes[k], withinLimits(dH, passes[k].H.at(-1)!, limits));
      for (let i = 0; i < X.rows; i++) {
        const row = dX.data.subarray(i * part.cols, (i + 1) * part.cols);
        each[k].data.set(row, i * X.cols + from);
      }
    });
  }
  return { mean: weighted(model, each), each };
}

type Limits = WeightedNetwork["limits"];

/** Outputs of a net, what lies beyond its limits put onto them. */
function limited(H: Matrix, limits: Limits): Matrix {
  if (limits === undefined) return H;
  const within = (h: number, [low, high]: readonly [number, number]): number =>
    Math.min(Math.max(h, low), high);
  return { ...H, data: H.data.map((h, k) => within(h, limits[Math.floor(k / H.cols)])) };
}

/** A net's output that lies beyond its limits does not move: its derivative is 0. */
function withinLimits(dH: Matrix, H: Matrix, limits: Limits): Matrix {
  if (limits === undefined) return dH;
  const isWithin = (h: number, [low, high]: readonly [number, number]): boolean => h >= low && h <= high;
  return {
    ...dH,
    data: dH.data.map((d, k) => (isWithin(H.data[k], limits[Math.floor(k / H.cols)]) ? d : 0)),
  };
}

/**
 * Derivative of the answer, as `decode` forms it, by the outputs of the ensemble: the label's spread; ±1 for two classes; and
 * `(1_k − p_k) / Σh` where several classes are divided by their sum.
 */
function slopeOfAnswer({ encoder }: Model, { index }: Surface, M: Matrix): Matrix {
  const D = matrix(M.rows, M.cols);
  if (encoder.task === "binary") {
    D.data.fill(index === 1 ? 1 : -1);
    return D;
  }
  const label = encoder.labels[index];
  if (encoder.task === "regression" && label.type === "number") {
    D.data.fill(label.scale.spread, index * M.cols, (index + 1) * M.cols);
    return D;
  }
  for (let s = 0; s < M.cols; s++) {
    let sum = 0;
    for (let k = s; k < M.data.length; k += M.cols) sum += M.data[k];
    if (!(sum > 0)) continue;
    const isDivided = Math.abs(sum - 1) > 1e-9;
    const p = M.data[index * M.cols + s] / sum;
    if (isDivided) for (let k = s; k < M.data.length; k += M.cols) D.data[k] = -p / sum;
    D.data[index * M.cols + s] = isDivided ? (1 - p) / sum : 1;
  }
  return D;
}
