import { type Network } from "../../bp/network.js";
import { matrix, type Matrix } from "../../matrix.js";
import type { Engine, Ensemble, TrainerOptions, WeightedNetwork } from "../engine.js";
import { WasmEnsemble } from "./ensemble.js";
import { batchMisfit } from "../batch-misfit.js";
import { isAvailable } from "./load.js";
import { activationNumber } from "./numbers.js";
import { wasmCost } from "./speed.js";
import { WasmTrainer, type WasmOptions } from "./trainer.js";

/** An engine in WebAssembly, which predicts as well as it trains. */
export interface WasmEngine extends Engine {
  lacks(network: Network, options?: TrainerOptions): string | undefined;
  predict(network: Network, X: Matrix): Matrix;
  ensemble(networks: readonly WeightedNetwork[]): Ensemble;
}

const MOST_THREADS = 256;

/** An engine on the kernels of one kind, whose binary must be there. @throws RangeError for an impossible number of threads */
export function createEngine(wasm: WasmOptions): WasmEngine {
  const { simd, threads } = wasm;
  if (!(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
    throw new RangeError(`Cannot make an engine: expected 1 to ${MOST_THREADS} threads, got ${threads}`);
  }
  const made = new WeakMap<Network, WasmEnsemble>();

  function check(what: string, network: Network, options?: TrainerOptions): void {
    const lacking = wasmLacks(network, simd, options);
    if (lacking !== undefined) throw new RangeError(`Cannot ${what} in WebAssembly: ${lacking}`);
  }
  return {
    name: simd === "plain" ? "wasm" : "wasm-relaxed",
    precision: "float32",
    threads,
    cost: (network, options) => wasmCost(network, options, wasm),
    lacks: (network, options) => wasmLacks(network, simd, options),
    trainer(network: Network, options: TrainerOptions) {
      check("train", network, options);
      return new WasmTrainer(network, options, wasm);
    },
    predict(network: Network, X: Matrix) {
      let ensemble = made.get(network);
      if (ensemble === undefined) {
        check("predict", network);
        made.set(network, (ensemble = new WasmEnsemble([{ network, weight: 1 }], simd)));
      } else ensemble.refresh();
      return X.cols === 1
        ? matrix(network.sizes[network.last], 1, ensemble.row(X.data).slice())
        : ensemble.rows(X);
    },
    ensemble(networks: readonly WeightedNetwork[]) {
      for (const { network } of networks) check("predict", network);
      return new WasmEnsemble(networks, simd);
    },
  };
}

/** Parameters of losses that the kernels take for each output. */
const PER_OUTPUT = new Set(["tau", "pos_weight", "class_weight"]);

function wasmLacks(
  network: Network,
  simd: WasmOptions["simd"],
  { dropout, loss, optimizer }: Partial<Pick<TrainerOptions, "dropout" | "loss" | "optimizer">> = {},
): string | undefined {
  if (!isAvailable(simd)) {
    const wanted = simd === "plain" ? "SIMD" : "relaxed SIMD";
    return `expected a runtime that compiles WebAssembly with ${wanted}, got one that does not; try another engine`;
  }
  const listed = Object.entries(loss?.parameters ?? {}).find(
    ([name, value]) => typeof value !== "number" && !PER_OUTPUT.has(name),
  );
  if (listed !== undefined) {
    return `expected one ${listed[0]} for all outputs, got a list; try the reference engine`;
  }
  const misfit = optimizer && batchMisfit({ optimizer });
  if (misfit !== undefined) return misfit;
  const hidden = network.activations.slice(1, -1);
  if (dropout && hidden.some(({ name }) => name === "softmax")) {
    return `expected no dropout behind softmax in a hidden layer, got ${dropout}; try the reference engine`;
  }
  if (optimizer?.name === "rprop" && (optimizer.variant ?? "irprop-") !== "irprop-") {
    return `expected variant "irprop-" of rprop, got "${optimizer.variant}"; try the reference engine`;
  }
  const own = network.activations.slice(1).find((spec) => activationNumber(spec) === undefined);
  if (own === undefined) return undefined;
  return `expected built-in activations, got "${own.name}", which has no kernel; try the reference engine`;
}
