/** `gradus report` in Chromium: accessibility, both languages, both themes, the printed pages. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inflateSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hasChromium, launch, WITHOUT } from "./launch.js";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const folder = mkdtempSync(join(tmpdir(), "gradus-report-"));
const REPORTS = ["en", "zh", "both", "classes", "alone"] as const;

let browser: Browser | undefined;

beforeAll(async () => {
  const quick = ["--nets", "2", "--hidden", "12", "--epochs", "30"];
  gradus(
    "train",
    resolve("examples/concrete_named.csv"),
    "--label",
    "compressive_strength",
    "-o",
    "c.safetensors",
    ...quick,
  );
  gradus("train", resolve("examples/iris.csv"), "--label", "species", "-o", "i.safetensors", ...quick);
  for (const language of ["en", "zh", "both"])
    gradus(
      "report",
      "c.safetensors",
      resolve("examples/concrete_named.csv"),
      "-o",
      `${language}.html`,
      "--language",
      language,
    );
  gradus("report", "i.safetensors", resolve("examples/iris.csv"), "-o", "classes.html", "--language", "both");
  gradus("report", "c.safetensors", "-o", "alone.html", "--language", "both");
  browser = await launch();
}, 240_000);

afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

function gradus(...args: string[]): string {
  return execFileSync(process.execPath, [resolve("cli/bin/gradus.js"), ...args], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
}

describe("gradus report", () => {
  test("writes files below 400 kB that name nothing to fetch", () => {
    for (const name of REPORTS) {
      expect(statSync(join(folder, `${name}.html`)).size).toBeLessThan(400_000);
      expect(/https?:|<script/.exec(readFileSync(join(folder, `${name}.html`), "utf8"))).toBeNull();
    }
  });

  test("--json tells the file, its bytes and the sections", () => {
    const told = JSON.parse(gradus("report", "c.safetensors", "-o", "j.html", "--json")) as Record<
      string,
      unknown
    >;
    expect(told).toMatchObject({ schema: 1, command: "report", report: "j.html" });
    expect(told["bytes"]).toBe(statSync(join(folder, "j.html")).size);
    expect((told["sections"] as string[]).slice(0, 3)).toEqual(["summary", "data", "network"]);
  });
});

describe("the report in a browser", () => {
  beforeEach((context) => context.skip(!hasChromium, WITHOUT));

  test.each([
    ["en", "light", 1280],
    ["en", "dark", 390],
    ["zh", "dark", 1280],
    ["zh", "light", 390],
    ["both", "dark", 1280],
    ["both", "light", 1280],
    ["classes", "dark", 390],
    ["alone", "light", 1280],
  ] as const)(
    "axe finds nothing: %s, %s, %d pixels wide; no request, no error",
    async (name, scheme, width) => {
      const { page, problems, requests } = await open(name, scheme, width);
      if (name === "both" && scheme === "light") await page.locator("label[for=show-zh]").click();
      expect(await page.evaluate<string[]>(`${axe}; ${VIOLATIONS}`)).toEqual([]);
      // Nothing but tables and formulas in frames of their own is wider than the window.
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
      expect(requests.filter((url) => !url.startsWith("file:"))).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    },
  );

  test("the switch shows one language at a time, without a script, also by the keyboard", async () => {
    const { page } = await open("both", "light", 1280);
    const titles = () => page.locator("h1:visible").allInnerTexts();
    expect(await titles()).toEqual(["How compressive_strength is predicted: report"]);
    await page.locator("#show-en").focus();
    await page.keyboard.press("ArrowRight");
    expect(await titles()).toEqual(["compressive_strength 的预测：报告"]);
    await page.context().close();
  });

  test("what is shown in Chinese has no English sentence, and the other way round", async () => {
    const { page } = await open("both", "light", 1280);
    const english = await page.locator(".report-en").textContent();
    const chinese = await page.locator(".report-zh").textContent();
    expect(/\p{Script=Han}/u.exec(english!)).toBeNull();
    // Commands and names apart, four English words in a row are a sentence.
    expect(
      /(?:\b[a-z]{2,}\b[ ,]+){4}/.exec(chinese!.replaceAll(/gradus [^。；、]*/g, ""))?.[0],
    ).toBeUndefined();
    await page.context().close();
  });

  test("prints to A4 pages, none of which is blank, in light colours", async () => {
    const { page } = await open("zh", "dark", 1280);
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    const pages = textsOfPages(pdf);
    expect(pages.length).toBeGreaterThan(6);
    expect(pages.length).toBeLessThan(20);
    expect(pages.filter((count) => count < 5)).toEqual([]);
    expect(/\/MediaBox \[0 0 59[45]\S* 84[12]\S*\]/.test(pdf.toString("latin1"))).toBe(true);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    await page.context().close();
  });
});

async function open(name: (typeof REPORTS)[number], colorScheme: "light" | "dark", width: number) {
  const context = await browser!.newContext({ colorScheme, viewport: { width, height: 900 } });
  const page: Page = await context.newPage();
  const [problems, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => problems.push(message.text()));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(join(folder, `${name}.html`)).href);
  return { page, problems, requests };
}

/** How many texts each page of a PDF by Chromium shows. */
function textsOfPages(pdf: Buffer): number[] {
  const text = pdf.toString("latin1");
  return [...text.matchAll(/\/Type \/Page\n[\s\S]*?\/Contents (\d+) 0 R/g)].map(([, number]) => {
    const at = text.indexOf(`\n${number} 0 obj`);
    const begin = text.indexOf("stream\n", at) + "stream\n".length;
    const length = Number(/\/Length (\d+)/.exec(text.slice(at, begin))![1]);
    const content = inflateSync(pdf.subarray(begin, begin + length)).toString("latin1");
    return content.match(/T[jJ]\b/g)?.length ?? 0;
  });
}

/** What axe-core has to say. */
const VIOLATIONS = `axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html, any }) => id + ": " + html.slice(0, 160) + " " + (any[0]?.message ?? ""))))`;
