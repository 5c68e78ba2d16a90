import { matrix, type Matrix } from "../../matrix.js";
import type { Encoder } from "../../table/encode.js";
import { outputsOf } from "./encoder.js";
import { takeTensor } from "./network.js";
import { Mismatch } from "./mismatch.js";
import type { HeldOut, OutOfFold } from "../model.js";
import type { Tensor } from "./safetensors.js";

/** Predictions of unseen rows as tensors named `outOfFold.…`. */
export function outOfFoldTensors({ fold, Y, H, weights, spread, scatter }: OutOfFold): [string, Tensor][] {
  return [
    ["outOfFold.fold", { shape: [fold.length], data: Float64Array.from(fold) }],
    ["outOfFold.Y", tensorOf(Y)],
    ["outOfFold.H", tensorOf(H)],
    ...(weights
      ? [["outOfFold.weights", { shape: [weights.length], data: weights }] as [string, Tensor]]
      : []),
    ...(spread ? [["outOfFold.spread", tensorOf(spread)] as [string, Tensor]] : []),
    ...(scatter
      ? [["outOfFold.scatter", { shape: [scatter.length], data: scatter }] as [string, Tensor]]
      : []),
  ];
}

/** The same from the tensors of a file, which are taken out of the map; nothing if there are none. @throws Mismatch */
export function outOfFoldFrom(tensors: Map<string, Tensor>, encoder: Encoder): OutOfFold | undefined {
  const first = tensors.get("outOfFold.fold");
  if (first === undefined) return undefined;
  const rows = first.data.length;
  const outputs = outputsOf(encoder);
  const fold = takeTensor(tensors, "outOfFold.fold", [rows]);
  const bad = fold.findIndex((k) => !(Number.isInteger(k) && k >= 0 && k < rows));
  if (bad >= 0) throw new Mismatch("tensor outOfFold.fold", "numbers of folds", fold[bad]);
  const take = (name: string) => matrix(outputs, rows, takeTensor(tensors, name, [outputs, rows]));
  const own = { fold: Int32Array.from(fold), Y: take("outOfFold.Y"), H: take("outOfFold.H") };
  return {
    ...own,
    ...(tensors.has("outOfFold.weights")
      ? { weights: takeTensor(tensors, "outOfFold.weights", [rows]) }
      : {}),
    ...(tensors.has("outOfFold.spread") ? { spread: spreadFrom(tensors, "outOfFold.spread", own.Y) } : {}),
    ...(tensors.has("outOfFold.scatter")
      ? { scatter: spreadFrom(tensors, "outOfFold.scatter", matrix(outputs, 1), [outputs]).data }
      : {}),
  };
}

/** Predictions of rows that were held out as tensors named `heldOut.test.…` or `heldOut.validation.…`. */
export function heldOutTensors({ part, Y, H, spread }: HeldOut): [string, Tensor][] {
  return [
    [`heldOut.${part}.Y`, tensorOf(Y)],
    [`heldOut.${part}.H`, tensorOf(H)],
    ...(spread ? [[`heldOut.${part}.spread`, tensorOf(spread)] as [string, Tensor]] : []),
  ];
}

/** The same from the tensors of a file, which are taken out of the map; nothing if there are none. @throws Mismatch */
export function heldOutFrom(tensors: Map<string, Tensor>, encoder: Encoder): HeldOut | undefined {
  const part = (["test", "validation"] as const).find((name) => tensors.has(`heldOut.${name}.Y`));
  if (part === undefined) return undefined;
  const outputs = outputsOf(encoder);
  const rows = Math.trunc(tensors.get(`heldOut.${part}.Y`)!.data.length / outputs);
  const take = (name: string) => {
    const tensor = `heldOut.${part}.${name}`;
    return matrix(outputs, rows, takeTensor(tensors, tensor, [outputs, rows]));
  };
  const own = { part, Y: take("Y"), H: take("H") };
  const spread = `heldOut.${part}.spread`;
  return tensors.has(spread) ? { ...own, spread: spreadFrom(tensors, spread, own.Y) } : own;
}

function spreadFrom(
  tensors: Map<string, Tensor>,
  name: string,
  { rows, cols }: Pick<Matrix, "rows" | "cols">,
  shape: readonly number[] = [rows, cols],
): Matrix {
  const data = takeTensor(tensors, name, shape);
  const bad = data.findIndex((s) => !(s >= 0));
  if (bad >= 0) throw new Mismatch(`tensor ${name}`, "numbers ≥ 0", data[bad]);
  return matrix(rows, cols, data);
}

function tensorOf({ rows, cols, data }: Matrix): Tensor {
  return { shape: [rows, cols], data };
}
