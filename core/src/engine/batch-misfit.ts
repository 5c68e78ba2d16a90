import { isWholeTable } from "../optimize/hyperparameters.js";
import type { TrainerOptions } from "./engine.js";

/** Why an engine that works on batches cannot use an optimizer; nothing if it can. */
export function batchMisfit({ optimizer }: Pick<TrainerOptions, "optimizer">): string | undefined {
  if (!isWholeTable(optimizer)) return undefined;
  return `expected an optimizer that takes steps from batches, got "${optimizer.name}"; try the engine "wasm64"`;
}
