import { describe, expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { matrix, multiplyTransposedB, type Matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { activationNames } from "./activation.js";
import { backward } from "./backward.js";
import { forward } from "./forward.js";
import { inputGradient } from "./input-gradient.js";
import { createNetwork, type Network } from "./network.js";

function randomMatrix(rows: number, cols: number, seed: number): Matrix {
  const random = createRandom(seed);
  return matrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => random.normal()),
  );
}

/** Central differences of Σ dH ⊙ H^last by every element of X. */
function numeric(network: Network, X: Matrix, dH: Matrix): Float64Array {
  const value = (k: number, x: number): number => {
    const { H } = forward(network, { ...X, data: X.data.with(k, x) });
    return H[network.last].data.reduce((sum, h, i) => sum + h * dH.data[i], 0);
  };
  return X.data.map((x, k) => (value(k, x + 1e-5) - value(k, x - 1e-5)) / 2e-5);
}

describe("inputGradient()", () => {
  test.each(
    activationNames().flatMap((name) => [true, false].map((skip): [string, boolean] => [name, skip])),
  )("agrees with central differences to 1e-8 for %s, with skip: %s", (name, skip) => {
    const hidden = name === "softmax" ? "tanh" : name;
    const network = createNetwork([4, 5, 3, 2], { hidden, output: name, seed: 3, skip });
    network.skip?.data.set(randomMatrix(2, 4, 5).data);
    const [X, dH] = [randomMatrix(4, 3, 1), randomMatrix(2, 3, 2)];
    expectNear(inputGradient(network, forward(network, X), dH).data, numeric(network, X, dH), 1e-8);
  });

  test("agrees with central differences to 1e-8 through a front and through parametric activations", () => {
    const network = createNetwork([4, 5, 3, 2], {
      hidden: [
        { name: "tanh", trainable: true },
        { name: "silu", trainable: true },
      ],
      output: "identity",
      seed: 3,
      skip: true,
      front: { embed: [true, false, true, false], sigma: 0.5 },
    });
    for (const own of network.alpha ?? []) own?.forEach((_, i) => (own[i] = 0.3 + i / 4));
    network.front!.scale!.forEach((_, i) => (network.front!.scale![i] = 1 + i / 5));
    const [X, dH] = [randomMatrix(4, 3, 1), randomMatrix(2, 3, 2)];
    expectNear(inputGradient(network, forward(network, X), dH).data, numeric(network, X, dH), 1e-8);
  });

  test("of a network without hidden layers and without f is W itself", () => {
    const network = createNetwork([3, 1], { output: "identity", seed: 1 });
    const pass = forward(network, randomMatrix(3, 2, 1));
    const [a, b, c] = network.W[1].data;
    expect([...inputGradient(network, pass, matrix(1, 2, [1, 1])).data]).toEqual([a, a, b, b, c, c]);
  });

  test("∂L/∂W¹ is δ¹ Xᵀ and δ⁰ is (W¹)ᵀ δ¹ with the same δ¹ that backward() has", () => {
    const network = createNetwork([3, 4, 1], { output: "identity", seed: 2 });
    const X = randomMatrix(3, 5, 1);
    const pass = forward(network, X);
    const { delta, dW } = backward(network, pass, matrix(1, 5));
    expectNear(dW[1].data, multiplyTransposedB(delta[1], X).data, 1e-15);
    // ∂L/∂h = h − y of half_mse_sum, y = 0
    const dX = inputGradient(network, pass, pass.H[2]);
    const [W, d] = [network.W[1], delta[1]];
    for (let s = 0; s < 5; s++) {
      const sum = [0, 1, 2, 3].reduce((t, i) => t + W.data[i * 3 + 1] * d.data[i * 5 + s], 0);
      expectNear(dX.data[5 + s], sum, 1e-14);
    }
  });

  test("refuses errors of another number of samples", () => {
    const network = createNetwork([3, 1]);
    const pass = forward(network, matrix(3, 2));
    expect(() => inputGradient(network, pass, matrix(1, 3))).toThrow(RangeError);
  });
});
