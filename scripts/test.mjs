// `npm test`: everything that must hold, from a bare clone, with one command. The last line is
// "N passed, N failed, N skipped".
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provideChromium } from "./chromium.mjs";
import { buildStudio, run, setUp, StepFailed, tool } from "./setup.mjs";

const folder = mkdtempSync(join(tmpdir(), "gradus-test-"));
const counts = join(folder, "counts.txt");

try {
  setUp();
  buildStudio();
  run("check:lock", process.execPath, ["scripts/check-lock.mjs"]);
  run("lint", ...tool("oxlint", "--type-aware", "--deny-warnings"));
  run("check:studio", ...tool("svelte-check", "--workspace", "studio", "--fail-on-warnings"));
  run("format:check", ...tool("oxfmt", "--check"));
  run("check:dead", ...tool("knip"));
  run("check:pack", process.execPath, ["scripts/check-pack.mjs"]);
  run("check:size", process.execPath, ["scripts/check-size.mjs"], { show: true });
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

/** What the reporter counted; a step before the tests that failed counts as one failure. */
function closingLines() {
  try {
    return readFileSync(counts, "utf8");
  } catch {
    return "0 passed, 1 failed, 0 skipped";
  }
}
