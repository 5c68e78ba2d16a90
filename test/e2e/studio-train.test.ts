/** The Train screen in Chromium: buttons, links, looks inside, frames; and the first view before any script. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describeLayers, layerStatistics, prepare, selectSamples, toTable, train } from "gradus";
import { readFile } from "@gradus/readers/node";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { hasChromium, launch, WITHOUT } from "./launch.js";

let command: ChildProcess;
let origin = "";
let browser: Browser | undefined;

beforeAll(async () => {
  command = spawn(process.execPath, ["cli/dist/main.js", "studio", "--no-open", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(command.stdout!, "data")) as [Buffer];
  origin = (JSON.parse(line.toString()) as { url: string }).url;
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  command.kill();
});
beforeEach((context) => context.skip(!hasChromium, WITHOUT));

test("the first view stands in the page before any script runs, in the language of the browser", async () => {
  for (const [locale, heading, first] of [
    ["en-US", "Back-propagation, step by step", "Weighted sums of layer 1"],
    ["zh-CN", "反向传播，一步一步看", "第 1 层"],
  ] as const) {
    const page = await open("", { locale, javaScriptEnabled: false });
    expect(await page.locator("h1").innerText()).toBe(heading);
    expect(await page.locator(".node circle").count()).toBe(3 + 3 + 2);
    expect(await page.locator(".equation .katex").count()).toBeGreaterThan(2);
    expect(await page.locator("#step-title").innerText()).toContain(first);
    await page.context().close();
  }
});

test("another view than the first is not shown before it is there", async () => {
  const page = await open("#/train", { javaScriptEnabled: true });
  await page.locator(".drop").waitFor();
  expect(await page.locator(".node").count()).toBe(0);
  await page.context().close();
});

test("several kinds of networks: out-of-fold numbers are called so, relative errors are in percent, and no chart is empty", async () => {
  const page = await open("#/train?v=1&sample=concrete&way=auto");
  await page.getByText("folds take turns").waitFor();
  expect(await page.locator(".parts").innerText()).not.toContain("validation");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByText("Answers so far").waitFor();
  await page.getByRole("button", { name: "Stop, keep the best" }).click();
  await page.locator("#result-title").waitFor();
  const table = page.locator("section:has(#result-title) table").first();
  const heads = await table.locator("thead th").allInnerTexts();
  expect(heads).toContain("out-of-fold");
  expect(heads).not.toContain("validation");
  expect(await table.locator("tr").filter({ hasText: "MAPE" }).locator("td").first().innerText()).toMatch(
    /^[\d.]+ %$/,
  );
  const charts = await page.locator("figcaption > .hidden").allTextContents();
  expect(charts).toHaveLength(2);
  for (const one of charts) expect(one).toMatch(/last [\d.]/);
  await page.context().close();
});

test("a trained model that is not saved is not left without a question; a model file is offered to Evaluate", async () => {
  const page = await open("#/train?v=1&sample=iris&way=classic&epochs=3");
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.type());
    void dialog.accept();
  });
  await page.locator("#run-title").waitFor();
  await page.reload();
  expect(asked).toEqual([]);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.locator("#result-title").waitFor();
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save the model" }).click(),
  ]);
  const file = { name: "mine.safetensors", mimeType: "", buffer: readFileSync(await saved.path()) };
  await page.reload();
  expect(asked).toEqual([]);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.locator("#result-title").waitFor();
  await page.reload();
  expect(asked).toEqual(["beforeunload"]);

  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByText("mine.safetensors is a trained model, not a table.").waitFor();
  await page.getByRole("button", { name: "Open it in Evaluate" }).click();
  await page.locator("section[aria-label='Model and table']").getByText("mine").first().waitFor();
  await page.context().close();
});

test("single batches and epochs, reset with the same weights: the same curve again, to the last digit", async () => {
  const page = await open("#/train?v=1&sample=iris&way=classic&epochs=6&patience=6&batch=10");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.locator("#result-title").waitFor();
  const [line, view] = [page.locator("progress + p"), page.locator("#look-title + span")];
  const first = (await line.innerText()).replace(/ · [\d ]+ epochs.*/, "");
  await page.getByRole("button", { name: "Reset" }).click();
  // 104 training rows make eleven batches of ten.
  await view.getByText("epoch 1, 0 of 11 batches done").waitFor();
  await page.getByRole("button", { name: "One batch" }).click();
  await view.getByText("epoch 1, 1 of 11 batches done").waitFor();
  await page.getByRole("button", { name: "One epoch" }).click();
  await line.getByText("epoch 1 of at most 6").waitFor();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.locator("#result-title").waitFor();
  expect((await line.innerText()).replace(/ · [\d ]+ epochs.*/, "")).toBe(first);
  await page.context().close();
});

test("a paused run tells its last epoch within 100 ms", { retry: 3 }, async () => {
  const page = await open("#/train", {}, () => {
    const times: number[] = [];
    const PlainWorker = Worker;
    globalThis.Worker = class extends PlainWorker {
      constructor(...given: ConstructorParameters<typeof Worker>) {
        super(...given);
        this.addEventListener("message", ({ data }) => {
          if ("batch" in (data as object)) times.push(performance.now());
        });
      }
    };
    Object.assign(globalThis, { times });
  });
  await page.goto(`${origin}#/train?v=1&sample=concrete&hidden=32:tanh&epochs=100000&patience=100000`);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.locator("progress").waitFor();
  await page.waitForTimeout(300);
  // In the page itself: what a message between browser and test takes is no part of it.
  const { before, after } = await page.evaluate(async () => {
    const { times } = globalThis as unknown as { times: number[] };
    const start = performance.now();
    [...document.querySelectorAll("button")].find((one) => one.textContent.includes("Pause"))!.click();
    await new Promise((resolve) => setTimeout(resolve, 700));
    return { before: times.filter((t) => t < start).length, after: times.at(-1)! - start };
  });
  expect(before).toBeGreaterThan(2);
  expect(after).toBeLessThan(100);
  await page.getByRole("button", { name: "Stop, keep the best" }).click();
  await page.locator("#result-title").waitFor();
  await page.context().close();
});

test("looks inside the layers say what the library says of the trained network, and the surface has a table", async () => {
  const page = await open("#/train?v=1&sample=iris&way=one&hidden=6:tanh&epochs=20&patience=20");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.locator("#result-title").waitFor();
  const table = toTable(await readFile("examples/iris.csv"));
  const options = {
    label: "species",
    nets: 1,
    hidden: [{ size: 6, activation: "tanh" }],
    epochs: 20,
    patience: 20,
  };
  const model = await train(table, options);
  const { samples, recipe } = prepare(table, options);
  const all = selectSamples(
    samples.train,
    Array.from({ length: samples.train.X.cols }, (_, s) => s),
  );
  const expected = describeLayers(layerStatistics(model.nets[0].network, all, { loss: recipe.loss }));
  await expect
    .poll(() => page.locator(".sentences li").allInnerTexts())
    .toEqual(expected.map(({ en }) => en));
  await page.getByText("Decision regions: species").waitFor();
  await page.getByRole("combobox", { name: "upward" }).selectOption("petal_width");
  await page.locator("svg text").getByText("petal_width").first().waitFor();
  const details = page.locator("section:has(#surface-title) details:last-of-type");
  await details.locator("summary").click();
  expect(await details.locator("td").count()).toBe(36);
  expect(await details.locator("td").first().innerText()).toMatch(/^(setosa|versicolor|virginica) \d+ %$/);

  // Into Learn: the row of the table is in the link only if that is asked for.
  await page.getByRole("button", { name: "See one step of it in Learn" }).click();
  await page.waitForURL(/#\/learn\?v=1&shape=4-6-3/);
  expect(page.url()).not.toMatch(/[?&][xy]=/);
  await page.getByRole("checkbox", { name: /from your table/ }).check();
  await page.waitForURL(/&x=.*&y=/);
  await page.context().close();
});

test("the best recipe trains in workers, answers early, pauses, and keeps what is there when it is stopped", async () => {
  const page = await open("#/train?v=1&sample=concrete");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByText("Answers so far").waitFor();
  expect(page.workers().length).toBeGreaterThan(1);
  await page
    .locator("progress + p")
    .getByText(/about .* left/)
    .waitFor();
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("button", { name: "Stop, keep the best" }).click();
  await page.locator("#result-title").waitFor();
  await page.getByText("Kinds of networks").first().click();
  await page.getByText("early stopping").first().waitFor();
  expect(await page.locator("td.strong").count()).toBeGreaterThan(3);
  await page.context().close();
});

test("a link holds the settings and the example; of a table of one's own it holds no column", async () => {
  const page = await open("#/train?v=1&sample=penguins&ignore=island&way=classic&seed=7&learningRate=1e9999");
  await page.getByText("Something in the link did not fit").waitFor();
  const role = page.getByRole("group", { name: "Role of island" });
  expect(await role.getByRole("radio", { name: "ignore" }).isChecked()).toBe(true);
  await page.waitForURL(/#\/train\?v=1&sample=penguins&ignore=island&way=classic&seed=7$/);
  const buffer = Buffer.from(
    `secret,y\n${Array.from({ length: 40 }, (_, i) => `${i % 7},${i % 3}`).join("\n")}`,
  );
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "salaries.csv", mimeType: "text/csv", buffer });
  await page.locator("strong").getByText("salaries.csv").waitFor();
  await page.getByText("Tutorial", { exact: true }).click();
  await page.waitForURL(/#\/train\?v=1&way=classic&data=own$/);
  expect(page.url()).not.toMatch(/secret|salaries/);
  await page.context().close();
});

test("while 1,000 rows of 8 columns train, a drawing takes the page 25 ms at most: it fits into a frame of 33 ms", async () => {
  const page = await open("#/train?v=1&sample=concrete&way=one&epochs=100000&patience=100000");
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.locator("progress").waitFor();
  const session = await page.context().newCDPSession(page);
  // Time that the page's thread computes: what other programs take is no part of it.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const taken = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")!.value;
  };
  const line = page.locator("progress + p");
  const before = await taken();
  const drawings = await line.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        let count = 0;
        const observer = new MutationObserver(() => count++);
        observer.observe(element, { characterData: true, childList: true, subtree: true });
        setTimeout(() => resolve(count), 3000);
      }),
  );
  expect(drawings).toBeGreaterThan(3);
  expect((1000 * ((await taken()) - before)) / drawings).toBeLessThanOrEqual(25);
  await page.context().close();
});

/** A page of its own. @param first runs in it before its scripts */
async function open(hash: string, options: BrowserContextOptions = {}, first?: () => void): Promise<Page> {
  const context = await browser!.newContext({
    locale: "en-US",
    viewport: { width: 1366, height: 768 },
    ...options,
  });
  context.setDefaultTimeout(40_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => {
    throw error;
  });
  if (first) await page.addInitScript(first);
  await page.goto(`${origin}${hash}`);
  return page;
}
