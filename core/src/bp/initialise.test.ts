import { describe, expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { multiplyTransposedA, multiplyTransposedB } from "../matrix.js";
import { initialisations, type Initialisation, type InitialisationName } from "./initialise.js";
import { createNetwork, type Network } from "./network.js";

const [m, n] = [200, 150]; // W¹ is n × m: 30,000 weights

function start(initialisation: Initialisation, sizes = [m, n, 1]): Network {
  return createNetwork(sizes, { initialisation, seed: 5 });
}

describe("start values of a 150 × 200 layer", () => {
  // Variance by the paper; the fourth moment of a uniform number is 9/5 of its variance squared, of a normal one 3.
  const papers: [InitialisationName, number, number][] = [
    ["uniform", 1 / 12, 1.8],
    ["glorot_uniform", 2 / (n + m), 1.8],
    ["glorot_normal", 2 / (n + m), 3],
    ["he_uniform", 2 / m, 1.8],
    ["he_normal", 2 / m, 3],
    ["lecun_uniform", 1 / m, 1.8],
    ["lecun_normal", 1 / m, 3],
  ];
  test.each(papers)(
    "%s: mean 0, variance %d, fourth moment %d times its square, to 4.5 standard errors",
    (name, variance, kurtosis) => {
      const w = start(name).W[1].data;
      const moment = (k: number): number => w.reduce((sum, x) => sum + x ** k, 0) / w.length;
      expect(Math.abs(moment(1))).toBeLessThan(4.5 * Math.sqrt(variance / w.length));
      // Var x² = (kurtosis − 1) σ⁴
      expect(Math.abs(moment(2) / variance - 1)).toBeLessThan(4.5 * Math.sqrt((kurtosis - 1) / w.length));
      expect(Math.abs(moment(4) / variance ** 2 / kurtosis - 1)).toBeLessThan(0.1);
    },
  );

  test.each([
    ["uniform", 0.5],
    ["glorot_uniform", Math.sqrt(6 / (n + m))],
    ["he_uniform", Math.sqrt(6 / m)],
    ["lecun_uniform", Math.sqrt(3 / m)],
  ] as const)("%s stays within ±%d and comes near it", (name, limit) => {
    const largest = Math.max(...start(name).W[1].data.map(Math.abs));
    expect(largest).toBeLessThanOrEqual(limit);
    expect(largest).toBeGreaterThan(0.999 * limit);
  });

  test("biases are 0 except for uniform and nguyen_widrow…", () => {
    const own = new Set(["uniform", "nguyen_widrow", "nguyen_widrow_standard"]);
    for (const name of Object.keys(initialisations) as InitialisationName[]) {
      const isZero = start(name, [3, 4, 2]).b[1].every((b) => b === 0);
      expect([name, isZero]).toEqual([name, !own.has(name)]);
    }
  });

  test("zeros", () => {
    expect(start("zeros", [3, 4, 2]).parameters.every((w) => w === 0)).toBe(true);
  });
});

describe("orthogonal", () => {
  test.each([
    ["wide: W Wᵀ", [9, 5, 1], multiplyTransposedB, 5],
    ["tall: Wᵀ W", [5, 9, 1], multiplyTransposedA, 5],
    ["square: W Wᵀ", [7, 7, 1], multiplyTransposedB, 7],
  ] as const)("%s = I, to 1e-14", (_, sizes, product, size) => {
    const { W } = start("orthogonal", [...sizes]);
    const identity = Array.from({ length: size * size }, (_, k) => (k % (size + 1) === 0 ? 1 : 0));
    expectNear(product(W[1], W[1]).data, identity, 1e-14);
  });
});

describe("nguyen_widrow", () => {
  test("…_standard halves the weights of layer 1, the input's, and nothing else", () => {
    const [a, b] = [start("nguyen_widrow", [3, 8, 4, 2]), start("nguyen_widrow_standard", [3, 8, 4, 2])];
    expect(b.W[1].data).toEqual(a.W[1].data.map((w) => w / 2));
    expect([...b.parameters.subarray(24)]).toEqual([...a.parameters.subarray(24)]);
    const line = (name: Initialisation) => [...start(name, [3, 2]).parameters];
    expect(line("nguyen_widrow_standard")).toEqual(line("nguyen_widrow")); // no hidden layer
  });

  test("each hidden neuron's weights have the length 0.7 n^(1/m), its bias lies within ± that", () => {
    const { W, b } = start("nguyen_widrow", [3, 8, 2]);
    const beta = 0.7 * 8 ** (1 / 3); // = 1.4
    for (let i = 0; i < 8; i++) {
      expectNear(Math.hypot(...W[1].data.subarray(3 * i, 3 * i + 3)), beta, 1e-14);
      expect(Math.abs(b[1][i])).toBeLessThanOrEqual(beta);
    }
    expect(new Set(b[1]).size).toBe(8);
    expect(Math.max(...W[2].data.map(Math.abs))).toBeLessThanOrEqual(0.5);
    expect([...b[2]]).toEqual([0, 0]);
  });
});

describe("given values", () => {
  const W = [[[1, 2]], [[3], [4]]];
  const b = [[5], [6, 7]];

  test("are written row by row", () => {
    expect([...start({ W, b }, [2, 1, 2]).parameters]).toEqual([1, 2, 5, 3, 4, 6, 7]);
  });

  test.each([
    [{ W: [[[1, 2]]], b }, "Cannot set the start values: expected 2 matrices W and 2 vectors b, got 1 and 2"],
    [{ W: [[[1, 2, 3]], [[3], [4]]], b }, "Cannot set W[1]: expected 1 × 2 numbers, got 1 × 3"],
    [{ W, b: [[5], [6]] }, "Cannot set b[2]: expected 2 numbers, got 1"],
    [{ W, b: [[5], [6, Infinity]] }, "Cannot set the start values: expected finite numbers, got Infinity"],
  ])("that do not fit are refused: %j", (given, message) => {
    expect(() => start(given, [2, 1, 2])).toThrow(new RangeError(message));
  });
});

test("an unknown name is refused with the names there are", () => {
  expect(() => start("xavier" as InitialisationName)).toThrow(
    /^Cannot initialise with "xavier": expected one of "uniform", "glorot_uniform", .*"zeros"$/,
  );
  expect(() => start("toString" as InitialisationName)).toThrow(RangeError);
});
