import { type Network } from "../../bp/network.js";
import type { Matrix } from "../../matrix.js";
import type { Engine, Ensemble, TrainerOptions, WeightedNetwork } from "../engine.js";
import { WasmEnsemble } from "./ensemble.js";
import { isAvailable } from "./load.js";
import { activationNumber } from "./numbers.js";
import { wasmCost } from "./speed.js";
import { WasmTrainer, type WasmOptions } from "./trainer.js";

/** An engine in WebAssembly, which predicts as well as it trains. */
export interface WasmEngine extends Engine {
  lacks(network: Network): string | undefined;
  predict(network: Network, X: Matrix): Matrix;
  ensemble(networks: readonly WeightedNetwork[]): Ensemble;
}

/** An engine on the kernels of one kind, whose binary must be there. */
export function createEngine(wasm: WasmOptions): WasmEngine {
  const { simd } = wasm;
  const made = new WeakMap<Network, WasmEnsemble>();

  function check(what: string, network: Network): void {
    const lacking = wasmLacks(network, simd);
    if (lacking !== undefined) throw new RangeError(`Cannot ${what} in WebAssembly: ${lacking}`);
  }
  return {
    name: simd === "plain" ? "wasm" : "wasm-relaxed",
    precision: "float32",
    threads: wasm.threads,
    cost: (network, options) => wasmCost(network, options, wasm),
    lacks: (network) => wasmLacks(network, simd),
    trainer(network: Network, options: TrainerOptions) {
      check("train", network);
      return new WasmTrainer(network, options, wasm);
    },
    predict(network: Network, X: Matrix) {
      const known = made.get(network);
      if (known !== undefined) {
        known.refresh();
        return known.rows(X);
      }
      check("predict", network);
      const ensemble = new WasmEnsemble([{ network, weight: 1 }], simd);
      made.set(network, ensemble);
      return ensemble.rows(X);
    },
    ensemble(networks: readonly WeightedNetwork[]) {
      for (const { network } of networks) check("predict", network);
      return new WasmEnsemble(networks, simd);
    },
  };
}

function wasmLacks(network: Network, simd: WasmOptions["simd"]): string | undefined {
  if (!isAvailable(simd)) {
    return `expected a runtime with ${simd === "plain" ? "SIMD" : "relaxed SIMD"}, got one without; try another engine`;
  }
  const own = network.activations.slice(1).find((spec) => activationNumber(spec) === undefined);
  if (own === undefined) return undefined;
  return `expected built-in activations, got "${own.name}", which has no kernel; try the reference engine`;
}
