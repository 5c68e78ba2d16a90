import { loadWholeTable } from "./load-whole-table.js";
import { createReferenceEngine } from "./reference-engine.js";

/** The algorithm as it stands in `bp/`, in float64: plain, exact, and what every other engine is compared with. */
export const referenceEngine = /* @__PURE__ */ createReferenceEngine(loadWholeTable);
