import { describe, expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { matrix, multiply, rowSums, type Matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { backward } from "./backward.js";
import { descend } from "./descent.js";
import { exampleNetwork } from "./example.js";
import { forward } from "./forward.js";
import { createNetwork, type Network } from "./network.js";
import { trace, type Trace } from "./trace.js";
import { pseudoCode } from "./wording/pseudo-code.js";

const example = exampleNetwork();

/** A deep network with skip and softmax, and a weighted batch for it. */
function deep(): { network: Network; X: Matrix; Y: Matrix; weights: number[] } {
  const random = createRandom(31);
  const network = createNetwork([3, 4, 2, 3], {
    hidden: ["tanh", "softmax"],
    output: "softmax",
    skip: true,
    seed: random,
  });
  network.skip!.data.forEach((_, k, data) => (data[k] = random.normal()));
  const X = matrix(
    3,
    4,
    Float64Array.from({ length: 12 }, () => random.normal()),
  );
  const Y = matrix(3, 4, [1, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0]);
  return { network, X, Y, weights: [1, 2, 0.5, 1] };
}

function kinds({ steps }: Trace): string[] {
  return steps.map(({ kind, layer }) => `${kind} ${layer}`);
}

describe("trace()", () => {
  test("has the numbers of forward(), backward() and descend(), bit by bit", () => {
    const { network, X, Y, weights } = deep();
    const found = trace(network, X, Y, { loss: "mse_mean", eta: 0.3, weights, sample: 2 });
    const pass = forward(network, X);
    const gradients = backward(network, pass, Y, "mse_mean", weights);
    const next = descend(network, gradients, 0.3);
    expect([found.Z, found.H]).toEqual([pass.Z, pass.H]);
    expect([found.delta, found.dW, found.db, found.dSkip, found.loss]).toEqual([
      gradients.delta,
      gradients.dW,
      gradients.db,
      gradients.dSkip,
      gradients.loss,
    ]);
    expect(found.next.parameters).toEqual(next.parameters);
    expect(found.lossAfter).toBe(backward(next, forward(next, X), Y, "mse_mean", weights).loss);
  });

  test("ΔW, Δb and ΔW^skip are what the update adds, and the terms sum to L", () => {
    const { network, X, Y } = deep();
    const { stepW, stepB, stepSkip, next, terms, loss } = trace(network, X, Y, { eta: 0.3 });
    for (let l = 1; l <= network.last; l++) {
      expectNear(
        stepW[l].data.map((d, k) => network.W[l].data[k] + d),
        next.W[l].data,
        1e-16,
      );
      expectNear(
        stepB[l].map((d, k) => network.b[l][k] + d),
        next.b[l],
        1e-16,
      );
    }
    expectNear(
      stepSkip!.data.map((d, k) => network.skip!.data[k] + d),
      next.skip!.data,
      1e-16,
    );
    expectNear(
      rowSums(terms).reduce((a, b) => a + b, 0),
      loss,
      1e-15,
    );
  });

  test("f'(Z) is h (1 − h) for sigmoid, and none for softmax", () => {
    const { network, X, Y } = example;
    const { slopes, H } = trace(network, X, Y);
    expect(slopes[0]).toBeUndefined();
    expectNear(
      slopes[1]!.data,
      H[1].data.map((h) => h * (1 - h)),
      1e-16,
    );
    const other = deep();
    const found = trace(other.network, other.X, other.Y);
    expect(found.slopes.map((D) => D !== undefined)).toEqual([false, true, false, false]);
  });

  test("leaves the network alone, and takes ½ Σ (y − h)² and η = 0.5 if nothing is said", () => {
    const { network, X, Y } = exampleNetwork();
    const { loss, next, eta, lossSpec } = trace(network, X, Y);
    expect(network).toEqual(example.network);
    expect([eta, lossSpec.name]).toEqual([0.5, "half_mse_sum"]);
    expectNear([loss, next.b[2][0]], [0.1328368395334146, 0.1812238955330866], 1e-15); // mpmath 1.3
  });
});

describe("the steps", () => {
  test("of 3-3-2 are ten, in the order of the pseudo-code", () => {
    const { network, X, Y } = example;
    const found = trace(network, X, Y);
    expect(kinds(found)).toEqual([
      "z 1",
      "h 1",
      "z 2",
      "h 2",
      "loss 2",
      "delta_out 2",
      "gradients 2",
      "delta 1",
      "gradients 1",
      "update 0",
    ]);
    expect(found.steps.map(({ line }) => pseudoCode[line - 1].step)).toEqual(
      found.steps.map(({ kind }) => kind),
    );
    expect(found.steps.map(({ line }) => line)).toEqual([7, 8, 7, 8, 9, 10, 12, 13, 12, 14]);
  });

  test("of a network without hidden layers are five, of four layers fifteen", () => {
    expect(kinds(trace(createNetwork([2, 1]), matrix(2, 1), matrix(1, 1)))).toEqual([
      "z 1",
      "h 1",
      "loss 1",
      "delta_out 1",
      "gradients 1",
      "update 0",
    ]);
    const { network, X, Y } = deep();
    expect(kinds(trace(network, X, Y)).slice(6)).toEqual([
      "loss 3",
      "delta_out 3",
      "gradients 3",
      "delta 2",
      "gradients 2",
      "delta 1",
      "gradients 1",
      "update 0",
    ]);
  });

  test("have one equation for each neuron, and for each weight and bias", () => {
    const { network, X, Y } = example;
    // z, h: 3 and 2; loss: L₁, L₂, L; δ²: 2; gradients: 6 + 2; δ¹: 3; gradients: 9 + 3; update: 20
    expect(trace(network, X, Y).steps.map(({ scalars }) => scalars.length)).toEqual([
      3, 3, 2, 2, 3, 2, 8, 3, 12, 20,
    ]);
  });

  test("each equation's id names the number in the data that is its value", () => {
    const { network, X, Y } = deep();
    const found = trace(network, X, Y, { sample: 3 });
    const { Z, H, delta, dW, db, next, sample } = found;
    const of = (M: Matrix, i: number, j: number): number => M.data[(i - 1) * M.cols + j];
    const data = new Map<string, (l: number, i: number, j: number) => number>([
      ["z", (l, i) => of(Z[l], i, sample)],
      ["h", (l, i) => of(H[l], i, sample)],
      ["delta", (l, i) => of(delta[l], i, sample)],
      ["dw", (l, i, j) => of(dW[l], i, j - 1)],
      ["db", (l, i) => db[l][i - 1]],
      ["w", (l, i, j) => of(next.W[l], i, j - 1)],
      ["b", (l, i) => next.b[l][i - 1]],
    ]);
    let compared = 0;
    for (const { id, value } of found.steps.flatMap(({ scalars }) => scalars)) {
      const [letter, l, i, j] = id.split("-");
      const number = data.get(letter);
      if (number === undefined) continue;
      expect([id, value]).toEqual([id, number(Number(l), Number(i), Number(j))]);
      compared++;
    }
    // 9 z, 9 h, 9 δ, and 16 + 10 + 9 parameters with a gradient and a new value each
    expect(compared).toBe(27 + 2 * 35);
  });

  test("the matrix equations hold: the value of z is W h + b, of a gradient δ hᵀ", () => {
    const { network, X, Y } = example;
    const [z, , , , , delta, gradients] = trace(network, X, Y).steps;
    const sum = multiply(network.W[1], X).data.map((x, i) => x + network.b[1][i]);
    expectNear((z.matrices[0].value as Matrix).data, sum, 1e-16);
    const outer = multiply(delta.matrices[0].value as Matrix, matrix(1, 3, forward(network, X).H[1].data));
    expectNear((gradients.matrices[0].value as Matrix).data, outer.data, 1e-16);
  });

  test("the dimension checks: a sample of 3-3-2, and a batch of four", () => {
    const checks = (X: Matrix, Y: Matrix): string[] =>
      trace(example.network, X, Y).steps.flatMap(({ matrices }) => matrices.map(({ check }) => check));
    expect(checks(example.X, example.Y)).toEqual([
      "(3×3)(3×1) + (3×1) → (3×1)",
      "(3×1) → (3×1)",
      "(2×3)(3×1) + (2×1) → (2×1)",
      "(2×1) → (2×1)",
      "(2×1), (2×1) → (1×1)",
      "((2×1) − (2×1)) ⊙ (2×1) → (2×1)",
      "(2×1)(1×3) → (2×3)",
      "(2×1) → (2×1)",
      "(3×2)(2×1) ⊙ (3×1) → (3×1)",
      "(3×1)(1×3) → (3×3)",
      "(3×1) → (3×1)",
      "(3×3) − (3×3) → (3×3)",
      "(3×1) − (3×1) → (3×1)",
      "(2×3) − (2×3) → (2×3)",
      "(2×1) − (2×1) → (2×1)",
    ]);
    expect(checks(matrix(3, 4), matrix(2, 4)).slice(5, 9)).toEqual([
      "((2×4) − (2×4)) ⊙ (2×4) → (2×4)",
      "(2×4)(4×3) → (2×3)",
      "(2×4) → (2×1)",
      "(3×2)(2×4) ⊙ (3×4) → (3×4)",
    ]);
  });

  test("titles and reasons are there in both languages, and differ", () => {
    const { network, X, Y } = example;
    for (const { title, why } of trace(network, X, Y).steps) {
      expect(title.zh).toMatch(/\p{Script=Han}/u);
      expect(why.zh).toMatch(/\p{Script=Han}/u);
      expect(title.en + why.en).not.toMatch(/\p{Script=Han}/u);
    }
  });
});

describe("trace() refuses", () => {
  const { network, X, Y } = example;
  test.each([
    [{ sample: 1 }, "Cannot follow sample 1: expected 0 to 0, got 1"],
    [{ sample: -1 }, "Cannot follow sample -1: expected 0 to 0, got -1"],
    [{ sample: 0.5 }, "Cannot follow sample 0.5: expected 0 to 0, got 0.5"],
    [{ digits: 0 }, "Cannot write numbers: expected 1 to 17 digits, got 0"],
    [{ eta: 0 }, "Cannot descend: expected a learning rate above 0, got 0"],
    [{ weights: [1, 1] }, "Cannot weight the samples: expected 1 weights, got 2"],
    [
      { loss: "cross_entropy_mean" as const },
      'Cannot use loss "cross_entropy_mean": expected output activation "softmax", got "sigmoid"',
    ],
  ])("%j", (options, message) => {
    expect(() => trace(network, X, Y, options)).toThrow(new RangeError(message));
  });

  test("labels of another shape", () => {
    expect(() => trace(network, X, matrix(3, 1))).toThrow(
      new RangeError("Cannot compute the loss: expected labels 2 × 1, got 3 × 1"),
    );
  });
});
