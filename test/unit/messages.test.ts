import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const PARTS = "core/src/messages/";
const packages = ["core", "readers", "onnx", "figures", "cli", "studio"];
const files = new Map(
  packages
    .flatMap((name) =>
      readdirSync(`${name}/src`, { recursive: true, encoding: "utf8" }).map(
        (file) => `${name}/src/${file.replaceAll("\\", "/")}`,
      ),
    )
    .filter((file) => /\.(ts|svelte)$/.test(file) && !/\.test(-d)?\.ts$/.test(file))
    .map((file) => [file, withoutComments(readFileSync(file, "utf8"))]),
);
/** In which part a message stands, by its code. */
const partOf = new Map<string, string>();
for (const [file, text] of files) {
  if (!file.startsWith(PARTS)) continue;
  for (const [, code] of text.matchAll(/^ {2}([EW]\d{3}): \{/gm))
    partOf.set(code, file.slice(PARTS.length, -3));
}
const saying = [...files]
  .filter(([file]) => !file.startsWith(PARTS))
  .map(([file, text]) => ({
    file,
    codes: [...text.matchAll(/["'`]([EW]\d{3})["'`]/g)].map(([, code]) => code),
  }))
  .filter(({ codes }) => codes.length > 0);

describe("a bundle carries the messages of what it imports, because", () => {
  test("each file of core imports the messages that it may say", () => {
    const missing = saying
      .filter(({ file }) => file.startsWith("core/"))
      .flatMap(({ file, codes }) => {
        const imported = new Set(
          [...files.get(file)!.matchAll(/import ".*\/messages\/(\w+)\.js";/g)].map(([, part]) => part),
        );
        return codes.filter((code) => !imported.has(partOf.get(code)!)).map((code) => `${file}: ${code}`);
      });
    expect(saying.length).toBeGreaterThan(60);
    expect(missing).toEqual([]);
  });

  test.each(["readers", "onnx", "figures"])("each file of %s imports what its package may say", (name) => {
    const own = files.get(`${name}/src/messages.ts`)!;
    const said = saying.filter(
      ({ file }) => file.startsWith(`${name}/`) && files.get(file)!.includes("new GradusError("),
    );
    const missing = said.flatMap(({ file, codes }) => [
      ...(/import "\.{1,2}\/(?:\.\.\/)*messages\.js";/.test(files.get(file)!)
        ? []
        : [`${file}: messages.js`]),
      ...codes
        .filter((code) => !own.includes(`${partOf.get(code)}Messages`))
        .map((code) => `${file}: ${code}`),
    ]);
    expect(said.length).toBeGreaterThan(0);
    expect(missing).toEqual([]);
  });

  test("bundlers are told which files do something when they are imported", () => {
    for (const name of ["readers", "onnx", "figures"]) {
      expect(sideEffectsOf(name)).toEqual(
        expect.arrayContaining(["./src/messages.ts", "./dist/messages.js"]),
      );
    }
    expect(sideEffectsOf("core")).toEqual(
      expect.arrayContaining(["./src/messages/*.ts", "./dist/messages/*.js"]),
    );
  });
});

test("somebody says each message", () => {
  const said = new Set(saying.flatMap(({ codes }) => codes));
  expect([...partOf.keys()].filter((code) => !said.has(code))).toEqual([]);
  expect([...said].filter((code) => !partOf.has(code))).toEqual([]);
});

test("a worker of a pool loads nothing later: some bundlers make it one file, and refuse", () => {
  const seen = new Set(["core/src/train/worker.ts"]);
  for (const file of seen) {
    const text = files.get(file)!;
    expect(text, file).not.toMatch(/\bimport\(/);
    for (const [, target] of text.matchAll(/^(?:import|export)(?! type)[^;]*?"(\.[^"]+)\.js";/gm))
      seen.add(new URL(`${target}.ts`, `file:///${file}`).pathname.slice(1));
  }
  expect(seen).toContain("core/src/engine/wasm/pass64.ts");
});

function sideEffectsOf(name: string): unknown {
  return (JSON.parse(readFileSync(`${name}/package.json`, "utf8")) as { sideEffects: unknown }).sideEffects;
}

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[^]*?\*\//g, "").replaceAll(/(^|\s)\/\/.*/g, "$1");
}
