/** Evaluate, Explain and Share in Chromium: the numbers of the library, the rows behind them, files that come and go. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { toOnnx } from "@gradus/onnx";
import { readFile } from "@gradus/readers/node";
import {
  compareWithBaselines,
  evaluate,
  evaluateIntervals,
  formatValue,
  loadModel,
  predict,
  prepare,
  saveModel,
  selectRows,
  toTable,
  train,
  whatIf,
  typicalRow,
  createIntervals,
  encodeX,
  tableFromRows,
  typesOf,
  type Model,
  type Prepared,
  type Table,
} from "gradus";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { hasChromium, launch, WITHOUT } from "./launch.js";
import { foreignWords, violations } from "./looks.js";

const SPLIT = { kind: "random", fractions: [0.7, 0.15, 0.15] } as const;
let command: ChildProcess;
let origin = "";
let browser: Browser | undefined;
let [iris, concrete]: Judged[] = [];

beforeAll(async () => {
  command = spawn(process.execPath, ["cli/dist/main.js", "studio", "--no-open", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(command.stdout!, "data")) as [Buffer];
  origin = (JSON.parse(line.toString()) as { url: string }).url;
  browser = await launch();
  iris = await judged("examples/iris.csv", "species", "iris.csv");
  concrete = await judged("examples/concrete_named.csv", "compressive_strength", "concrete.csv");
});

afterAll(async () => {
  await browser?.close();
  command.kill();
});
beforeEach((context) => context.skip(!hasChromium, WITHOUT));

test("Evaluate has the verdict, the metrics and the intervals of the library, for numbers", async () => {
  const page = await openRun("concrete", "evaluate");
  const { model, test: rows, comparison } = concrete;
  await page.locator("#verdict-title").waitFor();
  const short = (x: number): string => formatValue(x, { digits: 3 });
  expect(await page.locator(".verdict").innerText()).toContain(
    `RMSE ${short(comparison.model)} instead of ${short(comparison.baseline)}`,
  );
  const found = evaluate(model, rows, { confidence: true });
  const { rmse } = found.confidence!.metrics;
  expect(await cellOf(page, "RMSE")).toBe(
    `${short(found.metrics["rmse"]!)} ${short(rmse!.lo)}…${short(rmse!.hi)}`,
  );
  const intervals = evaluateIntervals(model, rows, { level: 0.9 });
  const [realised] = intervals.realised as { coverage: number; meanWidth: number }[];
  const line = page.locator("section:has(#intervals-title) tbody tr").first();
  await line.getByText(`${short(100 * realised.coverage)} %`).waitFor();
  expect(await line.innerText()).toContain(short(realised.meanWidth));

  // The largest error leads to its row of the table, with its cells; so does a point of the plot.
  const worst = found.worst![0];
  await page.locator("section:has(#pick-title) tbody button").first().click();
  await page.locator("#rows-title").getByText(`row ${worst.row}`).waitFor();
  expect(await page.locator("section:has(#rows-title) tbody tr").innerText()).toContain(
    formatValue(worst.predicted),
  );
  await page.locator("section:has(#rows-title) button").click();
  expect(await page.locator("#rows-title").count()).toBe(0);
  const plot = page.locator("section:has(#pick-title) svg");
  const [x, y] = await plot.evaluate((svg) => {
    const [, a, b] = /M([\d.]+) ([\d.]+)h0$/.exec(svg.querySelector("path")!.getAttribute("d")!)!;
    return [Number(a), Number(b)];
  });
  await plot.click({ position: { x, y } });
  await page
    .locator("#rows-title")
    .getByText(/row \d+/)
    .waitFor();

  // Parity part by part, residuals against the prediction or a factor, histogram, Q–Q plot.
  expect(await page.locator("section:has(#parity-title) svg").count()).toBe(4);
  await page.locator("section:has(#residuals-title) select").selectOption("age");
  await page.locator("section:has(#residuals-title) svg").filter({ hasText: "against age" }).waitFor();
  await page.context().close();
});

test("cross-validation runs in the worker, shows each fold, and stops when it is told to", async () => {
  const page = await openRun("concrete", "evaluate");
  const card = page.locator("section:has(#folds-title)");
  // So many folds that the first one is long ready, and the last one is not, whenever the page is looked at.
  await card.getByLabel("folds").fill("20");
  await card.getByLabel("repeats").fill("10");
  await card.getByRole("button", { name: "Start" }).click();
  await card.locator("tbody tr").first().waitFor();
  expect(await card.getByRole("status").innerText()).toMatch(/^\d+ of 200 folds$/);
  await card.getByRole("button", { name: "Stop" }).click();
  await card.getByText("Stopped: only the folds that are ready count.").waitFor();
  expect(await card.locator("tbody tr").count()).toBeLessThan(200 + 2);
  await card.getByLabel("repeats").fill("1");
  await card.getByLabel("folds").fill("2");
  await card.getByRole("button", { name: "Start" }).click();
  await card.getByText("mean ± sd").waitFor();
  expect(await card.locator("tbody tr").count()).toBe(2 + 2);
  await page.context().close();
});

test("a cell of the confusion matrix leads to its rows; classes have their curves and their calibration", async () => {
  const page = await openRun("iris", "evaluate");
  const card = page.locator("section:has(#confusion-title)");
  await card.getByText("training", { exact: true }).click();
  const { prepared, model, table } = iris;
  const rows = selectRows(table, prepared.split.train);
  const answer = predict(model, rows);
  const truth = rows.columns.find(({ name }) => name === "species")!;
  if (answer.task === "regression" || !("codes" in truth)) throw new Error("expected classes");
  const taken = [...answer.classes].filter(
    (k, s) => answer.levels[k] === "virginica" && truth.levels[truth.codes[s]] === "virginica",
  );
  const cell = card.getByRole("button", { name: "virginica taken for virginica" });
  expect(await cell.innerText()).toBe(String(taken.length));
  await cell.click();
  await page
    .locator("section:has(#rows-title) tbody tr")
    .nth(taken.length - 1)
    .waitFor();
  expect(await page.locator("section:has(#rows-title) tbody tr").count()).toBe(taken.length);
  for (const title of ["curves-title", "calibration-title"])
    await page.locator(`section:has(#${title}) svg`).first().waitFor();
  await page.context().close();
});

test("what-if has the interval of the library; further methods are worked out when asked for", async () => {
  const page = await openRun("concrete", "explain");
  const { model, table } = concrete;
  const row = typicalRow(model, table);
  await page.locator(".factor").getByRole("textbox", { name: "cement" }).fill("400");
  const changed = whatIf(model, row, { cement: 400 });
  await page.locator(".answer strong").getByText(formatValue(changed.after)).waitFor();
  const types = typesOf(model.encoder);
  types.delete("compressive_strength");
  const X = encodeX(model.encoder, tableFromRows([{ ...row, cement: 400 }], { types }));
  const found = createIntervals(model, { level: 0.9 }).rowsOf(X);
  if (found.task !== "regression") throw new Error("expected numbers");
  const [{ lo, hi }] = found.bounds;
  const short = (x: number): string => formatValue(x, { digits: 3 });
  await page.getByText(`with 90 % between ${short(lo[0])} and ${short(hi[0])}`).waitFor();
  await page.getByText("single rows", { exact: true }).click();
  await workOutAll(page);
  expect(await page.locator("section:has-text('Friedman') tbody tr").count()).toBe(12);
  expect(await page.getByText("solution 1", { exact: true }).count()).toBe(1);
  await page.context().close();
});

test("Share gives what the library writes: model file, ONNX, predictions; and the report", async () => {
  const page = await openRun("iris", "share");
  const { table } = iris;
  const bytes = await saved(page, page.getByRole("button", { name: "Save: Model file" }));
  const model = loadModel(bytes);
  expect(Buffer.from(saveModel(model))).toEqual(bytes);
  expect(model.nets[0].network.parameters).toEqual(iris.model.nets[0].network.parameters);
  expect(await saved(page, page.getByRole("button", { name: "Save: ONNX" }))).toEqual(
    Buffer.from(toOnnx(model)),
  );
  const weights = (await saved(page, page.getByRole("button", { name: "Save: Weights" }))).toString();
  const values = weights
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => Number(line.split(",")[6]));
  expect(values).toEqual([...model.nets[0].network.parameters]);
  await page.locator("section:has(#predictions-title) input[type=file]").setInputFiles("examples/iris.csv");
  const csv = (await saved(page, page.getByRole("button", { name: "Save as CSV" }))).toString();
  const [head, first] = csv.split("\n");
  expect(head).toBe(
    "sepal_length,sepal_width,petal_length,petal_width,species,pred,p_setosa,p_versicolor,p_virginica",
  );
  const answer = predict(model, table);
  if (answer.task === "regression") throw new Error("expected classes");
  expect(first.split(",").slice(5)).toEqual([
    answer.levels[answer.classes[0]],
    ...[0, 1, 2].map((k) => String(answer.probabilities.data[k * table.rows])),
  ]);
  await page.locator("section:has(#diagram-title) svg").waitFor();
  const report = (await saved(page, page.getByRole("button", { name: "Make the report" }))).toString();
  expect(report).toContain("<!doctype html>");
  expect(report).toContain("species");
  await page.context().close();
});

test("a model file dropped anywhere is judged on a table beside it, by the names of its columns", async () => {
  const page = await open("");
  await drop(page, "concrete.safetensors", saveModel(concrete.model));
  await page.getByText("The model is ready.").waitFor();
  await drop(page, "again.csv", readFileSync("examples/concrete_named.csv"));
  await page.locator("#verdict-title").waitFor();
  // It is the table it was trained on: the same test rows are found again.
  expect(await page.locator("section:has(#metrics-title) thead").innerText()).toContain("154 rows");
  await drop(page, "other.csv", readFileSync("examples/iris.csv"));
  expect(await page.getByRole("alert").innerText()).toContain("lacks columns of the model");
  // The model and its table stay.
  expect(await page.locator(".verdict").count()).toBe(1);
  await page.context().close();
});

test("hostile model files are refused in words of the page's language, and break nothing", async () => {
  const good = Buffer.from(saveModel(iris.model));
  const huge = Buffer.from(good);
  huge.writeBigUInt64LE(2n ** 60n, 0);
  const turned = Buffer.from(good);
  for (let i = 200; i < turned.length; i += 97) turned[i] ^= 0xff;
  const files = [
    Buffer.alloc(0),
    Buffer.from("<script>alert(1)</script>"),
    good.subarray(0, good.length - 9),
    huge,
    turned,
    Buffer.concat([Buffer.from([2, 0, 0, 0, 0, 0, 0, 0]), Buffer.from("{}")]),
  ];
  for (const [locale, words] of [
    ["en-US", /^[^一-龥]+$/],
    ["zh-CN", /[一-龥]/],
  ] as const) {
    const page = await open("#/evaluate", { locale });
    await page.locator(".drop").waitFor();
    for (const [k, buffer] of files.entries()) {
      await page.locator(".drop input[type=file]").setInputFiles({
        name: `bad${k}.safetensors`,
        mimeType: "application/octet-stream",
        buffer,
      });
      await page.getByRole("alert").getByText(`bad${k}`).waitFor();
      expect(await page.getByRole("alert").innerText()).toMatch(words);
    }
    expect(await page.locator(".drop").count()).toBe(1);
    await page.context().close();
  }
});

test.each([
  ["en-US", "dark", 1280],
  ["zh-CN", "light", 390],
] as const)(
  "axe finds nothing, no foreign word, nothing wider than the page: %s, %s, %i px",
  async (locale, colorScheme, width) => {
    const size = { locale, colorScheme, viewport: { width, height: 844 } };
    const page = await open("#/evaluate", size);
    for (const screen of ["evaluate", "explain", "share", "matlab"]) {
      await page.goto(`${origin}#/${screen}`);
      await page
        .locator(screen === "matlab" ? "code" : ".drop")
        .first()
        .waitFor();
      await look(page, locale, width);
    }
    await page.context().close();
    const run = await openRun("iris", "evaluate", size);
    await run.locator("section:has(#confusion-title) td button").first().click();
    await run.locator("#rows-title").waitFor();
    await run.locator("section:has(#calibration-title) svg").waitFor();
    await look(run, locale, width);
    await run.goto(`${origin}#/explain`);
    await run.locator("#what-if-title + *").waitFor();
    await workOutAll(run);
    await look(run, locale, width);
    await run.goto(`${origin}#/share`);
    await run.locator("section:has(#diagram-title) svg").waitFor();
    await look(run, locale, width);
    expect(await run.getByRole("alert").count()).toBe(0);
    await run.context().close();
  },
);

interface Judged {
  table: Table;
  prepared: Prepared;
  model: Model;
  test: Table;
  comparison: NonNullable<ReturnType<typeof compareWithBaselines>["comparison"]>;
}

/** The model that the page trains with the same choices. */
async function judged(file: string, label: string, source: string): Promise<Judged> {
  const table = { ...toTable(await readFile(file)), source };
  const features = table.columns.map(({ name }) => name).filter((name) => name !== label);
  const options = { label, features, split: SPLIT, seed: 42, recipe: "auto", nets: 1, epochs: 20 } as const;
  const prepared = prepare(table, options);
  const model = await train(table, options);
  const { comparison } = compareWithBaselines(model, prepared.samples.train, prepared.samples.test!);
  return { table, prepared, model, test: selectRows(table, prepared.split.test), comparison: comparison! };
}

/** A screen after a short training of an example. */
async function openRun(
  sample: "iris" | "concrete",
  screen: string,
  options: BrowserContextOptions = {},
): Promise<Page> {
  const page = await open(`#/train?v=1&sample=${sample}&way=one&epochs=20`, options);
  const start = options.locale === "zh-CN" ? "开始" : "Start";
  await page.getByRole("button", { name: start, exact: true }).click();
  await page.locator("#result-title").waitFor();
  await page.goto(`${origin}#/${screen}`);
  const signs = { evaluate: "#folds-title", explain: "#what-if-title + *", share: "#diagram-title" };
  await page
    .locator(signs[screen as keyof typeof signs])
    .first()
    .waitFor();
  return page;
}

async function open(hash: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser!.newContext({
    locale: "en-US",
    viewport: { width: 1366, height: 900 },
    ...options,
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  await page.goto(`${origin}${hash}`);
  return page;
}

/** Asks every card of "More" for what it can work out. */
async function workOutAll(page: Page): Promise<void> {
  const cards = page.locator(".all > section");
  const count = await cards.count();
  for (let k = 0; k < count; k++) {
    await cards.nth(k).locator(".controls button").click();
    await cards.nth(k).locator("svg, table, ul, [role=alert]").first().waitFor();
  }
}

async function look(page: Page, locale: "en-US" | "zh-CN", width: number): Promise<void> {
  expect(await violations(page)).toEqual([]);
  expect(await foreignWords(page, locale)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
}

/** Value and interval of a metric on the judged rows. */
async function cellOf(page: Page, name: string): Promise<string> {
  const row = page
    .locator("section:has(#metrics-title) tbody tr")
    .filter({ has: page.getByText(name, { exact: true }) });
  return (await row.locator("td.strong").innerText()).replaceAll(/\s+/g, " ");
}

/** The bytes that a button gives to be kept. */
async function saved(page: Page, button: Locator): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  return readFileSync(await download.path());
}

async function drop(page: Page, name: string, bytes: Uint8Array): Promise<void> {
  const dropped = await page.evaluateHandle(
    ([file, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(content)], file));
      return data;
    },
    [name, [...bytes]] as const,
  );
  await page.dispatchEvent("body", "drop", { dataTransfer: dropped });
}
