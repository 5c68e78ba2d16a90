import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Engine } from "../engine/engine.js";
import { referenceEngine } from "../engine/reference.js";
import { describe as describeMessage, GradusError } from "../errors.js";
import { createRandom } from "../random.js";
import type { Cell, Table } from "../table/table.js";
import { tableFromColumns } from "../table/types.js";
import { crossValidate } from "./folds/cross-validate.js";
import { evaluate } from "./evaluate.js";
import { predict } from "./predict.js";
import type { TrainOptions } from "./options.js";
import { train, TrainingError, trainSteps } from "./train.js";
import { VERSION } from "./version.js";

const ROWS = 80;
const random = createRandom(11);
const a = Array.from({ length: ROWS }, () => random.normal());
const b = Array.from({ length: ROWS }, () => random.uniform());
const y = a.map((x, i) => 3 * x - 2 * b[i] + 0.1 * random.normal());
const kind = y.map((v) => (v > 0 ? "yes" : "no"));
const quick = { nets: 1, epochs: 15, hidden: [5] } as const;

function tableWith(more: [string, Cell[]][] = []): Table {
  return tableFromColumns([["a", a], ["b", b], ...more, ["y", y]]);
}

async function refusal(table: Table, options: TrainOptions): Promise<unknown> {
  return train(table, options).then(
    () => "trained",
    (error: unknown) => error,
  );
}

test("VERSION is that of the package", () => {
  const { version } = JSON.parse(readFileSync("core/package.json", "utf8")) as { version: string };
  expect(VERSION).toBe(version);
});

describe("the door", () => {
  test("what is no table, no label, an unknown option: each refused by name", async () => {
    expect(await refusal([{ a: 1 }] as unknown as Table, { label: "a" })).toBeInstanceOf(TypeError);
    expect(await refusal(tableWith(), {} as TrainOptions)).toMatchObject({ code: "E205" });
    const unknown = await refusal(tableWith(), { label: "y", epoch: 3 } as unknown as TrainOptions);
    expect((unknown as Error).message).toContain('"epochs"');
  });

  test("a name twice counts once; a column cannot be label and feature", async () => {
    const model = await train(tableWith(), { label: ["y", "y"], features: ["a", "a", "b"], ...quick });
    expect(model.run.data).toMatchObject({ labels: ["y"], features: ["a", "b"] });
    expect(await refusal(tableWith(), { label: "y", features: ["a", "y"] })).toMatchObject({ code: "E144" });
  });

  test("an output that gives no probability is refused for classes, softmax for anything else", async () => {
    const table = tableFromColumns([
      ["a", a],
      ["kind", kind],
    ]);
    for (const output of ["identity", "tanh", "softmax"]) {
      expect(await refusal(table, { label: "kind", output, ...quick })).toBeInstanceOf(RangeError);
    }
    expect(await refusal(tableWith(), { label: "y", output: "softmax", ...quick })).toBeInstanceOf(
      RangeError,
    );
  });
});

describe("weights", () => {
  test("a row of weight 0 is absent: the same model as of the table without it", async () => {
    const w = a.map((_, i) => (i % 4 === 1 ? 0 : 1));
    const rows = w.flatMap((weight, i) => (weight === 0 ? [] : [i]));
    const part = (values: number[]): number[] => rows.map((i) => values[i]);
    const weighted = await train(tableWith([["w", w]]), {
      label: "y",
      weight: "w",
      split: { kind: "none" },
      ...quick,
    });
    const smaller = tableFromColumns([
      ["a", part(a)],
      ["b", part(b)],
      ["y", part(y)],
    ]);
    const without = await train(smaller, { label: "y", split: { kind: "none" }, ...quick });
    expect(weighted.nets[0].network.parameters).toEqual(without.nets[0].network.parameters);
  });

  test("all of them 0, or one below 0, is refused by the column's name", async () => {
    const zero = tableWith([["w", a.map(() => 0)]]);
    expect(await refusal(zero, { label: "y", weight: "w" })).toMatchObject({ code: "E204" });
    const negative = tableWith([["w", a.map((_, i) => i - 1)]]);
    expect(await refusal(negative, { label: "y", weight: "w" })).toMatchObject({ code: "E203" });
  });
});

test("counts under a Poisson loss keep their own scale; negative ones are refused", async () => {
  const counts = a.map((x) => Math.floor(5 * Math.exp(0.5 * x)));
  const table = tableFromColumns([
    ["a", a],
    ["n", counts],
  ]);
  const options = {
    label: "n",
    task: "regression",
    loss: "poisson_mean",
    output: "softplus",
    ...quick,
  } as const;
  const model = await train(table, options);
  expect(model.run.recipe["scaleLabel"]).toBe(false);
  const prediction = predict(model, table);
  expect(prediction.task === "regression" && Math.min(...prediction.values[0]) >= 0).toBe(true);
  const negative = tableFromColumns([
    ["a", a],
    ["n", counts.map((n) => n - 20)],
  ]);
  expect(await refusal(negative, options)).toBeInstanceOf(RangeError);
});

test("no engine to choose from is refused as such", async () => {
  await expect(train(tableWith(), { ...quick, label: "y", engine: [] })).rejects.toThrow(
    new RangeError("Cannot choose an engine: expected at least one, got none"),
  );
});

describe("what a trainer holds is given back", () => {
  /** The reference engine, and how many of its trainers are open. */
  function counting(): { engine: Engine; open: () => number; made: () => number } {
    let [made, closed] = [0, 0];
    const engine: Engine = {
      ...referenceEngine,
      async trainer(network, options) {
        made++;
        return Object.assign(await referenceEngine.trainer(network, options), { close: () => void closed++ });
      },
    };
    return { engine, open: () => made - closed, made: () => made };
  }

  test("where whoever takes the steps leaves in the middle of a net", async () => {
    const { engine, open, made } = counting();
    for await (const { epoch } of trainSteps(tableWith(), { ...quick, label: "y", engine })) {
      if (epoch.epoch === 2) break;
    }
    expect([made(), open()]).toEqual([1, 0]);
  });

  test("where a report of progress throws", async () => {
    const { engine, open, made } = counting();
    const options = {
      ...quick,
      label: "y",
      engine,
      onProgress() {
        throw new Error("enough");
      },
    };
    await expect(train(tableWith(), options)).rejects.toThrow("enough");
    expect([made(), open()]).toEqual([1, 0]);
  });
});

test("a net that diverges ends the run and keeps the best weights before it", async () => {
  const error = await refusal(tableWith(), {
    label: "y",
    optimizer: "sgd",
    learningRate: 0.001,
    schedule: { name: "exponential", gamma: 1.2 },
    nets: 9,
    epochs: 400,
    patience: Infinity,
    hidden: [5],
  });
  expect(error).toMatchObject({ code: "E201" });
  expect(error).toBeInstanceOf(TrainingError);
  const { partial } = error as TrainingError;
  expect(partial.nets).toHaveLength(1);
  expect(partial.nets[0].network.parameters.every(Number.isFinite)).toBe(true);
  expect(partial.run.nets[0]).toMatchObject({ stopped: "diverged" });
  expect(partial.run.metrics.test!["rmse"]).toBeTypeOf("number");
});

test("the fingerprint tells test rows, validation labels and weights apart", async () => {
  const base = await train(tableWith(), { label: "y", ...quick });
  const changed = y.map((v, i) => (i === 7 ? v + 1 : v));
  const other = await train(
    tableFromColumns([
      ["a", a],
      ["b", b],
      ["y", changed],
    ]),
    { label: "y", ...quick },
  );
  const weighted = await train(tableWith([["w", a.map(() => 2)]]), { label: "y", weight: "w", ...quick });
  const prints = [base, other, weighted].map((model) => model.run.data.fingerprint);
  expect(new Set(prints).size).toBe(3);
});

test("a table of three labelled rows can be evaluated", async () => {
  const model = await train(tableWith(), { label: "y", ...quick });
  const few = tableFromColumns([
    ["a", [1, 2, 3, 4]],
    ["b", [0, 1, 0, 1]],
    ["y", [3, 4, null, null]],
  ]);
  expect(evaluate(model, few).rows).toBe(2);
});

test("cross-validation keeps groups together, rows without a group apart, and tells the warnings of every fold", async () => {
  const group = a.map((_, i) => (i < 40 ? `g${i % 4}` : null));
  const cv = await crossValidate(tableWith([["g", group]]), { label: "y", group: "g", folds: 4, ...quick });
  expect(cv.folds.map(({ test }) => test)).toEqual([20, 20, 20, 20]);
  const rare = kind.map((word, i) => (i < 2 ? "rare" : word));
  const folds = a.map((_, i) => (i < 2 ? 0 : 1 + (i % 2)));
  const classes = await crossValidate(
    tableFromColumns([
      ["a", a],
      ["kind", rare],
    ]),
    { label: "kind", folds, ...quick },
  );
  expect(classes.warnings.map(({ code }) => code)).toContain("W136");
  expect(classes.folds).toHaveLength(3);
});

test("a wrong column name is a GradusError that both languages word, with the nearest name", async () => {
  const error = await refusal(
    tableFromColumns([
      ["a", a],
      ["tensile_strength", y],
    ]),
    { label: "strength" },
  );
  expect(error).toBeInstanceOf(GradusError);
  for (const language of ["en", "zh"] as const) {
    const { message, hint } = describeMessage(error as GradusError, language);
    expect(message).toContain("strength");
    expect(hint).toContain("tensile_strength");
  }
  expect((error as GradusError).code).toBe("E103");
});

test("train() says what an engine is where only its name is given", async () => {
  const options = { label: "y", engine: "wasm" } as unknown as TrainOptions;
  await expect(train(tableWith(), options)).rejects.toThrow(
    new TypeError('Cannot train with engine "wasm": expected an engine such as wasmEngine, got its name'),
  );
});
