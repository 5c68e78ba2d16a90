// Runs the odd and hostile tables and prints a line for each, then `N passed, M failed`. It needs the build.
// GRADUS_BADINPUTS names another folder of cases than test/fixtures/badinputs.
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { runFolder } from "../test/badinputs/run.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
try {
  const folder = resolve(process.env.GRADUS_BADINPUTS || `${root}/test/fixtures/badinputs`);
  const results = await runFolder(folder, (line) => console.log(line));
  const failed = results.filter(({ problems }) => problems.length > 0).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
