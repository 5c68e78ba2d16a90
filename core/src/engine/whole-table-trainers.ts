/**
 * What trains with all rows in every iteration: the methods, and the float64 kernels. `load-whole-table.ts` loads it when the
 * first such training begins, so that a page whose networks learn by batches fetches none of it; `named.ts` has it at hand.
 */
import type { Network } from "../bp/network.js";
import type { TrainerOptions } from "./engine.js";
import { plainObjective } from "./plain-objective.js";
import { createFullBatch } from "./wasm/full-batch.js";
import { createSecondOrder } from "./wasm/second-order.js";
import { WholeTableTrainer } from "./whole-table-trainer.js";

/** A trainer of the reference. */
export function plainTrainer(network: Network, options: TrainerOptions): WholeTableTrainer {
  return new WholeTableTrainer(network, options, plainObjective);
}

/** A trainer on the float64 kernels. */
export function trainer64(network: Network, options: TrainerOptions): WholeTableTrainer {
  return new WholeTableTrainer(network, options, (net, samples, loss, curved) =>
    curved ? createSecondOrder(net, samples, loss) : createFullBatch(net, samples, loss),
  );
}

/** What the engines are told of it. */
export interface WholeTableParts {
  plainTrainer: typeof plainTrainer;
  trainer64: typeof trainer64;
}
