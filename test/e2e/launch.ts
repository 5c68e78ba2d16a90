import { chromium, type Browser } from "playwright-core";
import { findChromium } from "../../scripts/chromium.mjs";

const executablePath = findChromium();

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a skipped test says. */
export const WITHOUT = "no Chromium was found; install it or set CHROMIUM=/path/to/chromium";

/** Whether there is a browser to test with. */
export const hasChromium = executablePath !== undefined;

/** Starts the browser of the tests; nothing if there is none. */
export async function launch(): Promise<Browser | undefined> {
  return executablePath === undefined ? undefined : chromium.launch({ executablePath, args: ARGUMENTS });
}
