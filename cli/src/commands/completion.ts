import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { script } from "@bomb.sh/tab";
import type { Command, Option } from "commander";
import { readBytes } from "@gradus/readers";
import type { Context } from "../context.js";
import { choice } from "../values.js";

/** Shells that have a script. */
export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

/**
 * `gradus completion <shell>`: prints the script that makes a shell ask `gradus complete` for words.
 *
 * @throws GradusError (kind "usage") for another shell
 */
export async function completion(context: Context, given: string): Promise<number> {
  const shell = choice(SHELLS)(given, "completion", context.text);
  await context.out.write(`${printed(() => script(shell, "gradus", "gradus"))}\n`);
  return 0;
}

/** What the library of completion scripts prints; caught, so that it passes the checked output like everything else. */
function printed(print: () => void): string {
  const log = console.log;
  const lines: string[] = [];
  try {
    console.log = (...parts: unknown[]) => lines.push(parts.join(" "));
    print();
  } finally {
    console.log = log;
  }
  return lines.join("\n");
}

/** A word that may stand where the cursor is. */
interface Candidate {
  word: string;
  description?: string;
}

/** Bits of the last line of an answer, as the shells' scripts read it. */
const NO_SPACE = 2;
const NO_FILES = 4;

/**
 * `gradus complete -- <words>`: the words that may stand in place of the last one, which may be empty; one a line with its
 * description, then `:` and how the shell is to treat them. Nothing goes wrong here: where nothing is known, nothing is said.
 */
export async function complete(
  context: Context,
  program: Command,
  words: readonly string[],
): Promise<number> {
  const found = await candidates(program, words);
  const lines = found.map(({ word, description }) => `${word}\t${description ?? ""}`);
  const isPartial = found.length > 0 && found.every(({ word }) => word.endsWith("/") || word.endsWith("="));
  await context.out.write([...lines, `:${NO_FILES + (isPartial ? NO_SPACE : 0)}`, ""].join("\n"));
  return 0;
}

/** Words that may stand in place of the last of the given ones. */
export async function candidates(program: Command, words: readonly string[]): Promise<Candidate[]> {
  const current = words.at(-1) ?? "";
  const before = words.slice(0, -1);
  const command = program.commands.find((one) => before.includes(one.name()) && one.name() !== "complete");
  const options = [...(command?.options ?? []), ...program.options];
  const at = current.indexOf("=");
  if (current.startsWith("--") && at > 0) {
    const [flag, typed] = [current.slice(0, at), current.slice(at + 1)];
    const values = await valuesOf(
      options.find((one) => isCalled(one, flag)),
      typed,
      before,
    );
    return values.map(({ word, ...rest }) => ({ word: `${flag}=${word}`, ...rest }));
  }
  const flag = options.find((one) => isCalled(one, before.at(-1)) && one.required);
  if (flag !== undefined) return valuesOf(flag, current, before);
  if (current.startsWith("-")) {
    return starting(
      current,
      options.map((one) => ({ word: one.long ?? "", description: one.description })),
    );
  }
  if (command === undefined) {
    const named = program.commands.filter((one) => !HIDDEN.has(one.name()));
    const commands = named.map((one) => ({ word: one.name(), description: one.description() }));
    return [...starting(current, commands), ...files(current, TABLES)];
  }
  return argumentsOf(command, before, current);
}

function isCalled({ short, long }: Option, word: string | undefined): boolean {
  return word !== undefined && (word === short || word === long);
}

const HIDDEN = new Set(["open", "complete"]);
const TABLES = [".csv", ".tsv", ".txt", ".json", ".ndjson", ".jsonl", ".xlsx", ".parquet", ".gz"];
const MODELS = [".safetensors"];

/** Flags whose value is the name of a column, or of several. */
const COLUMN_FLAGS = new Set([
  "--label",
  "--features",
  "--ignore",
  "--factor",
  "--vary",
  "--weight",
  "--split-column",
  "--split-group",
  "--split-group-except",
  "--split-time",
]);

/** Flags whose value is a file. */
const FILE_FLAGS = new Map([
  ["--out", [...MODELS, ".csv", ".onnx", ".svg", ".png"]],
  ["--resume", MODELS],
  ["--fold-file", [".txt", ".csv"]],
  ["--init-file", [".json"]],
  ["--svg", [".svg"]],
  ["--events", [".ndjson", ".jsonl"]],
]);

/** What may follow a flag. */
async function valuesOf(
  flag: Option | undefined,
  typed: string,
  before: readonly string[],
): Promise<Candidate[]> {
  if (flag === undefined) return [];
  if (flag.argChoices !== undefined)
    return starting(
      typed,
      flag.argChoices.map((word) => ({ word })),
    );
  const long = flag.long ?? "";
  if (FILE_FLAGS.has(long)) return files(typed, FILE_FLAGS.get(long)!);
  if (!COLUMN_FLAGS.has(long)) return [];
  // Of several names between commas the last one is being typed.
  const at = typed.lastIndexOf(",") + 1;
  const names = starting(
    typed.slice(at),
    (await columnNames(before)).map((word) => ({ word })),
  );
  return names.map(({ word }) => ({ word: typed.slice(0, at) + word }));
}

/** The files or words that an argument of a command may be. */
function argumentsOf(command: Command, before: readonly string[], current: string): Candidate[] {
  const given = before.slice(before.indexOf(command.name()) + 1).filter((word, i, all) => {
    const previous = command.options.find((one) => isCalled(one, all[i - 1]));
    return !word.startsWith("-") && previous?.required !== true;
  });
  const argument = command.registeredArguments[given.length];
  if (argument === undefined) return [];
  if (argument.argChoices !== undefined)
    return starting(
      current,
      argument.argChoices.map((word) => ({ word })),
    );
  return files(current, argument.name() === "model" ? MODELS : TABLES);
}

const HEAD = 65_536; // bytes of a file that are read for its first line

/** Names of the columns of the first table among the words. */
async function columnNames(words: readonly string[]): Promise<string[]> {
  const file = words.find(
    (word) => TABLES.some((end) => word.toLowerCase().endsWith(end)) && existsSync(word),
  );
  if (file === undefined) return [];
  try {
    const bytes = new Uint8Array(HEAD);
    const handle = openSync(file, "r");
    const length = readSync(handle, bytes, 0, HEAD, 0);
    closeSync(handle);
    const end = bytes.subarray(0, length).indexOf(10);
    const line = bytes.subarray(0, end < 0 ? length : end + 1);
    // A second line of empty cells: a header alone is no table.
    const table = await readBytes(Uint8Array.from([...line, ...line]), { source: file });
    return table.columns.map(({ name }) => name);
  } catch {
    return []; // a shell that completes is not the place for an error
  }
}

/** Files and folders that the text begins; of files only those with the endings. */
function files(typed: string, endings: readonly string[]): Candidate[] {
  const folder = typed.endsWith("/") ? typed : dirname(typed);
  const shown = typed.includes("/") ? `${folder.replace(/\/$/, "")}/` : "";
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith("."))
      .filter(
        (name) => isFolder(join(folder, name)) || endings.some((end) => name.toLowerCase().endsWith(end)),
      )
      .map((name) => ({ word: `${shown}${name}${isFolder(join(folder, name)) ? "/" : ""}` }))
      .filter(({ word }) => word.startsWith(typed));
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function starting(typed: string, words: readonly Candidate[]): Candidate[] {
  return words.filter(({ word }) => word !== "" && word.startsWith(typed));
}
