// npm run bench -- [--only table,threads,other,growth] [--shapes paper,small] [--contestants wasm,scikit-learn]
//                  [--seconds 1] [--rounds 5] [--report]
// Measures, and writes results.json, RESULTS.md, RESULTS.zh.md and figures/. With --contestants it only prints: ratios are of
// one interleaved run or they are none. --report writes the documents anew from results.json.
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { run, setUp, StepFailed } from "../scripts/setup.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const RESULTS = join(here, "results.json");
/** Load of the machine before anything is measured: what else was running. */
const started = os.loadavg()[0];
const PARTS = ["table", "threads", "other", "growth"];

const { values: flags } = parseArgs({
  options: {
    only: { type: "string", default: PARTS.join() },
    shapes: { type: "string" },
    contestants: { type: "string" },
    seconds: { type: "string", default: "1" },
    rounds: { type: "string", default: "5" },
    report: { type: "boolean", default: false },
  },
});

try {
  await main();
} catch (error) {
  if (!(error instanceof StepFailed)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main() {
  const { writeReport } = await import("./report.mjs");
  if (flags.report) return writeReport(JSON.parse(readFileSync(RESULTS, "utf8")));
  setUp();
  install();
  const { findContestants, measureGrowth, measureOther, measureTable, measureThreads } =
    await import("./parts.mjs");
  const settings = { seconds: number("seconds"), rounds: number("rounds"), seed: 1 };
  const parts = known("only", flags.only, PARTS);
  const onlyEngines = !parts.includes("table");
  const { there, programs } = findContestants(flags.contestants?.split(","), onlyEngines);
  if (flags.contestants !== undefined)
    return measureTable(there, settings, flags.shapes?.split(","), () => {});
  let results = earlier();
  const save = (part, value) => {
    results = {
      ...results,
      machine: machine(),
      settings: { ...results.settings, [part]: settings },
      programs: { ...results.programs, ...programs },
      [part]: value,
    };
    writeFileSync(RESULTS, `${JSON.stringify(results, undefined, 2)}\n`);
    writeReport(results);
  };
  if (!onlyEngines)
    measureTable(there, settings, flags.shapes?.split(","), (shape, row) =>
      save("table", { ...results.table, [shape]: row }),
    );
  if (parts.includes("threads")) save("threads", measureThreads(there, settings));
  if (parts.includes("other")) save("other", await measureOther(there, settings));
  if (parts.includes("growth")) save("growth", measureGrowth(there, settings));
  return undefined;
}

/** What was measured before, if on this machine and this Node.js. */
function earlier() {
  if (!existsSync(RESULTS)) return {};
  const results = JSON.parse(readFileSync(RESULTS, "utf8"));
  const now = machine();
  return ["cpu", "simd", "cores", "node"].every((what) => results.machine[what] === now[what]) ? results : {};
}

/** The packages of the other programs, in a folder of their own. */
function install() {
  const [lock, record] = ["package-lock.json", "node_modules/.package-lock.json"].map((file) =>
    join(here, file),
  );
  if (existsSync(record) && statSync(record).mtimeMs >= statSync(lock).mtimeMs) return;
  run("install bench", "npm", ["ci", "--ignore-scripts", "--prefix", "bench"], { show: true });
}

function machine() {
  const cpus = os.cpus();
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus[0]?.model.trim() ?? "?",
    simd: widestSimd(),
    cores: cpus.length,
    memory: Math.round(os.totalmem() / 2 ** 30),
    system: `${os.platform()} ${os.arch()}`,
    node: process.versions.node,
    load: started,
  };
}

/** Widest instructions that native programs may take, where the system tells: processors of one name differ in it. */
function widestSimd() {
  const told = existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : "";
  return ["avx512f", "avx2", "avx", "asimd"].find((name) => new RegExp(`\\b${name}\\b`).test(told)) ?? "?";
}

function number(name) {
  const value = Number(flags[name]);
  if (value > 0 && value < Infinity) return value;
  throw new StepFailed("arguments", `--${name} wants a number above 0, got "${flags[name]}"`);
}

function known(name, given, words) {
  const chosen = given.split(",");
  const odd = chosen.find((word) => !words.includes(word));
  if (odd === undefined) return chosen;
  throw new StepFailed("arguments", `--${name} wants ${words.join(", ")}, got "${odd}"`);
}
