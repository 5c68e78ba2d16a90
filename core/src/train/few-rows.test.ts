import { expect, test } from "vitest";
import { chooseRecipe, type TableFacts } from "./auto.js";

const recipe = (facts: Partial<TableFacts>) =>
  chooseRecipe("auto", { task: "regression", rows: 930, inputs: 8, outputs: 1, plain: false, ...facts });

const layers = (facts: Partial<TableFacts>) =>
  recipe(facts).families.map(({ name, hidden }) => [name, ...hidden.map(({ size }) => size)]);

test("from 600 rows on nets are wider, and one more family has two layers", () => {
  expect(layers({ rows: 599 })).toEqual([
    ["early", 10],
    ["bayes", 10],
    ["relevance", 10],
    ["deep relevance", 8, 5],
  ]);
  expect(layers({ rows: 600 })).toEqual([
    ["early", 20],
    ["bayes", 20],
    ["relevance", 20],
    ["deep relevance", 12, 8],
    ["deep bayes", 12, 8],
  ]);
});

test("rows that belong together count once: 930 rows in 385 groups have the nets and folds of 385 rows", () => {
  expect(layers({ groups: 385 })).toEqual(layers({ rows: 385 }));
  expect([recipe({}), recipe({ groups: 385 })].map(({ folds }) => folds)).toEqual([5, 10]);
});
