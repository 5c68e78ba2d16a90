import { loadWholeTable } from "./load-whole-table.js";
import { createWholeTableEngine } from "./whole-table-engine.js";

/**
 * The float64 kernels in WebAssembly, for the optimizers that look at all rows in every iteration: one iteration for each epoch. The
 * same bits on every machine.
 */
export const wholeTableEngine = /* @__PURE__ */ createWholeTableEngine(loadWholeTable);
