import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { shellWords, withoutFlag } from "./shell.js";

test.runIf(process.platform !== "win32")("a shell reads the words as they were", () => {
  const words = [
    "a.csv",
    "two words",
    "it's",
    "$HOME",
    "`ls`",
    "",
    "损失",
    "a;b",
    '"',
    "--x=1,2",
    "\\",
    "~",
    "*",
  ];
  const { stdout } = spawnSync("sh", ["-c", `printf '%s\\n' ${shellWords(words)}`], { encoding: "utf8" });
  expect(stdout.split("\n").slice(0, -1)).toEqual(words);
});

test("plain words stay as they are", () => {
  expect(shellWords(["train", "data/a.csv", "--label", "y"])).toBe("train data/a.csv --label y");
});

test("withoutFlag() drops the flag with its value, in both forms", () => {
  expect(withoutFlag(["a", "--resume", "x", "b"], "--resume")).toEqual(["a", "b"]);
  expect(withoutFlag(["a", "--resume=x", "b"], "--resume")).toEqual(["a", "b"]);
});
