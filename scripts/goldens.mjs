// Replays the golden cases and prints one line for each, then `N passed, M failed, K skipped`.
// GRADUS_GOLDENS names another folder of cases than test/fixtures/goldens; --engine NAME or GRADUS_ENGINE an engine to train
// through: reference (as if left out), wasm or wasm-relaxed.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = resolve(process.env.GRADUS_GOLDENS || `${root}/test/fixtures/goldens`);

// The cases run on the TypeScript sources, so that no build is needed and none can be stale.
const { module } = await runnerImport(`${root}/test/goldens/replay.ts`, {
  root,
  configFile: false,
  logLevel: "error",
  resolve: { conditions: ["@gradus/source", "module", "node"] },
});
try {
  const { values } = parseArgs({ options: { engine: { type: "string" } } });
  const engine = module.engineOf(values.engine ?? (process.env.GRADUS_ENGINE || "reference"));
  if (!(await module.replayFolder(folder, (line) => console.log(line), engine))) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
