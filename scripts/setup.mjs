// What `npm start` and `npm test` share: the right Node, packages as in the lockfile, a build. Node built-ins only,
// because it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Folder of the workspace; every script works there, wherever it was called from. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..");

const NODE = [20, 19]; // as in "engines" of package.json

/** Ends with a sentence if this Node is too old. */
export function checkNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > NODE[0] || (major === NODE[0] && minor >= NODE[1])) return;
  console.error(
    `Gradus needs Node.js ${NODE.join(".")} or later, and this is ${version}. Install it from https://nodejs.org and try again.`,
  );
  process.exit(2);
}

/** Installs the packages and builds, each only as far as something has changed. */
export function setUp() {
  process.chdir(root);
  checkNode();
  if (!isInstalled()) run("install", ...npm("ci"), { show: true });
  run("kernels", process.execPath, ["scripts/build-kernels.mjs"]);
  run("build", ...tool("tsc", "-b"));
}

/** Builds the page, if something in it has changed. */
export function buildStudio() {
  run("studio", process.execPath, ["scripts/build-studio.mjs"]);
}

/**
 * Runs one step and prints its name and time; what the step printed is shown if it fails, or from the start with `show`.
 * A step that fails throws a StepFailed.
 *
 * @param {string} name
 * @param {string} file
 * @param {string[]} args
 * @param {{ show?: boolean, env?: NodeJS.ProcessEnv }} [options]
 */
export function run(name, file, args, { show = false, env = process.env } = {}) {
  const start = performance.now();
  if (show) console.log(`· ${name}`);
  const { status, signal, error, stdout, stderr } = spawnSync(file, args, {
    cwd: root,
    env,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    stdio: show ? "inherit" : ["ignore", "pipe", "pipe"],
    // npm is a .cmd file on Windows, which only a shell can start.
    shell: process.platform === "win32" && file === "npm",
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (status === 0) {
    if (!show) console.log(`· ${name} ${seconds} s`);
    return;
  }
  if (!show) process.stderr.write(`${stdout ?? ""}${stderr ?? ""}`);
  throw new StepFailed(name, error?.message ?? (signal ? `stopped by ${signal}` : `exit code ${status}`));
}

/** A step of `npm start` or `npm test` that did not end well. */
export class StepFailed extends Error {
  constructor(step, reason) {
    super(`The step "${step}" failed: ${reason}`);
    this.step = step;
  }
}

/** Command line of a program from node_modules, started by this Node without a shell. */
export function tool(name, ...args) {
  const folder = join(root, "node_modules", { tsc: "@typescript/native" }[name] ?? name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return [process.execPath, [join(folder, typeof bin === "string" ? bin : bin[name]), ...args]];
}

/** Command line of npm: the one that called this script, else the one on the path. */
function npm(...args) {
  const caller = process.env.npm_execpath;
  if (caller !== undefined && /npm-cli\.[cm]?js$/.test(caller)) return [process.execPath, [caller, ...args]];
  return ["npm", args];
}

/**
 * Whether node_modules holds what the lockfile asks for: npm's own record of the installation names the same versions,
 * the folders are there, and a package for this platform is not missing.
 */
export function isInstalled(folder = root) {
  const record = join(folder, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const installed = packagesOf(record);
  for (const [path, entry] of wanted) {
    const found = installed.get(path);
    if (found === undefined) {
      if (!entry.optional || isForThisPlatform(entry)) return false;
    } else if (found.version !== entry.version || !existsSync(join(folder, path, "package.json")))
      return false;
  }
  return [...installed.keys()].every((path) => wanted.has(path)) && existsSync(commandLink(folder));
}

/** Where npm links the command `gradus`. */
function commandLink(folder) {
  return join(folder, "node_modules", ".bin", process.platform === "win32" ? "gradus.cmd" : "gradus");
}

/** Entries of a lockfile under node_modules, by path. */
function packagesOf(file) {
  const { packages = {} } = JSON.parse(readFileSync(file, "utf8"));
  return new Map(Object.entries(packages).filter(([path]) => path.includes("node_modules/")));
}

/** Whether an optional package names this platform. One that names none belongs to another that does. */
function isForThisPlatform({ os, cpu, libc }) {
  if (os === undefined || !os.includes(process.platform)) return false;
  if (cpu !== undefined && !cpu.includes(process.arch)) return false;
  const glibc = process.report?.getReport().header.glibcVersionRuntime !== undefined;
  return libc === undefined || libc.includes(glibc ? "glibc" : "musl");
}
