// Where Chromium is, for the tests in a browser.
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** What Chromium does in each new window and no test needs: its own pages below the address line cost a fifth of a window. */
const WITHOUT = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"];
/** What playwright-core turns off by the same flag, of which the last one counts. */
const ALSO_WITHOUT = [
  "AimEnabled",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
];

/** Flags of Chromium in tests and measurements. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  `--disable-features=${[...WITHOUT, ...ALSO_WITHOUT].join(",")}`,
];

/** Path of Chromium: $CHROMIUM if set ("none" for no browser), else one of the usual places; undefined if there is none. */
export function findChromium(env = process.env) {
  if (env.CHROMIUM === "none") return undefined;
  if (env.CHROMIUM) return env.CHROMIUM;
  const folders = (env.PATH ?? "").split(delimiter).concat("/usr/bin", "/usr/local/bin", "/snap/bin");
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, ...PLACES].find(isExecutable);
}

/** As `findChromium`; where it may (as root on Debian or Ubuntu), it installs Chromium if there is none. */
export function provideChromium() {
  const found = findChromium();
  if (found !== undefined || process.env.CHROMIUM === "none" || !mayInstall()) return found;
  console.log("· installing Chromium for the browser tests (CHROMIUM=none does without)");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
    const options = ["-qq", "-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"];
    const { status, stderr } = spawnSync("apt-get", [...options, ...args], {
      env,
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
      timeout: 180_000,
    });
    if (status === 0) continue;
    console.log(`  apt-get ${args[0]} did not succeed: ${stderr.trim().split("\n").at(-1) ?? ""}`);
    return undefined;
  }
  return findChromium();
}

function mayInstall() {
  return process.getuid?.() === 0 && existsSync("/etc/debian_version") && existsSync("/usr/bin/apt-get");
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
