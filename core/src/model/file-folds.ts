import { matrix } from "../matrix.js";
import type { Encoder } from "../table/encode.js";
import { outputsOf } from "./file-encoder.js";
import { takeTensor } from "./file-network.js";
import { Mismatch } from "./mismatch.js";
import type { OutOfFold } from "./model.js";
import type { Tensor } from "./safetensors.js";

/** Predictions of unseen rows as tensors named `outOfFold.…`. */
export function outOfFoldTensors({ fold, Y, H, weights }: OutOfFold): [string, Tensor][] {
  return [
    ["outOfFold.fold", { shape: [fold.length], data: Float64Array.from(fold) }],
    ["outOfFold.Y", { shape: [Y.rows, Y.cols], data: Y.data }],
    ["outOfFold.H", { shape: [H.rows, H.cols], data: H.data }],
    ...(weights
      ? [["outOfFold.weights", { shape: [weights.length], data: weights }] as [string, Tensor]]
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
  if (!tensors.has("outOfFold.weights")) return own;
  return { ...own, weights: takeTensor(tensors, "outOfFold.weights", [rows]) };
}
