import { GradusError } from "gradus";
import { createContext, type Host } from "./context.js";
import { reportFailure } from "./failure.js";
import { createProgram, parseProgram } from "./program.js";

export type { Host } from "./context.js";

/**
 * Carries out one command line. Never throws: what goes wrong is told on standard error, and with `--json` also as an object
 * on standard output.
 *
 * @param argv arguments after the command's own name
 * @returns the exit code: 0 done, 1 check not met, 2 usage, 3 data, 4 model file, 5 training, 6 output, 7 resources,
 *   70 internal fault, 130 and 143 stopped by a signal
 */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  const context = createContext(argv, host);
  try {
    const program = createProgram(context);
    await parseProgram(program, argv, context);
    if (program.task === undefined) {
      await context.out.print(program.shown.trimEnd());
      return 0;
    }
    return await program.task();
  } catch (error) {
    return reportFailure(error, context);
  }
}

/** Tells a fault that came from outside of `run`, such as an event without a listener. */
export function reportFault(error: unknown, argv: readonly string[], host: Host): Promise<number> {
  const known =
    error instanceof GradusError
      ? error
      : new Error((error as Error | undefined)?.message ?? (error as string), { cause: error });
  return reportFailure(known, createContext(argv, host));
}
