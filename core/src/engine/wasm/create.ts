import { type Network } from "../../bp/network.js";
import type { Matrix } from "../../matrix.js";
import type { Engine, Ensemble, TrainerOptions, WeightedNetwork } from "../engine.js";
import { WasmEnsemble } from "./ensemble.js";
import { wasmLacks } from "./lacks.js";
import { wasmCost } from "./speed.js";
import { WasmTrainer, type WasmOptions } from "./trainer.js";

/** An engine in WebAssembly, which predicts as well as it trains. */
export interface WasmEngine extends Engine {
  /** Without options: why it cannot predict. */
  lacks(network: Network, options?: TrainerOptions): string | undefined;
  predict(network: Network, X: Matrix): Matrix;
  ensemble(networks: readonly WeightedNetwork[]): Ensemble;
}

/** An engine on the kernels of one kind, whose binary must be there. */
export function createEngine(wasm: WasmOptions): WasmEngine {
  const { simd } = wasm;
  const made = new WeakMap<Network, WasmEnsemble>();

  function checkPrediction(network: Network): void {
    const lacking = wasmLacks(network, { dropout: 0 }, simd);
    if (lacking !== undefined) throw new RangeError(`Cannot predict in WebAssembly: ${lacking}`);
  }
  return {
    name: simd === "plain" ? "wasm" : "wasm-relaxed",
    precision: "float32",
    threads: wasm.threads,
    cost: (network, options) => wasmCost(network, options, wasm),
    lacks: (network, options) => wasmLacks(network, options ?? { dropout: 0 }, simd),
    trainer(network: Network, options: TrainerOptions) {
      const lacking = wasmLacks(network, options, simd);
      if (lacking !== undefined) throw new RangeError(`Cannot train in WebAssembly: ${lacking}`);
      return new WasmTrainer(network, options, wasm);
    },
    predict(network: Network, X: Matrix) {
      const known = made.get(network);
      if (known !== undefined) {
        known.refresh();
        return known.rows(X);
      }
      checkPrediction(network);
      const ensemble = new WasmEnsemble([{ network, weight: 1 }], simd);
      made.set(network, ensemble);
      return ensemble.rows(X);
    },
    ensemble(networks: readonly WeightedNetwork[]) {
      for (const { network } of networks) checkPrediction(network);
      return new WasmEnsemble(networks, simd);
    },
  };
}
