import type { Engine } from "../engine/engine.js";
import { referenceEngine } from "../engine/reference.js";
import { wasmEngine } from "../engine/wasm.js";
import type { Model } from "./model.js";

/**
 * What predicts with a model in the precision in which it was trained: WebAssembly for float32, where the runtime has it; else the
 * reference, in float64.
 */
export function predictionEngine({ run, nets }: Pick<Model, "run" | "nets">): Engine {
  if (run.engine.precision === "float64") return referenceEngine;
  const isLacking = nets.some(({ network }) => wasmEngine.lacks(network) !== undefined);
  return isLacking ? referenceEngine : wasmEngine;
}
