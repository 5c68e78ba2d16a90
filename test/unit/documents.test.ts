/**
 * What the documents and the doc comments show is true: every block runs, and prints what stands below or beside it.
 * The conventions are in CONTRIBUTING.md. This file runs in a process of its own (project "documents"), because a block
 * may read and write files in the folder it stands in.
 */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import * as figures from "@gradus/figures";
import * as report from "@gradus/figures/report";
import * as onnx from "@gradus/onnx";
import * as readers from "@gradus/readers";
import * as readersForNode from "@gradus/readers/node";
import * as gradus from "gradus";
import * as predictOnly from "gradus/predict";
import { afterAll, describe, expect, test } from "vitest";
import { isAsShown, parseDocument, type Block, type Document } from "../documents/blocks.js";
import { examplesOf } from "../documents/examples.js";
import { checkProgram, type Source } from "../documents/program.js";
import { runShell } from "../documents/shell.js";
import { typeErrorsOf } from "../documents/types.js";

const ROOT = process.cwd();
/** Printed between the blocks of a program that goes on. */
const MARK = "\u0000";
const MODULES = new Map<string, unknown>([
  ["gradus", gradus],
  ["gradus/predict", predictOnly],
  ["@gradus/figures", figures],
  ["@gradus/figures/report", report],
  ["@gradus/onnx", onnx],
  ["@gradus/readers", readers],
  ["@gradus/readers/node", readersForNode],
]);

/** Documents that exist in both languages. */
const PAIRS = [
  "README.md",
  "examples/README.md",
  "onnx/README.md",
  "onnx/src/training/README.md",
  "core/kernels/README.md",
  ...filesOf("docs", ".md").filter((file) => !isChinese(file)),
];
const DOCUMENTS = [
  ...PAIRS.flatMap((file) => [file, chinese(file)]),
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "core/src/bp/README.md",
].filter((file) => existsSync(file));

/** Source files with examples in their doc comments. */
const EXAMPLES = ["core/src", "readers/src", "onnx/src"]
  .flatMap((folder) => filesOf(folder, ".ts"))
  .map((file) => [file, examplesOf(readFileSync(file, "utf8"))] as const)
  .filter(([, examples]) => examples.length > 0);

const folders: string[] = [];
afterAll(() => {
  process.chdir(ROOT);
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("documents", () => {
  test.each(PAIRS.filter((file) => existsSync(file)))("%s has a Chinese side of the same build", (file) => {
    const [english, other] = [file, chinese(file)].map(read);
    expect(other.headings).toEqual(english.headings);
    expect(other.blocks.map((block) => block.language)).toEqual(
      english.blocks.map((block) => block.language),
    );
  });

  test.each(DOCUMENTS)("the blocks of %s run and print what is shown", async (file) => {
    await checkBlocks(file, read(file).blocks);
  });

  test("the TypeScript blocks compile in a strict program", () => {
    const programs = DOCUMENTS.flatMap((file) => {
      const { blocks } = read(file);
      const starts = blocks.filter((block) => block.language === "ts" && !block.words.includes("continued"));
      return starts.map((block) => joined(file, continuationsOf(block, blocks)));
    });
    expect(programs.length).toBeGreaterThan(30);
    expect(typeErrorsOf(programs, ROOT)).toEqual([]);
  });

  test.each(DOCUMENTS)("%s holds no mark of text that is still to come", (file) => {
    expect(readFileSync(resolve(ROOT, file), "utf8")).not.toMatch(/@@|TODO|FIXME/);
  });

  test.each(DOCUMENTS)("the links of %s lead to files that exist", (file) => {
    const missing = read(file)
      .links.filter(({ target }) => !/^(https?:|mailto:|#)/.test(target))
      .filter(({ target }) => !existsSync(resolve(ROOT, dirname(file), target.replace(/#.*/, ""))))
      .map(({ target, line }) => `${file}:${line}: ${target}`);
    expect(missing).toEqual([]);
  });
});

describe("doc comments", () => {
  test.each(EXAMPLES)("the examples in %s give the values beside them", async (file, examples) => {
    const own = (await import(pathToFileURL(resolve(ROOT, file)).href)) as Record<string, unknown>;
    const scope = new Map(Object.entries({ ...gradus, ...own }));
    for (const { text, line } of examples) {
      await checkProgram({ file, line, text }, { scope, modules: MODULES, everyComment: true });
    }
  });
});

/** Runs the blocks of one document in order, in a folder that holds the examples' tables. */
async function checkBlocks(file: string, blocks: Block[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "gradus-documents-"));
  folders.push(folder);
  for (const to of [folder, join(folder, "examples")]) {
    cpSync(resolve(ROOT, "examples"), to, { recursive: true, filter: (path) => !path.endsWith(".md") });
  }
  process.chdir(folder);
  const printed = new Map<Block, string>();
  for (const block of blocks) {
    const source = { file, line: block.line, text: block.text };
    if (block.language === "sh") {
      const text = runShell(source, folder, exitCodeOf(block));
      if (text !== undefined) printed.set(block, text);
    } else if (isProgram(block) && !block.words.includes("continued")) {
      const chain = continuationsOf(block, blocks);
      const texts = (await checkProgram(joined(file, chain), { modules: MODULES })).split(`${MARK}\n`);
      for (const [k, part] of chain.entries()) printed.set(part, texts[k] ?? "");
    }
  }
  compareTexts(file, blocks, printed);
}

/** Compares each text block with what the block above it printed. */
function compareTexts(file: string, blocks: Block[], printed: ReadonlyMap<Block, string>): void {
  for (const [i, block] of blocks.entries()) {
    if (block.language !== "text") continue;
    const place = `${file}:${block.line}`;
    const found = i === 0 ? undefined : printed.get(blocks[i - 1]);
    if (found === undefined) throw new Error(`${place}: a text block must stand below a block that is run`);
    if (!isAsShown(found, block.text)) throw new Error(`${place}: expected\n${block.text}\ngot\n${found}`);
  }
}

function isProgram(block: Block): boolean {
  return block.language === "ts" || block.language === "js";
}

/** A program with the blocks marked `continued` that follow it, up to the next program. */
function continuationsOf(first: Block, blocks: Block[]): Block[] {
  const programs = blocks.slice(blocks.indexOf(first)).filter(isProgram);
  const end = programs.findIndex((block, k) => k > 0 && !block.words.includes("continued"));
  return end < 0 ? programs : programs.slice(0, end);
}

/** Several blocks as one program; each keeps its lines, and prints a mark on the line of its fence. */
function joined(file: string, [first, ...others]: Block[]): Source {
  let { text } = first;
  for (const block of others) {
    const gap = block.line - 1 - (first.line + text.split("\n").length);
    text += `${"\n".repeat(gap + 1)}console.log(${JSON.stringify(MARK)});\n${block.text}`;
  }
  return { file, line: first.line, text };
}

function exitCodeOf(block: Block): number {
  return Number(block.words.find((word) => word.startsWith("exit="))?.slice("exit=".length) ?? 0);
}

function read(file: string): Document {
  return parseDocument(readFileSync(resolve(ROOT, file), "utf8"));
}

function filesOf(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(ending) && !/\.test(-d)?\.ts$/.test(file))
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .toSorted();
}

function chinese(file: string): string {
  return file.replace(/\.md$/, ".zh.md");
}

function isChinese(file: string): boolean {
  return file.endsWith(".zh.md");
}
