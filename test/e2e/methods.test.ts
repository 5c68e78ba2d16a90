/** Methods that look at all rows, start values from a file, and names known from elsewhere, through the built program. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { activationAliases, optimizerAliases, scaleAliases } from "gradus";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Made by test/fixtures/cli/make_lm.py with numpy: a table of two labels, start values, and the first iterations. */
const fixture = JSON.parse(readFileSync("test/fixtures/cli/lm.json", "utf8")) as {
  table: string;
  start: { W: number[][][]; b: number[][]; [key: string]: unknown };
  history: { epoch: number; sse: number; mu: number }[];
};

const main = resolve("cli/dist/main.js");
const folder = mkdtempSync(join(tmpdir(), "gradus-methods-"));
const plain = ["train", "t.csv", "-y", "y1,y2", "--scale", "none", "--split", "none"];

function gradus(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, LC_ALL: "", GRADUS_LANG: "en", NO_COLOR: "1" };
  return spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: "utf8", env });
}

interface Run {
  loss: { name: string; sse: number; train: number };
  history: { epoch: number; sse: number; mu: number; trainLoss: number; gradientNorm: number }[];
  recipe: { optimizer: { name: string }; scaleLabel: boolean; scale: string; nets: number };
  network: { sizes: number[]; activations: string[]; skip: boolean; nets: number };
  split: { train: number; validation: number; test: number };
  stopped: string;
}

function trained(...args: string[]): Run {
  const { status, stdout, stderr } = gradus(...args, "--json", "-o", "m.safetensors");
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout) as Run;
}

function write(name: string, value: unknown): string {
  writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  return name;
}

beforeAll(() => {
  write("t.csv", fixture.table);
  write("start.json", fixture.start);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("--optimizer lm --init-file --scale none --split none", () => {
  test("takes numpy's first iterations, to 1e-9, from the given weights", () => {
    const run = trained(...plain, "--optimizer", "lm", "--init-file", "start.json", "--epochs", "8");
    expect(run.history).toHaveLength(fixture.history.length);
    fixture.history.forEach(({ epoch, sse, mu }, k) => {
      expect(run.history[k].epoch).toBe(epoch);
      expect(Math.abs(run.history[k].sse / sse - 1), `sse of iteration ${k}`).toBeLessThan(1e-9);
      expect(run.history[k].mu / mu).toBeCloseTo(1, 12);
    });
    expect(run.loss.sse / fixture.history.at(-1)!.sse).toBeCloseTo(1, 9);
    expect(run.recipe).toMatchObject({ scale: "none", scaleLabel: false, nets: 1 });
    expect(run.network).toMatchObject({ sizes: [2, 3, 2], activations: ["tanh", "identity"], skip: false });
    expect(run.split).toMatchObject({ train: 12, validation: 0, test: 0 });
  });

  test("loss.sse is in the labels' units, whatever scale they were trained in", () => {
    const run = trained(
      "train",
      "t.csv",
      "-y",
      "y1,y2",
      "--split",
      "none",
      "--optimizer",
      "lm",
      "--epochs",
      "3",
    );
    expect(run.recipe.scaleLabel).toBe(true);
    expect(gradus("predict", "m.safetensors", "t.csv", "-o", "p.csv").status).toBe(0);
    const cells = (text: string): number[][] =>
      text
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",").map(Number));
    const wanted = cells(fixture.table);
    const got = cells(readFileSync(join(folder, "p.csv"), "utf8"));
    const sse = wanted.flatMap((row, i) => [2, 3].map((j) => (row[j] - got[i].at(j - 4)!) ** 2));
    expect(run.loss.sse).toBeCloseTo(
      sse.reduce((sum, r) => sum + r, 0),
      9,
    );
  });

  test("a skip may be given with its weights: they count", () => {
    const skip = write("skip.json", {
      ...fixture.start,
      skip: [
        [1, 0],
        [0, 1],
      ],
    });
    const run = trained(...plain, "--optimizer", "lm", "--init-file", skip, "--epochs", "1");
    expect(run.network.skip).toBe(true);
    expect(run.history[0].sse).not.toBeCloseTo(fixture.history[0].sse, 3);
    const zeros = write("zeros.json", { ...fixture.start, skip: true });
    const same = trained(...plain, "--optimizer", "lm", "--init-file", zeros, "--epochs", "1");
    expect(same.history[0].sse).toBeCloseTo(fixture.history[0].sse, 9);
  });
});

describe("a file of start values is refused, with its name,", () => {
  const { start } = fixture;
  test.each<[string, unknown, string]>([
    ["that is no JSON", "{", "E015"],
    ["that is a list", [], "E018"],
    ["without sizes", { ...start, sizes: undefined }, "E018"],
    ["with an unknown activation", { ...start, activations: ["tensig", "purelin"] }, "tansig"],
    ["with too few activations", { ...start, activations: ["tanh"] }, "E016"],
    [
      "with a W of another shape",
      { ...start, W: [[[1, 2]], start.W[1]] },
      "expected 3 × 2 numbers in W[0], got 1 × 2",
    ],
    ["with a b of another length", { ...start, b: [[1], start.b[1]] }, "expected 3 numbers in b[0], got 1"],
    ["with a text among the numbers", { ...start, b: [["a", 1, 2], start.b[1]] }, "E017"],
    ["with an infinite number", JSON.stringify(start).replace("0.05", "1e999"), "E017"],
    [
      "of more inputs than the table has",
      {
        ...start,
        sizes: [3, 2],
        activations: ["tanh"],
        W: [
          [
            [1, 2, 3],
            [1, 2, 3],
          ],
        ],
        b: [[0, 0]],
      },
      "E019",
    ],
  ])("%s", (_, value, words) => {
    const file = write("bad.json", value);
    const { status, stderr } = gradus(...plain, "--optimizer", "lm", "--init-file", file);
    expect(status).toBeGreaterThan(0);
    expect(stderr).toContain("bad.json");
    expect(stderr).toContain(words);
    expect(stderr).not.toContain("E900");
  });

  test("that is not there", () => {
    expect(gradus(...plain, "--init-file", "absent.json").stderr).toContain("E018");
  });

  test("beside --hidden, which says something else", () => {
    expect(gradus(...plain, "--init-file", "start.json", "--hidden", "4").stderr).toContain("E009");
  });
});

describe("names known from elsewhere", () => {
  test.each(Object.entries(optimizerAliases))("--optimizer %s is %j", (alias, meaning) => {
    const run = trained(...plain, "--optimizer", alias, "--epochs", "2", "--nets", "1");
    expect(run.recipe.optimizer).toEqual(meaning);
    expect(run.loss).toMatchObject({ name: "mse_mean", sse: expect.any(Number) as number });
    expect(run.history.at(-1)).toMatchObject({ trainLoss: expect.any(Number) as number });
  });

  test("--hidden and --scale know them too", () => {
    const hidden = Object.keys(activationAliases).map((name) => `2:${name}`);
    const run = trained(...plain, "--hidden", hidden.join(","), "--epochs", "1", "--nets", "1");
    expect(run.network.activations).toEqual([...Object.values(activationAliases), "identity"]);
    for (const [alias, scale] of Object.entries(scaleAliases)) {
      const { recipe } = trained(
        "train",
        "t.csv",
        "-y",
        "y1,y2",
        "--scale",
        alias,
        "--epochs",
        "1",
        "--nets",
        "1",
      );
      expect(recipe.scale).toBe(scale);
    }
  });

  test("a mistyped one gets the nearest, the help and the completion list both kinds", () => {
    expect(gradus(...plain, "--optimizer", "trainln").stderr).toContain("did you mean trainlm?");
    expect(gradus(...plain, "--optimizer", "lbfgz").stderr).toContain("did you mean lbfgs?");
    expect(gradus("train", "--help").stdout.replaceAll(/\s+/g, " ")).toContain("lm, br, lbfgs");
    const words = gradus("complete", "--", "train", "t.csv", "--optimizer", "train").stdout;
    for (const alias of ["trainlm", "trainbr", "trainscg", "traingdx"]) expect(words).toContain(alias);
  });
});

test("cv takes them", () => {
  const args = [
    "cv",
    "t.csv",
    "-y",
    "y1",
    "--folds",
    "3",
    "--optimizer",
    "trainlm",
    "--epochs",
    "3",
    "--nets",
    "1",
  ];
  const { status, stdout, stderr } = gradus(...args, "--json");
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ complete: true });
});
