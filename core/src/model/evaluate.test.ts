import { expect, test } from "vitest";
import { createRandom } from "../random.js";
import { selectRows } from "../table/columns.js";
import { tableFromColumns } from "../table/types.js";
import { evaluate } from "./evaluate.js";
import { loadModel, saveModel } from "./file/file.js";
import { prepareAgain } from "./prepare-again.js";
import { prepare } from "./prepare.js";
import { train } from "./train.js";
import { compareWithBaselines } from "./versus.js";

const random = createRandom(4);
const n = 150;
const a = Array.from({ length: n }, () => 4 * random.uniform() - 2);
const y = a.map((x) => x * x + 0.1 * random.normal());
const quick = { label: "y", hidden: [8], nets: 2, epochs: 60 };

test("evaluate() names the row of the largest error and gives intervals if asked", async () => {
  const table = tableFromColumns([
    ["a", a],
    ["y", y.map((v, r) => (r === 41 ? v + 50 : v))],
  ]);
  const model = await train(
    tableFromColumns([
      ["a", a],
      ["y", y],
    ]),
    quick,
  );
  const found = evaluate(model, table, { confidence: true });
  expect(found.worst).toEqual([
    { label: "y", row: 42, actual: y[41] + 50, predicted: expect.any(Number) as number },
  ]);
  expect(found.metrics["maxError"]).toBeCloseTo(Math.abs(found.worst![0].predicted - y[41] - 50), 9);
  const { lo, hi } = found.confidence!.metrics["mae"]!;
  expect(lo).toBeLessThan(found.metrics["mae"]!);
  expect(hi).toBeGreaterThan(found.metrics["mae"]!);
  expect(found.metrics["q2"]).toBeTypeOf("number");
  expect(evaluate(model, table)).not.toHaveProperty("confidence");
});

test("evaluate() with weights leaves rows of weight 0 out and counts a weight of 2 twice", async () => {
  const model = await train(
    tableFromColumns([
      ["a", a],
      ["y", y],
    ]),
    quick,
  );
  const rows = [0, 1, 2, 3];
  const weighted = tableFromColumns([
    ["a", rows.map((r) => a[r])],
    ["y", rows.map((r) => y[r] + r)],
    ["w", [2, 1, 0, 1]],
  ]);
  const repeated = [0, 0, 1, 3];
  const plain = tableFromColumns([
    ["a", repeated.map((r) => a[r])],
    ["y", repeated.map((r) => y[r] + r)],
  ]);
  const [one, two] = [evaluate(model, weighted, { weight: "w" }), evaluate(model, plain)];
  expect([one.rows, two.rows]).toEqual([3, 4]);
  for (const name of ["rmse", "mae", "r2", "bias"])
    expect(one.metrics[name]).toBeCloseTo(two.metrics[name]!, 12);
});

test("evaluate() of classes gives precision and recall of each, and reliability", async () => {
  const kind = a.map((x) => (x > 0 ? "up" : "down"));
  const table = tableFromColumns([
    ["a", a],
    ["kind", kind],
  ]);
  const model = await train(table, { ...quick, label: "kind" });
  const { classes, reliability, metrics, worst } = evaluate(model, table);
  expect(worst).toBeUndefined();
  expect(classes!.map(({ name }) => name)).toEqual(["down", "up"]);
  expect(classes!.map(({ rows }) => rows)).toEqual(
    ["down", "up"].map((k) => kind.filter((one) => one === k).length),
  );
  const mean = classes!.reduce((sum, { recall }) => sum + recall! / 2, 0);
  expect(metrics["balancedAccuracy"]).toBeCloseTo(mean, 12);
  for (const { recall, recallInterval } of classes!) {
    expect(recallInterval!.lo).toBeLessThan(recall!);
    expect(recallInterval!.hi).toBeGreaterThanOrEqual(recall!);
  }
  expect(reliability!.reduce((sum, { rows }) => sum + rows, 0)).toBe(n);
});

test("compareWithBaselines() finds a network useful on a parabola, where a line is no better than the mean", async () => {
  const table = tableFromColumns([
    ["a", a],
    ["y", y],
  ]);
  const model = await train(table, quick);
  const { samples } = prepare(table, quick);
  const { baselines, comparison } = compareWithBaselines(model, samples.train, samples.test!);
  expect(baselines["linear"]["rmse"]).toBeCloseTo(model.run.baselines["linear"].test!["rmse"]!, 12);
  expect(comparison).toMatchObject({ metric: "rmse", against: "linear", useful: true });
  expect(comparison!.difference).toBeCloseTo(
    model.run.metrics.test!["rmse"]! - baselines["linear"]["rmse"]!,
    12,
  );
  expect(comparison!.lo).toBeLessThan(comparison!.difference);
  expect(comparison!.hi).toBeGreaterThan(comparison!.difference);
  expect(comparison!.p).toBeLessThan(0.01);
});

/** 60 rows whose labels begin at a row of `y`. */
function rowsFrom(first: number) {
  const rows = Array.from({ length: 60 }, (_, i) => i);
  return tableFromColumns([
    ["a", a.slice(0, 60)],
    ["y", y.slice(first, first + 60)],
    ["g", rows.map((i) => `g${i % 15}`)],
    ["h", rows.map((i) => `h${(i + first) % 2}`)],
    ["w", rows.map((i) => i % 4)],
    ["part", rows.map((i) => ["train", "train", "validation", "test"][i % 4])],
  ]);
}

test.each([
  ["one kind of network", quick],
  ["families", { label: "y" }],
  ["a scale by name", { ...quick, scale: "minmax" as const }],
  [
    "other shares, in order",
    { ...quick, split: { kind: "time" as const, fractions: [0.5, 0.2, 0.3] as const } },
  ],
  ["in the order of a column", { ...quick, split: { kind: "time" as const, column: "w" } }],
  ["groups", { ...quick, split: { kind: "group" as const, column: "g" } }],
  [
    "groups of two columns in other shares",
    {
      ...quick,
      split: { kind: "group" as const, columns: ["g", "h"], fractions: [0.5, 0.2, 0.3] as const },
    },
  ],
  [
    "groups of rows that are alike but for some features",
    { ...quick, features: ["a", "g"], split: { kind: "group" as const, except: ["a"] } },
  ],
  ["a column that names the parts", { ...quick, split: { kind: "column" as const, column: "part" } }],
  ["weights, some of them 0", { ...quick, weight: "w" }],
  [
    "weights, groups and classes",
    { ...quick, label: "h", weight: "w", split: { kind: "group" as const, column: "g" } },
  ],
])("prepareAgain() finds the parts of the training again: %s", async (_, options) => {
  const table = rowsFrom(0);
  const model = loadModel(saveModel(await train(table, { features: ["a"], ...options })));
  const again = prepareAgain(model, table)!;
  expect([again.split.train, again.split.validation, again.split.test].map((rows) => rows.length)).toEqual([
    model.run.split.train,
    model.run.split.validation,
    model.run.split.test,
  ]);
  const metric = model.task === "regression" ? "rmse" : "accuracy";
  const weight = model.run.data.weight === undefined ? {} : { weight: model.run.data.weight };
  expect(evaluate(model, selectRows(table, again.split.test), weight).metrics[metric]).toBeCloseTo(
    model.run.metrics.test![metric]!,
    9,
  );
  const others = rowsFrom(1);
  expect(prepareAgain(model, others)).toBeUndefined();
  // Rows to be predicted need no labels, no weights and no groups, and there may be one alone.
  expect(prepareAgain(model, tableFromColumns([["a", a]]))).toBeUndefined();
  expect(prepareAgain(model, selectRows(table, [0]))).toBeUndefined();
});
