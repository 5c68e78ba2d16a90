import { once } from "node:events";
import { basename } from "node:path";
import { fileBytes } from "@gradus/readers/node";
import type { Context } from "../context.js";
import { toJson } from "../output/format.js";
import { watchSignals } from "../signals.js";
import { openBrowser } from "../studio/browser.js";
import { readPage } from "../studio/page.js";
import { serve } from "../studio/server.js";

/** Flags of `gradus studio`. */
export interface StudioFlags {
  /** Port of this computer; 4517 without it. */
  port?: number;
  /** Whether the browser is opened. */
  open: boolean;
}

/**
 * `gradus studio`: serves the page on this computer until it is stopped, and opens it in the browser; with a table, on the
 * screen that trains on it; with a model file, on the one that evaluates it.
 *
 * @throws GradusError E160–E163 for a file that cannot be read
 */
export async function studio(
  context: Context,
  file: string | undefined,
  { port, open }: StudioFlags,
): Promise<number> {
  const { text, out } = context;
  const files = readPage();
  if (file !== undefined)
    files.set("/table", { body: await fileBytes(file, basename(file)), type: "application/octet-stream" });
  const { server, url: root } = await serve(files, port);
  const url =
    file === undefined ? root : `${root}#/${screenOf(file)}?file=${encodeURIComponent(basename(file))}`;
  if (context.flags.json) await out.write(`${toJson({ schema: 1, command: "studio", url })}\n`);
  await context.show(text.studioAt(url), text.studioEnd);
  if (open) openBrowser(url);
  // The signal is the usual end, so nothing is said about it.
  const watch = watchSignals({ ...context, flags: { ...context.flags, quiet: true } });
  if (!watch.signal.aborted) await once(watch.signal, "abort");
  watch.release();
  server.closeAllConnections();
  server.close();
  return 0;
}

/** The screen that a file belongs on. */
function screenOf(file: string): "evaluate" | "train" {
  return /\.safetensors$/i.test(file) ? "evaluate" : "train";
}
