/** The command within this process: what it prints where, and its exit codes. The built program is tested in test/e2e. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runOnnx, type Value } from "../../test/onnx.js";
import type { Sink } from "./output/stream.js";
import { run } from "./run.js";

interface Ran {
  code: number;
  out: string;
  err: string;
}

async function gradus(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const text = { out: "", err: "" };
  const sink = (to: "out" | "err"): Sink => ({
    write(chunk, done) {
      text[to] += String(chunk);
      done();
      return true;
    },
    on: () => {},
  });
  const code = await run(args, {
    stdout: sink("out"),
    stderr: sink("err"),
    env: { LANG: "C.UTF-8", ...env },
  });
  return { code, ...text };
}

const folder = mkdtempSync(join(tmpdir(), "gradus-run-"));
const table = join(folder, "t.csv");
beforeAll(() => {
  const rows = Array.from({ length: 30 }, (_, i) => `${i % 7},${i % 5},${(i % 7) - (i % 5)}`);
  writeFileSync(table, `"in, put",b,y\n${rows.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("arguments", () => {
  test("none: the short help", async () => {
    const { code, out, err } = await gradus([]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/^gradus \d+\.\d+\.\d+ /);
  });

  test("a table alone is inspected, with the next command ready to be copied", async () => {
    const { code, out } = await gradus([table]);
    expect(code).toBe(0);
    expect(out).toContain(`gradus train ${table} --label y`);
  });

  test.each([
    [["trian", "t.csv"], "E002", "did you mean train?"],
    [["trian"], "E002", "did you mean train?"],
    [["xyzzy"], "E002", "commands: inspect, train, predict"],
    [["train", "t.csv", "--lable", "y"], "E003", "did you mean --label?"],
    [["train", "t.csv", "--lable=y"], "E003", "did you mean --label?"],
    [["inspect", "t.csv", "--label", "y"], "E003", "gradus inspect --help"],
    [["predict", "m.safetensors", "t.csv", "--part", "test"], "E003", "gradus predict --help"],
    [["train", "t.csv", "--label", "y", "--hidden", "10,tansig"], "E001", "did you mean 10:tansig?"],
    [["learn", "--loss", "mse"], "E001", "did you mean mse_mean?"],
    [["learn", "--shape", "2,2", "--x", "1,2,3"], "E001", "option --x: expected 2 numbers"],
    [["train"], "E004", "<file>"],
    [["train", "t.csv", "--label"], "E005", "--label"],
    [["train", "t.csv", "u.csv"], "E006", "train"],
    [["train", "t.csv", "--epochs", "0"], "E001", "--epochs"],
    [["--lang", "fr", "limits"], "E001", "one of en, zh"],
    [["--color", "blue", "limits"], "E001", "one of auto, always, never"],
    [["train", table], "E008", "in, put, b, y"],
    [
      ["train", table, "--label", "y", "--split-order", "--split-group", "b"],
      "E009",
      "--split-group, --split-order",
    ],
  ])("%j is refused as %s and names %j", async (args, code, words) => {
    const ran = await gradus(args);
    expect(ran.code).toBe(2);
    expect(ran.out).toBe("");
    expect(ran.err).toMatch(new RegExp(`^error\\[${code}\\]: `));
    expect(ran.err).toContain(words);
    expect(ran.err).not.toMatch(/\n\s+at /);
  });

  test("a model file that is not there is told to be, with what to check", async () => {
    const { code, err } = await gradus(["show", join(folder, "none.safetensors")]);
    expect(code).toBe(4);
    expect(err).toMatch(/none\.safetensors was not found\n {2}hint: check the name/);
  });

  test("columns read in one unusual form are told of once; more than four categories end in …", async () => {
    const semicolons = join(folder, "semicolons.csv");
    const lines = Array.from({ length: 12 }, (_, i) => `${i},5;${i + 3},25;p${i % 6}`);
    writeFileSync(semicolons, `a;b;c\n${lines.join("\n")}\n`);
    const { out, err } = await gradus(["inspect", semicolons]);
    rmSync(semicolons);
    expect(err.match(/warning\[/g)).toEqual(["warning["]);
    expect(err).toMatch(/W119.*"a", "b".*"0,5" as 0.5/);
    expect(out).toContain("6 different: p0, p1, p2, p3, …");
  });

  test("a wrong argument is told in the language asked for, wherever the flag stands", async () => {
    expect((await gradus(["trian", "--lang", "zh"])).err).toContain("错误[E002]：未知命令");
    expect((await gradus(["--lang=zh", "trian"])).err).toContain("错误[E002]");
    expect((await gradus(["trian"], { GRADUS_LANG: "zh" })).err).toContain("错误[E002]");
  });

  test("the stack is shown on request only", async () => {
    expect((await gradus(["trian"], { GRADUS_DEBUG: "1" })).err).toMatch(/\n\s+at /);
  });
});

describe("--json", () => {
  test("an error is one object on stdout beside the sentence on stderr", async () => {
    const { code, out, err } = await gradus(["train", table, "--label", "z", "--json"]);
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ error: { code: "E104", kind: "data", file: "t.csv" } });
    expect(err).toContain("error[E104]");
  });

  test("inspect and limits give one object each", async () => {
    const inspected = JSON.parse((await gradus(["inspect", table, "--json"])).out) as Record<string, unknown>;
    expect(inspected["guess"]).toEqual({ label: "y", task: "regression" });
    expect((inspected["columns"] as { name: string }[]).map(({ name }) => name)).toEqual([
      "in, put",
      "b",
      "y",
    ]);
    expect(JSON.parse((await gradus(["limits", "--json"])).out)).toMatchObject({ limits: { layers: 64 } });
  });
});

describe("bench", () => {
  const short = ["bench", "--sizes", "4,5,3", "--rows", "60", "--batch", "20", "--steps", "6"];

  test("--json is one object whose rates follow from the time of an update", async () => {
    const { code, out, err } = await gradus([...short, "--engine", "reference", "--json"]);
    expect([code, err]).toEqual([0, ""]);
    const found = JSON.parse(out) as Record<string, number>;
    expect(found).toMatchObject({ engine: "reference", sizes: [4, 5, 3], batch: 20, rows: 60, threads: 1 });
    expect(found).toMatchObject({ loss: "cross_entropy_mean", steps: 6, repeats: 5 });
    expect(found["checksum"]).toMatch(/^[0-9a-f]{16}$/);
    const microseconds = found["microsecondsPerStep"];
    expect(found["samplesPerSecond"] * microseconds).toBeCloseTo(20e6, 3);
    // 20 + 15 products of weights, three ways, but for δ⁰: 2 · 20 · (3 · 35 − 20) operations
    expect(found["gflops"] * microseconds * 1000).toBeCloseTo(3400, 6);
  });

  test("a table in both languages", async () => {
    const args = [...short, "--engine", "reference"];
    expect((await gradus(args)).out).toMatch(/engine +reference\n +network +4-5-3\n/);
    expect((await gradus([...args, "--lang", "zh"])).out).toMatch(/引擎 +reference\n +网络 +4-5-3\n/);
  });

  test("the checksum is the same whatever is measured, and another for another seed", async () => {
    const sums = [];
    for (const more of [[], ["--steps", "9"], ["--seed", "1"]]) {
      const args = [...short, ...more, "--engine", "wasm", "--json"];
      sums.push((JSON.parse((await gradus(args)).out) as { checksum: string }).checksum);
    }
    expect(sums[1]).toBe(sums[0]);
    expect(sums[2]).not.toBe(sums[0]);
  });

  test("auto is told by the engine that it chose", async () => {
    const { engine } = JSON.parse((await gradus([...short, "--json"])).out) as { engine: string };
    expect(["wasm", "reference"]).toContain(engine);
  });

  test.each([
    [["--seconds", "1"], "E009", "--seconds, --steps"],
    [["--engine", "wsam"], "E001", "did you mean wasm?"],
    [["--sizes", "4"], "E001", "--sizes"],
    [["--sizes", "4,70000"], "E001", "--sizes"],
    [["--sizes", "65536,65536,1"], "E007", "parameters"],
  ])("%j is refused as %s and names %j", async (args, code, words) => {
    const ran = await gradus([...short, ...args]);
    expect([ran.code, ran.out]).toEqual([2, ""]);
    expect(ran.err).toContain(`error[${code}]`);
    expect(ran.err).toContain(words);
  });
});

describe("help", () => {
  test.each([
    "train",
    "predict",
    "evaluate",
    "plot",
    "cv",
    "scan",
    "learn",
    "gradcheck",
    "show",
    "inspect",
    "bench",
    "export",
    "inspect",
    "completion",
  ])("%s --help describes every flag in both languages within 80 cells", async (command) => {
    for (const lang of ["en", "zh"]) {
      const { code, out } = await gradus([command, "--help", "--lang", lang]);
      expect(code).toBe(0);
      expect(out).not.toContain("undefined");
      expect(out).toMatch(lang === "en" ? /^Usage: gradus / : /^用法： gradus /);
    }
  });

  test("--version is the package's", async () => {
    expect((await gradus(["--version"])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe("predict --interval", () => {
  const own = mkdtempSync(join(tmpdir(), "gradus-interval-"));
  const model = join(own, "y.safetensors");
  afterAll(() => rmSync(own, { recursive: true, force: true }));

  test("adds lo, hi and outside, and tells nominal and realised coverage; evaluate and show do as well", async () => {
    const brief = ["--epochs", "3", "--nets", "1", "--split", "50/10/40", "-o", model, "-q"];
    expect((await gradus(["train", table, "--label", "y", ...brief])).code).toBe(0);
    const { out, err } = await gradus(["predict", model, table, "--interval", "0.5", "--nearest", table]);
    const [header, ...rows] = out.trimEnd().split(/\r?\n/);
    expect(header).toBe("pred,lo,hi,outside,nearest,distance");
    for (const line of rows) {
      const [pred, lo, hi] = line.split(",").map(Number);
      expect(lo <= pred && pred <= hi).toBe(true);
    }
    expect(err).toMatch(
      /50 % intervals from the errors on test rows .*: of 12 rows .* lay within, mean width/,
    );
    const byDefault = JSON.parse((await gradus(["evaluate", model, table, "--json"])).out) as object;
    expect(byDefault).toMatchObject({
      intervals: { nominal: 0.9, coverage: expect.any(Number), meanWidth: expect.any(Number) },
      baselines: null,
      comparison: null,
    });
    const evaluated = await gradus(["evaluate", model, table, "--interval", "0.5", "--json"]);
    expect(JSON.parse(evaluated.out)).toMatchObject({
      intervals: { nominal: 0.5, method: "split", part: "test", rows: 30 },
    });
    expect((await gradus(["show", model, "--lang", "zh"])).out).toContain("区间来自测试行上的误差");
  });

  test("--interval-method cqr trains nets for quantiles, which predict uses unless told otherwise", async () => {
    const brief = ["--epochs", "3", "--nets", "1", "--split", "50/10/40", "-o", model, "-q"];
    const trained = await gradus(["train", table, "--label", "y", ...brief, "--interval-method", "cqr"]);
    expect([trained.code, trained.err]).toEqual([0, ""]);
    const told = async (...flags: string[]) => {
      return (await gradus(["predict", model, table, "--interval", "0.5", ...flags])).err;
    };
    expect(await told()).toContain(
      "50 % intervals from nets for quantiles and how far they missed on test rows",
    );
    expect(await told("--lang", "zh")).toContain("50 % 区间来自分位数网络及其在测试行上的偏差（CQR）");
    expect(await told("--interval-method", "cv")).toContain("(split conformal)");
    const refused = await gradus(["train", table, "--label", "y", "--interval-level", "0.8", "-o", model]);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('expected intervalMethod "cqr" beside intervalLevel');
  });

  test.each([
    ["predict", ["--temperature"], "labels that are classes"],
    ["predict", ["--interval", "0.9", "--sets", "aps"], "labels that are classes"],
    ["evaluate", ["--interval-method", "cv"], "--interval"],
  ])("%s %j is refused: it would have no effect", async (command, flags, owner) => {
    const { code, err } = await gradus([command, model, table, ...flags]);
    expect(code).toBe(2);
    expect(err).toContain("error[E020]");
    expect(err).toContain(`it belongs to ${owner}`);
  });
});

describe("export", () => {
  const own = mkdtempSync(join(tmpdir(), "gradus-export-"));
  const model = join(own, "y.safetensors");
  const file = join(own, "y.onnx");
  afterAll(() => rmSync(own, { recursive: true, force: true }));
  beforeAll(async () => {
    const ran = await gradus([
      "train",
      table,
      "--label",
      "y",
      "--epochs",
      "3",
      "--nets",
      "2",
      "-o",
      model,
      "-q",
    ]);
    expect(ran.code, ran.err).toBe(0);
  });

  test("--to onnx writes a file that predicts as gradus predict does, and tells its inputs and outputs", async (context) => {
    const { code, out, err } = await gradus(["export", model, "--to", "onnx", "-o", file]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(/saved .*y\.onnx \(\d/);
    expect(out).toContain("in, put: double [N, 1]");
    expect(out).toMatch(/outputs +y: double \[N, 1\]/);
    expect(out).toMatch(/next +npm install onnxruntime-node/);
    const predicted = await gradus(["predict", model, table, "--json"]);
    const { predictions } = JSON.parse(predicted.out) as { predictions: { values: number[] }[] };
    const rows = Array.from({ length: 30 }, (_, i) => i);
    const column = (data: number[]): Value => ({ type: "float64", data, shape: [30, 1] });
    const feeds = { "in, put": column(rows.map((i) => i % 7)), b: column(rows.map((i) => i % 5)) };
    const { y } = await runOnnx(context, readFileSync(file), feeds);
    predictions[0].values.forEach((wanted, i) => expect(y.data[i]).toBeCloseTo(wanted, 4));
  });

  test("--json says what the file takes and gives; the Chinese texts are there", async () => {
    const { out } = await gradus(["export", model, "-o", file, "--json"]);
    expect(JSON.parse(out)).toEqual({
      schema: 1,
      command: "export",
      model,
      to: "onnx",
      inputs: [
        { name: "in, put", type: "double", shape: ["N", 1] },
        { name: "b", type: "double", shape: ["N", 1] },
      ],
      outputs: [{ name: "y", type: "double", shape: ["N", 1] }],
      files: [file],
    });
    expect((await gradus(["export", model, "-o", file, "--lang", "zh"])).out).toContain("下一步");
  });

  test("--to onnx-training writes the graph that goes on training, and tells what it takes", async () => {
    const other = file.replace(/\.onnx$/, ".training.onnx");
    const { code, out, err } = await gradus(["export", model, "--to", "onnx-training", "-o", other]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("order: int32 [steps, batch]");
    expect(out).toMatch(/outputs +parameters\.next: float \[\d+\]/);
    expect(readFileSync(other).length).toBeGreaterThan(1000);
  });

  test("the model itself is not overwritten, and another format is refused", async () => {
    expect(await gradus(["export", model, "-o", model])).toMatchObject({ code: 6 });
    const { code, err } = await gradus(["export", model, "--to", "onyx"]);
    expect(code).toBe(2);
    expect(err).toContain("one of onnx");
  });
});

describe("completion", () => {
  async function completed(...words: string[]): Promise<string[]> {
    const { out } = await gradus(["complete", "--", ...words]);
    return out
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t")[0]);
  }

  test("commands, flags, words of a flag", async () => {
    expect(await completed("tra")).toEqual(["train", ":4"]);
    expect(await completed("train", "--opti")).toEqual(["--optimizer", ":4"]);
    expect(await completed("train", "--optimizer", "ada")).toEqual([
      "adam",
      "adamw",
      "adamax",
      "adagrad",
      "adadelta",
      ":4",
    ]);
    expect(await completed("train", "--task=c")).toEqual(["--task=cls", "--task=classification", ":4"]);
    expect(await completed("bench", "--engine", "w")).toEqual(["wasm", "wasm64", "wasm-relaxed", ":4"]);
    expect(await completed("completion", "z")).toEqual(["zsh", ":4"]);
    expect(await completed("train", "--lr", "")).toEqual([":4"]);
  });

  test("columns of the table on the command line, also after a comma", async () => {
    expect(await completed("train", table, "--label", "")).toEqual(["in, put", "b", "y", ":4"]);
    expect(await completed("train", table, "--label", "b,y")).toEqual(["b,y", ":4"]);
    expect(await completed("train", "absent.csv", "--label", "")).toEqual([":4"]);
  });

  test("files of the kind that the argument needs", async () => {
    writeFileSync(join(folder, "m.safetensors"), "");
    expect(await completed("show", `${folder}/`)).toEqual([`${folder}/m.safetensors`, ":4"]);
    expect(await completed("train", `${folder}/`)).toEqual([table, ":4"]);
  });
});

describe("explain", () => {
  const model = join(folder, "e.safetensors");
  const data = join(folder, "e.csv");
  beforeAll(async () => {
    const rows = Array.from({ length: 60 }, (_, i) => {
      const [a, b, c] = [i % 10, (i * 7) % 13, i % 3 === 0 ? "red" : "blue"];
      return `${a},${b},${c},${5 * a + (c === "red" ? 8 : 0)}`;
    });
    writeFileSync(data, `a,idle,c,y\n${rows.join("\n")}\n`);
    const { code } = await gradus([
      "train",
      data,
      "-y",
      "y",
      "--nets",
      "2",
      "--epochs",
      "60",
      "-o",
      model,
      "-q",
    ]);
    expect(code).toBe(0);
  });

  interface Told {
    importance: { factor: string; rank: number }[];
    laws: { factor: string; shape: string; sentence: string }[];
    curves: { factor: string; x: unknown[]; y: number[]; lo: number[]; n: number[] }[];
    heldOut: { part: string; rows: number };
  }

  test("ranks the factors on the test rows and says the law of each that matters, in both languages", async () => {
    const { code, out, err } = await gradus(["explain", model, data]);
    expect([code, err]).toEqual([0, ""]);
    const lines = out.split("\n");
    expect(lines.find((line) => line.startsWith("  importance on"))).toBe("  importance on  9 rows (test)");
    expect(lines.findIndex((line) => line.startsWith("  a "))).toBeLessThan(
      lines.findIndex((line) => line.startsWith("  idle ")),
    );
    expect(out).toMatch(/ {2}a: from \d.* to \d.* y rises by 4?\d/);
    expect(out).toContain("an association that the model has learned, not causation");
    const chinese = await gradus(["explain", model, data, "--lang", "zh"]);
    expect(chinese.out).toMatch(/a 从 \d.* 增至 \d.*，y 平均升高/);
    expect((await gradus(["explain", model, data, "--ascii"])).out).not.toMatch(/[█▁–]/);
  });

  test("--json is one object with importance, sensitivity, curves, interactions and laws", async () => {
    const { out } = await gradus(["explain", model, data, "--json"]);
    const told = JSON.parse(out) as Told;
    expect(told).toMatchObject({ command: "explain", output: "y", heldOut: { part: "test", rows: 9 } });
    expect(told.importance.find(({ rank }) => rank === 1)?.factor).toBe("a");
    expect(told.laws.map(({ factor, shape }) => [factor, shape])).toContainEqual(["a", "rising"]);
    const [a] = told.curves;
    for (const list of [a.y, a.lo, a.n]) expect(list).toHaveLength(a.x.length);
    expect(told.importance[0]).toMatchObject({ mean: expect.any(Number), sd: expect.any(Number) });
    // Three factors: three pairs.
    expect(told).toMatchObject({
      interactions: Array.from({ length: 3 }, () => ({ h2: expect.any(Number), size: expect.any(Number) })),
    });
  });

  test.each([
    ["permutation", "importance"],
    ["sensitivity", "sensitivity"],
    ["curves", "curves"],
    ["miv", "miv"],
    ["sobol", "sobol"],
    ["shap", "shapley"],
    ["interactions", "interactions"],
    ["lek", "lek"],
    ["garson", "weights"],
    ["olden", "weights"],
    ["all", "rankings"],
  ])("--method %s gives a table with each factor, and %s in the JSON", async (method, key) => {
    const shown = await gradus(["explain", model, data, "--method", method]);
    expect([shown.code, shown.err]).toEqual([0, ""]);
    expect(shown.out).toMatch(/^ {2}a /m);
    const basis = {
      garson: "weights",
      olden: "weights",
      sobol: "ranges",
      permutation: "9 rows",
      all: "9 rows",
    };
    const wanted = basis[method as keyof typeof basis] ?? "rows of the table";
    expect(shown.out).toMatch(new RegExp(`^ {2}(measured|importance) on +.*${wanted}`, "m"));
    const { out } = await gradus(["explain", model, data, "--method", method, "--json"]);
    expect(JSON.parse(out)).toHaveProperty(key);
  });

  test("--set predicts again with factors changed, --target finds values within the data for which the model gives it", async () => {
    const set = JSON.parse(
      (await gradus(["explain", model, data, "--set", "a=2", "--row", "10", "--json"])).out,
    ) as {
      whatIf: { row: Record<string, unknown>; change: number; lo: number; hi: number; after: number };
    };
    // row 10: a = 9, so that y falls by about 35
    expect(set.whatIf.row["a"]).toBe(9);
    expect(set.whatIf.change).toBeLessThan(-20);
    expect(set.whatIf.lo).toBeLessThan(set.whatIf.after);
    expect(set.whatIf.hi).toBeGreaterThan(set.whatIf.after);
    const { solutions } = JSON.parse(
      (await gradus(["explain", model, data, "--target", "20", "--vary", "a", "--json"])).out,
    ) as {
      solutions: { values: { a: number }; prediction: number }[];
    };
    for (const { values, prediction } of solutions) {
      expect(Math.abs(prediction - 20)).toBeLessThan(0.01);
      expect(values.a).toBeGreaterThanOrEqual(0);
      expect(values.a).toBeLessThanOrEqual(9);
    }
    const beyond = await gradus(["explain", model, data, "--set", "a=30"]);
    expect(beyond.out).toContain("outside of the training rows");
    const unknown = await gradus(["explain", model, data, "--set", "c=vortex"]);
    expect([unknown.code, unknown.err]).toEqual([0, expect.stringMatching(/W153.*"c".*vortex/)]);
    const strange = join(folder, "strange.csv");
    writeFileSync(strange, `${readFileSync(data, "utf8")}1,1,vortex,5\n`);
    const wanted = await gradus(["explain", model, strange, "--target", "20", "--vary", "a", "--row", "61"]);
    expect([wanted.code, wanted.err]).toEqual([0, expect.stringMatching(/W153.*"c".*vortex/)]);
    expect(beyond.out).toMatch(/before .*\[90 %: .* … .*\] .*\n +after .*\[90 %/);
  });

  test.each([
    [["--factor", "z"], 2, "E650"],
    [["--output", "z"], 2, "E651"],
    [["--target", "1000"], 2, "E654"],
    [["--row", "61", "--set", "a=1"], 2, "E001"],
    [["--set", "a"], 2, "E001"],
    [["--method", "lime"], 2, "E001"],
    [["--method", "shap", "--factor", "a"], 2, "E020"],
    [["--rows", "1"], 2, "E020"],
    [["--method", "sobol", "--rows", "1"], 2, "E020"],
    [["--vary", "a", "--set", "a=1"], 2, "E020"],
    [["--row", "1"], 2, "E020"],
    [["--method", "curves", "--part", "test"], 2, "E020"],
    [["--set", "a=1", "--target", "3"], 2, "E009"],
    [["--set", "a=1", "--method", "shap"], 2, "E009"],
    [["--method", "effects"], 4, "E656"],
  ])("%j ends with exit code %i and %s", async (flags, code, wanted) => {
    const ran = await gradus(["explain", model, data, ...flags]);
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(`error[${wanted}]`);
  });

  test("a table without the label is explained without importance", async () => {
    const bare = join(folder, "bare.csv");
    writeFileSync(bare, readFileSync(data, "utf8").replaceAll(/,[^,]*$/gm, ""));
    const { code, out } = await gradus(["explain", model, bare]);
    expect(code).toBe(0);
    expect(out).toContain("strength");
    expect((await gradus(["explain", model, bare, "--method", "permutation"])).code).toBe(3);
  });
});

describe("train", () => {
  // y is a sum: no network can do better than the linear model
  const rows = Array.from({ length: 60 }, (_, i) => `${i % 7},${i % 11},${(i % 7) - (i % 11)}`);
  const data = join(folder, "sum.csv");
  const ask = ["train", data, "-y", "y", "-o", join(folder, "sum.safetensors"), "--lr", "0.0001"];
  beforeAll(() => writeFileSync(data, `a,b,y\n${rows.join("\n")}\n`));

  test.each([
    [[], /linear model is better|not shown to be better than the linear model: RMSE/],
    [["--lang", "zh"], /线性模型优于网络|未能证明网络优于线性模型/],
    [["--split", "80/20/0"], /The network is not better than the linear model \(validation\): RMSE/],
    [["--split", "80/20/0", "--lang", "zh"], /网络不优于线性模型/],
  ])("%j: a network that is not better than the linear model is told to be", async (flags, wanted) => {
    const { code, out } = await gradus([...ask, "--hidden", "2", "--epochs", "1", "--nets", "1", ...flags]);
    expect(code).toBe(0);
    expect(out).toMatch(wanted);
  });

  test("a network that is better has no such sentence", async () => {
    const curved = join(folder, "curved.csv");
    const lines = Array.from({ length: 200 }, (_, i) => `${i % 20},${(i % 20) * (19 - (i % 20))}`);
    writeFileSync(curved, `a,y\n${lines.join("\n")}\n`);
    const { code, out } = await gradus([
      "train",
      curved,
      "-y",
      "y",
      "-o",
      join(folder, "curved.safetensors"),
    ]);
    expect(code).toBe(0);
    expect(out).not.toMatch(/linear model/);
  });
});

describe("show", () => {
  test("lists the options that took part with their meaning, and families as a table, in both languages", async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 5},${(i % 7) * (i % 5)}`);
    const [data, model] = [join(folder, "show.csv"), join(folder, "show.safetensors")];
    writeFileSync(data, `a,b,y\n${rows.join("\n")}\n`);
    const trained = await gradus(["train", data, "-y", "y", "--optimizer", "lm", "-o", model, "-q"]);
    expect(trained.code).toBe(0);
    const single = (await gradus(["show", model])).out;
    expect(single).toMatch(/^ {2}batch +all rows +rows per update/m);
    expect(single).not.toMatch(/Infinity|^ {2}(learningRate|maxNorm) /m);
    expect((await gradus(["train", data, "-y", "y", "-o", model, "-q"])).code).toBe(0);
    const { out } = await gradus(["show", model]);
    expect(out).toMatch(/kind of net +hidden +method +nets/);
    expect(out).toMatch(/^ {2}early stopping .* lm /m);
    expect(out).not.toMatch(/^ {2}(families|nets|optimizer|epochs|hidden) {3}/m);
    expect((await gradus(["show", model, "--lang", "zh"])).out).toMatch(/^ {2}folds +\d+ +训练行的折数$/m);
  });
});

describe("scan", () => {
  const few = ["--hidden", "none 2", "--restarts", "2", "--folds", "3", "--threads", "1"];

  test("shows each layout, marks one, and gives the command that trains it, other flags kept", async () => {
    const { code, out } = await gradus(["scan", table, "-y", "y", "--ignore", "b", "--seed", "3", ...few]);
    expect(code).toBe(0);
    expect(out).toContain("2 layouts × 2 starts × 3 folds = 12 nets");
    expect(out).toMatch(/^ {2}none +2 .*(best|recommended)/m);
    const next = new RegExp(
      `gradus train ${table} -y y --ignore b --seed 3 --threads 1 --hidden (none|2) --optimizer br`,
    );
    expect(out).toMatch(next);
    const chinese = await gradus(["scan", table, "-y", "y", "--lang", "zh", ...few]);
    expect(chinese.out).toMatch(/推荐[\s\S]*下一步/);
  });

  test("--json, --svg and -o: the numbers, the figure, and the recommended net", async () => {
    const [svg, model] = [join(folder, "scan.svg"), join(folder, "scan.safetensors")];
    const events = join(folder, "scan.ndjson");
    const outputs = ["--svg", svg, "-o", model, "--events", events];
    const { code, out } = await gradus(["scan", table, "-y", "y", "--json", ...few, ...outputs]);
    const json = JSON.parse(out) as { layouts: { name: string; folds: number[] }[]; recommended: string };
    expect(code).toBe(0);
    expect(json).toMatchObject({
      command: "scan",
      complete: true,
      files: [svg, model],
      metric: "rmse",
      folds: 3,
    });
    expect(json.layouts.map(({ folds }) => folds.length)).toEqual([3, 3]);
    const hidden = json.recommended === "none" ? [] : [2];
    expect(readFileSync(svg, "utf8")).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(readFileSync(events, "utf8").trim().split("\n")).toHaveLength(2);
    const shown = await gradus(["show", model, "--json"]);
    expect(JSON.parse(shown.out)).toMatchObject({ network: { sizes: [2, ...hidden, 1] } });
  });

  test.each([
    [["--hidden", "3:tanh"], "E001"],
    [["--folds", "1"], "E001"],
    [["--nets", "3"], "E003"],
  ])("%j is a usage error", async (flags, error) => {
    const { code, err } = await gradus(["scan", table, "-y", "y", ...flags]);
    expect([code, err]).toEqual([2, expect.stringContaining(error)]);
  });
});
