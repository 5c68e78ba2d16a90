import type { Progress } from "gradus";
import type { Context } from "./context.js";
import { openEvents } from "./events.js";
import { Meter } from "./meter.js";
import { watchSignals } from "./signals.js";
import { asUsage } from "./training-flags.js";

/** Ends work over folds from within its report of progress, after a signal. */
class Stopped extends Error {}

/** What work over folds tells. */
interface Reports {
  onProgress(progress: Progress & { run: number; runs: number }): void;
  /** Writes a line to the file of `--log`. */
  log(event: Record<string, unknown>): void;
}

/**
 * Work that trains on fold after fold, with a progress line, events, and an end after a signal.
 *
 * @returns what the work gave, undefined after a signal; and then the exit code, 130 or 143
 */
export async function watchFolds<T>(
  context: Context,
  initFile: string | undefined,
  work: (reports: Reports) => Promise<T>,
): Promise<{ result: T | undefined; code: number | undefined }> {
  const events = openEvents(context);
  const watch = watchSignals(context);
  const meter = new Meter(context);
  let logged = Promise.resolve();
  let result: T | undefined;
  const reports: Reports = {
    onProgress(progress) {
      if (watch.signal.aborted) throw new Stopped();
      void meter.update(progress, true, { number: progress.run, of: progress.runs });
    },
    log: (event) => void (logged = logged.then(() => events.write(event))),
  };
  try {
    result = await asUsage(() => work(reports), initFile);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  } finally {
    watch.release();
    await meter.clear();
    await logged;
    events.close();
  }
  return { result, code: watch.code() };
}
