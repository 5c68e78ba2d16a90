import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import type { Source } from "./program.js";

const MAIN = resolve("cli/dist/main.js");
const WORKSPACE = JSON.parse(readFileSync("package.json", "utf8")) as {
  scripts: Record<string, string>;
  workspaces: string[];
};
const PACKAGES = new Set(
  WORKSPACE.workspaces.map(
    (folder) => (JSON.parse(readFileSync(`${folder}/package.json`, "utf8")) as { name: string }).name,
  ),
);

/**
 * Runs the lines of a shell block that begin with `gradus` or `npx gradus`, in a folder, through the built program. The
 * other lines must be known commands; they are not run.
 *
 * @param exitCode code that the block must end with
 * @returns what it printed to stdout; undefined if no line was run
 * @throws Error for an unknown command and for another exit code
 */
export function runShell(source: Source, folder: string, exitCode = 0): string | undefined {
  const lines = source.text.replaceAll("\\\n", "").split("\n");
  const script: string[] = [];
  for (const line of lines.map((text) => text.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    if (/^(npx )?gradus( |$)/.test(line)) script.push(line.replace(/^npx /, ""));
    else if (!isKnown(line)) throw new Error(`${source.file}:${source.line}: "${line}" is no known command`);
  }
  if (script.length === 0) return undefined;
  if (!existsSync(MAIN)) throw new Error(`Cannot run ${source.file}: run "npm run build" first`);
  const path = `${commandFolder(folder)}${delimiter}${process.env.PATH ?? ""}`;
  const { status, stdout, stderr } = spawnSync("sh", ["-e", "-c", script.join("\n")], {
    cwd: folder,
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, PATH: path, GRADUS_LANG: languageOf(source.file), NO_COLOR: "1" },
  });
  if (status === exitCode) return stdout;
  throw new Error(
    `${source.file}:${source.line}: expected exit code ${exitCode}, got ${status}\n${stdout}${stderr}`,
  );
}

/** A document NAME.zh.md shows what the program says to a reader of Chinese. */
function languageOf(file: string): string {
  return file.endsWith(".zh.md") ? "zh" : "en";
}

/** Commands that a document may name without their being run here; a script must exist. */
function isKnown(line: string): boolean {
  if (["npm start", "npm test", "npm ci", "cd gradus"].includes(line)) return true;
  const [, script] = /^npm run ([\w:-]+)$/.exec(line) ?? [];
  if (script !== undefined) return Object.hasOwn(WORKSPACE.scripts, script);
  const [, names] = /^npm install (?:(?:--global|-g) )?(.+)$/.exec(line) ?? [];
  if (names !== undefined) return names.split(" ").every((name) => PACKAGES.has(name));
  return /^git clone https:\/\/\S+( gradus)?$/.test(line);
}

/** A folder with the command `gradus`, which runs the built program. */
function commandFolder(folder: string): string {
  const bin = join(folder, ".bin");
  const command = join(bin, "gradus");
  mkdirSync(bin, { recursive: true });
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  chmodSync(command, 0o755);
  return bin;
}
