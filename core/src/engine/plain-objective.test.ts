import { describe, expect, test } from "vitest";
import { expectClose, randomCase, type CaseOptions } from "../../../test/random-case.js";
import { lossSpec, type LossSpec } from "../bp/loss.js";
import { plainObjective } from "./plain-objective.js";
import { createSecondOrder } from "./wasm/second-order.js";

const cases: [LossSpec, Partial<CaseOptions>][] = [
  [{ name: "half_mse_sum" }, {}],
  [{ name: "half_mse_batch_mean" }, { isWeighted: true, output: "softmax" }],
  [{ name: "mse_mean" }, { isWeighted: true, skip: true, output: "sigmoid", rows: 270 }],
  [
    { name: "bce_logits_mean", parameters: { pos_weight: [3, 0.5] } },
    { output: "sigmoid", isWeighted: true },
  ],
  [
    { name: "cross_entropy_mean", parameters: { label_smoothing: 0.2, class_weight: [3, 0.5] } },
    { output: "softmax", isWeighted: true, skip: true },
  ],
];

describe.each(cases)("plainObjective() of %o", (loss, options) => {
  const { network, samples } = randomCase({
    seed: 8,
    sizes: [3, 5, 2],
    rows: 23,
    output: "identity",
    ...options,
    loss: loss.name,
  });
  const w = network.parameters;
  const plain = plainObjective(network, samples, loss);
  const fast = createSecondOrder(network, samples, loss);

  test("has the normal equations of the kernels to 1e-12", () => {
    const [a, b] = [plain.normalEquations(w), fast.normalEquations(w)];
    expectClose(a.objective, b.objective, 1e-13);
    expectClose(a.loss, b.loss, 1e-13);
    expectClose(a.Jtr, b.Jtr, 1e-12);
    expectClose(plain.JtJ().data, fast.JtJ().data, 1e-12);
    const D = w.map((_, k) => 0.1 + k / 10);
    expectClose(plain.solve(D)!, fast.solve(D)!, 1e-11);
    expectClose(plain.inverseDiagonal(), fast.inverseDiagonal(), 1e-11);
    expectClose(plain.logDeterminant(), fast.logDeterminant(), 1e-12);
    for (const key of ["scale", "terms"] as const) expectClose(plain[key], fast[key], 1e-14);
    expect(plain.isSquared).toBe(fast.isSquared);
  });

  test("gives the loss, its gradient by central differences to 1e-7, and the prediction", () => {
    const gradient = new Float64Array(w.length);
    const value = plain.gradient(w, gradient);
    expectClose(value, plain.loss(w), 1e-14);
    gradient.forEach((g, k) => {
      const at = (step: number) => plain.loss(w.map((v, i) => (i === k ? v + step : v)));
      expect(g).toBeCloseTo((at(1e-6) - at(-1e-6)) / 2e-6, 7);
    });
    const [a, b] = [plain.evaluate(w), fast.evaluate(w)];
    expectClose(a.loss, b.loss, 1e-13);
    expectClose(a.H.data, b.H.data, 1e-13);
  });
});

test("plainObjective() has no normal equations for a loss of absolute errors, and says what has", () => {
  const { network, samples } = randomCase({ seed: 1, sizes: [2, 1], rows: 4, loss: "mae_mean" });
  const plain = plainObjective(network, samples, lossSpec("mae_mean"));
  expect(() => plain.normalEquations(network.parameters)).toThrow(
    new RangeError(
      'Cannot set up normal equations: expected a squared loss or a cross-entropy, got "mae_mean"; try a method that needs only gradients',
    ),
  );
  expect(() => plain.solve(1)).toThrow("call normalEquations first");
});
