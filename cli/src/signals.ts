import type { Context } from "./context.js";

/** Signals that end a run, with their exit codes. */
const CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** What watches for signals while a run is at work. */
export interface SignalWatch {
  /** Aborted by the first signal. */
  signal: AbortSignal;
  /** Exit code of the signal that came, if one did. */
  code(): number | undefined;
  /** Leaves signals to the system again. */
  release(): void;
}

/** Turns the first SIGINT or SIGTERM into an abort, so that the run can save itself; a second one ends the process at once. */
export function watchSignals({ err, text, flags }: Pick<Context, "err" | "text" | "flags">): SignalWatch {
  const controller = new AbortController();
  let code: number | undefined;
  function stop(name: keyof typeof CODES): void {
    if (code !== undefined) process.exit(CODES[name]);
    code = CODES[name];
    controller.abort();
    // The terminal has just shown "^C" behind the progress line.
    if (!flags.quiet) void err.print(...(err.isTTY ? [""] : []), text.stopping);
  }
  const names = Object.keys(CODES) as (keyof typeof CODES)[];
  const handlers = names.map((name) => [name, () => stop(name)] as const);
  for (const [name, handler] of handlers) process.on(name, handler);
  return {
    signal: controller.signal,
    code: () => code,
    release: () => {
      for (const [name, handler] of handlers) process.off(name, handler);
    },
  };
}
