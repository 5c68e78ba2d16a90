// Runs the cases of a folder with `expectations.json` through the built command and says how each ended.
import { spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const SECONDS = 30;
const MEMORY = 2 ** 30; // bytes

/** Written into every run: tells at its end how much memory it took and whether Object.prototype is as it was. */
const WITNESS = `import { writeFileSync } from "node:fs";
const before = Reflect.ownKeys(Object.prototype).length;
process.on("exit", () => writeFileSync(process.env.GRADUS_WITNESS, JSON.stringify({
  memory: process.resourceUsage().maxRSS * 1024,
  polluted: Reflect.ownKeys(Object.prototype).length !== before })));
`;

/** Cases of a folder. @throws if it has no expectations.json */
export function readCases(folder) {
  const file = join(folder, "expectations.json");
  if (!existsSync(file)) throw new Error(`${folder} has no expectations.json`);
  return JSON.parse(readFileSync(file, "utf8")).cases;
}

/**
 * Runs every case, calls `tell` with a line for each, and returns what went wrong.
 *
 * @returns [{ file, problems: string[] }]
 */
export async function runFolder(folder, tell = () => {}) {
  const work = mkdtempSync(join(tmpdir(), "gradus-badinputs-"));
  const results = [];
  try {
    writeFileSync(join(work, "witness.mjs"), WITNESS);
    const models = new Map();
    for (const one of readCases(folder)) {
      const problems = await runCase(folder, work, one, models);
      results.push({ file: one.file, problems });
      tell(
        `${problems.length === 0 ? "passed" : "FAILED"}  ${one.file}${problems.map((p) => `\n        ${p}`).join("")}`,
      );
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return results;
}

async function runCase(folder, work, { file, command, outcome, must_mention: words }, models) {
  const out = mkdtempSync(join(work, "out-"));
  const isTraining = command.includes(" train ");
  const output = join(out, isTraining ? "model.safetensors" : "predictions.csv");
  const args = await argumentsOf({ file, command, folder, work, models });
  const run = await runCommand([...args, "-o", output], work);
  const written = readdirSync(out);
  const said = `${run.stdout}\n${run.stderr}`;
  const problems = [];
  const expect = (holds, problem) => holds || problems.push(problem);

  const isMentioned = words.length === 0 || said.toLowerCase().includes(words[0].toLowerCase());
  const [first, second] = outcome.split("_or_");
  const allowed = new Set([first, second].filter(Boolean));
  if (run.code === 0) {
    expect(allowed.has("ok") || allowed.has("warn"), `exit 0, expected ${outcome}`);
    if (allowed.has("warn")) expect(isMentioned, `no warning mentions "${words[0]}"`);
    expect(written.length === 1, `files left: ${written.join(", ") || "none"}`);
  } else {
    expect(
      allowed.has("refuse"),
      `exit ${run.code}, expected ${outcome}: ${run.stderr.trim().split("\n").slice(-3).join(" ")}`,
    );
    expect(run.code === 2 || run.code === 3, `exit ${run.code}, expected 2 or 3 for refused data`);
    expect(isMentioned, `the refusal does not mention "${words[0]}": ${run.stderr.trim().slice(0, 200)}`);
    expect(written.length === 0, `files left: ${written.join(", ")}`);
  }
  expect(!run.isLate, `not done after ${SECONDS} s`);
  expect(!/^\s+at .+:\d+:\d+/m.test(said), "a stack trace is shown");
  const results = run.stdout + written.map((name) => readFileSync(join(out, name), "latin1")).join("");
  expect(!/\bNaN\b/.test(results), "NaN in the output");
  expect(run.witness !== undefined, "the run was killed");
  expect((run.witness?.memory ?? 0) < MEMORY, `${Math.round(run.witness?.memory / 2 ** 20)} MiB of memory`);
  expect(run.witness?.polluted !== true, "Object.prototype was changed");
  return problems;
}

/** The words of the command, with the file and, where it predicts, a model trained on the table before it. */
async function argumentsOf({ file, command, folder, work, models }) {
  const path = resolve(folder, file);
  const words = command.split(/\s+/).slice(1);
  if (!command.includes(" predict ")) return words.map((word) => (word === "{file}" ? path : word));
  const model = await modelFor(file, folder, work, models);
  return words.map((word) => (word === "{file}" ? path : word === "model" ? model : word));
}

/** The model that a prediction uses: of the last `…_train_…` table before it, else of the first table (the control). */
async function modelFor(file, folder, work, models) {
  const cases = readCases(folder);
  const before = cases.slice(
    0,
    cases.findIndex((one) => one.file === file),
  );
  const trained =
    before.findLast((one) => one.file.includes("_train_")) ??
    cases.find((one) => one.command.includes(" train "));
  if (!models.has(trained.file)) {
    mkdirSync(join(work, "models"), { recursive: true });
    const model = join(work, "models", `${trained.file}.safetensors`);
    const words = trained.command.split(/\s+/).slice(1);
    const args = words.map((word) => (word === "{file}" ? resolve(folder, trained.file) : word));
    const run = await runCommand([...args, "-o", model], work);
    if (run.code !== 0) throw new Error(`no model of ${trained.file}: ${run.stderr}`);
    models.set(trained.file, model);
  }
  return models.get(trained.file);
}

function runCommand(args, work) {
  const witness = join(work, "witness.json");
  rmSync(witness, { force: true });
  const command = [
    "--import",
    pathToFileURL(join(work, "witness.mjs")).href,
    join(root, "cli/dist/main.js"),
    ...args,
  ];
  return new Promise((done) => {
    const child = spawn(process.execPath, command, {
      env: {
        ...process.env,
        GRADUS_WITNESS: witness,
        LANG: "en_US.UTF-8",
        LC_ALL: "",
        GRADUS_LANG: "",
        NO_COLOR: "1",
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let [stdout, stderr, isLate] = ["", "", false];
    child.stdout.on("data", (data) => (stdout += data));
    child.stderr.on("data", (data) => (stderr += data));
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, 1000 * SECONDS);
    child.on("close", (code) => {
      clearTimeout(timer);
      const seen = existsSync(witness) ? JSON.parse(readFileSync(witness, "utf8")) : undefined;
      done({ code, stdout, stderr, isLate, witness: seen });
    });
  });
}
