// `npm run studio`: from a bare clone to the page in the browser, with one command. Flags are those of `gradus studio`.
import { buildStudio, run, setUp, StepFailed } from "./setup.mjs";

try {
  setUp();
  buildStudio();
  run("gradus studio", process.execPath, ["cli/dist/main.js", "studio", ...process.argv.slice(2)], {
    show: true,
  });
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
