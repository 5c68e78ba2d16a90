import { describe, expect, test } from "vitest";
import { createRandom } from "../../random.js";
import { tableFromColumns } from "../../table/types.js";
import type { Table } from "../../table/table.js";
import { loadModel, saveModel } from "../file/file.js";
import type { Model } from "../model.js";
import { chooseRecipe } from "../../train/auto.js";
import { predict } from "../predict.js";
import { train, trainSteps, type Progress } from "../train.js";

const random = createRandom(5);
const n = 48;
const a = Array.from({ length: n }, () => random.normal());
const b = Array.from({ length: n }, () => random.normal());
const useless = Array.from({ length: n }, () => random.normal());
const y = a.map((v, i) => 10 + 2 * Math.sin(v) + b[i] + 0.1 * random.normal());
const numbers = (): Table =>
  tableFromColumns([
    ["a", a],
    ["b", b],
    ["useless", useless],
    ["y", y],
  ]);
const options = { label: "y", split: { fractions: [0.9, 0, 0.1] } } as const;
const whole = await train(numbers(), options);

async function stopped(table: Table, after: number): Promise<Model> {
  const signal = { aborted: false };
  const steps = trainSteps(table, { ...options, signal });
  let step = await steps.next();
  for (let k = 0; step.done !== true; step = await steps.next()) signal.aborted = ++k >= after;
  return step.value;
}

/** Share of independent rows in the record of each family. */
function independent({ run }: Model): unknown[] {
  return (run.recipe["families"] as { optimizer: { independent?: number } }[]).map(
    ({ optimizer }) => optimizer.independent,
  );
}

describe("the default training of a small table", () => {
  test("tells the error of rows that the nets have not seen, and each family's share", () => {
    const { run, outOfFold, nets, encoder } = whole;
    const { H, Y, fold } = outOfFold!;
    const spread = (encoder.labels[0] as { scale: { spread: number } }).scale.spread;
    const squares = H.data.map((h, s) => (h - Y.data[s]) ** 2);
    const rmse = spread * Math.sqrt(squares.reduce((sum, e) => sum + e, 0) / Y.cols);
    expect(run.metrics.validation!["rmse"]).toBeCloseTo(rmse, 12);
    expect([...new Set(fold)].toSorted((p, q) => p - q)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(run.families!.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    for (const { name, weight } of run.families!) {
      const own = nets.filter(({ family }) => family === name);
      expect(own.reduce((sum, net) => sum + net.weight, 0)).toBeCloseTo(weight, 12);
    }
    expect(run.split).toMatchObject({ train: 43, validation: 0, test: 5 });
  });

  test("keeps predictions within the label's range and 5 % beyond", () => {
    const far = tableFromColumns([
      ["a", [1.5, -1.5]],
      ["b", [1e6, -1e6]],
      ["useless", [0, 0]],
    ]);
    const { encoder } = whole;
    const { min, max } = encoder.labels[0] as { min: number; max: number };
    const margin = 0.05 * (max - min) * (1 + 1e-9);
    const answer = predict(whole, far);
    for (const value of (answer as { values: Float64Array[] }).values[0]) {
      expect(value).toBeGreaterThanOrEqual(min - margin);
      expect(value).toBeLessThanOrEqual(max + margin);
    }
  });

  test("ranks the factors by automatic relevance determination", () => {
    expect(whole.run.relevance!.map(({ feature }) => feature)).toEqual(["a", "b", "useless"]);
    expect(whole.run.relevance![0].relevance).toBe(1);
  });

  test("stopped anywhere and resumed from a file it ends with the bytes of a run never stopped", async () => {
    for (const after of [1, 150]) {
      const half = loadModel(saveModel(await stopped(numbers(), after)));
      expect(half.checkpoint).toBeDefined();
      const resumed = await train(numbers(), { ...options, resume: half });
      expect(saveModel(resumed)).toEqual(saveModel(whole));
    }
  });

  test("tells a first answer early, and better ones as families become ready", async () => {
    const seen: Progress[] = [];
    await train(numbers(), { ...options, onProgress: (progress) => void seen.push(progress) });
    const answers = seen.flatMap(({ answer }) => answer ?? []);
    expect(answers.map(({ family }) => family)).toEqual(whole.run.families!.map(({ name }) => name));
    expect(answers.at(-1)!.metrics["rmse"]).toBeCloseTo(whole.run.metrics.validation!["rmse"]!, 12);
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual(fractions.toSorted((p, q) => p - q));
    expect(fractions.at(-1)).toBe(1);
  });

  test("ends when its time is up, with the nets that are ready", async () => {
    const model = await train(numbers(), { ...options, seconds: 1e-3 });
    expect(model.checkpoint).toBeUndefined();
    expect(model.run.nets).toHaveLength(1);
    expect(model.nets.map(({ weight }) => weight)).toEqual([1]);
  });

  test("keeps groups and the order of time in its folds", async () => {
    const group = a.map((_, i) => `g${Math.floor(i / 6)}`);
    const table = tableFromColumns([
      ["g", group],
      ["a", a],
      ["b", b],
      ["y", y],
    ]);
    const model = await train(table, {
      ...options,
      split: { kind: "group", column: "g", fractions: [1, 0, 0] },
    });
    const { fold } = model.outOfFold!;
    for (let i = 0; i < n; i++) expect(fold[i]).toBe(fold[6 * Math.floor(i / 6)]);
    // 8 groups of 6 rows: half of them count as independent, no fewer.
    expect(independent(model)).toEqual([undefined, undefined, 0.5, 0.5]);
    expect(independent(whole)).toEqual([undefined, undefined, undefined, undefined]);
    const timed = await train(table, {
      label: "y",
      features: ["a", "b"],
      split: { kind: "time", fractions: [1, 0, 0] },
    });
    const inTime = [...timed.outOfFold!.fold];
    expect(inTime).toEqual(inTime.toSorted((p, q) => p - q));
  });

  test("with groups: as many rows as there are groups count as independent for a decay of each input, and two nets leave out a fold", () => {
    const facts = { task: "regression", rows: 1000, inputs: 8, outputs: 1, plain: false } as const;
    const { families } = chooseRecipe("auto", { ...facts, groups: 700 });
    expect(families.map(({ optimizer }) => "independent" in optimizer && optimizer.independent)).toEqual([
      false,
      false,
      0.7,
      0.7,
      false,
    ]);
    expect(families.every(({ each }) => each === 2)).toBe(true);
    expect(chooseRecipe("auto", { ...facts, groups: 1000 })).toEqual(chooseRecipe("auto", facts));
  });

  test("classes: probabilities of rows not seen choose the families; options for one kind of network leave them out", async () => {
    const classes = tableFromColumns([
      ["a", a],
      ["b", b],
      ["kind", a.map((v, i) => (v + b[i] > 0.5 ? "high" : v < -0.5 ? "low" : "middle"))],
    ]);
    const model = await train(classes, { label: "kind" });
    const { H } = model.outOfFold!;
    for (let s = 0; s < H.cols; s++) {
      expect(H.data[s] + H.data[H.cols + s] + H.data[2 * H.cols + s]).toBeCloseTo(1, 9);
    }
    expect(model.run.metrics.validation!["logLoss"]).toBeLessThan(Math.log(3));
    const plain = await train(classes, { label: "kind", hidden: [4], epochs: 3 });
    expect([plain.outOfFold, plain.run.families]).toEqual([undefined, undefined]);
  });
});
