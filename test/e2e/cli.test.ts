/** The command as a user meets it: the built program as a child process, its streams, files and exit codes. */
import { spawn, spawnSync, type SpawnSyncReturns } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const main = resolve("cli/dist/main.js");
const folder = mkdtempSync(join(tmpdir(), "gradus-cli-"));
const at = (name: string): string => join(folder, name);
const concrete = ["--label", "compressive_strength"];
const quick = ["--epochs", "20", "--nets", "2", "--hidden", "6"];

interface Json {
  [key: string]: Json & number & string & Json[];
}

function gradus(...args: string[]): SpawnSyncReturns<string> {
  return gradusWith({}, ...args);
}

function gradusWith(
  options: { input?: string; env?: Record<string, string> },
  ...args: string[]
): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [main, ...args], {
    cwd: folder,
    encoding: "utf8",
    ...(options.input === undefined ? {} : { input: options.input }),
    env: { ...process.env, LANG: "C.UTF-8", LC_ALL: "", GRADUS_LANG: "", NO_COLOR: "1", ...options.env },
  });
}

function json(...args: string[]): Json {
  const { stdout, stderr, status } = gradus(...args, "--json");
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Json;
}

beforeAll(() => {
  for (const name of ["iris.csv", "concrete_named.csv", "penguins.csv"])
    copyFileSync(`examples/${name}`, at(name));
  writeFileSync(
    at("small.csv"),
    `a,b,y\n${Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 5},${(i % 7) + 2 * (i % 5)}`).join("\n")}\n`,
  );
  expect(gradus("train", "small.csv", "--label", "y", ...quick, "-o", "small.safetensors", "-q").status).toBe(
    0,
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("fields that other programs rely on", () => {
  test("train --json", () => {
    const run = json("train", "concrete_named.csv", "--label", "compressive_strength", ...quick);
    expect(run["data"]).toMatchObject({ rows: 1030, label: "compressive_strength", task: "regression" });
    expect(run["data"]["features"]).toHaveLength(8);
    // 70/15/15 of 1030 by largest remainders, worked by hand: 721, 154.5 and 154.5.
    expect(run["split"]["train"]).toBe(721);
    expect(run["split"]["train"] + run["split"]["validation"] + run["split"]["test"]).toBe(1030);
    expect(run["network"]).toMatchObject({ sizes: [8, 6, 1], activations: ["tanh", "identity"] });
    expect(run["network"]["parameters"]).toBe(8 * 6 + 6 + 6 + 1 + 8); // with the linear skip
    expect(run["engine"]).toEqual({ name: "wasm", precision: "float32" });
    expect(run["best"]["epoch"]).toBeGreaterThan(0);
    expect(run["stopped"]).toBe("epochs");
    for (const part of ["train", "validation", "test"]) {
      for (const metric of ["rmse", "mae", "r2", "r"])
        expect(run["metrics"][part][metric]).toBeTypeOf("number");
    }
    for (const name of ["mean", "linear"])
      expect(run["baselines"][name]["test"]["rmse"]).toBeTypeOf("number");
    expect(existsSync(join(folder, run["files"][0] as unknown as string))).toBe(true);
    expect(run["warnings"]).toBeInstanceOf(Array);
    expect(run["seconds"]).toBeGreaterThan(0);
  });

  test("train --json of classes", () => {
    const run = json("train", "iris.csv", "--label", "species", ...quick);
    for (const metric of ["accuracy", "logLoss", "macroF1"])
      expect(run["metrics"]["test"][metric]).toBeTypeOf("number");
    expect(run["baselines"]["majority"]["test"]["accuracy"]).toBeCloseTo(1 / 3, 1);
  });

  test("cv --json with given folds: fold i of the file is the test part of run i", () => {
    const folds = Array.from({ length: 150 }, (_, i) => i % 3);
    writeFileSync(at("folds.txt"), `${folds.join("\n")}\n`);
    const all = json("cv", "iris.csv", "--label", "species", "--fold-file", "folds.txt", ...quick);
    expect(
      (all["folds"] as unknown as Json[]).map((one) => [one["fold"], one["train"], one["test"]]),
    ).toEqual([
      [0, 100, 50],
      [1, 100, 50],
      [2, 100, 50],
    ]);
    const accuracies = (all["folds"] as unknown as Json[]).map((one) => one["metrics"]["accuracy"] as number);
    const mean = accuracies.reduce((a, b) => a + b) / 3;
    expect(all["mean"]["accuracy"]).toBeCloseTo(mean, 12);
    expect(all["sd"]["accuracy"]).toBeCloseTo(
      Math.sqrt(accuracies.reduce((sum, a) => sum + (a - mean) ** 2, 0) / 2),
      12,
    );
    expect(all["pooled"]["accuracy"]).toBeCloseTo(mean, 12); // equal folds
    const some = json(
      "cv",
      "iris.csv",
      "--label",
      "species",
      "--fold-file",
      "folds.txt",
      "--only-folds",
      "1,2",
      ...quick,
    );
    expect((some["folds"] as unknown as Json[]).map((one) => one["metrics"])).toEqual(
      (all["folds"] as unknown as Json[]).slice(1).map((one) => one["metrics"]),
    );
  });

  test("cv --json tells the folds' kind, intervals and the comparison; --learning-curve the points and a verdict", () => {
    const cv = json("cv", "concrete_named.csv", ...concrete, "--split-group-except", "age", ...quick);
    expect(cv).toMatchObject({ kind: "random", groupExcept: ["age"], complete: true });
    const { lo, hi } = cv["confidence"]["metrics"]["rmse"] as unknown as { lo: number; hi: number };
    expect(lo).toBeLessThan(cv["pooled"]["rmse"]);
    expect(hi).toBeGreaterThan(cv["pooled"]["rmse"]);
    for (const name of ["difference", "lo", "hi", "p"]) expect(cv["comparison"][name]).toBeTypeOf("number");
    expect(cv["comparison"]).toMatchObject({ metric: "rmse", against: "linear" });
    const { learningCurve: curve } = json("cv", "iris.csv", "-y", "species", ...quick, "--learning-curve");
    expect(curve["points"] as unknown as Json[]).toHaveLength(4);
    expect(["more", "little", "enough", "unclear"]).toContain(curve["verdict"]);
    const rolling = json("cv", "iris.csv", "-y", "sepal_length", ...quick, "--split-order", "--folds", "2");
    expect((rolling["folds"] as unknown as Json[]).map((one) => one["train"])).toEqual([50, 100]);
    const text = gradus("cv", "iris.csv", "-y", "species", ...quick, "--lang", "zh").stdout;
    expect(text).toContain("校正的重抽样 t 检验");
  });

  test("evaluate --part test --json: intervals, baselines, comparison, the worst row by its number in the file", () => {
    const run = json("train", "concrete_named.csv", ...concrete, ...quick, "-o", "part.safetensors");
    const part = json("evaluate", "part.safetensors", "concrete_named.csv", "--part", "test");
    expect(part["metrics"]["rmse"]).toBe(run["metrics"]["test"]["rmse"]);
    expect(part["baselines"]["linear"]["rmse"]).toBeCloseTo(run["baselines"]["linear"]["test"]["rmse"], 12);
    expect(part["comparison"]).toMatchObject({ metric: "rmse", against: "linear", level: 0.95 });
    const [{ row, actual }] = part["worst"] as unknown as { row: number; actual: number }[];
    const line = readFileSync(at("concrete_named.csv"), "utf8").split("\n")[row];
    expect(Number(line.split(",").at(-1))).toBe(actual);
    json("train", "iris.csv", "-y", "species", ...quick, "-o", "iris.safetensors");
    const classes = json("evaluate", "iris.safetensors", "iris.csv");
    expect((classes["classes"] as unknown as Json[]).map((one) => one["rows"])).toEqual([50, 50, 50]);
    expect(classes["reliability"]).not.toHaveLength(0);
    expect(classes["comparison"]).toBeNull();
  });

  test("an error is one JSON object with code, kind, message, hint and place", () => {
    writeFileSync(at("ragged.csv"), "a,b,y\n1,2,3\n4,5\n");
    const { stdout, status } = gradus("train", "ragged.csv", "--label", "y", "--json");
    const { error } = JSON.parse(stdout) as { error: Record<string, unknown> };
    expect(status).toBe(3);
    expect(error).toMatchObject({ kind: "data", file: "ragged.csv", line: 3 });
    expect(error["message"]).toContain("2 cells");
  });
});

describe("exit codes", () => {
  test.each([
    [2, ["train", "small.csv"]],
    [2, ["train", "small.csv", "--label", "y", "--epochs", "-1"]],
    [2, ["trian", "small.csv"]],
    [3, ["train", "small.csv", "--label", "z"]],
    [3, ["train", "absent.csv", "--label", "y"]],
    [4, ["predict", "small.csv", "small.csv"]],
    [4, ["show", "absent.safetensors"]],
    [6, ["train", "small.csv", "--label", "y", "-o", "absent/m.safetensors"]],
    [5, ["train", "small.csv", "--label", "y", "--optimizer", "sgd", "--lr", "1e300", "--epochs", "5"]],
    [1, ["evaluate", "small.safetensors", "small.csv", "--fail-under", "r2=1.5"]],
    [0, ["evaluate", "small.safetensors", "small.csv", "--fail-under", "r2=-1000"]],
  ])("%i for gradus %j, in one sentence and without a stack", (code, args) => {
    const { status, stderr, stdout } = gradus(...args);
    expect(status, stderr).toBe(code);
    expect(`${stdout}${stderr}`).not.toMatch(/^\s+at .+:\d+:\d+/m);
    if (code > 1) expect(stderr).toMatch(/^error\[E\d{3}\]: /m);
  });

  test("the nearest name is offered for a wrong column, flag and command", () => {
    expect(gradus("train", "concrete_named.csv", "--label", "compresive_strength").stderr).toContain(
      "compressive_strength",
    );
    expect(gradus("train", "small.csv", "--lable", "y").stderr).toContain("--label");
    expect(gradus("trian", "small.csv").stderr).toContain("train");
  });
});

describe("streams", () => {
  test("results on stdout, messages on stderr; quiet says nothing; no escape codes where nobody watches", () => {
    const run = gradus("train", "small.csv", "--label", "y", ...quick, "-o", "streams.safetensors");
    expect(run.stdout).toContain("RMSE");
    expect(run.stderr).toContain("epoch");
    expect(`${run.stdout}${run.stderr}`).not.toContain("\u001b");
    const quiet = gradus("train", "small.csv", "--label", "y", ...quick, "-o", "streams.safetensors", "-q");
    expect(`${quiet.stdout}${quiet.stderr}`).toBe("");
  });

  test("predict writes CSV: one row for each row, in order, whatever the order of the columns", () => {
    const rows = readFileSync(at("small.csv"), "utf8").trim().split("\n");
    const turned = rows.map((row) => row.split(",").toReversed().join(",")).join("\n");
    const one = gradus("predict", "small.safetensors", "small.csv", "-q").stdout;
    const other = gradusWith({ input: turned }, "predict", "small.safetensors", "-", "-q").stdout;
    expect(one.trim().split(/\r?\n/)).toHaveLength(rows.length);
    expect(other).toBe(one);
  });

  test("predict of classes has a probability for each, and keeps the columns on request", () => {
    gradus("train", "iris.csv", "--label", "species", ...quick, "-o", "iris.safetensors", "-q");
    const lines = gradus("predict", "iris.safetensors", "iris.csv", "-q").stdout.trim().split(/\r?\n/);
    expect(lines[0]).toBe("pred,p_setosa,p_versicolor,p_virginica");
    const sum = lines[1]
      .split(",")
      .slice(1)
      .reduce((total, p) => total + Number(p), 0);
    expect(sum).toBeCloseTo(1, 12);
  });

  test("a closed pipe ends the run without a word", async () => {
    const child = spawn(
      "sh",
      ["-c", `"${process.execPath}" "${main}" predict small.safetensors small.csv -q | head -1`],
      { cwd: folder },
    );
    let [out, err] = ["", ""];
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    child.stderr.on("data", (data: Buffer) => (err += data.toString()));
    await new Promise((done) => child.on("close", done));
    expect(out.trim()).toBe("pred");
    expect(err).toBe("");
  });

  test("a full device is an error of writing", () => {
    if (!existsSync("/dev/full")) return;
    const { status, stderr } = spawnSync(
      "sh",
      ["-c", `"${process.execPath}" "${main}" predict small.safetensors small.csv > /dev/full`],
      {
        cwd: folder,
        encoding: "utf8",
      },
    );
    expect(status).toBe(6);
    expect(stderr).toMatch(/error\[E40/);
  });

  test("Chinese on request, by flag or by the environment", () => {
    expect(gradus("--help", "--lang", "zh").stdout).toMatch(/[一-龥]/);
    expect(gradusWith({ env: { GRADUS_LANG: "zh" } }, "train", "small.csv", "--label", "z").stderr).toMatch(
      /错误\[E/,
    );
    expect(gradusWith({ env: { LC_ALL: "zh_CN.UTF-8" } }, "learn").stdout).toMatch(/步骤 1\/10/);
  });
});

describe("files", () => {
  test("equal runs write equal bytes, whatever the time zone and the language", () => {
    const bytes = (name: string, env: Record<string, string>): Buffer => {
      gradusWith({ env }, "train", "small.csv", "--label", "y", ...quick, "-o", name, "-q");
      return readFileSync(at(name));
    };
    const one = bytes("one.safetensors", { TZ: "UTC" });
    expect(bytes("two.safetensors", { TZ: "Asia/Shanghai", LC_ALL: "zh_CN.UTF-8" })).toEqual(one);
  });

  test("a failed run leaves the old model and no other file", () => {
    const before = readFileSync(at("small.safetensors"));
    const files = readdirSync(folder);
    expect(gradus("train", "ragged.csv", "--label", "y", "-o", "small.safetensors").status).toBe(3);
    expect(readFileSync(at("small.safetensors"))).toEqual(before);
    expect(readdirSync(folder)).toEqual(files);
  });

  test("an output that cannot be written is refused before training", () => {
    mkdirSync(at("closed"), { recursive: true });
    chmodSync(at("closed"), 0o500);
    const isRoot = process.getuid?.() === 0;
    const target = isRoot ? "closed" : "closed/m.safetensors"; // a folder as the output; root may write anywhere
    const { status, stderr } = gradus(
      "train",
      "concrete_named.csv",
      "--label",
      "compressive_strength",
      "-o",
      target,
    );
    expect(status).toBe(6);
    expect(stderr).not.toContain("epoch");
  });

  test("SIGINT saves the best weights and a way to go on; the resumed run ends as one that was never stopped", async () => {
    const args = [
      "train",
      "concrete_named.csv",
      "--label",
      "compressive_strength",
      "--epochs",
      "800",
      "--patience",
      "800",
      "--nets",
      "2",
    ];
    const child = spawn(process.execPath, [main, ...args, "-o", "whole.safetensors"], { cwd: folder });
    let err = "";
    child.stderr.on("data", (data: Buffer) => {
      if (err === "") setTimeout(() => child.kill("SIGINT"), 300);
      err += data.toString();
    });
    let out = "";
    child.stdout.on("data", (data: Buffer) => (out += data.toString()));
    const code = await new Promise((done) => child.on("close", done));
    expect(code, err).toBe(130);
    expect(out).toContain("--resume");
    expect(readdirSync(folder)).toContain("whole.partial.safetensors");
    const resumed = gradus(
      ...args,
      "-o",
      "resumed.safetensors",
      "--resume",
      "whole.partial.safetensors",
      "-q",
    );
    expect(resumed.status, resumed.stderr).toBe(0);
    expect(gradus(...args, "-o", "whole.safetensors", "-q").status).toBe(0);
    expect(readFileSync(at("resumed.safetensors"))).toEqual(readFileSync(at("whole.safetensors")));
  });
});

test("gradcheck, show, inspect, limits, completion and learn answer", () => {
  expect(gradus("gradcheck", "small.safetensors", "small.csv").status).toBe(0);
  expect(gradus("show", "small.safetensors", "--weights").stdout).toContain("W1");
  expect(gradus("small.csv").stdout).toContain("gradus train small.csv");
  expect(gradus("limits").stdout).toMatch(/10[,\s]?000/);
  for (const shell of ["bash", "zsh", "fish", "powershell"])
    expect(gradus("completion", shell).stdout).toContain("gradus");
  expect(gradus("learn", "--step", "8").stdout).toContain("(3×2)(2×1) ⊙ (3×1) → (3×1)");
});

test("the first steps of a newcomer who does everything wrong are told what to do", () => {
  writeFileSync(
    at("words.csv"),
    `a,y\n${Array.from({ length: 30 }, (_, i) => `${i},${i === 12 ? "1O2.5" : i * 2}`).join("\n")}\n`,
  );
  const { stderr, status } = gradus("train", "words.csv", "--label", "y");
  expect(status).toBe(3);
  expect(stderr).toContain("words.csv:14:");
  expect(stderr).toContain("1O2.5");
  writeFileSync(
    at("headless.csv"),
    `${Array.from({ length: 30 }, (_, i) => `${i * 1.5 + 1},${i * 2.5 + 7}`).join("\n")}\n`,
  );
  expect(gradus("inspect", "headless.csv").stderr).toContain("--no-header");
});

test("an output that is an input of the same command is refused, and the input is whole", () => {
  copyFileSync(at("small.csv"), at("precious.csv"));
  const before = readFileSync(at("precious.csv"));
  for (const args of [
    ["predict", "small.safetensors", "precious.csv", "-o", "precious.csv"],
    ["train", "precious.csv", "--label", "y", ...quick, "-o", "precious.csv"],
    ["train", "precious.csv", "--label", "y", ...quick, "--events", "./precious.csv"],
  ]) {
    const { status, stderr } = gradus(...args);
    expect(status, stderr).toBe(6);
    expect(stderr).toContain("E402");
  }
  expect(readFileSync(at("precious.csv"))).toEqual(before);
});

test("predict needs no readable label, and keeps a place for each row that it skips", () => {
  writeFileSync(at("new.csv"), "a,b,y\n1,2,TBD\nwhat,2,TBD\n3,4,TBD\n");
  expect(gradus("predict", "small.safetensors", "new.csv", "-q").status).toBe(3);
  const run = json("predict", "small.safetensors", "new.csv", "--on-error", "skip");
  const [{ values }] = run["predictions"] as unknown as { values: (number | null)[] }[];
  expect(values.map((value) => value === null)).toEqual([false, true, false]);
});

test("cross-validation refuses shares and parts; stray cells can be skipped in training", () => {
  expect(gradus("cv", "iris.csv", "--label", "species", "--split", "70/15/15").status).toBe(2);
  expect(gradus("cv", "iris.csv", "--label", "species", "--split-column", "species").status).toBe(2);
  writeFileSync(
    at("stray.csv"),
    `a,y\n${Array.from({ length: 40 }, (_, i) => `${i},${i === 9 ? "x" : 2 * i}`).join("\n")}\n`,
  );
  expect(gradus("train", "stray.csv", "--label", "y", ...quick).status).toBe(3);
  expect(gradus("train", "stray.csv", "--label", "y", ...quick, "--bad-rows", "skip").status).toBe(0);
});
