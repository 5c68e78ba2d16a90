import { expect, test } from "vitest";
import { expectClose, randomCase } from "../../../test/random-case.js";
import { forward } from "./forward.js";
import { outputJacobian } from "./jacobian.js";
import { createNetwork } from "./network.js";
import { matrix } from "../matrix.js";

test("outputJacobian() of a 1-1-1 network by hand: h = w₂ tanh(w₁ x + b₁) + b₂", () => {
  const network = createNetwork([1, 1, 1], {
    hidden: "tanh",
    output: "identity",
    initialisation: { W: [[[0.5]], [[3]]], b: [[0], [1]] },
  });
  // x = 2: z = 1, tanh 1 = 0.7615941559557649, f' = 1 − tanh² = 0.4199743416140261
  // ∂h/∂w₁ = w₂ f' x, ∂h/∂b₁ = w₂ f', ∂h/∂w₂ = tanh z, ∂h/∂b₂ = 1
  const J = outputJacobian(network, matrix(1, 1, [2]));
  expectClose(J.data, [2.5198460496841566, 1.2599230248420783, 0.7615941559557649, 1], 1e-15);
});

test.each([
  ["tanh", "identity", "h"],
  ["sigmoid", "sigmoid", "h"],
  ["mish", "softmax", "h"],
  ["sine", "softmax", "z"],
] as const)(
  "outputJacobian() through %s and %s agrees with central differences of %s to 1e-8",
  (hidden, output, of) => {
    const { network, samples } = randomCase({
      seed: 5,
      sizes: [3, 4, 3, 2],
      rows: 5,
      loss: "mse_mean",
      skip: true,
      hidden,
      output,
    });
    const J = outputJacobian(network, samples.X, of);
    const outputs = (): Float64Array => {
      const { Z, H } = forward(network, samples.X);
      return (of === "h" ? H : Z)[network.last].data;
    };
    const step = 1e-6;
    network.parameters.forEach((w, k, all) => {
      all[k] = w + step;
      const above = outputs();
      all[k] = w - step;
      const below = outputs();
      all[k] = w;
      for (let s = 0; s < 5; s++) {
        for (let i = 0; i < 2; i++) {
          const numeric = (above[i * 5 + s] - below[i * 5 + s]) / (2 * step);
          expect(J.data[(s * 2 + i) * J.cols + k]).toBeCloseTo(numeric, 8);
        }
      }
    });
  },
);
