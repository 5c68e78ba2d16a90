// Bundles what programs commonly import of the built packages, as a page would, and compares the sizes with the budgets.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { bundleSize } from "./bundle.mjs";

const NETWORKS = ["createNetwork", "fit", "createWasmEngine", "createPredictor"];
const TABLES = ["toTable", "train", "predict", "saveModel", "loadModel"];

/** Largest size of each bundle in kB (1000 bytes), minified and gzipped. */
const BUNDLES = [
  // Measured 16.1, 95.2 and 132.1: the float64 kernels, whole-table methods and families are in the latter two.
  { name: "predict only", limit: 17, from: "gradus/predict", names: ["loadModel", "createPredictor"] },
  { name: "networks, wasm engine, predictor", limit: 96, from: "gradus", names: NETWORKS },
  { name: "the same, tables, training, files", limit: 136, from: "gradus", names: [...NETWORKS, ...TABLES] },
];

/** Parts of the built page: what Learn needs before it can be used, what Train adds to that, styles, and the page in one file. */
const PAGE = "cli/dist/page/assets";
const first = [...new Set([...graphOf("index"), ...graphOf("start")])];
const PARTS = [
  { name: "Studio, first scripts", limit: 130, files: first },
  {
    name: "Studio, Train beside its worker",
    limit: 120,
    files: graphOf("Train").filter((file) => !first.includes(file)),
  },
  // Words and tables of a screen come first, the figures after them.
  ...["Evaluate", "Explain", "Share"].map((screen) => ({
    name: `Studio, ${screen} with its figures`,
    limit: 120,
    files: [...new Set([...graphOf(screen), ...graphOf("plots")])].filter((file) => !first.includes(file)),
  })),
  // Each screen loads its own.
  { name: "Studio, styles", limit: 18, files: filesOf("", ".css") },
  { name: "Studio in one file", limit: 900, files: ["studio/dist/gradus-studio.html"] },
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
for (const { name, limit, files } of PARTS) {
  const sizes = files.map((file) => gzipSync(readFileSync(file), { level: 9 }).length);
  compare(
    name,
    sizes.reduce((a, b) => a + b, 0),
    limit,
  );
}

/** A script with all that it imports at its start. */
function graphOf(start) {
  const found = filesOf(`${start}-`, ".js");
  for (const file of found) {
    for (const [, name] of readFileSync(file, "utf8").matchAll(/(?:import|from)\s*"\.\/([^"]+\.js)"/g)) {
      if (!found.includes(`${PAGE}/${name}`)) found.push(`${PAGE}/${name}`);
    }
  }
  return found;
}

function filesOf(start, end) {
  const names = readdirSync(PAGE).filter((name) => name.startsWith(start) && name.endsWith(end));
  return names.map((name) => `${PAGE}/${name}`);
}
process.exitCode = isFine ? 0 : 1;
