import { describe, expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { columns, matrix, type Matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { backward, slopes, throughActivation } from "./backward.js";
import { descend } from "./descent.js";
import { exampleNetwork } from "./example.js";
import { forward, softmax } from "./forward.js";
import { evaluateLoss } from "./loss.js";
import { copyNetwork, createNetwork, type Network } from "./network.js";

/** Central difference of the loss for each parameter, the masks left as they are. */
function numericGradient(network: Network, X: Matrix, Y: Matrix, masks?: (Matrix | undefined)[]): number[] {
  const probe = copyNetwork(network);
  const at = (k: number, w: number): number => {
    probe.parameters[k] = w;
    const { Z, H } = forward(probe, X, masks);
    return evaluateLoss("half_mse_sum", Z[probe.last], H[probe.last], Y).value;
  };
  return Array.from(network.parameters, (w, k) => {
    const difference = (at(k, w + 1e-5) - at(k, w - 1e-5)) / 2e-5;
    probe.parameters[k] = w;
    return difference;
  });
}

describe("backward()", () => {
  const { network, X, Y, eta } = exampleNetwork();
  const gradients = backward(network, forward(network, X), Y);
  const { loss, delta, dW, db, gradient } = gradients;

  // All numbers to 1e-16 and better: mpmath 1.3, 40 digits, by the scalar formulas of the tutorial, no matrices used.
  test("the tutorial's 3-3-2 worked by hand: L, δ² and δ¹", () => {
    // L = ½ ((0.9 − h₁²)² + (0.1 − h₂²)²), h² = (0.63161…, 0.54004…)
    expectNear(loss, 0.1328368395334146, 1e-15);
    // δᵢ² = (hᵢ² − yᵢ) hᵢ² (1 − hᵢ²)
    expectNear(delta[2].data, [-0.06244779106617312, 0.1093061819448307], 1e-16);
    // δⱼ¹ = (w₁ⱼ² δ₁² + w₂ⱼ² δ₂²) hⱼ¹ (1 − hⱼ¹): the sum over both outputs
    expectNear(delta[1].data, [-0.01643528584661245, 0.02324448347290461, -0.001609599392714527], 1e-16);
  });

  test("the tutorial's 3-3-2 worked by hand: ∂L/∂W and ∂L/∂b", () => {
    const ofW2 = [
      -0.03681450226098102,
      -0.03216033148514794,
      -0.03535235949767371, // δ₁² h₁¹, δ₁² h₂¹, δ₁² h₃¹
      0.06443867130677312,
      0.0562921920007806,
      0.06187939354551444, // δ₂² h₁¹, δ₂² h₂¹, δ₂² h₃¹
    ];
    const ofW1 = [
      -0.01314822867728996,
      -0.00328705716932249,
      -0.008217642923306226, // δ₁¹ (0.8, 0.2, 0.5)
      0.01859558677832369,
      0.004648896694580921,
      0.0116222417364523, // δ₂¹ (0.8, 0.2, 0.5)
      -0.001287679514171622,
      -0.0003219198785429054,
      -0.0008047996963572635, // δ₃¹ (0.8, 0.2, 0.5)
    ];
    expectNear(dW[2].data, ofW2, 1e-16);
    expectNear(dW[1].data, ofW1, 1e-16);
    expect([...db[2]]).toEqual([...delta[2].data]); // ∂L/∂b = δ
    expect([...db[1]]).toEqual([...delta[1].data]);
    expect([...gradient]).toEqual([...dW[1].data, ...db[1], ...dW[2].data, ...db[2]]);
  });

  test("descend(): the network after one step with η = 0.5, by hand, and its loss", () => {
    const next = descend(network, gradients, eta);
    expectNear(
      next.W[2].data,
      [
        0.5984072511304905, -0.353919834257426, 0.4376761797488369, -0.3222193356533866, 0.6118539039996097,
        0.1490603032272428,
      ],
      1e-15,
    );
    expectNear(next.b[1], [0.1082176429233062, -0.2116222417364523, 0.05080479969635726], 1e-15);
    expectNear(
      next.W[1].data.subarray(0, 3),
      [0.216574114338645, -0.4283564714153388, 0.3641088214616531],
      1e-15,
    );
    expectNear(backward(next, forward(next, X), Y).loss, 0.1172209928225266, 1e-15);
    expect(network.W[2].data[0]).toBe(0.58); // the network before is left alone
  });

  test.each([0, -0.1, Number.NaN])("descend() refuses η = %d", (eta) => {
    expect(() => descend(network, gradients, eta)).toThrow(
      new RangeError(`Cannot descend: expected a learning rate above 0, got ${eta}`),
    );
  });

  test("without labels of its shape it refuses", () => {
    expect(() => backward(network, forward(network, X), matrix(1, 1))).toThrow(
      new RangeError("Cannot compute the loss: expected labels 2 × 1, got 1 × 1"),
    );
  });

  test("a batch's gradient is the sum of its samples'", () => {
    const random = createRandom(8);
    const samples = [0, 1, 2].map(() => [random.normal(), random.normal(), random.normal()]);
    const labels = [0, 1, 2].map(() => [random.uniform(), random.uniform()]);
    const alone = samples.map((x, s) => {
      const X = columns([x]);
      return backward(network, forward(network, X), columns([labels[s]])).gradient;
    });
    const X = columns(samples);
    const sum = alone[0].map((g, k) => g + alone[1][k] + alone[2][k]);
    expectNear(backward(network, forward(network, X), columns(labels)).gradient, sum, 1e-16);
  });
});

describe("a skip", () => {
  test("gets ∂L/∂W^skip = δ^last (H⁰)ᵀ, and δ¹ does not pass through it; by hand", () => {
    const network = createNetwork([2, 1, 1], {
      hidden: "relu",
      output: "identity",
      skip: true,
      initialisation: { W: [[[1, -1]], [[2]]], b: [[0.5], [-1]] },
    });
    network.skip!.data.set([10, 100]);
    // Forward as in forward.test.ts: h² = (134, 199), h¹ = (2.5, 0). With y = (130, 200): δ² = (4, −1).
    // δ¹ = w² δ² f′ = (2·4·1, 2·(−1)·0) = (8, 0)
    // ∂W² = 4·2.5 + (−1)·0 = 10, ∂b² = 3, ∂W^skip = 4·(3, 1) − 1·(0, 2) = (12, 2)
    // ∂W¹ = 8·(3, 1) + 0 = (24, 8), ∂b¹ = 8
    const X = matrix(2, 2, [3, 0, 1, 2]);
    const { delta, dSkip, gradient, loss } = backward(network, forward(network, X), matrix(1, 2, [130, 200]));
    expect(loss).toBe(8.5); // ½ (16 + 1)
    expect([...delta[2].data, ...delta[1].data]).toEqual([4, -1, 8, -0]);
    expect([...dSkip!.data]).toEqual([12, 2]);
    expect([...gradient]).toEqual([24, 8, 8, 10, 3, 12, 2]);
  });
});

describe("a dropout mask", () => {
  test.each(["tanh", "softmax"])(
    "takes its place in the gradient of %s: central differences to 1e-9",
    (hidden) => {
      const network = createNetwork([2, 4, 3, 2], { hidden, seed: 6 });
      const X = matrix(2, 2, [0.5, -1, 0.25, 2]);
      const Y = matrix(2, 2, [1, 0, 0, 1]);
      const masks = [
        undefined,
        matrix(4, 2, [2, 0, 0, 2, 2, 2, 2, 0]),
        matrix(3, 2, [1.25, 0, 1.25, 1.25, 0, 1.25]),
      ];
      const { gradient } = backward(network, forward(network, X, masks), Y);
      expectNear(gradient, numericGradient(network, X, Y, masks), 1e-9);
      // And it matters: without masks the gradient is another.
      const full = backward(network, forward(network, X), Y).gradient;
      expect(Math.max(...full.map((g, k) => Math.abs(g - gradient[k])))).toBeGreaterThan(1e-3);
    },
  );

  test("a neuron left out has f' ⊙ mask = 0, one kept 1/(1 − p) times f'(f(z))", () => {
    const H = matrix(2, 1, [0, 1.6]); // h = 0.8 before the mask of 2
    const D = slopes({ name: "sigmoid" }, matrix(2, 1, [0.3, Math.log(4)]), H, matrix(2, 1, [0, 2]));
    expectNear(D.data, [0, 2 * 0.8 * 0.2], 1e-15);
  });
});

describe("throughActivation() with softmax", () => {
  test("is the product with the Jacobian, by hand", () => {
    // h = (1/8, 2/8, 5/8), g = (8, 0, −8): Σ g h = 1 − 5 = −4
    // δ = h (g + 4) = (12/8, 2/8 · 4, 5/8 · (−4)) = (1.5, 1, −2.5)
    const Z = columns([[0, Math.log(2), Math.log(5)]]);
    const D = throughActivation({ name: "softmax" }, Z, softmax(Z), matrix(3, 1, [8, 0, -8]));
    expectNear(D.data, [1.5, 1, -2.5], 5e-15);
  });

  test("softmax with ½ Σ (y − h)²: δ by hand", () => {
    const network = createNetwork([1, 3], {
      output: "softmax",
      initialisation: { W: [[[0], [0], [0]]], b: [[0, Math.log(2), Math.log(5)]] },
    });
    // h = (1/8, 2/8, 5/8), y = (0, 1, 0): g = h − y = (1/8, −6/8, 5/8)
    // Σ g h = (1 − 12 + 25)/64 = 14/64; δ = h (g − 14/64) = (1·(8 − 14), 2·(−48 − 14), 5·(40 − 14)) / 512
    const X = matrix(1, 1, [1]);
    const { delta } = backward(network, forward(network, X), matrix(3, 1, [0, 1, 0]));
    expectNear(delta[1].data, [-6 / 512, -124 / 512, 130 / 512], 1e-15);
  });

  test("δ of each column sums to 0: moving all z together changes nothing", () => {
    const Z = matrix(3, 2, [0.3, -7, 1.2, 2, 5, 0]);
    const D = throughActivation({ name: "softmax" }, Z, softmax(Z), matrix(3, 2, [1, 2, -3, 4, 5, -6]));
    expectNear(
      [0, 1].map((s) => D.data[s] + D.data[2 + s] + D.data[4 + s]),
      [0, 0],
      1e-15,
    );
  });
});
