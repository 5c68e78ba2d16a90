import { describe, expect, test } from "vitest";
import { linearNetwork, modelOf, tableOf } from "../../../test/explain.js";
import { expectNear } from "../../../test/near.js";
import { createNetwork } from "../bp/network.js";
import { predict } from "../model/predict.js";
import { createRandom } from "../random.js";
import { reach } from "./reach.js";
import { rowOfTable, typicalRow, whatIf } from "./what-if.js";

const mixed = tableOf({
  a: [1, 2, 3, 10],
  b: [0, 0, 4, null],
  c: ["p", "q", "p", "r"],
  d: [true, false, true, true],
});

describe("whatIf()", () => {
  // a; b and whether it is missing; p, q, r; d
  const model = modelOf(
    [linearNetwork([3, -2, 0, 1, 2, 4, 5]), linearNetwork([1, -2, 0, 1, 2, 4, 5])],
    mixed,
  );

  test("gives the answers before and after, and what lies beyond the training rows", () => {
    const row = rowOfTable(model, mixed, 2);
    expect(row).toEqual({ a: 3, b: 4, c: "p", d: true });
    const found = whatIf(model, row, { a: 12, c: "r" });
    // nets: 3·3 − 8 + 1 + 5 = 7 and 3 − 8 + 1 + 5 = 1; then 36 − 8 + 4 + 5 = 37 and 13
    expectNear([found.before, found.after, found.change, found.sd!], [4, 25, 21, 24 / Math.SQRT2], 1e-12);
    expect(found.outside).toEqual([{ factor: "a", value: 12, min: 1, max: 10 }]);
    expect(found.warnings).toEqual([]);
    expect(() => whatIf(model, row, { z: 1 })).toThrow(/no factor "z"/);
  });

  test("warns of a word that the training rows did not have, not of a gap", () => {
    const row = rowOfTable(model, mixed, 2);
    expect(whatIf(model, row, { c: "vortex" }).warnings).toMatchObject([{ code: "W153", column: "c" }]);
    expect(whatIf(model, row, { c: null }).warnings).toEqual([]);
  });

  test("typicalRow() takes medians and the most frequent levels; a gap stays a gap in rowOfTable()", () => {
    expect(typicalRow(model, mixed)).toEqual({ a: 2.5, b: 0, c: "p", d: true });
    expect(rowOfTable(model, mixed, 3)["b"]).toBeNull();
    expect(() => rowOfTable(model, mixed, 4)).toThrow(RangeError);
  });
});

describe("reach()", () => {
  const random = createRandom(9);
  const columns = {
    a: Array.from({ length: 60 }, () => 100 + 10 * random.normal()),
    b: Array.from({ length: 60 }, () => random.normal()),
    c: Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? "p" : "q")),
  };
  const table = tableOf(columns);
  const nets = [1, 2, 3].map((seed) => {
    const net = createNetwork([3, 6, 1], { hidden: "tanh", output: "identity", seed, skip: true });
    net.skip!.data.set([1, 0.5, 0.3]);
    return net;
  });
  const model = modelOf(nets, table, { scale: "robust" });

  test("finds values within the data's range for which predict() answers the target, to 1e-3, several and apart", async () => {
    const found = await reach(model, table, 0.8);
    expect(found.length).toBeGreaterThan(1);
    for (const { values, prediction, distance } of found) {
      const answer = predict(model, tableOf({ a: [values["a"]!], b: [values["b"]!], c: [values["c"]!] }));
      expectNear((answer as { values: Float64Array[] }).values[0][0], prediction, 1e-12);
      expect(Math.abs(prediction - 0.8)).toBeLessThan(1e-3);
      expect(values["a"]).toBeGreaterThanOrEqual(Math.min(...columns.a));
      expect(values["b"]).toBeLessThanOrEqual(Math.max(...columns.b));
      expect(distance).toBeLessThan(1);
    }
    expect(await reach(model, table, 0.8)).toEqual(found);
  });

  test("from one row changes only what may vary, and the least first: along the gradient of a linear model", async () => {
    const linear = modelOf([linearNetwork([1, 5, 0])], table);
    const [first] = await reach(linear, table, 104, { row: 0, vary: ["b"], solutions: 1 });
    expect(first).toMatchObject({ nearest: 0, values: { a: columns.a[0], c: "p" } });
    expectNear(first.values["b"] as number, (104 - columns.a[0]) / 5, 1e-3);
  });

  test("refuses a target out of reach and says what can be reached", async () => {
    const linear = modelOf([linearNetwork([1, 0, 0])], table);
    const highest = Number(Math.max(...columns.a).toPrecision(4));
    await expect(reach(linear, table, 1000)).rejects.toMatchObject({
      code: "E654",
      values: { high: highest },
    });
  });
});
