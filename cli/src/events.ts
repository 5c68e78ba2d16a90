import { closeSync, openSync, writeSync } from "node:fs";
import { GradusError } from "gradus";
import type { Context } from "./context.js";
import { toJson } from "./output/format.js";
import { systemReason } from "./output/stream.js";

/** Takes the events of a run, one JSON line each. */
export interface EventLog {
  write(event: Readonly<Record<string, unknown>>): Promise<void>;
  close(): void;
}

/**
 * The log that `--events` asks for: a file, standard output ("-"), or nothing.
 *
 * @throws GradusError E400 if the file cannot be written; E009 for standard output together with `--json`
 */
export function openEvents({ flags, out }: Pick<Context, "flags" | "out">): EventLog {
  const { events: file, json } = flags;
  if (file === undefined) return { write: () => Promise.resolve(), close: () => {} };
  if (file === "-") {
    if (json) throw new GradusError("E009", { options: "--json, --events -" });
    return { write: (event) => out.write(`${toJson(event)}\n`), close: () => {} };
  }
  const handle = guard(file, () => openSync(file, "w"));
  return {
    write: (event) => {
      guard(file, () => writeSync(handle, `${toJson(event)}\n`));
      return Promise.resolve();
    },
    close: () => closeSync(handle),
  };
}

function guard<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    throw new GradusError("E400", { file, reason: systemReason(cause) }, { file }, { cause });
  }
}
