/** The command `gradus`: hands the process to `run` and its exit code to the system. */
import { reportFault, run } from "./run.js";

const argv = process.argv.slice(2);
for (const event of ["uncaughtException", "unhandledRejection"] as const) {
  process.on(event, (error: unknown) => {
    void reportFault(error, argv, process).then((code) => process.exit(code));
  });
}
process.exitCode = await run(argv, process);
