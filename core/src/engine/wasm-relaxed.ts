import { relaxed } from "./wasm/binary-relaxed.js";
import { relaxed64 } from "./wasm/binary-relaxed64.js";
import { createEngine, type WasmEngine } from "./wasm/create.js";
import { provide } from "./wasm/load.js";

provide("relaxed", relaxed);
provide("relaxed64", relaxed64); // for second order

/**
 * As `createWasmEngine`, with relaxed SIMD: multiplications and additions are fused where the processor can, which is faster,
 * and the last digits depend on it. Wants Node.js 22 or Chromium 114.
 *
 * @param threads how many share the work of training, 1 to 256. @default 1
 * @throws RangeError for another number
 */
export function createRelaxedWasmEngine({ threads = 1 }: { threads?: number } = {}): WasmEngine {
  return createEngine({ simd: "relaxed", threads });
}
