import { describe, expect, test } from "vitest";
import { linearNetwork, modelOf, productNetwork, tableOf } from "../../../test/explain.js";
import { expectNear } from "../../../test/near.js";
import { createNetwork } from "../bp/network.js";
import type { Model } from "../model/model.js";
import { predict } from "../model/predict.js";
import { createRandom } from "../random.js";
import { sensitivity } from "./sensitivity.js";

const random = createRandom(5);
const many = Array.from({ length: 40 }, () => random.normal() * 20 + 100);
const mixed = {
  a: many.map((x, i) => (i === 7 ? null : x)),
  b: many.map((_, i) => (i % 9) - 3.5),
  colour: many.map((_, i) => ["red", "green", "blue", "red"][i % 4]),
  isNew: many.map((_, i) => i % 3 === 0),
};

function netsFor(inputs: number, outputs: number, output: string, seeds: readonly number[]) {
  return seeds.map((seed) => {
    const network = createNetwork([inputs, 6, 4, outputs], { hidden: "tanh", output, seed, skip: true });
    const chance = createRandom(seed + 50);
    network.skip!.data.forEach((_, k) => (network.skip!.data[k] = chance.normal() / 2));
    return network;
  });
}

/** Mean of central differences of predict() by a column of numbers, the rows where it is missing left out. */
function differences(model: Model, columns: typeof mixed, name: "a" | "b", y: unknown[], k: number): number {
  const at = (step: number): number[] => {
    const moved = columns[name].map((x) => (x === null ? null : x + step));
    const answer = predict(model, tableOf({ ...columns, [name]: moved, y: y as number[] }));
    if (answer.task === "regression") return [...answer.values[k]];
    const { data, cols } = answer.probabilities;
    return Array.from(data.subarray(k * cols, (k + 1) * cols));
  };
  const [high, low] = [at(1e-4), at(-1e-4)];
  const slopes = high.map((h, s) => (h - low[s]) / 2e-4).filter((_, s) => columns[name][s] !== null);
  return slopes.reduce((a, b) => a + b) / slopes.length;
}

describe("sensitivity()", () => {
  test.each([
    ["two nets of numbers", many.map((x, i) => x + i), "identity"],
    ["two classes", many.map((_, i) => (i % 2 === 0 ? "no" : "yes")), "sigmoid"],
    ["three classes by softmax", many.map((_, i) => ["p", "q", "r"][i % 3]), "softmax"],
    [
      "three classes by sigmoids, divided by their sum",
      many.map((_, i) => ["p", "q", "r"][i % 3]),
      "sigmoid",
    ],
  ])(
    "agrees with central differences of predict() to 1e-7: %s, robust scale with clip",
    async (_, y, output) => {
      const table = tableOf({ ...mixed, y: y });
      const options = { scale: "robust", scaleLabel: true } as const;
      const { encoder } = modelOf([], table, options);
      const outputs = encoder.task === "classes" ? 3 : 1;
      const model = modelOf(netsFor(encoder.inputs.length, outputs, output, [1, 2]), table, options);
      const names =
        encoder.task === "regression" ? ["y"] : (encoder.labels[0] as { levels: string[] }).levels;
      for (const [k, name] of names.entries()) {
        const { factors } = await sensitivity(model, table, { output: name, factors: ["a", "b"] });
        const wanted = (["a", "b"] as const).map((factor) => differences(model, mixed, factor, y, k));
        expectNear(
          factors.map((one) => one.mean!),
          wanted,
          1e-7,
        );
      }
    },
  );

  test("agrees with central differences of predict() where some nets have reached their limits, to 1e-7", async () => {
    const y = many.map((x, i) => x + i);
    const table = tableOf({ ...mixed, y });
    const options = { scale: "robust", scaleLabel: true } as const;
    const { encoder } = modelOf([], table, options);
    const networks = netsFor(encoder.inputs.length, 1, "identity", [1, 2]);
    const free = modelOf(networks, table, options);
    const model = modelOf(networks, table, options);
    model.nets[0].limits = [[-0.3, 0.4]];
    const { factors } = await sensitivity(model, table, { factors: ["a", "b"] });
    expect(factors[0].mean).not.toBeCloseTo((await sensitivity(free, table)).factors[0].mean!, 3);
    expectNear(
      factors.map((one) => one.mean!),
      (["a", "b"] as const).map((factor) => differences(model, mixed, factor, y, 0)),
      1e-7,
    );
  });

  test("of y = 3 a − 2 b it is 3 and −2 in every row, of strength 3 sd(a) and 2 sd(b)", async () => {
    const table = tableOf({ a: [1, 2, 3, 6], b: [0, 0, 4, 4] });
    const model = modelOf([linearNetwork([3, -2])], table);
    const { factors, sd } = await sensitivity(model, table);
    // sd with n: a has √3.5, b has 2; ŷ = 3, 6, 1, 10 has √11.5
    expect(factors.map((f) => [f.mean, f.meanAbsolute, f.sd, f.positive])).toEqual([
      [3, 3, 0, 1],
      [-2, 2, 0, 0],
    ]);
    expectNear(
      factors.map((f) => f.strength),
      [3 * Math.sqrt(3.5), 4],
      1e-14,
    );
    expectNear(sd, Math.sqrt(11.5), 1e-14);
    expectNear(factors[1].standardised!, -4 / Math.sqrt(11.5), 1e-14);
  });

  test("of y = a b it is b in each row: mean, mean of absolute values, sd and sign say so", async () => {
    const table = tableOf({ a: [1, 2, 3, 4], b: [-3, -1, 1, 5] });
    const { factors } = await sensitivity(modelOf([productNetwork([0, 0], [[0, 1, 1]])], table), table);
    // b: mean 0.5, mean |b| 2.5, sd √(35/3), half of them positive
    const [a] = factors;
    expectNear([a.mean!, a.meanAbsolute!, a.sd!, a.positive!], [0.5, 2.5, Math.sqrt(35 / 3), 0.5], 1e-13);
  });

  test("levels are compared with the first one; two levels have the strength of a number with two values", async () => {
    const table = tableOf({
      shape: ["s", "s", "t", "s"],
      colour: ["red", "red", "green", "blue"],
    });
    // shape: −1 for s, +1 for t; colour: red, blue, green (by number of rows, then by name)
    const model = modelOf([linearNetwork([2, 1, 4, 7])], table);
    const { factors } = await sensitivity(model, table);
    const [shape, colour] = factors;
    expect([shape.mean, shape.meanAbsolute, shape.positive]).toEqual([4, 4, 1]);
    expectNear(shape.strength, 4 * Math.sqrt(3 / 16), 1e-14);
    expect(colour.mean).toBeNull();
    expect(colour.levels?.map((level) => [level.level, level.rows, level.mean])).toEqual([
      ["red", 2, 0],
      ["blue", 1, 3],
      ["green", 1, 6],
    ]);
    // 1, 1, 4, 7: mean 3.25, variance 6.1875
    expectNear(colour.strength, Math.sqrt(6.1875), 1e-14);
  });

  test("dates have a slope per year", async () => {
    const when = ["2020-01-01", "2020-07-01", "2022-03-05", "2024-01-01"].map((day) => new Date(day));
    const table = tableOf({ when });
    const model = modelOf([linearNetwork([2.5, 0, 0, 0, 0])], table);
    const { factors } = await sensitivity(model, table);
    expectNear(factors[0].mean!, 2.5, 1e-14);
  });

  test("refuses unknown factors and outputs, and stops when the signal says so", async () => {
    const table = tableOf({ a: [1, 2, 3], b: [1, 0, 1.5] });
    const model = modelOf([linearNetwork([1, 1])], table);
    await expect(sensitivity(model, table, { factors: ["c"] })).rejects.toMatchObject({ code: "E650" });
    await expect(sensitivity(model, table, { output: "c" })).rejects.toMatchObject({ code: "E651" });
    const reason = new Error("enough");
    await expect(sensitivity(model, table, { signal: { aborted: true, reason } })).rejects.toBe(reason);
  });
});
