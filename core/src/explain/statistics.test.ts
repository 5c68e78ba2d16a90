import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { correlation, deviation, kendall, mean, ranks, spearman, spread } from "./statistics.js";

const { ranks: wanted } = JSON.parse(readFileSync("test/fixtures/explain/reference.json", "utf8")) as {
  ranks: { a: number[]; b: number[]; spearman: number; kendall: number };
};

test("spearman() and kendall() agree with scipy to 1e-15, ties among the values", () => {
  expectNear(spearman(wanted.a, wanted.b), wanted.spearman, 1e-15);
  expectNear(kendall(wanted.a, wanted.b), wanted.kendall, 1e-15);
});

test("ranks() gives 1 to the largest, and equal values the mean of their ranks", () => {
  expect(ranks([3, 9, 9, -1])).toEqual([3, 1.5, 1.5, 4]);
});

test("mean 2, squares 1 + 0 + 1: deviation() divides by n − 1, spread() by n", () => {
  expect([mean([1, 2, 3]), deviation([1, 2, 3]), spread([1, 2, 3])]).toEqual([2, 1, Math.sqrt(2 / 3)]);
  expect([deviation([4]), spread([4]), correlation([1, 2], [3, 3])]).toEqual([null, 0, 0]);
});
