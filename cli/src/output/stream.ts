import { GradusError } from "gradus";
import { toAscii } from "./ascii.js";
import type { Paint } from "./colour.js";

/** Where a command writes: the results to one, progress and messages to the other. */
export interface Output {
  /** Lines for a person; signs become ASCII where they must. */
  print(...lines: string[]): Promise<void>;
  /** A text as it is: CSV, JSON, a script. */
  write(text: string | Uint8Array): Promise<void>;
  paint: Paint;
  /** Cells of a line; 80 where it is not known. */
  columns: number;
  isTTY: boolean;
  ascii: boolean;
}

/** The part of a Node stream that an Output needs. */
export interface Sink {
  write(chunk: string | Uint8Array, done: (error?: Error | null) => void): boolean;
  on(event: "error", listener: (error: Error) => void): unknown;
  isTTY?: boolean;
  columns?: number;
}

/** How an Output behaves. */
export interface OutputOptions {
  paint: Paint;
  ascii: boolean;
  /** What an error calls it; without a name errors of writing are not told: there is nowhere to tell them. */
  name?: string;
}

const COLUMNS = 80;

/**
 * An output whose writes are checked. A reader that has gone away (`| head -1`) silences it; every other fault, such as a
 * full disk, is a GradusError E401.
 */
export function createOutput(sink: Sink, { paint, ascii, name }: OutputOptions): Output {
  let silent = false;
  // The fault also arrives at the callback of the write; without a listener Node would end the process with a trace.
  sink.on("error", () => {});
  async function write(text: string | Uint8Array): Promise<void> {
    if (silent || text.length === 0) return;
    const fault = await new Promise<Error | null | undefined>((resolve) => sink.write(text, resolve));
    if (!fault) return;
    silent = true;
    if (name !== undefined && !isClosedPipe(fault)) {
      throw new GradusError("E401", { file: name, reason: systemReason(fault) }, {}, { cause: fault });
    }
  }
  return {
    write,
    print(...lines) {
      const text = lines.map((line) => `${line}\n`).join("");
      return write(ascii ? toAscii(text) : text);
    },
    paint,
    ascii,
    get columns() {
      return sink.columns || COLUMNS;
    },
    isTTY: sink.isTTY ?? false,
  };
}

/** The reason of a fault of the system, in words without path and code: "no space left on device". */
export function systemReason(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const words = /^[A-Z0-9]+: ([^,]+)/.exec(message)?.[1];
  return words === undefined ? (code ?? message) : words;
}

function isClosedPipe(error: Error): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED" || code === "ECONNRESET";
}
