import { describe, expect, test } from "vitest";
import { displayWidth } from "../output/width.js";
import { chooseLanguage, texts } from "./language.js";

const CHINESE = /[一-龥]/;

/** All texts below a value, with the path to each; functions are called with numbers and words. */
function* leaves(value: unknown, path: string): Generator<[string, string]> {
  if (typeof value === "string") yield [path, value];
  else if (typeof value === "function") {
    const call = value as (...args: unknown[]) => unknown;
    const [given, words] = [
      Array.from({ length: call.length }, (_, i) => 2 + i),
      path.match(/wantedChoice|wantedMetric|seeCommands/),
    ];
    yield* leaves(words === null ? call(...given) : call(["a"]), path);
  } else if (value instanceof Map) for (const [key, one] of value) yield* leaves(one, `${path}.${key}`);
  else if (Array.isArray(value)) for (const [i, one] of value.entries()) yield* leaves(one, `${path}.${i}`);
  else for (const [key, one] of Object.entries(value as object)) yield* leaves(one, `${path}.${key}`);
}

describe("texts", () => {
  test("no English text holds Chinese, apart from the pointer to the other language", () => {
    const mixed = [...leaves(texts.en, "en")].filter(([, text]) => CHINESE.test(text));
    expect(mixed.filter(([path]) => !path.startsWith("en.shortHelp"))).toEqual([]);
  });

  test("every description of a command, flag and group is there in both languages, the Chinese one in Chinese", () => {
    for (const part of ["commands", "flags", "groups"] as const) {
      const [en, zh] = [texts.en[part], texts.zh[part]] as Record<string, string>[];
      expect(Object.keys(zh)).toEqual(Object.keys(en));
      for (const [name, text] of Object.entries(zh)) expect(text, name).toMatch(CHINESE);
    }
  });

  test("metrics have a name in both languages", () => {
    expect([...texts.zh.metricNames.keys()]).toEqual([...texts.en.metricNames.keys()]);
  });

  test("no text is empty, and none says undefined", () => {
    for (const [language, all] of Object.entries(texts)) {
      for (const [path, text] of leaves(all, language)) {
        if (!path.includes("shortHelp")) expect(text, path).not.toBe("");
        expect(text, path).not.toMatch(/undefined|NaN|\[object/);
      }
    }
  });

  test("the short help has at most twelve lines of 80 cells", () => {
    for (const { shortHelp } of Object.values(texts)) {
      expect(shortHelp("0.1.0").length).toBeLessThanOrEqual(12);
      for (const line of shortHelp("0.1.0")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    }
  });
});

test.each([
  [undefined, {}, "en"],
  [undefined, { LANG: "zh_CN.UTF-8" }, "zh"],
  [undefined, { LANG: "zh_CN.UTF-8", LC_ALL: "en_US.UTF-8" }, "en"],
  [undefined, { LC_ALL: "en_US.UTF-8", GRADUS_LANG: "zh" }, "zh"],
  ["en", { GRADUS_LANG: "zh" }, "en"],
  ["zh", { LANG: "C" }, "zh"],
  [undefined, { LANG: "de_DE.UTF-8" }, "en"],
] as const)("--lang %s in %j: %s", (asked, env, language) => {
  expect(chooseLanguage(asked, env)).toBe(language);
});
