// Bundles what programs commonly import of the built packages, as a page would, and compares the sizes with the budgets.
import { gzipSync } from "node:zlib";
import { build } from "vite";

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
  const code = await bundle(`export { ${names.join(", ")} } from "${from}";`);
  const size = gzipSync(code, { level: 9 }).length / 1000;
  const isWithin = size <= limit;
  isFine &&= isWithin;
  console.log(`${name}: ${size.toFixed(1)} of ${limit} kB${isWithin ? "" : ", too large"}`);
}
process.exitCode = isFine ? 0 : 1;

/** A program as one minified file. */
async function bundle(program) {
  const entry = "\0program";
  const { output } = await build({
    configFile: false,
    logLevel: "error",
    plugins: [
      {
        name: "program",
        resolveId: (id) => (id === entry ? entry : undefined),
        load: (id) => (id === entry ? program : undefined),
      },
    ],
    build: {
      write: false,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: entry, preserveEntrySignatures: "strict", output: { format: "es" } },
    },
  });
  return output[0].code;
}
