import { type Network } from "../../bp/network.js";
import type { Matrix } from "../../matrix.js";
import type { Engine, TrainerOptions } from "../engine.js";
import { layOut } from "./layout.js";
import { isAvailable } from "./load.js";
import { Machine } from "./machine.js";
import { activationNumber } from "./numbers.js";
import { predictAtOnce } from "./predict.js";
import { WasmTrainer, type WasmOptions } from "./trainer.js";

/** An engine on the kernels of one kind, whose binary must be there. */
export function createEngine(wasm: WasmOptions): Engine {
  const { simd } = wasm;
  return {
    name: simd === "plain" ? "wasm" : "wasm-relaxed",
    precision: "float32",
    lacks: (network) => wasmLacks(network, simd),
    trainer(network: Network, options: TrainerOptions) {
      const lacking = wasmLacks(network, simd);
      if (lacking !== undefined) throw new RangeError(`Cannot train in WebAssembly: ${lacking}`);
      return new WasmTrainer(network, options, wasm);
    },
    predict: (network, X) => predictInWasm(network, X, simd),
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

/** `H[last]` of any number of rows, outputs × rows. */
function predictInWasm(network: Network, X: Matrix, simd: WasmOptions["simd"]): Matrix {
  const layout = layOut(network, { batch: 0, copies: 1, threads: 1 });
  const machine = new Machine(network, layout, { simd, threads: 1 });
  machine.putWeights(network);
  return predictAtOnce(machine, layout, X);
}
