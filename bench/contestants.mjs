// Who is measured: the engines of Gradus, and other programs. Each runs in a process of its own and prints one JSON object with
// microsecondsPerStep.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const GRADUS = join(here, "../cli/bin/gradus.js");
const LIMIT = 600_000; // milliseconds of one process

/**
 * @typedef {import("./shapes.mjs").Shape} Shape
 * @typedef {object} Contestant
 * @property {string} id
 * @property {string} label
 * @property {"batch" | "row" | "either"} update after each batch, or after each row: a step is then as many as a batch has rows
 * @property {readonly string[]} [not] shapes on which it is not run: it would take minutes
 * @property {() => { version: string } | { reason: string }} find its version, or why it is not there
 * @property {(task: object) => [file: string, ...args: string[]]} command
 */

/** Engines of Gradus. */
export const engines = [
  engine("wasm"),
  engine("wasm-relaxed"),
  engine("onnxruntime"),
  engine("auto"),
  engine("reference", ["xl"]),
];

/** @type {readonly Contestant[]} */
export const contestants = [
  ...engines,
  python(
    "scikit-learn",
    "scikit_learn.py",
    "import sklearn, numpy; print(sklearn.__version__, 'numpy', numpy.__version__)",
  ),
  python("pytorch", "pytorch.py", "import torch; print(torch.__version__)"),
  fann(),
  npm("tfjs-wasm", "tfjs (wasm)", "tfjs-wasm.mjs", "@tensorflow/tfjs-backend-wasm", "batch"),
  npm("tfjs-cpu", "tfjs (cpu)", "tfjs.mjs", "@tensorflow/tfjs", "batch", ["xl"]),
  npm("brain.js", "brain.js", "brain.mjs", "brain.js", "row", ["xl"]),
  npm("convnetjs", "convnetjs", "convnetjs.mjs", "convnetjs", "batch", ["xl"]),
  npm("ml-fnn", "ml-fnn", "ml-fnn.mjs", "ml-fnn", "batch", ["xl"]),
  npm("synaptic", "synaptic", "synaptic.mjs", "synaptic", "row", ["tabular", "med", "large", "xl"]),
  npm("jax-js", "jax-js (wasm)", "jax-js.mjs", "@jax-js/jax", "batch"),
];

/**
 * Runs one contestant on one shape.
 *
 * @param {Contestant} contestant
 * @param {Omit<Shape, "name"> & { seconds: number, seed: number }} task
 * @returns {{ microsecondsPerStep: number, way?: string, engine?: string } | { reason: string }}
 */
export function runOn(contestant, task) {
  return runJson(contestant.command(task), task.threads);
}

/** Runs a command that prints one JSON object, its last line; what went wrong is told as a reason. */
export function runJson([file, ...args], threads = 1) {
  const { status, stdout, stderr, error } = spawnSync(file, args, {
    cwd: here,
    env: environment(threads),
    encoding: "utf8",
    timeout: LIMIT,
    maxBuffer: 2 ** 26,
  });
  if (error !== undefined) return { reason: error.message };
  try {
    const found = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
    if (status === 0) return found;
    return { reason: found.error?.message ?? `exit code ${status}` };
  } catch {
    return { reason: lastLine(stderr) ?? `exit code ${status}` };
  }
}

/** Threads for matrix libraries; what is set for one processor would slow down another. */
function environment(threads) {
  const { OPENBLAS_CORETYPE: _type, OPENBLAS_L2_SIZE: _size, ...rest } = process.env;
  const count = String(threads);
  return {
    ...rest,
    OPENBLAS_NUM_THREADS: count,
    OMP_NUM_THREADS: count,
    MKL_NUM_THREADS: count,
    TF_CPP_MIN_LOG_LEVEL: "3",
  };
}

function lastLine(text) {
  return text
    ?.trim()
    .split("\n")
    .findLast((line) => line.trim() !== "");
}

/** Arguments of `gradus bench`. */
export function benchCommand(name, { sizes, batch, rows, activation, threads, seconds, seed }) {
  const numbers = { batch, rows, threads, seconds, seed };
  const flags = Object.entries(numbers).flatMap(([flag, value]) => [`--${flag}`, String(value)]);
  return [
    process.execPath,
    GRADUS,
    "bench",
    "--json",
    "--engine",
    name,
    "--sizes",
    sizes.join(),
    "--activation",
    activation,
    ...flags,
  ];
}

function engine(name, not = []) {
  return {
    id: name,
    label: `Gradus ${name}`,
    update: "batch",
    not,
    find() {
      const tried = runJson(
        benchCommand(name, {
          sizes: [2, 2, 1],
          batch: 2,
          rows: 4,
          activation: "tanh",
          threads: 1,
          seconds: 0.01,
          seed: 1,
        }),
      );
      if ("reason" in tried) return tried;
      return { version: readJson(join(here, "../core/package.json")).version };
    },
    command: (task) => benchCommand(name, task),
  };
}

function npm(id, label, file, name, update, not = []) {
  return {
    id,
    label,
    update,
    not,
    find() {
      const description = join(here, "node_modules", name, "package.json");
      return existsSync(description)
        ? { version: readJson(description).version }
        : { reason: "not installed" };
    },
    command: (task) => [process.execPath, "peer.mjs", `peers/${file}`, JSON.stringify(task)],
  };
}

/** A program in Python: of the interpreters that have it, the one with which it is fastest. */
function python(id, file, versionCode) {
  let chosen = "";
  const command = (task) => [chosen, join("peers", file), JSON.stringify(task)];
  return {
    id,
    label: { "scikit-learn": "scikit-learn", pytorch: "PyTorch" }[id],
    update: "batch",
    find() {
      const trial = {
        sizes: [784, 128, 10],
        batch: 128,
        rows: 2560,
        activation: "relu",
        threads: 1,
        seconds: 0.3,
        seed: 1,
      };
      let best;
      for (const interpreter of interpreters()) {
        const { status, stdout } = spawnSync(interpreter, ["-c", versionCode], {
          encoding: "utf8",
          env: environment(1),
        });
        if (status !== 0) continue;
        chosen = interpreter;
        const { microsecondsPerStep } = runJson(command(trial));
        if (!(microsecondsPerStep >= best?.microsecondsPerStep))
          best = { microsecondsPerStep, interpreter, version: stdout.trim() };
      }
      if (best === undefined)
        return { reason: "no Python with it was found; PYTHON=/path/to/python names one" };
      chosen = best.interpreter;
      return { version: best.version };
    },
    command,
  };
}

/** Those that PYTHON names, several between commas, and the usual ones. */
function interpreters() {
  const named = (process.env.PYTHON ?? "").split(",").filter((name) => name !== "");
  return [...new Set([...named, "python3", "/usr/bin/python3"])];
}

/** The C library FANN, if its header and a compiler are there. */
function fann() {
  let program = "";
  return {
    id: "fann",
    label: "FANN",
    update: "either",
    find() {
      program = join(mkdtempSync(join(tmpdir(), "gradus-fann-")), "fann");
      const { status } = spawnSync("gcc", ["-O2", "peers/fann.c", "-o", program, "-lfloatfann", "-lm"], {
        cwd: here,
      });
      if (status !== 0) return { reason: "gcc and the library FANN (libfann-dev) are needed" };
      const { stdout } = spawnSync("pkg-config", ["--modversion", "fann"], { encoding: "utf8" });
      return { version: stdout?.trim() || "?" };
    },
    command: ({ sizes, batch, rows, activation, seconds }) =>
      [program, sizes.join(), batch, rows, activation, seconds].map(String),
  };
}

function readJson(file) {
  return JSON.parse(readFileSync(file, "utf8"));
}
