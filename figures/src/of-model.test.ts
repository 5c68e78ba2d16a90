import { createIntervals, evaluateIntervals, selectRows, toTable, train, type Table } from "gradus";
import { expect, test } from "vitest";
import { coverage } from "./learning.js";
import { coverageOf, figureKinds, learningOptionsOf } from "./of-model.js";
import { partsOf } from "./parts.js";

/** y = a + noise, of other rows from another start. */
function tableOf(first: number, rows: number): Table {
  const numbers = Array.from({ length: rows }, (_, i) => first + i);
  const columns = [
    { name: "a", cells: numbers.map((i) => String((i * 7) % 13)) },
    { name: "b", cells: numbers.map((i) => String((i * 3) % 11)) },
    { name: "y", cells: numbers.map((i) => String(((i * 7) % 13) + ((i * i * 31) % 17))) },
  ];
  return toTable({ source: "t", rows, columns, warnings: [] });
}

const table = tableOf(0, 90);
const model = await train(table, { label: "y", hidden: [3], nets: 1, epochs: 20 });
const parts = partsOf(model, table);
const kept = coverage(coverageOf(model, undefined));

test("coverage: the test rows that the intervals were made of are judged by one another", () => {
  expect(model.heldOut?.part).toBe("test");
  const drawn = figureKinds.coverage.draw({ model, parts });
  expect(drawn).toBe(kept);
  // Measured on the rows themselves more are held.
  const { measured } = evaluateIntervals(model, parts.test!, { level: 0.9 });
  expect(measured).not.toEqual(createIntervals(model, { level: 0.9 }).realised);
});

test("coverage: rows of another table, and of the part asked for, are those that are measured", () => {
  const others = tableOf(1000, 40);
  expect(figureKinds.coverage.draw({ model, parts: partsOf(model, others) })).toContain("40 rows");
  const validation = figureKinds.coverage.draw({ model, parts, part: "validation" });
  expect(validation).toContain(`${model.run.split.validation} rows`);
});

test("coverage and rankings: rows without labels do", async () => {
  const { columns, ...rest } = table;
  const bare = selectRows(
    {
      ...rest,
      columns: columns.slice(0, 2),
      index: new Map([
        ["a", 0],
        ["b", 1],
      ]),
    },
    [0, 1, 2, 3, 4, 5],
  );
  expect(figureKinds.coverage.draw({ model, parts: partsOf(model, bare) })).toBe(kept);
  expect(await figureKinds.rankings.draw({ model, parts: partsOf(model, bare) })).toContain("<svg");
});

test("dates stand on the axes of the map and of the residuals as years", async () => {
  const rows = Array.from({ length: 80 }, (_, i) => i);
  const dated = toTable({
    source: "t",
    rows: 80,
    warnings: [],
    columns: [
      {
        name: "d",
        cells: rows.map((i) => new Date(Date.UTC(2012, 0, 1 + 37 * i)).toISOString().slice(0, 10)),
      },
      { name: "b", cells: rows.map((i) => String((i * 3) % 11)) },
      { name: "y", cells: rows.map((i) => String(i + ((i * 3) % 11))) },
    ],
  });
  const own = await train(dated, { label: "y", hidden: [3], nets: 1, epochs: 5 });
  const request = { model: own, parts: partsOf(own, dated) };
  const map = await figureKinds.surface.draw({ ...request, factors: ["b", "d"] });
  const errors = figureKinds.residuals.draw({ ...request, part: "all", factors: ["d"] });
  for (const svg of [map, errors]) expect(svg).toContain(">2016</text>");
});

test("the folds of a learning curve weigh rows and keep them together as training did", () => {
  const { task, run } = model;
  const own = (split: object, weight?: string) =>
    learningOptionsOf({
      task,
      run: {
        ...run,
        data: { ...run.data, ...(weight === undefined ? {} : { weight }) },
        split: { ...run.split, ...split },
      },
    });
  expect(own({})).toEqual({
    label: ["y"],
    features: ["a", "b"],
    task: "regression",
    recipe: "auto",
    seed: run.seed,
  });
  expect(own({ kind: "group", by: { column: "g" } }, "w")).toMatchObject({ group: ["g"], weight: "w" });
  expect(own({ kind: "group", by: { columns: ["a"] } })).toMatchObject({ groupExcept: ["b"] });
  expect(own({ kind: "time", by: { column: "t" } })).toMatchObject({ order: "t" });
});
