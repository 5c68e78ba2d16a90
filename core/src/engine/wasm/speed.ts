import type { Network } from "../../bp/network.js";
import { costAt, type Speed } from "../cost.js";
import type { Cost, TrainerOptions } from "../engine.js";
import type { WasmOptions } from "./trainer.js";

const PLAIN: Speed = {
  start: 0, // some milliseconds; but a short run is not to have other bits than a long one
  step: 0.4,
  flops: 42_000,
  activation: 0.0013,
  parameter: 0.0016,
  value: 0.0005,
};
const SPEED: Record<WasmOptions["simd"], Speed> = { plain: PLAIN, relaxed: { ...PLAIN, flops: 46_000 } };
const THREAD_START = 40; // milliseconds until a thread is ready
const MEETING = 400; // microseconds that a step with several threads costs beside the work: they pay from about a millisecond on
const SHARED = 0.9; // share of the work that threads can divide among them

/** What training in WebAssembly costs. Threads meet twice in each step, and start slowly. */
export function wasmCost(network: Network, options: TrainerOptions, { simd, threads }: WasmOptions): Cost {
  const { start, step } = costAt(SPEED[simd], network, options);
  if (threads === 1) return { start, step };
  return {
    start: start + THREAD_START * threads,
    step: step * (1 - SHARED + SHARED / threads) + MEETING * (threads - 1),
  };
}
