import { expect, test } from "vitest";
import { completeFactors, createGroupedOptimizer } from "./factors.js";
import { createOptimizer } from "./first-order.js";
import { firstOrderNames } from "./hyperparameters.js";
import type { FirstOrderName } from "./optimizer.js";

const pieces = [
  { group: "weights", from: 0, to: 2 },
  { group: "biases", from: 2, to: 3 },
  { group: "scale", from: 3, to: 4 },
] as const;

test("a grouped step of adamw multiplies η and λ once each: w ← (1 − η f λ d) w − η f m̂/(√v̂ + ε), by hand", () => {
  const factors = { biases: { learningRate: 0.1, decay: 0 }, scale: { learningRate: 6, decay: 0.5 } };
  const optimizer = createGroupedOptimizer({ name: "adamw", weightDecay: 0.2 }, pieces, factors);
  const w = Float64Array.of(1, 2, 1, 1);
  optimizer.step(w, Float64Array.of(3, -3, 3, 3), 0.01, undefined, 0.5);
  // The first step of Adam is η times the sign of g. λ is 0.2 · 0.5 = 0.1 in this step.
  const wanted = [0.999 - 0.01, 2 * 0.999 + 0.01, 1 - 0.001, 1 - 0.06 * 0.05 - 0.06];
  wanted.forEach((x, i) => expect(w[i]).toBeCloseTo(x, 9));
});

test.each(firstOrderNames)(
  "%s without factors gives the bits of one optimizer over the whole vector",
  (name: FirstOrderName) => {
    const [one, other] = [createOptimizer({ name }, 4), createGroupedOptimizer({ name }, pieces, {})];
    const [a, b] = [Float64Array.of(1, -2, 3, 0.5), Float64Array.of(1, -2, 3, 0.5)];
    for (let t = 1; t <= 5; t++) {
      const g = Float64Array.of(Math.sin(t), 0.3 - t, 2, -0.1 * t);
      one.step(a, g, 0.1);
      other.step(b, g, 0.1);
    }
    expect(b).toEqual(a);
    expect(other.state()).toEqual(one.state());
  },
);

test("restore() of a grouped optimizer goes on with the same bits", () => {
  const make = () => createGroupedOptimizer({ name: "nadam" }, pieces, { biases: { learningRate: 0.1 } });
  const [one, other] = [make(), make()];
  const [a, g] = [Float64Array.of(1, 2, 3, 4), Float64Array.of(1, -1, 0.5, 2)];
  one.step(a, g, 0.1);
  other.restore(one.state());
  const b = a.slice();
  one.step(a, g, 0.1);
  other.step(b, g, 0.1);
  expect(b).toEqual(a);
});

test("completeFactors() fills in 1 and refuses what it does not know", () => {
  expect(completeFactors({ alpha: { learningRate: 0.1 } })).toEqual({
    weights: { learningRate: 1, decay: 1 },
    biases: { learningRate: 1, decay: 1 },
    alpha: { learningRate: 0.1, decay: 1 },
    embedding: { learningRate: 1, decay: 1 },
    scale: { learningRate: 1, decay: 1 },
  });
  expect(() => completeFactors({ bias: {} } as object)).toThrow(
    'Cannot set factors of "bias": expected one of "weights", "biases", "alpha", "embedding", "scale"',
  );
  expect(() => completeFactors({ biases: { learningRate: -1 } })).toThrow("numbers ≥ 0, got learningRate -1");
  expect(() => completeFactors({ biases: { rate: 1 } } as object)).toThrow("got rate 1");
});
