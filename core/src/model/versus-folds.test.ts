import { expect, test } from "vitest";
import { matrix } from "../matrix.js";
import { toTable } from "../table/types.js";
import type { Model } from "./model.js";
import { assessUnseen, compareOutOfFold } from "./versus-folds.js";
import { train } from "./train.js";

// y = x in the first half and y = −x in the second, so that a straight line is no help; folds 0 and 1 in turn.
const x = [0, 1, 2, 3, 4, 5, 6, 7];
const y = x.map((v) => Math.abs(v - 3.5));

async function modelWith(predictions: number[]): Promise<{ model: Model; X: Float64Array }> {
  const cells = (values: number[]) => values.map(String);
  const table = toTable({
    source: "t",
    rows: 8,
    warnings: [],
    columns: [
      { name: "x", cells: cells(x) },
      { name: "y", cells: cells(y) },
    ],
  });
  const trained = await train(table, {
    label: "y",
    hidden: [1],
    nets: 1,
    epochs: 1,
    scale: "none",
    scaleLabel: false,
    split: { kind: "none" },
  });
  const fold = Int32Array.from(x, (v) => v % 2);
  const Y = matrix(1, 8, Float64Array.from(y));
  const outOfFold = { fold, Y, H: matrix(1, 8, Float64Array.from(predictions)) };
  return { model: { ...trained, outOfFold }, X: Float64Array.from(x) };
}

test("compareOutOfFold() gives the mean over the folds of both errors, and t of their differences", async () => {
  const { model, X } = await modelWith(y.map((v) => v + 1));
  const found = compareOutOfFold(model, { X: matrix(1, 8, X), Y: matrix(1, 8, Float64Array.from(y)) })!;
  // By hand: the network is wrong by 1 in every row. y of x = 1, 3, 5, 7 is 2.5, 0.5, 1.5, 3.5, and a ridge with any λ gives numbers
  // between its mean 2 and the line 1.4 + 0.15 x … at x = 0, 2, 4, 6, where y is 3.5, 1.5, 0.5, 2.5: errors of about 1.2, not of 1.
  expect(found.model).toBeCloseTo(1, 12);
  expect(found.baseline).toBeGreaterThan(1.05);
  expect(found.baseline).toBeLessThan(1.35);
  expect(found.difference).toBeCloseTo(found.model - found.baseline, 12);
  // Two folds of four rows each, so that n_test/n_train is 1 and the factor of s² is 1/2 + 1.
  expect(found.df).toBe(1);
  expect(found.useful).toBe(found.hi < 0);
});

test("compareOutOfFold() says nothing of a model without folds, and refuses other rows", async () => {
  const { model, X } = await modelWith(y);
  const { outOfFold: _, ...without } = model;
  const rows = { X: matrix(1, 8, X), Y: matrix(1, 8, Float64Array.from(y)) };
  expect(compareOutOfFold(without, rows)).toBeNull();
  const few = { X: matrix(1, 4, X.slice(0, 4)), Y: matrix(1, 4, Float64Array.from(y.slice(0, 4))) };
  expect(() => compareOutOfFold(model, few)).toThrow(
    "Cannot compare out of fold: expected the model's 8 training rows, got 4",
  );
});

test("assessUnseen() measures the predictions that the model file holds", async () => {
  const { model } = await modelWith(y.map((v) => v + 1));
  const found = assessUnseen(model)!;
  expect([found.part, found.rows]).toEqual(["folds", 8]);
  expect(found.metrics["rmse"]).toBeCloseTo(1, 12); // each row is wrong by 1
  expect(found.metrics["bias"]).toBeCloseTo(1, 12);
  expect(found.confidence.metrics["mae"]).toEqual({ lo: expect.closeTo(1, 9), hi: expect.closeTo(1, 9) });
  const { outOfFold: _, heldOut: __, ...without } = model;
  expect(assessUnseen(without)).toBeNull();
});
