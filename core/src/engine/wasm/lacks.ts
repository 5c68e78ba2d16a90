import type { LossSpec } from "../../bp/loss.js";
import type { Network } from "../../bp/network.js";
import type { TrainerOptions } from "../engine.js";
import { isAvailable, type Simd } from "./load.js";
import { activationNumber } from "./numbers.js";

/** Parameters of losses that the kernels take for each output. */
const PER_OUTPUT = new Set(["pos_weight", "class_weight"]);

/** Why the kernels cannot train this network in this way; nothing if they can. To predict, no dropout is all that counts. */
export function wasmLacks(
  network: Network,
  { dropout, loss }: Pick<TrainerOptions, "dropout"> & { loss?: LossSpec },
  simd: Simd,
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
