import { describe, expect, test } from "vitest";
import { linearNetwork, modelOf, productNetwork, tableOf } from "../../../test/explain.js";
import { expectNear } from "../../../test/near.js";
import { createNetwork } from "../bp/network.js";
import { haltonPoints } from "./halton.js";
import { meanImpact } from "./impact.js";
import { interactions } from "./interactions.js";
import { lekProfiles } from "./lek.js";
import { sobolIndices, sobolOf } from "./sobol.js";
import { garson, olden, weightInfluence } from "./weights.js";

const small = tableOf({ a: [1, 2, 3, 6], b: [0, 0, 4, 4] });

describe("meanImpact()", () => {
  test("of y = 3 a − 2 b: f(1.1 a) − f(0.9 a) is 0.6 a; b has zeros, so only its standard deviation counts", async () => {
    const [a, b] = await meanImpact(modelOf([linearNetwork([3, -2])], small), small);
    // mean a = 3; sd a = √3.5, sd b = 2, both with n
    expectNear([a.miv!, a.mivDeviation, b.mivDeviation], [1.8, 0.6 * Math.sqrt(3.5), -0.8], 1e-12);
    expect(b.miv).toBeNull();
    expectNear(a.sd!, 0, 1e-12);
  });
});

describe("sobolOf()", () => {
  // Ishigami & Homma 1990, a = 7, b = 0.1, on [−π, π]³; indices from the closed form of the variances
  const x = (u: number): number => Math.PI * (2 * u - 1);
  const ishigami = ([u, v, w]: readonly Float64Array[]): Float64Array =>
    u.map((_, i) => Math.sin(x(u[i])) + 7 * Math.sin(x(v[i])) ** 2 + 0.1 * x(w[i]) ** 4 * Math.sin(x(u[i])));

  test("hits Ishigami's S 0.3139, 0.4424, 0 and ST 0.5576, 0.4424, 0.2437 within its intervals and 0.02", async () => {
    const { variance, indices } = await sobolOf(ishigami, 3, { points: 4096 });
    const [first, total] = [
      [0.3139, 0.4424, 0],
      [0.5576, 0.4424, 0.2437],
    ];
    indices.forEach((index, j) => {
      expect(Math.abs(index.first - first[j])).toBeLessThan(0.02);
      expect(Math.abs(index.total - total[j])).toBeLessThan(0.02);
      expect(index.firstInterval[0] <= first[j] && first[j] <= index.firstInterval[1]).toBe(true);
      expect(index.totalInterval[0] <= total[j] && total[j] <= index.totalInterval[1]).toBe(true);
    });
    // V = a²/8 + b π⁴/5 + b² π⁸/18 + 1/2
    const wanted = 49 / 8 + (0.1 * Math.PI ** 4) / 5 + (0.01 * Math.PI ** 8) / 18 + 0.5;
    expect(Math.abs(variance / wanted - 1)).toBeLessThan(0.02);
  });

  test("of a model with stated ranges: y = a + b, a twice as wide as b, gives 0.8 and 0.2", async () => {
    const found = await sobolIndices(modelOf([linearNetwork([1, 1])], small), {
      ranges: { a: [0, 2], b: [5, 6] },
    });
    expect(found.factors.map(({ factor, range }) => [factor, range])).toEqual([
      ["a", [0, 2]],
      ["b", [5, 6]],
    ]);
    found.factors.forEach(({ first, total }, j) => {
      expect(Math.abs(first - [0.8, 0.2][j])).toBeLessThan(0.02);
      expect(Math.abs(total - [0.8, 0.2][j])).toBeLessThan(0.02);
    });
    const model = modelOf([linearNetwork([1, 1])], small);
    await expect(sobolIndices(model, { ranges: { a: [2, 2] } })).rejects.toThrow(RangeError);
  });

  test("haltonPoints() puts every interval of 1/8 and 1/9 the same number of points, other seeds other points", () => {
    const [u, v] = haltonPoints(72, 2, 3);
    const counts = (list: Float64Array, parts: number): number[] =>
      Array.from({ length: parts }, (_, k) => list.filter((x) => Math.floor(x * parts + 1e-12) === k).length);
    expect(counts(u, 8)).toEqual(Array(8).fill(9));
    expect(counts(v, 9)).toEqual(Array(9).fill(8));
    expect(haltonPoints(5, 2, 4)).not.toEqual(haltonPoints(5, 2, 3));
  });
});

describe("interactions()", () => {
  const square = tableOf({ a: [1, 1, -1, -1], b: [1, -1, 1, -1], c: [1, -1, -1, 1] });

  test("of y = a + b + 2 ab on the corners of a square: H² = 4 / (2 + 4), the size is 2; none with c", async () => {
    const model = modelOf([productNetwork([1, 1, 0], [[0, 1, 2]])], square);
    const [first, ...rest] = await interactions(model, square);
    expect(first.factors).toEqual(["a", "b"]);
    expectNear([first.h2, first.size], [2 / 3, 2], 1e-12);
    expectNear(
      rest.flatMap(({ h2, size }) => [h2, size]),
      [0, 0, 0, 0],
      1e-12,
    );
  });
});

describe("lekProfiles()", () => {
  test("of y = a b holds the other factor at smallest, quartiles and largest: lines of slope 0, 0, 2, 4, 4", () => {
    const [a] = lekProfiles(modelOf([productNetwork([0, 0], [[0, 1, 1]])], small), small);
    expect([a.x[0], a.x[11], a.x.length]).toEqual([1, 6, 12]);
    // numpy.quantile([0, 0, 4, 4], [0, .25, .5, .75, 1]) = 0, 0, 2, 4, 4
    expectNear(
      a.y.map((line) => line[11]),
      [0, 0, 12, 24, 24],
      1e-12,
    );
    expectNear(a.mean[0], 2, 1e-12);
  });
});

describe("products of weights", () => {
  const network = createNetwork([2, 2, 1], { hidden: "tanh", output: "identity", skip: true });
  network.parameters.set([1, -3, 2, 2, 0, 0, 5, -1, 0, 0.5, 0]); // W¹ = (1 −3; 2 2), v = (5, −1), W^skip = (0.5, 0)

  test("by hand: Garson 1.75/6 and 4.25/6, Olden 5 − 2 + 0.5 and −15 − 2", () => {
    // |v| |w| / row sum: 5 · 1/4 + 1 · 2/4 = 1.75; 5 · 3/4 + 1 · 2/4 = 4.25
    expectNear(garson(network, 0), [1.75 / 6, 4.25 / 6], 1e-15);
    expectNear(olden(network, 0), [3.5, -17], 1e-15);
  });

  test("behind a front an input has all its rows in Garson, the straight one in Olden, each with its scale", () => {
    const fronted = createNetwork([2, 1, 1], {
      hidden: "tanh",
      output: "identity",
      front: { embed: [true, false], width: 2, frequencies: 1 },
    });
    fronted.W[1].data.set([1, -2, 4]);
    fronted.W[2].data.set([3]);
    fronted.front!.scale!.set([2, 1, 0.5]);
    // |2 · 1| + |−2| = 4 and |0.5 · 4| = 2; 3 · 2 and 3 · 2
    expectNear(garson(fronted, 0), [4 / 6, 2 / 6], 1e-15);
    expectNear(olden(fronted, 0), [6, 6], 1e-15);
  });

  test("over nets: mean and standard deviation between them", () => {
    const [a] = weightInfluence(modelOf([network, linearNetwork([1, 3])], small));
    expectNear([a.olden, a.oldenSd!], [2.25, 2.5 / Math.SQRT2], 1e-14);
    expectNear(a.garsonOfNets, [1.75 / 6, 0.25], 1e-15);
  });
});
