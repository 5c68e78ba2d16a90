/** `gradus plot` within this process. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { figureNames } from "@gradus/figures";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { texts } from "../language/language.js";
import type { Sink } from "../output/stream.js";
import { run } from "../run.js";

async function gradus(args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const text = { out: "", err: "" };
  const sink = (to: "out" | "err"): Sink => ({
    write(chunk, done) {
      text[to] += String(chunk);
      done();
      return true;
    },
    on: () => {},
  });
  const code = await run(args, { stdout: sink("out"), stderr: sink("err"), env: { LANG: "C.UTF-8" } });
  return { code, ...text };
}

const folder = mkdtempSync(join(tmpdir(), "gradus-plot-"));
const [table, model, classes] = ["t.csv", "m.safetensors", "c.safetensors"].map((name) => join(folder, name));
const few = ["--epochs", "30", "--hidden", "3", "--nets", "1", "--seed", "1", "--threads", "1", "-q"];

beforeAll(async () => {
  const rows = Array.from(
    { length: 60 },
    (_, i) => `${i % 7},${i % 5},${(i % 7) - (i % 5)},${i % 7 > 3 ? "p" : "q"}`,
  );
  writeFileSync(table, `a,b,y,kind\n${rows.join("\n")}\n`);
  await gradus(["train", table, "-y", "y", "--ignore", "kind", "-o", model, ...few]);
  await gradus(["train", table, "-y", "kind", "--ignore", "y", "-o", classes, ...few]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("plot", () => {
  test("lists the figures that fit the model, each with a sentence, in both languages", async () => {
    const { code, out } = await gradus(["plot", model]);
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}regression +predicted against actual/m);
    expect(out).not.toMatch(/^ {2}roc /m);
    expect((await gradus(["plot", classes, "--lang", "zh"])).out).toMatch(/^ {2}roc +所有阈值/m);
    const json = JSON.parse((await gradus(["plot", classes, "--json"])).out) as {
      figures: { figure: string }[];
    };
    expect(json.figures.map(({ figure }) => figure)).toEqual(
      expect.arrayContaining(["roc", "pr", "network"]),
    );
    for (const { plot } of Object.values(texts)) expect(Object.keys(plot.about)).toEqual(figureNames);
  });

  test("refuses a file for all figures, and says which figure needs the table", async () => {
    const path = join(folder, "all.svg");
    const all = await gradus(["plot", model, table, "--figure", "all", "-o", path]);
    expect(all.code).toBe(2);
    expect(all.err).toContain(`option --out: expected a folder for all figures`);
    expect(readdirSync(folder)).not.toContain("all.svg");
    const alone = await gradus(["plot", model, "--figure", "regression", "-o", path]);
    expect(alone.code).toBe(2);
    expect(alone.err).toContain("figure regression needs the table");
  });

  test("writes an SVG, and tells its name and size as JSON", async () => {
    const path = join(folder, "r.svg");
    const { code, out } = await gradus([
      "plot",
      model,
      table,
      "--figure",
      "regression",
      "-o",
      path,
      "--json",
    ]);
    const svg = readFileSync(path, "utf8");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      command: "plot",
      figures: [{ figure: "regression", path, bytes: Buffer.byteLength(svg) }],
    });
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
    expect(svg).toContain(">training rows<");
  });

  test("without -o the SVG goes to standard output, in the language and the theme asked for", async () => {
    const flags = ["--figure", "network", "--lang", "zh", "--theme", "dark", "--width", "500"];
    const { code, out } = await gradus(["plot", model, ...flags]);
    expect(code).toBe(0);
    expect(out).toMatch(/^<svg xmlns="[^"]*" width="500"/);
    expect(out).toContain("隐藏层 1");
    expect(out).toContain('fill="#1a212b"');
  });

  test("writes a PNG of twice the width", async (context) => {
    const path = join(folder, "q.png");
    const { code, err } = await gradus([
      "plot",
      model,
      table,
      "--figure",
      "qq",
      "-o",
      path,
      "--width",
      "300",
    ]);
    context.skip(err.includes("needs a font"), "no font is installed");
    const png = readFileSync(path);
    expect(code).toBe(0);
    expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(png.readUInt32BE(16)).toBe(600); // width, in the first chunk
  });

  test("--figure all writes every figure that fits and trains nothing", async () => {
    const target = join(folder, "all");
    const { code, out } = await gradus(["plot", classes, table, "--figure", "all", "-o", target, "--json"]);
    const { figures, leftOut } = JSON.parse(out) as Record<"figures" | "leftOut", { figure: string }[]>;
    expect(code).toBe(0);
    expect(readdirSync(target).toSorted()).toEqual(figures.map(({ figure }) => `${figure}.svg`).toSorted());
    const told = [...figures, ...leftOut].map(({ figure }) => figure);
    expect(told).toEqual(expect.arrayContaining(["confusion", "roc", "curve", "surface"]));
    expect(told).not.toContain("learning");
  });

  test.each([
    [["--figure", "roc", "-o", "r.svg"], "E007", "those that do: regression"],
    [["--figure", "rocc", "-o", "r.svg"], "E001", "did you mean roc"],
    [["--figure", "qq", "-o", "r.gif"], "E001", ".svg or .png"],
    [["--figure", "qq", "--format", "png"], "E007", "-o"],
    [["--figure", "all"], "E007", "folder"],
    [["--figure", "qq", "--part", "folds", "-o", "r.svg"], "E007", "folds"],
    [["--figure", "curve", "--factor", "x", "-o", "r.svg"], "E650", "its factors: a, b"],
    [["--figure", "qq", "--output", "x"], "E651", "its outputs: y"],
    [["--figure", "qq", "--width", "10", "-o", "r.svg"], "E001", "--width"],
  ])("%j is refused", async (flags, error, words) => {
    const { code, err } = await gradus(["plot", model, table, ...flags]);
    expect(code).toBeGreaterThan(1);
    expect(err).toContain(`error[${error}]`);
    expect(err).toContain(words);
  });

  test("a figure that needs a table is refused without one", async () => {
    const { code, err } = await gradus(["plot", model, "--figure", "errors", "-o", join(folder, "e.svg")]);
    expect([code, err]).toEqual([2, expect.stringContaining("<file>")]);
  });

  test("rows of a part are found in the table of the training alone", async () => {
    const other = join(folder, "other.csv");
    writeFileSync(other, readFileSync(table, "utf8").split("\n").slice(0, 20).join("\n"));
    const flags = ["--figure", "residuals", "-o", join(folder, "p.svg")];
    expect((await gradus(["plot", model, other, ...flags])).code).toBe(0);
    const { code, err } = await gradus(["plot", model, other, "--part", "test", ...flags]);
    expect([code, err]).toEqual([2, expect.stringContaining("E012")]);
  });
});
