import { predict, prepare, tableFromColumns, toTable, train, type Epoch, type FactorRow } from "gradus";
import { readText } from "@gradus/readers";
import { describe, expect, test } from "vitest";
import { choicesOf, startForm } from "./form.js";
import { Gate } from "./gate.js";
import { outcomeOf } from "./outcome.js";
import { planOf } from "./plan.js";
import type { SurfaceView } from "./protocol.js";
import { addInPlace, newRun, secondsLeft } from "./runs.js";
import { gridOf, surfaceOf } from "./surface.js";
import { tellingPair } from "./telling.js";
import { viewOfTable } from "./table-view.js";

const rows = Array.from({ length: 40 }, (_, i) => [i + 1, i % 7, i % 5, "same", (i % 7) - (i % 5)]);
const table = toTable(
  readText(`id,a,b (kg),c,y\n${rows.map((row) => row.join(",")).join("\n")}\n`, { source: "t.csv" }),
);

describe("viewOfTable()", () => {
  test("shows range, mean and bins of numbers, and why a column should be left out", () => {
    const { columns, label, rows: count, head } = viewOfTable(table);
    expect([label, count]).toEqual(["y", 40]);
    expect(columns.map(({ name, drop }) => [name, drop])).toEqual([
      ["id", "row number"],
      ["a", undefined],
      ["b (kg)", undefined],
      ["c", "constant"],
      ["y", undefined],
    ]);
    // 0 … 6 five times and 0 … 4 once more: the mean is (5·21 + 10) / 40.
    expect(columns[1].range).toMatchObject({ min: 0, max: 6, mean: 115 / 40 });
    expect(columns[1].range!.bins.reduce((a, b) => a + b, 0)).toBe(40);
    expect(head[0]).toEqual(["1", "0", "0", "same", "0"]);
  });

  test("the last column that can be a label is the guess, unless one is called so", () => {
    const named = tableFromColumns([
      ["target", [1, 2, 3, 4]],
      ["x", [4, 3, 1, 2]],
    ]);
    expect(viewOfTable(named).label).toBe("target");
  });
});

describe("choicesOf()", () => {
  test("leaves to the recipe what is left empty", () => {
    const form = { ...startForm(), roles: { a: "feature", y: "label", z: "ignore" } as const };
    expect(choicesOf(form)).toEqual({
      label: "y",
      features: ["a"],
      split: { kind: "random", fractions: [0.7, 0.15, expect.closeTo(0.15, 12)] },
      seed: 42,
      recipe: "auto",
    });
    expect(choicesOf({ ...form, way: "one" })).toMatchObject({ recipe: "auto", nets: 1 });
    expect(choicesOf({ ...form, way: "classic", learningRate: "0,5", epochs: "7" })).toMatchObject({
      recipe: "classic",
      learningRate: 0.5,
      epochs: 7,
    });
  });

  test("needs a label and a feature", () => {
    expect(choicesOf({ ...startForm(), roles: { a: "feature" } })).toBeUndefined();
    expect(choicesOf({ ...startForm(), roles: { a: "label" } })).toBeUndefined();
  });
});

test("tellingPair() finds the features that the label varies with most", () => {
  const i = Array.from({ length: 60 }, (_, k) => k);
  const columns = tableFromColumns([
    ["noise", i.map((k) => (k * 37) % 11)],
    ["weak", i.map((k) => k + 40 * ((k * 7) % 5))],
    ["strong", i.map((k) => 2 * k)],
    ["word", i.map((k) => (k % 2 === 0 ? "a" : "b"))],
    ["y", i],
  ]);
  expect(tellingPair(prepare(columns, { label: "y", nets: 1 }), columns)).toEqual(["strong", "weak"]);
  const one = tableFromColumns([
    ["x", i],
    ["y", i.map((k) => k * k)],
  ]);
  expect(tellingPair(prepare(one, { label: "y", nets: 1 }), one)).toBeUndefined();
});

test("surfaceOf() answers at the middles of its cells, the other factors at their medians or where they are put", async () => {
  const i = Array.from({ length: 80 }, (_, k) => k);
  const data = tableFromColumns([
    ["a", i.map((k) => k % 9)],
    ["b", i.map((k) => (k * 5) % 8)],
    ["c", i.map((k) => k % 3)],
    ["w", i.map((k) => (k % 2 === 0 ? "p" : "q"))],
    ["y", i.map((k) => (k % 9) - ((k * 5) % 8))],
  ]);
  const options = { label: "y", hidden: [3], nets: 1, epochs: 3 };
  const prepared = prepare(data, options);
  const model = await train(data, options);
  const over = (a: string, b: string, held: FactorRow = {}): SurfaceView =>
    surfaceOf(
      prepared.encoder,
      model,
      gridOf(prepared.encoder, data, prepared.split, { factors: [a, b], held }),
    );
  const surface = over("a", "b");
  expect(surface.held).toEqual([
    { name: "c", text: "1", value: 1, range: { name: "c", kind: "number", min: 0, max: 2 } },
    { name: "w", text: "p", value: "p", range: { name: "w", kind: "levels", levels: ["p", "q"] } },
  ]);
  expect([surface.x, surface.z.length]).toEqual([{ name: "a", min: 0, max: 8 }, 44 * 44]);
  // Cell 43 of the first row: a at its right end, b at its lower one.
  const cell = { a: [(8 * 43.5) / 44], b: [(7 * 0.5) / 44], c: [1], w: ["p"] };
  const { values } = predict(model, tableFromColumns(Object.entries(cell))) as { values: Float64Array[] };
  expect(surface.z[43]).toBeCloseTo(values[0][0], 10);
  expect(surface.points.x).toHaveLength(80);
  const moved = over("a", "b", { c: 2, w: "q" });
  const there = tableFromColumns(Object.entries({ ...cell, c: [2], w: ["q"] }));
  expect(moved.z[43]).toBeCloseTo((predict(model, there) as { values: Float64Array[] }).values[0][0], 10);
  expect(moved.held.map(({ text }) => text)).toEqual(["2", "q"]);
  // What a factor cannot be leaves it where it was.
  expect(over("a", "b", { c: "?", w: "neither" }).z).toEqual(surface.z);
  const words = over("w", "a");
  expect([words.x, words.z.length]).toEqual([{ name: "w", levels: ["p", "q"] }, 2 * 44]);
});

test("planOf() and outcomeOf() tell what train() does", async () => {
  const choices = { label: "y", features: ["a", "b (kg)"], hidden: [4], nets: 1, epochs: 5 };
  const prepared = prepare(table, choices);
  // Weights 2·4 + 4·1 and biases 4 + 1, with the linear way 2 more.
  expect(planOf(prepared, table).kinds).toMatchObject([
    { nets: 1, parameters: prepared.recipe.skip ? 19 : 17 },
  ]);
  expect(planOf(prepared, table).split).toEqual({ train: 28, validation: 6, test: 6 });
  const outcome = outcomeOf(await train(table, choices), table, prepared, 1);
  const [view] = outcome.parts.test!;
  expect(view).toMatchObject({ kind: "numbers", label: "y", rows: prepared.split.test });
  if (view.kind === "numbers") {
    expect([...view.truth]).toEqual(Array.from(prepared.split.test, (row) => (row % 7) - (row % 5)));
    const mean = view.predicted.reduce((sum, h, s) => sum + Math.abs(h - view.truth[s]), 0) / 6;
    expect(mean).toBeCloseTo(outcome.metrics.test!["mae"]!, 10);
  }
  expect(outcome.net.x).toHaveLength(2);
});

test("planOf() counts the linear way of each kind of network, and the rows of the folds as training rows", () => {
  const plan = planOf(prepare(table, { label: "y", features: ["a", "b (kg)"], recipe: "auto" }), table);
  expect(plan.kinds.length).toBeGreaterThan(1);
  for (const { hidden, parameters } of plan.kinds) {
    const sizes = [2, ...hidden.map(([size]) => size), 1];
    const layers = sizes.slice(1).reduce((sum, size, l) => sum + size * (sizes[l] + 1), 0);
    expect(parameters).toBe(layers + 2);
  }
  expect(plan.split).toEqual({ train: 34, validation: 0, test: 6 });
});

test("addInPlace() keeps the curves of each net, thinned beyond 4000 points", () => {
  const run = newRun(1, { label: "y" });
  const record = (epoch: number, best: boolean): Epoch => ({
    epoch,
    trainLoss: 1 / epoch,
    validationLoss: 2 / epoch,
    learningRate: 0.1,
    gradientNorm: 1,
    best,
    metrics: { r2: 0.5 },
    seconds: epoch,
  });
  const records = Array.from({ length: 4001 }, (_, k) => ({ net: 1, epoch: record(k + 1, k === 2) }));
  const course = { run: 1, canStep: true, answers: [], nets: 2, epochs: 5000 };
  addInPlace(run, { ...course, records: [], fraction: 0.1, seconds: 1 });
  addInPlace(run, { ...course, records, fraction: 0.25, seconds: 3 });
  const curves = run.nets.get(1)!;
  expect(curves.epoch).toHaveLength(2001);
  expect(curves.epoch.slice(0, 3)).toEqual([1, 3, 5]);
  expect([curves.best, curves.bestLoss, run.metricName]).toEqual([3, 2 / 3, "r2"]);
  // From 0.1 to 0.25 in 2 s: the other 0.75 take five times as long.
  expect(secondsLeft(run)).toBeCloseTo(10, 12);
});

test("a gate lets one through, or all, or none", async () => {
  const gate = new Gate();
  await gate.pass();
  gate.close();
  let passed = 0;
  const next = async (): Promise<void> => {
    await gate.pass();
    passed++;
  };
  const first = next();
  await Promise.resolve();
  expect(passed).toBe(0);
  gate.passOnce();
  await first;
  const second = next();
  await Promise.resolve();
  expect(passed).toBe(1);
  gate.open();
  await second;
  await next();
  expect(passed).toBe(3);
});
