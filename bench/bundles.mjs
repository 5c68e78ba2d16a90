// Sizes of bundles, minified and packed: the whole of core, what trains and predicts, and what only predicts. Uses the bundler of the root project.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const CORE = fileURLToPath(new URL("../core/dist/index.js", import.meta.url));

/** What each bundle exports. */
const entries = {
  core: `export * from ${JSON.stringify(CORE)};`,
  train: `export { fit, loadModel, predict, saveModel, tableFromRows, train } from ${JSON.stringify(CORE)};`,
  predict: `export { loadModel, predict } from ${JSON.stringify(CORE)};`,
};

/** Bytes of each bundle, minified, and packed by gzip at level 9. */
export async function measureBundles() {
  const { build } = await import("vite");
  const folder = mkdtempSync(join(tmpdir(), "gradus-bundles-"));
  try {
    const sizes = {};
    for (const [name, text] of Object.entries(entries)) {
      const entry = join(folder, `${name}.mjs`);
      writeFileSync(entry, text);
      const built = await build({
        configFile: false,
        logLevel: "silent",
        root: folder,
        build: { write: false, minify: true, target: "es2023", lib: { entry, formats: ["es"] } },
      });
      const code = [built]
        .flat()[0]
        .output.map((chunk) => chunk.code ?? "")
        .join("");
      sizes[name] = { bytes: Buffer.byteLength(code), gzip: gzipSync(code, { level: 9 }).length };
    }
    return sizes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
