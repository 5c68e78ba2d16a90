import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { linearNetwork, modelOf, tableOf } from "../../../test/explain.js";
import { expectNear } from "../../../test/near.js";
import { createNetwork, emptyNetwork } from "../bp/network.js";
import { createRandom } from "../random.js";
import { designOf } from "./factors.js";
import { createGame, exactValues, sampledValues } from "./games.js";
import { shapleyValues } from "./shapley.js";
import { createSurface } from "./surface.js";

const reference = JSON.parse(readFileSync("test/fixtures/explain/reference.json", "utf8")) as {
  X: number[][];
  W: number[][][];
  b: number[][];
  shapley: { background: number; rows: number[]; expected: number; values: number[][] };
};
const [a, b, c, d] = reference.X;
const table = tableOf({ a, b, c, d });
const network = emptyNetwork([4, 5, 1], ["tanh", "identity"]);
network.parameters.set([
  ...reference.W[0].flat(),
  ...reference.b[0],
  ...reference.W[1].flat(),
  ...reference.b[1],
]);
const model = modelOf([network], table);

describe("games of the fixture", () => {
  const { background, rows, expected, values } = reference.shapley;
  const surface = createSurface(model);
  const few = designOf(model, table, { among: Int32Array.from({ length: background }, (_, s) => s) });
  const explained = designOf(model, table, { among: Int32Array.from(rows) });

  test.each([0, 1, 2])("exact values of row %i agree with shap's to 1e-12", (s) => {
    const game = createGame(surface, few, explained.X, s);
    expectNear(exactValues(game, 4), values[s], 1e-12);
    expectNear(game([[false, false, false, false]])[0], expected, 1e-12);
  });

  test.each([0, 1, 2])("sampled values of row %i come within 0.02 of shap's and have their sum", (s) => {
    const found = sampledValues(createGame(surface, few, explained.X, s), 4, 2048, 1);
    found.forEach((value, j) => expect(Math.abs(value - values[s][j])).toBeLessThan(0.02));
    const sum = (list: readonly number[]): number => list.reduce((x, y) => x + y);
    expectNear(sum(found), sum(values[s]), 1e-12);
  });
});

describe("shapleyValues()", () => {
  test("values and expected answer sum to the prediction within 1e-12, with gradients within 1e-3", async () => {
    const exact = await shapleyValues(model, table, { rows: [3, 50] });
    expect([exact.method, exact.factors, exact.rows.map(({ row }) => row)]).toEqual([
      "exact",
      ["a", "b", "c", "d"],
      [3, 50],
    ]);
    expectNear(
      exact.rows.map(({ rest }) => rest),
      [0, 0],
      1e-12,
    );
    const gradients = await shapleyValues(model, table, { rows: [3, 50], method: "gradients" });
    gradients.rows.forEach(({ rest }) => expect(Math.abs(rest)).toBeLessThan(1e-3));
  });

  test.each(["exact", "kernel", "gradients"] as const)(
    "of a linear model is w (x − mean x): %s",
    async (method) => {
      const random = createRandom(2);
      const column = (): number[] => Array.from({ length: 20 }, () => random.normal());
      const columns = { p: column(), q: column(), r: column() };
      const linear = tableOf(columns);
      const found = await shapleyValues(modelOf([linearNetwork([2, -1, 0], 7)], linear), linear, {
        method,
        rows: [4],
      });
      const less = (x: readonly number[]): number => x[4] - x.reduce((s, v) => s + v) / 20;
      expectNear(found.rows[0].values, [2 * less(columns.p), -less(columns.q), 0], 1e-10);
    },
  );

  test("many factors: the kernel is taken, the idle ones have nearly nothing", async () => {
    const random = createRandom(6);
    const columns = Object.fromEntries(
      Array.from({ length: 14 }, (_, j) => [`x${j}`, Array.from({ length: 30 }, () => random.normal())]),
    );
    const wide = tableOf(columns);
    const net = createNetwork([14, 4, 1], { hidden: "tanh", output: "identity", seed: 4 });
    for (let h = 0; h < 4; h++) for (let j = 7; j < 14; j++) net.W[1].data[h * 14 + j] = 0;
    const found = await shapleyValues(modelOf([net], wide), wide, { rows: [0, 1] });
    expect(found.method).toBe("kernel");
    expectNear(found.rows[0].rest, 0, 1e-12);
    expect(Math.max(...found.importance.slice(7))).toBeLessThan(
      0.2 * Math.max(...found.importance.slice(0, 7)),
    );
  });

  test("refuses rows that are not there", async () => {
    await expect(shapleyValues(model, table, { rows: [101] })).rejects.toThrow(
      "Cannot explain a row: expected 0 to 100, got 101",
    );
  });
});
