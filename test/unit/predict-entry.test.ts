/** The entry `gradus/predict` as a bundler takes it: it carries the messages that it can give, and not the rest. */
import { build, type Rollup } from "vite";
import { beforeAll, expect, test } from "vitest";

interface Entry {
  loadModel(bytes: Uint8Array): unknown;
  describe(error: unknown, language: "en" | "zh"): { message: string; hint: string };
}

let code = "";
let entry: Entry;

beforeAll(async () => {
  const result = (await build({
    configFile: false,
    logLevel: "error",
    resolve: { conditions: ["@gradus/source"] },
    build: {
      write: false,
      rolldownOptions: {
        input: "core/src/predict.ts",
        preserveEntrySignatures: "strict",
        output: { format: "es" },
      },
    },
  })) as Rollup.RollupOutput;
  ({ code } = result.output[0]);
  entry = (await import(`data:text/javascript,${encodeURIComponent(code)}`)) as Entry;
});

test("an error has its message in both languages", () => {
  let error: unknown;
  try {
    entry.loadModel(new Uint8Array(0));
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toMatchObject({ code: "E302", message: "model is empty, not a Gradus model" });
  expect(entry.describe(error, "zh").message).toBe("model 是空文件，不是 Gradus 模型");
});

test("every code that it can throw has a message", () => {
  const thrown = new Set([...code.matchAll(/["'`]([EW]\d{3})["'`]/g)].map(([, found]) => found));
  const worded = new Set([...code.matchAll(/\b([EW]\d{3}):\{/g)].map(([, found]) => found));
  expect([...thrown].filter((one) => !worded.has(one))).toEqual([]);
  expect(thrown).toContain("E305");
});

test("messages about reading tables and about training are not carried", () => {
  expect(code).not.toMatch(/\b(E121|E161|E201|E001):\{/);
});
