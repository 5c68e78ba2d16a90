import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { runShell } from "../documents/shell.js";

const folder = mkdtempSync(join(tmpdir(), "gradus-shell-"));
cpSync("examples/iris.csv", join(folder, "iris.csv"));
afterAll(() => rmSync(folder, { recursive: true }));

test("runShell() runs the lines of gradus, over several lines and in pipes, and gives their stdout", () => {
  expect(run("# the version\ngradus --version")).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(run("npm ci\nnpx gradus inspect \\\n  iris.csv | head -n 1")).toMatch(/\S/);
  expect(run("gradus --version\ngradus --version")!.trim().split("\n")).toHaveLength(2);
});

test("runShell() speaks the language of the document", () => {
  const [english, chinese] = ["a.md", "a.zh.md"].map((file) => run("gradus inspect iris.csv", 0, file));
  expect(english).not.toMatch(/[一-鿿]/);
  expect(chinese).toMatch(/[一-鿿]/);
});

test("runShell() refuses another exit code than the one shown", () => {
  expect(run("gradus inspect absent.csv 2>/dev/null", 3)).toBe("");
  expect(() => run("gradus inspect absent.csv")).toThrow("a.md:7: expected exit code 0, got 3");
  expect(() => run("gradus --version", 2)).toThrow("a.md:7: expected exit code 2, got 0");
});

test("runShell() runs nothing but gradus, and refuses what is no known command", () => {
  const known = [
    "npm start",
    "npm test",
    "npm run build",
    "npm install gradus @gradus/readers",
    "npm install -g @gradus/cli",
    "git clone https://example.org/gradus.git",
    "cd gradus",
  ];
  expect(run(known.join("\n"))).toBeUndefined();
  for (const line of [
    "npm run no-such-script",
    "npm install left-pad",
    "rm -rf .",
    "gradusx",
    "npm start now",
  ]) {
    expect(() => run(line)).toThrow(`a.md:7: "${line}" is no known command`);
  }
});

function run(text: string, exitCode = 0, file = "a.md"): string | undefined {
  return runShell({ file, line: 7, text }, folder, exitCode);
}
