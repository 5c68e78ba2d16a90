import type { LossSpec } from "../bp/loss.js";
import { type Network } from "../bp/network.js";
import type { Matrix } from "../matrix.js";
import { costAt, type Speed } from "./cost.js";
import type { Cost, Engine, TrainerOptions } from "./engine.js";
import { layOut } from "./wasm/layout.js";
import { isAvailable } from "./wasm/load.js";
import { Machine } from "./wasm/machine.js";
import { activationNumber } from "./wasm/numbers.js";
import { predictAtOnce } from "./wasm/predict.js";
import { WasmTrainer, type WasmOptions } from "./wasm/trainer.js";

/**
 * The kernels in WebAssembly: float32, a dozen to some hundred times as fast as the reference. With plain SIMD one seed gives
 * the same bits in every process, on every machine, in Node.js and in browsers, with any number of threads.
 *
 * @param simd    "relaxed" fuses multiplications and additions where the processor can: faster, and the last digits depend on it.
 *                @default "plain"
 * @param threads how many share the work. @default 1
 */
export function createWasmEngine({ simd = "plain", threads = 1 }: Partial<WasmOptions> = {}): Engine {
  return {
    name: simd === "plain" ? "wasm" : "wasm-relaxed",
    precision: "float32",
    threads,
    cost: (network, options) => sharedCost(costAt(SPEED[simd], network, options), threads),
    lacks: (network, options) => wasmLacks(network, options, simd),
    trainer(network: Network, options: TrainerOptions) {
      const lacking = wasmLacks(network, options, simd);
      if (lacking !== undefined) throw new RangeError(`Cannot train in WebAssembly: ${lacking}`);
      return new WasmTrainer(network, options, { simd, threads });
    },
    predict(network, X) {
      const lacking = wasmLacks(network, { dropout: 0 }, simd);
      if (lacking !== undefined) throw new RangeError(`Cannot predict in WebAssembly: ${lacking}`);
      return predictInWasm(network, X, simd);
    },
  };
}

const PLAIN: Speed = {
  start: 1,
  step: 0.6,
  flops: 38_000,
  activation: 0.0016,
  parameter: 0.0016,
  value: 0.0005,
};
const SPEED: Record<WasmOptions["simd"], Speed> = { plain: PLAIN, relaxed: { ...PLAIN, flops: 46_000 } };
const THREAD_START = 40; // milliseconds until a thread is ready
const MEETING = 30; // microseconds that a step with several threads costs beside the work
const SHARED = 0.9; // share of the work that threads can divide among them

/** Threads meet twice in each step, and start slowly. */
function sharedCost({ start, step }: Cost, threads: number): Cost {
  if (threads === 1) return { start, step };
  return {
    start: start + THREAD_START * threads,
    step: step * (1 - SHARED + SHARED / threads) + MEETING * (threads - 1),
  };
}

/** The engine with plain SIMD on one thread. */
export const wasmEngine: Engine = createWasmEngine();

/** Parameters of losses that the kernels take for each output. */
const PER_OUTPUT = new Set(["pos_weight", "class_weight"]);

function wasmLacks(
  network: Network,
  { dropout, loss }: Pick<TrainerOptions, "dropout"> & { loss?: LossSpec },
  simd: WasmOptions["simd"],
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
  const hidden = network.activations.slice(1, -1);
  if (dropout > 0 && hidden.some(({ name }) => name === "softmax")) {
    return `expected no dropout behind softmax in a hidden layer, got ${dropout}; try the reference engine`;
  }
  const own = network.activations.slice(1).find((spec) => activationNumber(spec) === undefined);
  if (own === undefined) return undefined;
  return `expected built-in activations, got "${own.name}", which has no kernel; try the reference engine`;
}

/** `H[last]` of any number of rows, outputs × rows. @throws RangeError if X has another number of rows than the network has inputs */
function predictInWasm(network: Network, X: Matrix, simd: WasmOptions["simd"]): Matrix {
  if (X.rows !== network.sizes[0]) {
    throw new RangeError(
      `Cannot compute W[1] H[0]: expected ${network.sizes[0]} rows in H[0], got ${X.rows}`,
    );
  }
  const layout = layOut(network, { batch: 0, copies: 1, threads: 1 });
  const machine = new Machine(network, layout, { simd, threads: 1 });
  machine.putWeights(network);
  return predictAtOnce(machine, layout, X);
}
