import { createEngine, type WasmEngine } from "./wasm/create.js";

/**
 * The kernels in WebAssembly: float32, a dozen to some hundred times as fast as the reference. With plain SIMD one seed gives
 * the same bits in every process, on every machine, in Node.js and in browsers, with any number of threads.
 *
 * @param threads how many share the work of training. @default 1
 */
export function createWasmEngine({ threads = 1 }: { threads?: number } = {}): WasmEngine {
  return createEngine({ simd: "plain", threads });
}

/** The engine on one thread. */
export const wasmEngine: WasmEngine = /* @__PURE__ */ createWasmEngine();
