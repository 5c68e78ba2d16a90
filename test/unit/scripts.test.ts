import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findChromium } from "../../scripts/chromium.mjs";
import CountReporter from "../../scripts/count-reporter.mjs";
import { isInstalled } from "../../scripts/setup.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gradus-scripts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("isInstalled()", () => {
  const other = process.platform === "darwin" ? "linux" : "darwin";
  const locked = {
    "": {},
    core: { version: "0.1.0" },
    "node_modules/gradus": { resolved: "core", link: true },
    "node_modules/a": { version: "1.0.0" },
    "node_modules/a-here": { version: "1.0.0", optional: true, os: [process.platform], cpu: [process.arch] },
    "node_modules/a-there": { version: "1.0.0", optional: true, os: [other] },
    "node_modules/a-helper": { version: "1.0.0", optional: true },
  };
  const { "node_modules/a-there": _there, "node_modules/a-helper": _helper, ...installed } = locked;

  function install(packages: Record<string, unknown>): void {
    write("package-lock.json", JSON.stringify({ packages: locked }));
    write("node_modules/.package-lock.json", JSON.stringify({ packages }));
    write(process.platform === "win32" ? "node_modules/.bin/gradus.cmd" : "node_modules/.bin/gradus", "");
    for (const path of Object.keys(packages)) write(`${path}/package.json`, "{}");
  }

  test("holds if all is there but packages of other platforms and their helpers", () => {
    install(installed);
    expect(isInstalled(folder)).toBe(true);
  });

  test("does not hold before an installation", () => {
    write("package-lock.json", JSON.stringify({ packages: locked }));
    expect(isInstalled(folder)).toBe(false);
  });

  test.each<[string, Record<string, unknown>]>([
    ["another version", { ...installed, "node_modules/a": { version: "1.0.1" } }],
    ["a package that is not locked", { ...installed, "node_modules/b": { version: "1.0.0" } }],
    ["a missing package", without("node_modules/a")],
    ["a missing link", without("node_modules/gradus")],
    ["a missing package of this platform", without("node_modules/a-here")],
  ])("does not hold with %s", (_, packages) => {
    install(packages);
    expect(isInstalled(folder)).toBe(false);
  });

  test("does not hold if a folder or the command was removed", () => {
    install(installed);
    rmSync(join(folder, "node_modules/a"), { recursive: true });
    expect(isInstalled(folder)).toBe(false);
    install(installed);
    rmSync(join(folder, "node_modules/.bin"), { recursive: true });
    expect(isInstalled(folder)).toBe(false);
  });

  function without(path: string): Record<string, unknown> {
    return Object.fromEntries(Object.entries(installed).filter(([key]) => key !== path));
  }
});

describe("checkNode()", () => {
  test.each([
    ["20.18.3", 2],
    ["18.20.0", 2],
    ["20.19.0", 0],
    ["22.0.0", 0],
  ])("with Node %s ends with %i", (version, status) => {
    const code = `import("./scripts/setup.mjs").then(({ checkNode }) => checkNode("${version}"))`;
    const child = spawnSync(process.execPath, ["-e", code], { encoding: "utf8" });
    expect(child.status).toBe(status);
    expect(child.stderr.includes(`needs Node.js 20.19 or later, and this is ${version}`)).toBe(status === 2);
  });
});

test("steps side by side are told in the order given; the first that fails is shown whole, and no later one", () => {
  const code = `import("./scripts/together.mjs").then(({ runTogether }) => runTogether([
    { name: "slow", command: [process.execPath, ["-e", "setTimeout(() => console.log(1), 200)"]], show: true },
    { name: "quick", command: [process.execPath, ["-e", "console.log(2)"]] },
    { name: "wrong", command: [process.execPath, ["-e", "console.log(3); console.error(4); process.exit(5)"]] },
    { name: "endless", command: [process.execPath, ["-e", "setInterval(() => 0, 1000)"]] },
  ], 4)).catch(({ message }) => console.log(message))`;
  const { stdout, stderr } = spawnSync(process.execPath, ["-e", code], { encoding: "utf8", timeout: 30_000 });
  expect(
    stdout
      .replaceAll(/ [\d.]+ s/g, "")
      .trim()
      .split("\n"),
  ).toEqual(["· slow", "1", "· quick", 'The step "wrong" failed: exit code 5']);
  expect(stderr).toBe("3\n4\n");
});

describe("findChromium()", () => {
  test("takes $CHROMIUM, and none if that says so", () => {
    expect(findChromium({ CHROMIUM: "/a/b" })).toBe("/a/b");
    expect(findChromium({ CHROMIUM: "none", PATH: process.env.PATH })).toBeUndefined();
  });

  test("takes a program on the path that can be run", () => {
    const file = write("chromium", "#!/bin/sh\n");
    chmodSync(file, 0o644);
    expect(findChromium({ PATH: folder })).not.toBe(file);
    chmodSync(file, 0o755);
    expect(findChromium({ PATH: folder })).toBe(file);
  });
});

describe("the reporter", () => {
  test("counts what was found, says why tests were skipped, and has the counts alone on the last line", () => {
    const results = [
      { state: "passed" },
      { state: "passed" },
      { state: "failed" },
      { state: "pending" },
      { state: "skipped", note: "no browser" },
      { state: "skipped", note: "no browser" },
      { state: "skipped" },
    ];
    const tests = results.map((result, i) => ({ fullName: `test ${i}`, result: () => result }));
    const modules = [
      { children: { allTests: () => tests }, errors: () => [] },
      { children: { allTests: () => [] }, errors: () => [new Error("does not load")] },
    ];
    const file = join(folder, "counts.txt");
    const before = process.env.GRADUS_COUNTS;
    process.env.GRADUS_COUNTS = file;
    try {
      new CountReporter().onTestRunEnd(modules, [new Error("unhandled")]);
    } finally {
      if (before === undefined) delete process.env.GRADUS_COUNTS;
      else process.env.GRADUS_COUNTS = before;
    }
    expect(readFileSync(file, "utf8")).toBe(
      "2 skipped: no browser\n1 skipped: test 6\n2 passed, 4 failed, 3 skipped",
    );
  });
});

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}
