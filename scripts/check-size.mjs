// Bundles what programs commonly import of the built packages, as a page would, and compares the sizes with the budgets.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { bundleSize } from "./bundle.mjs";

const NETWORKS = ["createNetwork", "fit", "createWasmEngine", "createPredictor"];
const TABLES = ["toTable", "train", "predict", "saveModel", "loadModel"];

/** Largest size of each bundle at its start in kB (1000 bytes), minified and gzipped; `later`: of what it loads when asked for. */
const BUNDLES = [
  // Measured 15.5, 59.2 and 130.0; the second loads 21.9 more when a method that looks at all rows begins, which the third has.
  { name: "predict only", limit: 16, from: "gradus/predict", names: ["loadModel", "createPredictor"] },
  { name: "networks, wasm engine, predictor", limit: 60, later: 23, from: "gradus", names: NETWORKS },
  { name: "the same, tables, training, files", limit: 132, from: "gradus", names: [...NETWORKS, ...TABLES] },
];

/** Parts of the built page: what Learn needs before it can be used, what Train adds to that, styles, and the page in one file. */
const PAGE = "cli/dist/page/assets";
const first = [...new Set([...graphOf("index"), ...graphOf("start")])];
const PARTS = [
  { name: "Studio, first scripts", limit: 105, files: first },
  {
    name: "Studio, Train beside its worker",
    limit: 60,
    files: graphOf("Train").filter((file) => !first.includes(file)),
  },
  // Words and tables of a screen come first, the figures after them.
  ...Object.entries({ Evaluate: "plots", Explain: "laws", Share: "diagram" }).map(([screen, figures]) => ({
    name: `Studio, ${screen} with its figures`,
    limit: 120,
    files: [...new Set([...graphOf(screen), ...graphOf(figures)])].filter((file) => !first.includes(file)),
  })),
  {
    name: "Studio, From MATLAB",
    limit: 120,
    files: graphOf("Matlab").filter((file) => !first.includes(file)),
  },
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
for (const { name, limit, later, from, names } of BUNDLES) {
  const size = await bundleSize(`export { ${names.join(", ")} } from "${from}";`);
  compare(name, size.gzip, limit);
  if (later !== undefined) compare(`${name}, what it loads later`, size.later, later);
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
