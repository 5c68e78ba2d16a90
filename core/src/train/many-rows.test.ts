import { expect, test } from "vitest";
import { chooseRecipe, recipeScale, type TableFacts } from "./auto.js";

const recipe = (facts: Partial<TableFacts>) =>
  chooseRecipe("auto", { task: "regression", rows: 20_000, inputs: 9, outputs: 1, plain: false, ...facts });

test("2,000 training rows have small networks that see all rows at once, 2,001 have networks that take batches", () => {
  expect(recipe({ rows: 2000 }).families.every(({ batch }) => batch === null)).toBe(true);
  expect(recipe({ rows: 2001 }).families.map(({ name, stop }) => [name, stop])).toEqual([
    ["embedded", "fold"],
    ["plain", "fold"],
  ]);
  expect([2000, 2001].map((rows) => recipeScale("auto", { rows, plain: false }).scale)).toEqual([
    "standard",
    "robust",
  ]);
});

test("batches grow and epochs fall with the rows: 1.3 million rows pass, in 8 to 64 epochs", () => {
  const of = [8192, 8193, 50_000, 50_001, 130_000, 1e6].map((rows) => recipe({ rows }).families[0]);
  expect(of.map(({ batch }) => batch)).toEqual([64, 128, 128, 256, 256, 256]);
  expect(of.map(({ epochs }) => epochs)).toEqual([64, 64, 26, 26, 10, 8]);
});

test("more than 100 inputs are not embedded; classes have dropout and no clamp", () => {
  expect(recipe({ inputs: 101 }).families.map(({ name }) => name)).toEqual(["plain"]);
  const classes = recipe({ task: "classes", outputs: 3 });
  expect([classes.clamp, classes.families[0].dropout]).toEqual([null, 0.15]);
  expect([recipe({}).clamp, recipe({}).families[0].dropout]).toEqual([0.05, undefined]);
});
