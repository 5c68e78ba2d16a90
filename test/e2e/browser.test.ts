/** The built packages in Chromium give what they give in Node, and nothing leaves the page's origin. */
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import { gzipSync } from "node:zlib";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { figuresFor } from "../figures.js";
import { hasChromium, launch, WITHOUT } from "./launch.js";
import { fitAll } from "./nets.js";
import { bundlePage, serve } from "./serve.js";
import { work, type Outcome } from "./work.js";

/** GB 18030 bytes of the characters in the table below. */
const GB18030 = new Map([
  ["水", [0xcb, 0xae]],
  ["龄", [0xc1, 0xe4]],
  ["期", [0xc6, 0xda]],
  ["强", [0xc7, 0xbf]],
  ["度", [0xb6, 0xc8]],
]);

const chinese = chineseTable();
const tables = new Map<string, { bytes: Uint8Array; label: string }>([
  ["chinese.csv", { bytes: encodeGb18030(chinese), label: "强度" }],
  ["iris.csv.gz", { bytes: gzipSync(readFileSync("examples/iris.csv")), label: "species" }],
]);

let browser: Browser | undefined;
let server: Server | undefined;
let page: Page;
let origin = "";
const requests: string[] = [];
const problems: string[] = [];

beforeAll(async () => {
  browser = await launch();
  if (browser === undefined) return;
  const files = await bundlePage();
  for (const [name, { bytes }] of tables) files.set(`/${name}`, bytes);
  ({ server, origin } = await serve(files));
  page = await browser.newPage();
  page.on("request", (request) => requests.push(request.url()));
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => problems.push(message.text()));
  await page.goto(origin);
  await page.waitForFunction("typeof workOn === 'function'");
}, 60_000);

afterAll(async () => {
  await browser?.close();
  server?.close();
});

beforeEach((context) => {
  context.skip(!hasChromium, WITHOUT);
});

describe("in Chromium", () => {
  test("the bytes of the Chinese table are GB 18030", () => {
    expect(new TextDecoder("gb18030", { fatal: true }).decode(tables.get("chinese.csv")!.bytes)).toBe(
      chinese,
    );
  });

  test("a GB 18030 table is read under its names, and the network agrees with Node's to 1e-12", async () => {
    const outcome = await inBrowser("chinese.csv");
    expect(outcome.columns).toEqual(["水", "龄期", "强度"]);
    expect(outcome.encoding).toBe("gb18030");
    expect(outcome.rows).toBe(60);
    expectClose(outcome, await inNode("chinese.csv", true));
  });

  test("a gzipped table is unpacked, and the network agrees with Node's to 1e-12", async () => {
    const outcome = await inBrowser("iris.csv.gz");
    expect(outcome.rows).toBe(150);
    expect(outcome.epochs).toBe(20);
    expect(outcome.probabilities).toHaveLength(450);
    expectClose(outcome, await inNode("iris.csv.gz", true));
  });

  test("a page whose policy forbids WebAssembly trains with the reference engine", async () => {
    expect((await inBrowser("iris.csv.gz")).engine).toBe("reference");
  });

  test("train() with no option but the label and a seed gives the losses of Node.js to the bit", async () => {
    const isolated = await openIsolated("workOn");
    for (const name of tables.keys()) {
      const outcome = await inBrowser(name, isolated);
      const expected = await inNode(name, false);
      expect(outcome.engine).toBe("wasm");
      expect(outcome.trainLoss).toEqual(expected.trainLoss);
      expectClose(outcome, expected);
    }
    await isolated.close();
  });

  test.each([1, 2])("training in WebAssembly gives the bits of Node.js, threads: %i", async (threads) => {
    const isolated = await openIsolated("digests");
    expect(await isolated.evaluate("crossOriginIsolated")).toBe(true);
    expect(await isolated.evaluate(`digests(${threads})`)).toEqual(
      JSON.parse(readFileSync("test/fixtures/determinism/digests.json", "utf8")),
    );
    await isolated.close();
  });

  test.each([
    ["an isolated page, whose workers share memory", "/isolated", 2],
    ["a page that is not isolated, whose workers get copies", "/apart", 2],
    ["a page whose policy forbids workers", "/alone", 0],
  ])("a pool gives the bits of one thread of Node.js in %s", async (_, path, workers) => {
    const opened = await open(path, "fitAll");
    let started = 0;
    opened.on("worker", () => started++);
    expect(await opened.evaluate("fitAll(2)")).toEqual(await fitAll(1));
    expect(started).toBe(workers);
    await opened.close();
  });

  test.each(["en", "zh"] as const)(
    "figures are the same bytes as in Node.js, language: %s",
    async (language) => {
      const drawn = (await page.evaluate(`figures("${language}")`)) as Record<string, string>;
      const expected = figuresFor((draw) => draw, 40, { language, standalone: true });
      expect(Object.keys(drawn)).toEqual(Object.keys(expected));
      expect(Object.keys(expected).filter((name) => drawn[name] !== expected[name])).toEqual([]);
    },
  );

  test("the document that stands in for the page's in Node.js is not in the bundle", async () => {
    const files = await bundlePage();
    const scripts = [...files].filter(([name]) => name.endsWith(".js")).map(([, text]) => String(text));
    expect(
      scripts.some((text) => text.includes("HTMLParserOptions") || text.includes("parseFromString")),
    ).toBe(false);
  });

  test("a page whose policy forbids WebAssembly is told so, and what to try", async () => {
    const strict = await browser!.newPage();
    await strict.goto(origin);
    await strict.waitForFunction("typeof digests === 'function'");
    await expect(strict.evaluate("digests(1)")).rejects.toThrow(
      "Cannot train in WebAssembly: expected a runtime that compiles WebAssembly with SIMD, got one that does not; try another engine",
    );
    await strict.close();
  });

  test("nothing is asked of another origin, and the page reports no error", () => {
    expect(requests.length).toBeGreaterThan(2);
    expect(requests.filter((url) => !url.replace(/^blob:/, "").startsWith(`${origin}/`))).toEqual([]);
    expect(problems).toEqual([]);
  });
});

/** A page that may compile WebAssembly and share memory. */
async function openIsolated(wanted: string): Promise<Page> {
  return open("/isolated", wanted);
}

async function open(path: string, wanted: string): Promise<Page> {
  const opened = await browser!.newPage();
  opened.on("pageerror", (error) => problems.push(error.message));
  opened.on("request", (request) => requests.push(request.url()));
  await opened.goto(`${origin}${path}`);
  await opened.waitForFunction(`typeof ${wanted} === 'function'`);
  return opened;
}

async function inBrowser(name: string, where = page): Promise<Outcome> {
  const { label } = tables.get(name)!;
  return where.evaluate<Outcome>(`workOn(${JSON.stringify(`/${name}`)}, ${JSON.stringify(label)})`);
}

async function inNode(name: string, isReference: boolean): Promise<Outcome> {
  const { bytes, label } = tables.get(name)!;
  return work(bytes, name, label, isReference);
}

/** Predictions, and the reference engine, not bit by bit: V8's Math.exp differs in the last digit between the versions of Node and of Chromium. */
function expectClose(actual: Outcome, expected: Outcome): void {
  for (const name of ["trainLoss", "predictions", "probabilities"] as const) {
    expect(actual[name], name).toHaveLength(expected[name].length);
    const errors = actual[name].map((x, i) => Math.abs(x - expected[name][i]) / Math.max(1, Math.abs(x)));
    expect(Math.max(0, ...errors), `largest error of ${name}`).toBeLessThanOrEqual(1e-12);
  }
}

/** 60 rows of a curved law of two factors. */
function chineseTable(): string {
  const lines = Array.from({ length: 60 }, (_, i) => {
    const [water, age] = [150 + ((i * 37) % 60), 1 + ((i * 23) % 90)];
    return [water, age, (80 - 0.2 * water + 9 * Math.log(age)).toFixed(2)].join(",");
  });
  return `水,龄期,强度\n${lines.join("\n")}\n`;
}

function encodeGb18030(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text).flatMap((c) => GB18030.get(c) ?? [c.charCodeAt(0)]));
}
