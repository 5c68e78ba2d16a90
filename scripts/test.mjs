// `npm test`: everything that must hold, from a bare clone, with one command. The last line is
// "N passed, N failed, N skipped".
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provideChromium } from "./chromium.mjs";
import { buildStudio, run, setUp, StepFailed, tool } from "./setup.mjs";
import { runTogether } from "./together.mjs";

const folder = mkdtempSync(join(tmpdir(), "gradus-test-"));
const counts = join(folder, "counts.txt");

try {
  setUp();
  buildStudio();
  await runTogether([
    { name: "check:lock", command: node("check-lock") },
    { name: "check:studio", command: tool("svelte-check", "--workspace", "studio", "--fail-on-warnings") },
    { name: "lint", command: tool("oxlint", "--type-aware", "--deny-warnings") },
    { name: "format:check", command: tool("oxfmt", "--check") },
    { name: "check:dead", command: tool("knip") },
    { name: "check:pack", command: node("check-pack") },
    { name: "check:size", command: node("check-size"), show: true },
  ]);
  const env = { ...process.env, CHROMIUM: provideChromium() ?? "none", GRADUS_COUNTS: counts };
  run("vitest", ...tool("vitest", "run"), { show: true, env });
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(`\n${error.message}`);
  process.exitCode = 1;
} finally {
  console.log(closingLines());
  rmSync(folder, { recursive: true, force: true });
}

/** Command line of a script of this folder. */
function node(name) {
  return [process.execPath, [`scripts/${name}.mjs`]];
}

/** What the reporter counted; a step before the tests that failed counts as one failure. */
function closingLines() {
  try {
    return readFileSync(counts, "utf8");
  } catch {
    return "0 passed, 1 failed, 0 skipped";
  }
}
