// Bundles what programs commonly import of the built packages, as a page would, and compares the sizes with the budgets.
import { bundleSize } from "./bundle.mjs";

const NETWORKS = ["createNetwork", "fit", "createWasmEngine", "createPredictor"];
const TABLES = ["toTable", "train", "predict", "saveModel", "loadModel"];

/** Largest size of each bundle in kB (1000 bytes), minified and gzipped. */
const BUNDLES = [
  { name: "predict only", limit: 14, from: "gradus/predict", names: ["loadModel", "createPredictor"] },
  { name: "networks, wasm engine, predictor", limit: 60, from: "gradus", names: NETWORKS },
  { name: "the same, tables, training, files", limit: 84, from: "gradus", names: [...NETWORKS, ...TABLES] },
];

let isFine = true;
for (const { name, limit, from, names } of BUNDLES) {
  const { gzip } = await bundleSize(`export { ${names.join(", ")} } from "${from}";`);
  const size = gzip / 1000;
  const isWithin = size <= limit;
  isFine &&= isWithin;
  console.log(`${name}: ${size.toFixed(1)} of ${limit} kB${isWithin ? "" : ", too large"}`);
}
process.exitCode = isFine ? 0 : 1;
