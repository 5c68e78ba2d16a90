import type { FamilyRecord, Model } from "gradus";
import { expect, test } from "vitest";
import { en } from "../language/en.js";
import { createPaint } from "./colour.js";
import { endedLine, familyLines, relevanceLines } from "./families.js";
import type { Output } from "./stream.js";

const out = { paint: createPaint(false), columns: 80, isTTY: false, ascii: true } as Output;
const look = { text: en, out };
const family: FamilyRecord = {
  name: "bayes",
  hidden: [12, 8],
  parameters: 229,
  nets: 8,
  weight: 0.75,
  metrics: { rmse: 5.25 },
  epochs: 119.6,
  gamma: 101.4,
};
const model = {
  task: "regression",
  encoder: { labels: [{ name: "strength", unit: "MPa" }] },
  run: {
    families: [family, { ...family, name: "own", weight: 0.25 }],
    metrics: { validation: { rmse: 4.5 } },
  },
} as unknown as Model;

test("the table of families has layout, γ of all parameters, error with its unit and share; a name it does not know stays", () => {
  const [heading, first, second, last] = familyLines(model, look);
  expect(heading).toContain("RMSE (MPa)");
  expect(first.trim().split(/ {2,}/)).toEqual([
    "Bayesian",
    "12-8",
    "8",
    "120",
    "101/229",
    "5.250",
    "75 %",
    "########",
  ]);
  expect(second.trim().startsWith("own")).toBe(true);
  expect(last.trim().split(/ {2,}/)).toEqual(["together", "16", "4.500"]);
});

test("features that the nets do without are named, and only then", () => {
  const of = (feature: string, relevance: number, idle: boolean) => ({
    feature,
    relevance,
    idle,
    gamma: 1,
    parameters: 21,
  });
  const [age, ash] = [of("age", 1, false), of("ash", 0.01, true)];
  expect(relevanceLines([age, ash], false, look).at(-1)).toBe("  The nets do without: ash.");
  expect(relevanceLines([age, of("ash", 0.5, false)], false, look).join("\n")).not.toContain("do without");
  expect(relevanceLines(undefined, false, look)).toEqual([]);
});

test("a run that time cut short says how many nets are ready", () => {
  const net = { epochs: 3, best: 3, stopped: "converged" } as const;
  expect(endedLine({ nets: [net, net, { ...net, stopped: "time" }] }, 54, en)).toBe(
    "Time was up: 2 of 54 nets are ready.",
  );
  expect(endedLine({ nets: [net, net] }, 2, en)).toBe("All 2 nets are ready.");
});
