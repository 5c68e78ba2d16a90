// Bundles what programs commonly import of the built packages, as a page would, and compares the sizes with the budgets.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { bundleSize } from "./bundle.mjs";

const NETWORKS = ["createNetwork", "fit", "createWasmEngine", "createPredictor"];
const TABLES = ["toTable", "train", "predict", "saveModel", "loadModel"];

/** Largest size of each bundle in kB (1000 bytes), minified and gzipped. */
const BUNDLES = [
  { name: "predict only", limit: 14, from: "gradus/predict", names: ["loadModel", "createPredictor"] },
  { name: "networks, wasm engine, predictor", limit: 60, from: "gradus", names: NETWORKS },
  { name: "the same, tables, training, files", limit: 84, from: "gradus", names: [...NETWORKS, ...TABLES] },
];

/** The built page: what it needs before it can be used, its styles, and all of it in one file (as it is, not gzipped). */
const PAGE = "cli/dist/page/assets";
const PARTS = [
  { name: "Studio, first script", limit: 130, files: startsWith("index", ".js"), pack },
  { name: "Studio, styles", limit: 14, files: startsWith("", ".css"), pack },
  {
    name: "Studio in one file",
    limit: 900,
    files: ["studio/dist/gradus-studio.html"],
    pack: (bytes) => bytes.length,
  },
];

let isFine = true;
function compare(name, bytes, limit) {
  const size = bytes / 1000;
  const isWithin = size <= limit;
  isFine &&= isWithin;
  console.log(`${name}: ${size.toFixed(1)} of ${limit} kB${isWithin ? "" : ", too large"}`);
}
for (const { name, limit, from, names } of BUNDLES) {
  const { gzip } = await bundleSize(`export { ${names.join(", ")} } from "${from}";`);
  compare(name, gzip, limit);
}
for (const { name, limit, files, pack } of PARTS) {
  compare(
    name,
    files.map((file) => pack(readFileSync(file))).reduce((a, b) => a + b, 0),
    limit,
  );
}

function startsWith(start, end) {
  const names = readdirSync(PAGE).filter((name) => name.startsWith(start) && name.endsWith(end));
  return names.map((name) => `${PAGE}/${name}`);
}

function pack(bytes) {
  return gzipSync(bytes, { level: 9 }).length;
}
process.exitCode = isFine ? 0 : 1;
