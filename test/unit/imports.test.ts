import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { breaches, readRule, type SourceFile } from "./import-rule.js";

const rule = readRule(readFileSync("CONTRIBUTING.md", "utf8"));
const sources = ["core", "readers", "onnx", "figures", "cli"].flatMap((folder) => sourcesOf(`${folder}/src`));

describe("the import rule of CONTRIBUTING.md", () => {
  test("holds in every file of core, readers, onnx, figures and cli", () => {
    expect(sources.length).toBeGreaterThan(20);
    expect(breaches(sources, rule)).toEqual([]);
  });

  test("has a row for everything that lies in core/src", () => {
    const places = new Set(
      sources
        .filter(({ path }) => path.startsWith("core/src/"))
        .map(({ path }) => path.split("/")[2].replace(/^([^.]+)$/, "$1/")),
    );
    const rows = new Set([...rule.keys()].map((row) => row.replace(/\/.*/, "/")));
    expect([...places].filter((place) => !rows.has(place))).toEqual([]);
  });

  test("core/package.json names no dependencies", () => {
    const core = JSON.parse(readFileSync("core/package.json", "utf8")) as Record<string, unknown>;
    const kinds = ["dependencies", "peerDependencies", "optionalDependencies", "bundleDependencies"];
    expect(kinds.filter((kind) => kind in core)).toEqual([]);
  });
});

describe("breaches()", () => {
  test.each([
    ["core/src/bp/loss.ts", '\nimport { x } from "../train/fit.js";', "2: bp/ may not import train/fit.ts"],
    [
      "core/src/bp/loss.ts",
      'import type { X } from "../table/table.js";',
      "1: bp/ may not import table/table.ts",
    ],
    ["core/src/bp/loss.ts", 'export * from "../index.js";', "1: bp/ may not import index.ts"],
    ["core/src/bp/loss.ts", 'import "./forward";', '1: "./forward" does not end in ".js"'],
    [
      "core/src/table/split.ts",
      'import { x } from "../bp/network.js";',
      "1: table/ may not import bp/network.ts",
    ],
    ["core/src/assess/metrics.ts", 'import "../model/model.js";', "1: assess/ may not import model/model.ts"],
    ["core/src/train/fit.ts", 'import "../model/train.js";', "1: train/ may not import model/train.ts"],
    ["core/src/matrix.ts", 'const x = await import("zod");', '1: core has no dependencies, got "zod"'],
    ["core/src/random.ts", 'import "node:crypto";', '1: core has no dependencies, got "node:crypto"'],
    ["core/src/other/x.ts", 'import "../errors.js";', "1: CONTRIBUTING.md has no row for other/x.ts"],
    [
      "core/src/index.ts",
      'export * from "./errors.js";\nexport const x = 1;',
      "2: an index.ts re-exports and does nothing else",
    ],
    ["core/src/matrix.ts", "\n\nnew Function('x');", "3: Function makes code of a text"],
    ["cli/src/main.ts", "eval('x');", "1: eval makes code of a text"],
    [
      "cli/src/main.ts",
      'import "gradus/src/matrix.js";',
      '1: "gradus/src/matrix.js" is a path into a package',
    ],
    [
      "cli/src/main.ts",
      'import "../../core/src/matrix.js";',
      '1: "../../core/src/matrix.js" is a path into another package',
    ],
    [
      "readers/src/csv.ts",
      'import "node:fs";',
      '1: only readers/src/node.ts imports node: modules, got "node:fs"',
    ],
    ["readers/src/csv.ts", 'import "@gradus/cli";', '1: readers may not import "@gradus/cli"'],
    ["onnx/src/graph.ts", 'import "onnxruntime-node";', '1: onnx may not import "onnxruntime-node"'],
    ["onnx/src/graph.ts", 'import "@gradus/readers";', '1: onnx may not import "@gradus/readers"'],
    ["figures/src/draw.ts", 'import "@gradus/readers";', '1: figures may not import "@gradus/readers"'],
    ["figures/src/draw.ts", 'import "node:fs";', '1: figures may not import "node:fs"'],
  ])("names the line of %s with %j", (path, text, problem) => {
    expect(breaches([{ path, text }], rule)).toEqual([`${path}:${problem}`]);
  });

  test.each([
    ["core/src/train/fit.ts", 'import "../assess/metrics.js"; import "./epoch.js"; import "../bp/loss.js";'],
    ["core/src/model/evaluate.ts", 'import "../assess/metrics.js"; import "./model.js";'],
    ["readers/src/node.ts", 'import "node:fs"; import "gradus"; import "./csv.js";'],
    ["onnx/src/graph.ts", 'import "gradus"; import "@bufbuild/protobuf"; import "./x.js";'],
    ["onnx/src/runtime.ts", 'import "onnxruntime-node"; import "onnxruntime-web/wasm";'],
    ["cli/src/main.ts", 'import "node:fs"; import "@gradus/readers/node"; import "commander";'],
    ["core/src/matrix.ts", '// import "zod"; eval("x")'],
  ])("finds nothing wrong with %s and %j", (path, text) => {
    expect(breaches([{ path, text }], rule)).toEqual([]);
  });
});

function sourcesOf(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !/\.test(-d)?\.ts$/.test(file))
    .map((file) => `${folder}/${file.replaceAll("\\", "/")}`)
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}
