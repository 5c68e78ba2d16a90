// Sizes of bundles, minified and packed: networks with the engine, what trains and predicts on tables, what only predicts, and
// the whole of core.
import { bundleSize } from "../scripts/bundle.mjs";

/** What each bundle exports. */
const entries = {
  networks: 'export { createNetwork, fit, createWasmEngine, createPredictor } from "gradus";',
  train:
    'export { createNetwork, fit, createWasmEngine, createPredictor, toTable, train, predict, saveModel, loadModel } from "gradus";',
  core: 'export * from "gradus";',
  predict: 'export { loadModel, createPredictor } from "gradus/predict";',
};

/** Bytes of each bundle, as it is and packed. */
export async function measureBundles() {
  const sizes = {};
  for (const [name, program] of Object.entries(entries)) sizes[name] = await bundleSize(program);
  return sizes;
}
