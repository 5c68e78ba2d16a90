import type { Context } from "../context.js";
import { formatPercent } from "./format.js";

/**
 * A line on a terminal that says how far some work has come.
 *
 * @param words what the line says for a share in per cent
 */
export function createWorkLine(
  { err, flags }: Pick<Context, "err" | "flags">,
  words: (share: string) => string,
) {
  const isWanted = err.isTTY && flags.progress && !flags.quiet;
  let shown = "";
  return {
    update(done: number, of: number): void {
      const line = words(formatPercent(done / of, 0));
      if (!isWanted || line === shown) return;
      shown = line;
      void err.write(`\r\u001b[K  ${line}`);
    },
    async clear(): Promise<void> {
      if (shown !== "") await err.write("\r\u001b[K");
    },
  };
}
