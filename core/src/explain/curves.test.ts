import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { linearNetwork, modelOf, productNetwork, tableOf } from "../../../test/explain.js";
import { expectNear } from "../../../test/near.js";
import { emptyNetwork, type Network } from "../bp/network.js";
import { createRandom } from "../random.js";
import { edgesOf, effectsBetween } from "./ale.js";
import { centredIce, rowsNear } from "./curve.js";
import { curves, factorMap } from "./curves.js";
import { designOf } from "./factors.js";
import { partialDependence } from "./partial-dependence.js";
import { createSurface } from "./surface.js";

interface Reference {
  X: number[][];
  W: number[][][];
  b: number[][];
  prediction: number[];
  partialDependence: Record<string, { average: number[]; firstRow: number[] }>;
  map: number[][];
  ale: Record<string, { x: number[]; y: number[] }>;
}

const reference = JSON.parse(readFileSync("test/fixtures/explain/reference.json", "utf8")) as Reference;
const [a, b, c, d] = reference.X;
const table = tableOf({ a, b, c, d });
const model = modelOf([fixtureNetwork()], table);
const surface = createSurface(model);
const design = designOf(model, table);

function fixtureNetwork(): Network {
  const network = emptyNetwork([4, 5, 1], ["tanh", "identity"]);
  network.parameters.set([
    ...reference.W[0].flat(),
    ...reference.b[0],
    ...reference.W[1].flat(),
    ...reference.b[1],
  ]);
  return network;
}

function evenly(values: readonly number[], count: number): Float64Array {
  const [min, max] = [Math.min(...values), Math.max(...values)];
  return Float64Array.from({ length: count }, (_, k) => min + ((max - min) * k) / (count - 1));
}

describe("beside other programs", () => {
  test("the network of the fixture answers as scikit-learn's does, to 1e-12", () => {
    expectNear(surface.answer(design.X).slice(0, 5), reference.prediction, 1e-12);
  });

  test.each([0, 1])("partial dependence and ICE of factor %i agree with scikit-learn to 1e-12", (j) => {
    const wanted = reference.partialDependence["ab"[j]];
    const curve = partialDependence(surface, design, j, evenly(reference.X[j], 7), 101);
    expectNear(curve.y, wanted.average, 1e-12);
    expectNear(curve.ice![0], wanted.firstRow, 1e-12);
  });

  test("partial dependence of two factors agrees with scikit-learn to 1e-12", async () => {
    const map = await factorMap(model, table, ["a", "b"], { points: 4 });
    map.z.forEach((row, i) => expectNear(row, reference.map[i], 1e-12));
    expect(map.n.flat().reduce((x, y) => x + y)).toBe(101);
  });

  test.each([0, 1, 2])("accumulated local effects of factor %i agree with PyALE to 1e-12", (j) => {
    const wanted = reference.ale["abc"[j]];
    expectNear(effectsBetween(surface, design, j, Float64Array.from(wanted.x)).y, wanted.y, 1e-12);
  });
});

describe("curves()", () => {
  const random = createRandom(8);
  const x = Array.from({ length: 200 }, () => random.normal());
  const near = x.map((v) => v + random.normal() / 10);
  const together = tableOf({ x, near });

  test("ALE of y = x + x near is not misled by factors that vary together: it is x + x²/2; partial dependence is x", async () => {
    const found = await curves(modelOf([productNetwork([1, 0], [[0, 1, 1]])], together), together, {
      factors: ["x"],
      pdRows: 200,
    });
    const [ale, pd] = found;
    // ∂f/∂x = 1 + near, and near ≈ x within an interval: the integral is x + x²/2 up to a constant
    const at = (i: number): number => (ale.x[i] as number) + (ale.x[i] as number) ** 2 / 2;
    const offset = ale.y[15] - at(15);
    for (let i = 3; i < 28; i++) expect(Math.abs(ale.y[i] - at(i) - offset)).toBeLessThan(0.1);
    // PD: x + x · mean(near), a line
    const m = near.reduce((s, v) => s + v) / 200;
    expectNear(
      pd.y,
      pd.x.map((v) => (v as number) * (1 + m)),
      1e-12,
    );
  });

  test("of a straight law ALE has its slope everywhere and mean 0 over the rows", async () => {
    const [ale] = await curves(modelOf([linearNetwork([3, 1])], together), together, { methods: ["ale"] });
    const slope = ale.y
      .slice(1)
      .map((y, i) => (y - ale.y[i]) / ((ale.x[i + 1] as number) - (ale.x[i] as number)));
    expectNear(slope, Array(slope.length).fill(3), 1e-9);
  });

  test("the band is two standard deviations over the nets; a single net has none", async () => {
    const model = modelOf([linearNetwork([3, 0]), linearNetwork([1, 0])], together);
    const [, pd] = await curves(model, together, { factors: ["x"], lines: 4 });
    expect(pd.ice).toHaveLength(4);
    // nets answer 3v and v: mean 2v, standard deviation √2 |v|
    pd.x.forEach((v, i) => {
      const size = 2 * Math.SQRT2 * Math.abs(v as number);
      expectNear(
        [pd.lo![i], pd.y[i], pd.hi![i]],
        [2 * (v as number) - size, 2 * (v as number), 2 * (v as number) + size],
        1e-12,
      );
    });
    const [single] = await curves(modelOf([linearNetwork([1, 1])], together), together, { methods: ["ale"] });
    expect([single.lo, single.hi, single.ice]).toEqual([null, null, null]);
  });

  test("levels are points with the number of their rows, whichever method is asked for; gaps are left out of ALE", async () => {
    const columns = { w: ["p", "q", "p", "q", "p", "r"], v: [1, null, 3, 4, 5, 6] };
    const small = tableOf(columns);
    // p, q, r as three inputs; v and whether it is missing
    const model = modelOf([linearNetwork([1, 2, 3, 10, 0])], small);
    const [points, ale] = await curves(model, small, { methods: ["ale"], bins: 1 });
    expect([points.method, points.x, points.n]).toEqual(["pd", ["p", "q", "r"], [3, 2, 1]]);
    // mean of v with the gap filled by the median 4: 23/6
    expectNear(
      points.y,
      [1, 2, 3].map((w) => w + 230 / 6),
      1e-12,
    );
    expect([ale.method, ale.x, ale.y, ale.n]).toEqual(["ale", [1, 6], [-25, 25], [2, 3]]);
    expect(ale.deciles!.slice(0, 11)).toHaveLength(11);
    expect([ale.deciles![0], ale.deciles![5], ale.deciles![10]]).toEqual([1, 4, 6]);
  });

  test("centred ICE lines start at 0; lines of an additive law are then one", async () => {
    const [pd] = await curves(modelOf([linearNetwork([3, 1])], together), together, {
      methods: ["pd"],
      points: 3,
    });
    const lines = centredIce(pd);
    const [first] = lines;
    expect(first[0]).toBe(0);
    for (const line of lines) expectNear(line, first, 1e-12);
  });
});

describe("places", () => {
  test("edgesOf() joins intervals of fewer than five rows, and takes equal values once", () => {
    const values = Float64Array.from([0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6]);
    // quantiles of quarters: 0, 0, 3, 6; (3, 6] has three rows, so that 3 is left out
    expect([...edgesOf(values, 4)]).toEqual([0, 6]);
    expect([
      ...edgesOf(
        Float64Array.from({ length: 20 }, (_, i) => i),
        4,
      ),
    ]).toEqual([0, 4, 9, 14, 19]);
    expect([...edgesOf(Float64Array.of(2, 2, 2), 4)]).toEqual([2]);
  });

  test("rowsNear() counts each value once, at the lower of two equally near places", () => {
    expect(rowsNear([0, 1, 4], Float64Array.of(-3, 0.5, 0.6, 2.5, 2.6, 9, Number.NaN))).toEqual([2, 2, 2]);
    expect(rowsNear([5], Float64Array.of(1, 2))).toEqual([2]);
  });
});
