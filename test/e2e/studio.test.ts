/** `gradus studio` and its page in Chromium: the numbers of the trace, linked and changeable, in both languages. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readFile } from "@gradus/readers/node";
import {
  exampleNetwork,
  explain,
  formatValue,
  loadModel,
  numericDelta,
  prepare,
  selectRows,
  toTable,
  trace,
  train,
  typicalRow,
  whatIf,
  type Trace,
} from "gradus";
import type { Browser, BrowserContextOptions, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasChromium, launch, WITHOUT } from "./launch.js";
import { foreignWords, violations } from "./looks.js";

const example = exampleNetwork();
const expected = trace(example.network, example.X, example.Y, { eta: example.eta });

let command: ChildProcess;
let origin = "";
let browser: Browser | undefined;
const requests: string[] = [];
const problems: string[] = [];

beforeAll(async () => {
  command = spawn(
    process.execPath,
    ["cli/dist/main.js", "studio", "examples/iris.csv", "--no-open", "--json"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const [line] = (await once(command.stdout!, "data")) as [Buffer];
  const { url } = JSON.parse(line.toString()) as { url: string };
  expect(url).toMatch(/#\/train\?file=iris\.csv$/);
  origin = url.replace(/#.*/, "");
  browser = await launch();
});

afterAll(async () => {
  await browser?.close();
  command.kill();
});

describe("gradus studio", () => {
  test("answers on this computer with a strict policy, and refuses other hosts, methods and paths", async () => {
    const page = await fetch(origin);
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
    const policy = page.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("'unsafe-eval'");
    expect((await fetch(origin, { method: "POST" })).status).toBe(405);
    expect((await fetch(`${origin}../../package.json`)).status).toBe(404);
    expect(await statusFor("elsewhere.example")).toBe(421);
  });
});

describe("the page", () => {
  beforeEach((context) => context.skip(!hasChromium, WITHOUT));

  test("shows the 3-3-2 network with its numbers, the first step and the lit line at once", async () => {
    const page = await open();
    expect(await page.title()).toBe("Learn · Gradus Studio");
    expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("Back-propagation, step by step");
    expect(await texFor(page)).toEqual(numericTex(expected, 0));
    expect(await page.locator("li[aria-current=step]").innerText()).toBe("Zˡ ← Wˡ Hˡ⁻¹ + bˡ");
    expect(await page.locator("[data-part=n-1-1] text").allTextContents()).toEqual(["0.362"]);
    await page.context().close();
  });

  test("walks through all 10 steps by keyboard, each with the numbers of the trace", async () => {
    const page = await open();
    for (let k = 0; k < expected.steps.length; k++) {
      expect(await page.locator("#step-title").innerText()).toMatch(
        new RegExp(expected.steps[k].title.en, "i"),
      );
      expect(await texFor(page), `step ${k + 1}`).toEqual(numericTex(expected, k));
      await page.keyboard.press("ArrowRight");
    }
    // After the update comes the next iteration, and the way back leads into the one before.
    expect(await page.getByText("Step 1 of 10 · forward · Iteration 2").count()).toBe(1);
    await page.keyboard.press("ArrowLeft");
    expect(await page.getByText("Step 10 of 10 · update · Iteration 1").count()).toBe(1);
    await page.context().close();
  });

  test("the δ shown agree with central differences to 1e-6", async () => {
    const page = await open("step=8");
    const numeric = numericDelta(example.network, example.X, example.Y, 1);
    for (const i of [1, 2, 3]) {
      await page.getByRole("combobox", { name: "neuron" }).selectOption(String(i));
      const shown = await page.locator(`.equation [data-t=delta-1-${i}]`).last().innerText();
      const [a, b] = [Number(shown.replace("−", "-").replaceAll("​", "")), numeric.data[i - 1]];
      expect(Math.abs(a - b)).toBeLessThan(1e-6 + 5e-4 * Math.abs(b)); // four digits are shown
    }
    await page.context().close();
  });

  test.each(["1-1-1", "3-3-2", "3-4-2", "8-8-8-8"])(
    "pointing at a number lights its edge, and the reverse: %s",
    async (shape) => {
      const page = await open(`shape=${shape}&seed=1`);
      const [, n, ...rest] = shape.split("-").map(Number);
      const part = `w-1-${n}-1`;
      await page.getByRole("combobox", { name: "neuron" }).selectOption(String(n));
      await page.locator(`.equation [data-t=${part}]`).last().hover();
      expect(
        await page.locator(".edge.lit").evaluateAll((all) => all.map((e) => e.getAttribute("data-part"))),
      ).toEqual([part]);
      expect(rest.length).toBeGreaterThan(0);
      await page.locator(`.node[data-part=n-1-${n}] text`).hover();
      const lit = await page
        .locator(".equation .lit")
        .evaluateAll((all) => all.map((e) => e.getAttribute("data-t")));
      expect(new Set(lit)).toEqual(new Set([`z-1-${n}`]));
      await page.context().close();
    },
  );

  test("a weight changed in the figure changes everything that follows from it", async () => {
    const page = await open("step=10");
    await page.locator(".edge[data-part=w-1-1-1] .handle").dispatchEvent("click");
    await page.getByRole("dialog").getByRole("textbox").fill("-1,5");
    await page.keyboard.press("Enter");
    const { network, X, Y, eta } = exampleNetwork();
    network.parameters[0] = -1.5;
    const changed = trace(network, X, Y, { eta });
    expect(await texFor(page)).toEqual(numericTex(changed, 9));
    await page.getByRole("button", { name: "Undo" }).click();
    expect(await texFor(page)).toEqual(numericTex(expected, 9));
    await page.context().close();
  });

  test("iterations lower the loss, and lead back in time to the same numbers", async () => {
    const page = await open();
    await page.getByRole("button", { name: "100 on" }).click();
    let { network } = example;
    for (let k = 0; k < 100; k++) network = trace(network, example.X, example.Y, { eta: example.eta }).next;
    const later = trace(network, example.X, example.Y, { eta: example.eta });
    expect(later.loss).toBeLessThan(expected.loss / 10);
    expect(await page.getByText(`L ${formatValue(later.loss)} →`).count()).toBe(1);
    await page.getByRole("button", { name: "Back to the start" }).click();
    expect(await texFor(page)).toEqual(numericTex(expected, 0));
    await page.context().close();
  });

  test("the exercise names the mistake: sign, missing sum, missing f′, transposed", async () => {
    const page = await open("step=8&ask=1");
    const [W, delta] = [example.network.W[2].data, expected.delta[2].data];
    const slope = expected.slopes[1]!.data[0];
    const right = expected.delta[1].data[0];
    const answers: [number, string][] = [
      [-right, "The sign is turned round"],
      [W[0] * delta[0] * slope, "A term of the sum is missing"],
      [W[0] * delta[0] + W[3] * delta[1], "The factor f′(z) is missing"],
      [(W[0] * delta[0] + W[1] * delta[1]) * slope, "Rows and columns are exchanged"],
      [right, "Right."],
    ];
    expect(await page.locator("[data-part=n-1-1] text").allTextContents()).toEqual(["0.590", "?"]);
    for (const [answer, verdict] of answers) {
      await page.getByLabel("Your answer").fill(answer.toPrecision(3));
      await page.keyboard.press("Enter");
      expect(await page.locator(".verdict").innerText()).toContain(verdict);
    }
    await page.context().close();
  });

  test("the exercise shows at no step what it asks for, in any card", async () => {
    const page = await open("step=1&ask=1");
    const { Z, H, terms, delta, dW, next } = expected;
    const asked: [string, number][] = [
      ["z₁¹", Z[1].data[0]],
      ["h₁¹", H[1].data[0]],
      ["z₁²", Z[2].data[0]],
      ["h₁²", H[2].data[0]],
      ["L₁", terms.data[0]],
      ["δ₁²", delta[2].data[0]],
      ["∂L/∂w₁₁²", dW[2].data[0]],
      ["δ₁¹", delta[1].data[0]],
      ["∂L/∂w₁₁¹", dW[1].data[0]],
      ["w₁₁¹", next.W[1].data[0]],
    ];
    expect(asked).toHaveLength(expected.steps.length);
    for (const [name, value] of asked) {
      expect(await page.locator("form .name").innerText()).toBe(name);
      const shown = await page.evaluate(() =>
        [
          document.body.textContent,
          ...Array.from(document.querySelectorAll("input"), (one) => one.value),
        ].join(" "),
      );
      // Not with more digits either.
      const told = new RegExp(`(?<![\\d.])${formatValue(value, { digits: 3 }).replaceAll(".", "\\.")}`);
      expect(told.exec(shown)?.[0], name).toBeUndefined();
      if (/^[zh]/.test(name)) {
        const part = `${Array.from(name).at(-1) === "¹" ? 1 : 2}-1`;
        expect(await page.locator(`[data-part=n-${part}] text`).textContent()).toBe("?");
        expect(await page.locator(`[data-part=n-${part}] + text.name`).textContent()).toBe(name);
        expect(await page.locator("section:has(#activation-title) circle").count()).toBe(0);
      }
      await page.keyboard.press("ArrowRight");
    }
    await page.context().close();
  });

  test("a link brings back shape, activations, loss, samples, changes and place", async () => {
    const link =
      "v=1&shape=2-4-3&f=tanh,softmax&loss=cross_entropy_mean&eta=0.2&seed=3&x=1,0;0.5,-2&y=0,1,0;1,0,0&e=0:0.75&it=2&step=5&by=neuron&s=2";
    const page = await open(link);
    expect(await page.getByText("Iteration 3").count()).toBeGreaterThan(0);
    expect(await page.getByLabel("Follow sample 2").isChecked()).toBe(true);
    await page.keyboard.press("ArrowRight");
    await page.waitForURL(/step=6/);
    expect(new URL(page.url()).hash).toBe(`#/learn?${link.replace("step=5", "step=6")}`);
    await page.context().close();
  });

  test("hostile links neither break the page nor pass unnoticed", async () => {
    const page = await open();
    for (const link of [
      "shape=99999-1&eta=NaN&it=-1",
      "shape=3-3-2&e=1e9:1",
      "f=<img src=x>&x=;;;&step=1e400",
      "%00%ff&&=&v",
    ]) {
      await page.goto(`${origin}#/learn?${link}`);
      await page.locator(".node").nth(7).waitFor();
    }
    await page.goto(`${origin}#/learn?shape=0-0`);
    expect(await page.getByText("Something in the link did not fit").innerText()).toContain("left out");
    await page.context().close();
  });

  test.each([
    ["en-US", "light", ""],
    ["zh-CN", "dark", "step=8&by=term"],
    ["en-US", "dark", "step=10&ask=1"],
    ["zh-CN", "light", "shape=4-9-3&f=relu,softmax&loss=cross_entropy_mean&seed=1&x=1,1,1,1;1,2,3,4"],
  ] as const)("axe finds nothing: %s, %s, %s", async (locale, colorScheme, link) => {
    const page = await open(link, { locale, colorScheme });
    await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test("no word of the other language is left over in Learn", async () => {
    for (const locale of ["zh-CN", "en-US"] as const) {
      for (const link of ["step=8&x=1,2,3;1,1,1&y=0,1;1,1&seed=1&loss=poisson_mean", "step=10&ask=1"]) {
        const page = await open(link, { locale });
        expect(await foreignWords(page, locale), link).toEqual([]);
        await page.context().close();
      }
    }
  });

  test("trains the table of the command line to the weights and the record of train() in Node.js, to the bit", async () => {
    const page = await openTrain("file=iris.csv");
    await page.getByText("One network", { exact: true }).click();
    await setField(page, "epochs at most", "25");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.locator("#result-title").waitFor();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save the model" }).click(),
    ]);
    const features = ["sepal_length", "sepal_width", "petal_length", "petal_width"];
    const split = { kind: "random", fractions: [0.7, 0.15, 0.15] } as const;
    const table = toTable(await readFile("examples/iris.csv"));
    const model = await train(table, {
      label: "species",
      features,
      split,
      seed: 42,
      recipe: "auto",
      nets: 1,
      epochs: 25,
    });
    expect(download.suggestedFilename()).toBe("iris.safetensors");
    const saved = loadModel(readFileSync(await download.path()));
    expect(saved.nets[0].network.parameters).toEqual(model.nets[0].network.parameters);
    expect(saved.run.history).toEqual(model.run.history);
    expect(saved.encoder).toEqual(model.encoder);
    expect(await page.locator("td.strong").first().innerText()).toBe(
      formatValue(model.run.metrics.test!["accuracy"]!),
    );

    // Explain, of the same model and rows.
    const { test: rows } = prepare(table, { label: "species", features, split, seed: 42, nets: 1 }).split;
    const found = await explain(saved, table, { output: "setosa", heldOut: selectRows(table, [...rows]) });
    await page.getByRole("link", { name: "Explain" }).click();
    const [first] = found.permutation!.importance.toSorted((a, b) => b.mean - a.mean);
    const shown = await page.locator("ol li button").first().innerText();
    expect(shown.replaceAll(/\s+/g, " ")).toContain(
      `${first.factor} ${formatValue(first.mean, { digits: 3 })} ± ${formatValue(first.sd, { digits: 2 })}`,
    );
    const row = typicalRow(saved, table);
    const changed = whatIf(saved, row, { petal_length: 6 }, { output: "setosa" });
    await page.locator(".factor").getByRole("textbox", { name: "petal_length" }).fill("6");
    await page.locator(".answer strong").getByText(formatValue(changed.after)).waitFor();

    await page.getByRole("link", { name: "Train" }).click();
    await page.getByRole("button", { name: "See one step of it in Learn" }).click();
    expect(await page.locator(".node").count()).toBe(4 + 32 + 16 + 3);
    await page.context().close();
  });

  test("a run pauses, takes single epochs, and stops with the best weights", async () => {
    const page = await openTrain("file=iris.csv");
    await page.getByText("One network", { exact: true }).click();
    await setField(page, "epochs at most", "100000");
    await setField(page, "patience", "100000");
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.getByRole("button", { name: "Pause" }).click();
    const line = page.locator("progress + p");
    await page.waitForTimeout(150);
    const epoch = await epochIn(line);
    await page.getByRole("button", { name: "One epoch" }).click();
    await page.getByText(`epoch ${epoch + 1} of at most`).waitFor();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("button", { name: "Stop, keep the best" }).click();
    await page.getByText("stopped by you").waitFor();
    expect(await epochIn(line)).toBeGreaterThan(epoch);
    await page.context().close();
  });

  test.each([
    ["GB18030", gb18030("水,龄期,强度\n", 30, ","), ["水", "龄期", "强度"]],
    [
      "UTF-8 with a mark and decimal commas",
      Buffer.from(`\ufeffa;b;y\n${rowsOf(30, ";").replaceAll(".", ",")}`),
      ["a", "b", "y"],
    ],
    ["cells of a spreadsheet", Buffer.from(`a\tb\ty\n${rowsOf(30, "\t")}`), ["a", "b", "y"]],
    ["without a header", Buffer.from(rowsOf(30, ",")), ["x1", "x2", "x3"]],
  ])("reads a table: %s", async (_, buffer, names) => {
    const page = await openTrain();
    await page.locator("input[type=file]").setInputFiles({ name: "t.csv", mimeType: "text/csv", buffer });
    await page.getByRole("button", { name: "Start", exact: true }).waitFor();
    expect(await page.locator("li .name").allInnerTexts()).toEqual(names);
    expect(await page.locator("li .name + span").allInnerTexts()).toEqual(["number", "number", "number"]);
    await page.context().close();
  });

  test("a table dropped on Learn leads to Train", async () => {
    const page = await open();
    const dropped = await page.evaluateHandle(
      (text) => {
        const data = new DataTransfer();
        data.items.add(new File([text], "dropped.csv"));
        return data;
      },
      `a,b,y\n${rowsOf(30, ",")}`,
    );
    await page.dispatchEvent("body", "drop", { dataTransfer: dropped });
    await page.getByRole("button", { name: "Start", exact: true }).waitFor();
    expect(await page.locator("strong").first().innerText()).toBe("dropped.csv");
    await page.context().close();
  });

  test("a file that is no table is refused in words", async () => {
    const page = await openTrain("", { locale: "zh-CN" });
    const file = { name: "t.csv", mimeType: "text/csv", buffer: Buffer.from("<html><p>no</p></html>") };
    await page.locator("input[type=file]").setInputFiles(file);
    expect(await page.getByRole("alert").innerText()).toMatch(/[一-龥]/);
    await page.context().close();
  });

  test("every screen: axe finds nothing, and no word of the other language is left over", async () => {
    for (const [locale, colorScheme, start] of [
      ["zh-CN", "dark", "开始"],
      ["en-US", "light", "Start"],
    ] as const) {
      const page = await openTrain("file=iris.csv&v=1&way=one", { locale, colorScheme });
      await page.getByRole("button", { name: start, exact: true }).click();
      await page.locator("#result-title").waitFor();
      await page.locator("details").evaluateAll((all) => all.forEach((one) => one.setAttribute("open", "")));
      for (const [screen, sign] of [
        [1, "#result-title"],
        [2, "#folds-title"],
        [3, "#what-if-title + *"],
        [4, "#diagram-title"],
        [5, "code"],
      ] as const) {
        await page.locator("nav a").nth(screen).click();
        await page.locator(sign).first().waitFor();
        expect(await violations(page)).toEqual([]);
        expect(await foreignWords(page, locale)).toEqual([]);
      }
      await page.context().close();
    }
  });

  test("works as one file, without a server, training included", async () => {
    const page = await browser!.newPage();
    watch(page);
    const file = pathToFileURL(resolve("studio/dist/gradus-studio.html")).href;
    await page.goto(file);
    await page.locator("html[data-ready] .katex").first().waitFor();
    expect(await texFor(page)).toEqual(numericTex(expected, 0));
    await page.getByRole("link", { name: "Train" }).click();
    await page.getByRole("button", { name: "iris flowers" }).click();
    await page.getByRole("button", { name: "Start", exact: true }).click();
    await page.locator("#result-title").waitFor();
    expect(await page.locator("td.strong").count()).toBeGreaterThan(3);
    await page.close();
  });

  test("asks nothing of another origin, and reports no error", () => {
    expect(requests.length).toBeGreaterThan(10);
    expect(requests.filter((url) => !/^(?:file|data|blob):/.test(url) && !url.startsWith(origin))).toEqual(
      [],
    );
    expect(problems).toEqual([]);
  });
});

test("gradus studio ends with exit code 0 when it is told to stop", async () => {
  command.kill("SIGINT");
  expect(await once(command, "exit")).toEqual([0, null]);
});

/** The Train screen in a page of its own. */
async function openTrain(query = "", options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser!.newContext({
    locale: "en-US",
    viewport: { width: 1366, height: 768 },
    ...options,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  watch(page);
  await page.goto(`${origin}#/train?${query}`);
  await page.locator(query === "" ? ".drop" : "#run-title").waitFor();
  return page;
}

/** Fills in one of the settings, and waits until the page has taken it in. */
async function setField(page: Page, label: string, value: string): Promise<void> {
  await page.locator("details:has(.fields)").evaluate((one) => one.setAttribute("open", ""));
  await page.getByLabel(label).fill(value);
  await page.getByLabel(label).blur();
}

async function epochIn(line: Locator): Promise<number> {
  return Number(/epoch (\d+)/.exec(await line.innerText())?.[1]);
}

/** Lines of three numbers. */
function rowsOf(count: number, sign: string): string {
  return Array.from({ length: count }, (_, i) => [(i % 7) + 0.5, (i * 3) % 11, i % 5].join(sign)).join("\n");
}

/** A table whose names are GB 18030 bytes. */
function gb18030(header: string, rows: number, sign: string): Buffer {
  const bytes = new Map([
    ["水", [0xcb, 0xae]],
    ["龄", [0xc1, 0xe4]],
    ["期", [0xc6, 0xda]],
    ["强", [0xc7, 0xbf]],
    ["度", [0xb6, 0xc8]],
  ]);
  return Buffer.from(
    Array.from(header + rowsOf(rows, sign)).flatMap((c) => bytes.get(c) ?? [c.charCodeAt(0)]),
  );
}

/** A page of its own, with what it asks for and complains about noted. */
async function open(link = "", options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser!.newContext({
    locale: "en-US",
    viewport: { width: 1366, height: 768 },
    ...options,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  watch(page);
  await page.goto(link === "" ? origin : `${origin}#/learn?${link}`);
  await page.locator("html[data-ready] .katex").first().waitFor();
  return page;
}

function watch(page: Page): void {
  page.on("request", (one) => requests.push(one.url()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => problems.push(message.text()));
}

/** LaTeX of the numeric lines of all matrix equations shown, without links. */
async function texFor(page: Page): Promise<string[]> {
  const all = await page.locator(".equation annotation").allTextContents();
  return all.filter((tex) => tex.startsWith("= ") && tex.includes("matrix")).map(unlinked);
}

function numericTex({ steps, network: { last } }: Trace, k: number): string[] {
  const { kind, matrices } = steps[k];
  // Of the update the first layer is shown first.
  const shown = kind === "update" && last > 1 ? matrices.slice(0, 2) : matrices;
  return shown
    .map(({ tex }) => tex.numeric)
    .filter((tex) => tex.includes("matrix"))
    .map(unlinked);
}

function unlinked(tex: string): string {
  return tex.replaceAll(/\\htmlData\{[^}]*\}\{([^{}]*(?:\{[^{}]*\})?)\}/g, "$1");
}

function statusFor(host: string): Promise<number | undefined> {
  return new Promise((done, fail) => {
    const { hostname, port } = new URL(origin);
    request({ hostname, port, headers: { host } }, (response) => {
      response.resume();
      done(response.statusCode);
    })
      .on("error", fail)
      .end();
  });
}
