import { createEngine, type WasmEngine } from "./wasm/create.js";

/**
 * The kernels in WebAssembly: float32, a dozen to some hundred times as fast as the reference. With plain SIMD one seed gives
 * the same bits in every process, on every machine, in Node.js and in browsers, with any number of threads.
 *
 * @param threads how many share the work of training, 1 to 256. @default 1
 * @throws RangeError for another number
 */
export function createWasmEngine({ threads = 1 }: { threads?: number } = {}): WasmEngine {
  return createEngine({ simd: "plain", threads });
}

/** The engine on one thread. */
export const wasmEngine: WasmEngine = /* @__PURE__ */ createWasmEngine();
