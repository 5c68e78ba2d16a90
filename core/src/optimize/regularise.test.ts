import { describe, expect, test } from "vitest";
import { createNetwork } from "../bp/network.js";
import { matrix } from "../matrix.js";
import {
  addPenaltyGradient,
  clipByNorm,
  clipByValue,
  decayWeights,
  euclideanNorm,
  limitRowNorms,
  penaltyLoss,
  weightMask,
} from "./regularise.js";

describe("clipByNorm()", () => {
  test("shortens (3, 4) to 1 / (5 + 1e-6) of itself for limit 1, and returns 5", () => {
    const g = Float64Array.of(3, 4);
    expect(clipByNorm(g, 1)).toBe(5);
    expect(g[0]).toBeCloseTo(3 / 5.000001, 15);
    expect(g[1]).toBeCloseTo(4 / 5.000001, 15);
  });

  test("leaves a gradient within the limit, an empty one and one that is not finite alone", () => {
    for (const g of [[3, 4], [], [Infinity, 1], [Number.NaN, 1]]) {
      const clipped = Float64Array.from(g);
      expect(clipByNorm(clipped, 6)).toBe(g.length === 0 ? 0 : Math.hypot(...g));
      expect([...clipped]).toEqual(g);
    }
  });

  test.each([0, -1, Number.NaN])("refuses the limit %d", (limit) => {
    expect(() => clipByNorm(Float64Array.of(1), limit)).toThrow(
      `Cannot clip: expected a limit > 0, got ${limit}`,
    );
  });
});

test("clipByValue() moves every element into [−0.5, 0.5]", () => {
  const g = Float64Array.of(-2, -0.5, 0.25, 0.5, 7, Infinity, Number.NaN);
  clipByValue(g, 0.5);
  expect([...g]).toEqual([-0.5, -0.5, 0.25, 0.5, 0.5, 0.5, Number.NaN]);
});

test("euclideanNorm() neither overflows nor underflows: 5e200 of (3e200, 4e200), 5e-200 of (3e-200, 4e-200)", () => {
  expect(euclideanNorm(Float64Array.of(3e200, -4e200)) / 5e200).toBeCloseTo(1, 15);
  expect(euclideanNorm(Float64Array.of(3e-200, -4e-200)) / 5e-200).toBeCloseTo(1, 15);
  expect(euclideanNorm(new Float64Array(3))).toBe(0);
  expect(euclideanNorm(Float64Array.of(1, -Infinity))).toBe(Infinity);
  expect(euclideanNorm(Float64Array.of(1, Number.NaN, Infinity))).toBeNaN();
});

describe("weightMask()", () => {
  test("of 2-3-1 is six weights, three biases, three weights, one bias; the skip's two weights follow", () => {
    expect([...weightMask([2, 3, 1], true)].join("")).toBe("111111000111011");
  });

  test("is 0 exactly where a network's biases lie", () => {
    const network = createNetwork([3, 4, 2], { skip: true });
    network.parameters.fill(1);
    for (const b of network.b) b.fill(0);
    expect([...weightMask([3, 4, 2], true)]).toEqual([...network.parameters]);
  });
});

describe("penalties on (2, −3, 0, 5) where the last one is a bias", () => {
  const w = Float64Array.of(2, -3, 0, 5);
  const mask = Uint8Array.of(1, 1, 1, 0);

  test("penaltyLoss() is 0.1 · 5 + ½ · 0.2 · 13 = 1.8", () => {
    expect(penaltyLoss(w, mask, { l1: 0.1, l2: 0.2 })).toBeCloseTo(1.8, 14);
    expect(penaltyLoss(w, mask, {})).toBe(0);
  });

  test("addPenaltyGradient() adds 0.1 sign(w) + 0.2 w: (0.5, −0.7, 0, 0)", () => {
    const g = Float64Array.of(1, 1, 1, 1);
    addPenaltyGradient(g, w, mask, { l1: 0.1, l2: 0.2 });
    [1.5, 0.3, 1, 1].forEach((expected, i) => expect(g[i]).toBeCloseTo(expected, 14));
  });

  test("addPenaltyGradient() agrees with central differences of penaltyLoss()", () => {
    const penalty = { l1: 0.3, l2: 0.7 };
    const g = new Float64Array(4);
    addPenaltyGradient(g, w, mask, penalty);
    for (const i of [0, 1, 3]) {
      const [above, below] = [w.slice(), w.slice()];
      above[i] += 1e-4;
      below[i] -= 1e-4;
      const numeric = (penaltyLoss(above, mask, penalty) - penaltyLoss(below, mask, penalty)) / 2e-4;
      expect(g[i]).toBeCloseTo(numeric, 9);
    }
  });

  test("decayWeights() multiplies the weights by 1 − 0.5 · 0.2", () => {
    const decayed = w.slice();
    decayWeights(decayed, mask, 0.5, 0.2);
    expect([...decayed]).toEqual([1.8, -2.7, 0, 5]);
  });

  test("other lengths and impossible strengths are refused", () => {
    expect(() => penaltyLoss(w, mask.subarray(1), {})).toThrow("expected the mask to have 4 elements, got 3");
    expect(() => penaltyLoss(w, mask, { l1: -1 })).toThrow("expected a strength ≥ 0, got -1");
    expect(() => addPenaltyGradient(new Float64Array(1), w, mask, {})).toThrow(
      "expected the gradient to have 4 elements",
    );
    expect(() => decayWeights(w.slice(), mask, 2, 1)).toThrow(
      "expected learning rate · decay from 0 to 1, got 2",
    );
  });
});

test("limitRowNorms() shortens the row (6, 8) to (3, 4) for limit 5 and leaves (3, 4) and zeros alone", () => {
  const W = matrix(3, 2, [6, 8, 3, 4, 0, 0]);
  limitRowNorms(W, 5);
  expect([...W.data]).toEqual([3, 4, 3, 4, 0, 0]);
});
