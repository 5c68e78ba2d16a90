import type { Network } from "../bp/network.js";
import type { Matrix } from "../matrix.js";
import { isWholeTable } from "../optimize/hyperparameters.js";
import { iterationCost } from "./cost.js";
import type { Engine, TrainerOptions } from "./engine.js";
import { forwardInChunks, referenceEnsemble } from "./reference-predict.js";
import { activationNumber } from "./wasm/numbers.js";
import { isAvailable } from "./wasm/load.js";
import { wholeTableMisfit } from "./whole-table-misfit.js";
import type { WholeTableTrainer } from "./whole-table-trainer.js";
import type { WholeTableParts } from "./whole-table-trainers.js";

const FLOPS = 12_000; // in a microsecond, in JᵀJ and its factor: bench/second-order.mjs
const START = 0; // some milliseconds; but a short run is not to have other bits than a long one

/** The engine of the float64 kernels, which are at hand or still to be loaded. */
export function createWholeTableEngine(parts: () => WholeTableParts | Promise<WholeTableParts>) {
  return {
    name: "wasm64",
    precision: "float64",
    lacks,
    cost: (network: Network, options: TrainerOptions) => iterationCost(network, options, START, FLOPS),
    async trainer(network: Network, options: TrainerOptions): Promise<WholeTableTrainer> {
      const lacking = lacks(network, options);
      if (lacking !== undefined) throw new RangeError(`Cannot train with engine "wasm64": ${lacking}`);
      return (await parts()).trainer64(network, options);
    },
    predict: (network: Network, X: Matrix): Matrix => forwardInChunks(network, X).H,
    ensemble: referenceEnsemble,
  } as const satisfies Engine;
}

function lacks(network: Network, options: TrainerOptions): string | undefined {
  const { optimizer } = options;
  if (!isWholeTable(optimizer)) {
    return `expected an optimizer that looks at all rows in every iteration, got "${optimizer.name}"; try another engine`;
  }
  if (!isAvailable("plain")) {
    return "expected a runtime that compiles WebAssembly with SIMD, got one that does not; try another engine";
  }
  const own = network.activations.slice(1).find((spec) => activationNumber(spec) === undefined);
  if (own) {
    return `expected built-in activations, got "${own.name}", which has no kernel; try the reference engine`;
  }
  return wholeTableMisfit(network, options);
}
