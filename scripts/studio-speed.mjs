// How fast the built Studio is in Chromium: when Learn is first seen and when it can be used, served and as one file; and the time
// between frames while 1,000 rows of 8 columns train. `node scripts/studio-speed.mjs [--loads 9] [--seconds 10] [--json]`
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { createRandom } from "../core/dist/index.js";
import { chromiumFlags, findChromium } from "./chromium.mjs";
import { root } from "./setup.mjs";

const { values: flags } = parseArgs({
  options: {
    loads: { type: "string", default: "9" },
    seconds: { type: "string", default: "10" },
    json: { type: "boolean", default: false },
  },
});
const [ROWS, COLUMNS] = [1000, 8];
const VIEWPORT = { width: 1366, height: 768 };
/** Runs that are watched: settings of a link. */
const RUNS = {
  "default recipe": "way=auto",
  "Adam, one net": "way=one&opt=adam&hidden=16:tanh&epochs=1000000&patience=1000000",
};

const folder = mkdtempSync(join(tmpdir(), "gradus-speed-"));
const table = join(folder, "table.csv");
writeFileSync(table, tableText());
const command = spawn(process.execPath, ["cli/dist/main.js", "studio", table, "--no-open", "--json"], {
  cwd: root,
  stdio: ["ignore", "pipe", "inherit"],
});
const browser = await chromium.launch({ executablePath: findChromium(), args: chromiumFlags });
try {
  const [line] = await once(command.stdout, "data");
  const { url } = JSON.parse(String(line));
  const before = loadavg()[0];
  const first = {};
  const learn = {
    served: new URL("/", url).href,
    "one file": pathToFileURL(join(root, "studio/dist/gradus-studio.html")).href,
  };
  for (const [name, address] of Object.entries(learn)) first[name] = await loadsOf(address);
  const frames = {};
  for (const [name, settings] of Object.entries(RUNS))
    frames[name] = await framesOf(`${url}&v=1&${settings}`);
  const result = {
    node: process.version,
    chromium: browser.version(),
    processor: `${cpus().length} × ${cpus()[0]?.model}`,
    load: [before, loadavg()[0]],
    first,
    frames,
  };
  if (!flags.json) show(result);
  else console.log(JSON.stringify(result, null, 2));
} finally {
  await browser.close();
  command.kill();
  rmSync(folder, { recursive: true });
}

/** A table with a smooth law of eight factors and some noise, the same every time. */
function tableText() {
  const random = createRandom(1);
  const names = Array.from({ length: COLUMNS }, (_, k) => `x${k + 1}`);
  const lines = Array.from({ length: ROWS }, () => {
    const x = names.map(() => random.normal());
    const y = Math.sin(x[0]) + x[1] * x[2] - Math.abs(x[3]) + 0.5 * x[4] + 0.1 * random.normal();
    return [...x, y].map((value) => value.toFixed(4)).join(",");
  });
  return `${[...names, "y"].join(",")}\n${lines.join("\n")}\n`;
}

/** Cold loads of Learn, each in a context of its own: medians. */
async function loadsOf(address) {
  const loads = [];
  for (let k = 0; k <= Number(flags.loads); k++) {
    const page = await newPage();
    await page.goto(address);
    // The one file may be ready before its first paint is told.
    await page.waitForFunction(
      () =>
        document.documentElement.dataset.ready === "" &&
        performance.getEntriesByName("first-contentful-paint").length > 0,
    );
    const load = await page.evaluate(() => {
      const [navigation] = performance.getEntriesByType("navigation");
      const files = performance.getEntriesByType("resource");
      return {
        fcp: performance.getEntriesByName("first-contentful-paint")[0].startTime,
        ready: globalThis.ready,
        longTasks: globalThis.tasks.length,
        longest: Math.max(0, ...globalThis.tasks),
        kB: [navigation, ...files].reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1000,
      };
    });
    if (k > 0) loads.push(load); // the first one also starts the renderer
    await page.context().close();
  }
  const names = Object.keys(loads[0]);
  const medians = names.map((name) => [
    name,
    quantile(
      loads.map((load) => load[name]),
      0.5,
    ),
  ]);
  return { ...Object.fromEntries(medians), worstFcp: Math.max(...loads.map(({ fcp }) => fcp)) };
}

/** Times between frames while a run trains, from one second after its start on. */
async function framesOf(address) {
  const page = await newPage();
  await page.goto(address);
  const start = page.getByRole("button", { name: "Start", exact: true });
  await start.click();
  await page.locator("progress").waitFor();
  await page.locator("canvas").first().waitFor();
  await page.waitForTimeout(1000);
  const { times, isRunning } = await page.evaluate(
    (seconds) =>
      new Promise((resolve) => {
        const times = [];
        const begun = performance.now();
        let last;
        function frame(now) {
          if (last !== undefined) times.push(now - last);
          last = now;
          if (now - begun < 1000 * seconds) requestAnimationFrame(frame);
          else resolve({ times, isRunning: document.querySelector("progress").value < 1 });
        }
        globalThis.tasks.length = 0;
        requestAnimationFrame(frame);
      }),
    Number(flags.seconds),
  );
  const tasks = await page.evaluate(() => globalThis.tasks);
  await page.context().close();
  const [p50, p95, p99, max] = [0.5, 0.95, 0.99, 1].map((share) => quantile(times, share));
  return { frames: times.length, p50, p95, p99, max, longTasks: tasks.length, isRunning };
}

/** A page of a new context that notes its long tasks (50 ms and more) and when it is ready. */
async function newPage() {
  const context = await browser.newContext({ locale: "en-US", viewport: VIEWPORT });
  const page = await context.newPage();
  await page.addInitScript(() => {
    globalThis.tasks = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.tasks.push(duration);
    }).observe({ type: "longtask", buffered: true });
    new MutationObserver((_, observer) => {
      if (document.documentElement?.dataset.ready !== "") return;
      globalThis.ready = performance.now();
      observer.disconnect();
    }).observe(document, { attributes: true, subtree: true });
  });
  return page;
}

/** The smallest value that this share of all values does not exceed. */
function quantile(values, share) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

function show({ chromium: version, processor, load, first, frames }) {
  console.log(`Chromium ${version}, ${processor}, load average ${load.map((x) => x.toFixed(1)).join(" → ")}`);
  const rounded = (rows) =>
    Object.fromEntries(
      Object.entries(rows).map(([name, row]) => [
        name,
        Object.fromEntries(
          Object.entries(row).map(([key, v]) => [key, typeof v === "number" ? Math.round(10 * v) / 10 : v]),
        ),
      ]),
    );
  console.log(`Learn, medians of ${flags.loads} cold loads, ms`);
  console.table(rounded(first));
  console.log(`Frames of ${flags.seconds} s of training ${ROWS} rows × ${COLUMNS}, ms`);
  console.table(rounded(frames));
}
