import { chromium, type Browser } from "playwright-core";
import { chromiumFlags, findChromium } from "../../scripts/chromium.mjs";

const executablePath = findChromium();

/** What a skipped test says. */
export const WITHOUT = "no Chromium was found; install it or set CHROMIUM=/path/to/chromium";

/** Whether there is a browser to test with. */
export const hasChromium = executablePath !== undefined;

/** Starts the browser of the tests; nothing if there is none. */
export async function launch(): Promise<Browser | undefined> {
  return executablePath === undefined ? undefined : chromium.launch({ executablePath, args: chromiumFlags });
}
