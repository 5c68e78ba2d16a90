// Prints the digests of test/determinism/digests.ts as JSON, reckoned by the Node.js that runs this file: `node scripts/determinism.mjs [threads]`.
import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const { module } = await runnerImport(`${root}/test/determinism/digests.ts`, {
  root,
  configFile: false,
  logLevel: "error",
  resolve: { conditions: ["@gradus/source", "module", "node"] },
});
console.log(JSON.stringify(await module.digests(Number(process.argv[2] ?? 1)), undefined, 2));
