import { describe, expect, test } from "vitest";
import { matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { activations } from "./activation.js";
import { backward } from "./backward.js";
import { numericDelta } from "./delta-check.js";
import { forward } from "./forward.js";
import { frontShape, throughFront } from "./front.js";
import { checkGradient, parameterName } from "./gradient-check.js";
import { groupPieces } from "./groups.js";
import { iterate } from "./iteration.js";
import { outputJacobian } from "./jacobian.js";
import { createNetwork, parameterCount, type NetworkOptions } from "./network.js";

const BOUND = 1e-6; // what the extrapolated difference itself is good for

/** Largest relative error of a network of 3 inputs over 5 samples. */
function errorOf(sizes: number[], options: NetworkOptions): { error: number; share: number } {
  const random = createRandom(3);
  const network = createNetwork(sizes, { ...options, seed: random });
  network.parameters.forEach((w, k, all) => (all[k] = w + 0.4 * (random.uniform() - 0.5)));
  const X = matrix(
    sizes[0],
    5,
    Float64Array.from({ length: sizes[0] * 5 }, () => random.normal()),
  );
  const Y = matrix(
    sizes.at(-1)!,
    5,
    Float64Array.from({ length: sizes.at(-1)! * 5 }, () => random.uniform()),
  );
  const check = checkGradient(network, X, Y, "half_mse_sum", { epsilon: 1e-4, weights: [1, 2, 0.5, 1, 0] });
  return { error: check.maxRelativeError, share: check.checked / network.parameters.length };
}

describe("checkGradient() finds relative errors of at most 1e-6 with", () => {
  test.each<[string, NetworkOptions]>([
    ["a front", { front: { embed: [true, false, true], frequencies: 5, sigma: 0.5 } }],
    [
      "a front of other widths and a skip",
      { front: { embed: [true, false, true], frequencies: 3, width: 2 }, skip: true },
    ],
    ["a front that only scales", { front: { embed: [false, false, false] } }],
    ["a front without a scale", { front: { embed: [true, true, true], width: 6, scale: false } }],
    [
      "a front and parametric activations",
      { front: { embed: [false, true, true] }, hidden: { name: "mish", trainable: true } },
    ],
  ])("%s", (_, options) => {
    for (const sizes of [
      [3, 2],
      [3, 4, 2],
      [3, 4, 3, 1],
    ]) {
      const { error, share } = errorOf(sizes, options);
      expect(error, sizes.join("-")).toBeLessThanOrEqual(BOUND);
      expect(share).toBeGreaterThan(0.9);
    }
  });

  test.each(Object.keys(activations))("parametric %s", (name) => {
    const { error, share } = errorOf([3, 4, 4, 2], { hidden: { name, trainable: true }, output: "tanh" });
    expect(error).toBeLessThanOrEqual(BOUND);
    expect(share).toBeGreaterThan(0.7);
  });
});

test("forward() with a front of one frequency gives, by hand, [x, 2 cos(2π x/4 + 0) + 3] ⊙ d at x = 0, 1, 2", () => {
  const network = createNetwork([2, 1], {
    output: "identity",
    front: { embed: [false, true], frequencies: 1, width: 2 },
  });
  const { frequency, phase, weight, bias, scale } = network.front!;
  frequency.data[0] = 0.25;
  phase.data[0] = 0;
  weight.data[0] = 2;
  bias.data[0] = 3;
  scale!.set([10, 1, 0.5]);
  const X = matrix(2, 3, [7, 8, 9, 0, 1, 2]);
  const pass = forward(network, X);
  // The cosines are 1, 0, −1, so that the embedding is 5, 3, 1.
  expect([...pass.front!.H.data].map((h) => Number(h.toFixed(12)))).toEqual([
    70, 80, 90, 0, 1, 2, 2.5, 1.5, 0.5,
  ]);
  expect(pass.H[0]).toBe(X);
  // W¹ reads the front's three rows.
  expect(network.W[1]).toMatchObject({ rows: 1, cols: 3 });
});

test("forward() with α = 1 gives f, with α = 0 the identity, with α = ½ their mean", () => {
  const network = createNetwork([1, 3, 1], {
    hidden: { name: "relu", trainable: true },
    output: "identity",
    initialisation: { W: [[[1], [1], [1]], [[1, 1, 1]]], b: [[0, 0, 0], [0]] },
  });
  expect([...network.alpha![1]!]).toEqual([1, 1, 1]);
  network.alpha![1]!.set([1, 0, 0.5]);
  expect([...forward(network, matrix(1, 1, [-2])).H[1].data]).toEqual([0, -2, -1]);
});

test("backward() with dropout agrees with differences of the loss in α", () => {
  const network = createNetwork([2, 3, 1], {
    hidden: { name: "selu", trainable: true },
    output: "identity",
    seed: 1,
  });
  const X = matrix(2, 2, [0.3, -1, 0.7, 0.2]);
  const Y = matrix(1, 2, [1, -1]);
  const masks = [undefined, matrix(3, 2, [2, 0, 2, 2, 0, 2]), undefined];
  const { dAlpha } = backward(network, forward(network, X, masks), Y);
  const alpha = network.alpha![1]!;
  for (let i = 0; i < 3; i++) {
    const [below, above] = [-1e-5, 1e-5].map((step) => {
      alpha[i] = 1 + step;
      return backward(network, forward(network, X, masks), Y).loss;
    });
    alpha[i] = 1;
    expect(dAlpha![1]![i]).toBeCloseTo((above - below) / 2e-5, 8);
  }
});

test("numericDelta() agrees with backward() behind a front and parametric activations", () => {
  const network = createNetwork([2, 3, 3, 1], {
    hidden: { name: "mish", trainable: true },
    front: { embed: [true, false] },
    seed: 2,
  });
  for (const alpha of network.alpha!) alpha?.set([0.5, 1.2, 0]);
  const X = matrix(2, 2, [0.3, -1, 0.7, 0.2]);
  const Y = matrix(1, 2, [1, 0]);
  const { delta } = backward(network, forward(network, X), Y);
  const numeric = numericDelta(network, X, Y, 1);
  numeric.data.forEach((d, k) => expect(delta[1].data[k]).toBeCloseTo(d, 9));
});

test("a front starts with ω ~ N(0, σ²), φ in [−π, π], V and β in ±1/√16, d = 1", () => {
  const { front } = createNetwork([40, 1], {
    front: { embed: Array<boolean>(40).fill(true), sigma: 0.3 },
    seed: 1,
  });
  const sd = Math.sqrt(front!.frequency.data.reduce((sum, w) => sum + w * w, 0) / 640);
  expect(sd).toBeGreaterThan(0.27); // 0.3 ± 3 standard errors
  expect(sd).toBeLessThan(0.33);
  const most = (data: Float64Array): number => data.reduce((m, x) => Math.max(m, Math.abs(x)), 0);
  expect(most(front!.phase.data)).toBeLessThanOrEqual(Math.PI);
  expect(most(front!.phase.data)).toBeGreaterThan(3);
  expect(most(front!.weight.data)).toBeLessThanOrEqual(0.25);
  expect(most(front!.weight.data)).toBeGreaterThan(0.24);
  expect(most(front!.bias.data)).toBeLessThanOrEqual(0.25);
  expect(front!.scale!.every((d) => d === 1)).toBe(true);
});

test("a front and α are drawn and laid out behind all else: W, b and skip are those of the network without", () => {
  const plain = createNetwork([2, 3, 1], { skip: true, seed: 5, hidden: "selu" });
  const scaled = createNetwork([2, 3, 1], {
    skip: true,
    seed: 5,
    hidden: { name: "selu", trainable: true },
    front: { embed: [false, false] },
  });
  expect(scaled.parameters.slice(0, plain.parameters.length)).toEqual(plain.parameters);
  // 3 × α, 2 × d
  expect(scaled.parameters.length).toBe(plain.parameters.length + 5);
});

test("parameterCount() and groupPieces() count, by hand, a 2-3-1 network with everything", () => {
  const front = frontShape({ embed: [true, false], frequencies: 2, width: 3 }, 2);
  // 4 rows: W¹ 12, b¹ 3, W² 3, b² 1, skip 2, α 3, ω 2, φ 2, V 4, β 2, d 4
  expect(parameterCount([2, 3, 1], true, { front, alpha: [true, false] })).toBe(38);
  const network = createNetwork([2, 3, 1], {
    skip: true,
    hidden: { name: "selu", trainable: true },
    front: { embed: [true, false], frequencies: 2, width: 3 },
  });
  expect(groupPieces(network).map(({ group, from, to }) => [group, from, to])).toEqual([
    ["weights", 0, 12],
    ["biases", 12, 15],
    ["weights", 15, 18],
    ["biases", 18, 19],
    ["weights", 19, 21],
    ["alpha", 21, 24],
    ["embedding", 24, 34],
    ["scale", 34, 38],
  ]);
  expect(parameterName(network, 22)).toEqual({ name: "alpha", layer: 1, row: 2, column: 1 });
  expect(parameterName(network, 29)).toEqual({ name: "weight", layer: 0, row: 1, column: 2 });
  expect(parameterName(network, 37)).toEqual({ name: "scale", layer: 0, row: 4, column: 1 });
});

test("createNetwork() refuses fronts and parametric activations that cannot be", () => {
  const front = (given: object) => () => createNetwork([2, 1], { front: { embed: [true, false], ...given } });
  expect(front({ embed: [true] })).toThrow("expected 2 flags, one for each input, got 1");
  expect(front({ frequencies: 0 })).toThrow("expected frequencies 1 to 256, got 0");
  expect(front({ width: 1 })).toThrow("expected width 2 to 256, got 1");
  expect(front({ sigma: 0 })).toThrow("expected sigma > 0, got 0");
  expect(front({ embed: [false, false], scale: false })).toThrow("expected an embedded input or a scale");
  expect(() => createNetwork([1, 1], { output: { name: "tanh", trainable: true } })).toThrow(
    "in hidden layers alone",
  );
  expect(() => createNetwork([1, 2, 1], { hidden: { name: "softmax", trainable: true } })).toThrow(
    "got softmax",
  );
});

test("iterate() and outputJacobian() refuse what the tutorial does not have", () => {
  const X = matrix(1, 1, [1]);
  const scaled = createNetwork([1, 1], { front: { embed: [false] } });
  expect(() => iterate(scaled, X, X)).toThrow("got one with a front");
  expect(() => outputJacobian(scaled, X)).toThrow("got one with a front");
  const parametric = createNetwork([1, 2, 1], { hidden: { name: "tanh", trainable: true } });
  expect(() => iterate(parametric, X, X)).toThrow("got one with parametric activations");
});

test("throughFront() of one sample gives the bits that it has among others", () => {
  const { front } = createNetwork([2, 1], { front: { embed: [true, true] }, seed: 3 });
  const X = matrix(2, 3, [0.1, 2, -3, 0.5, 0, 40]);
  const all = throughFront(front!, X).H;
  const one = throughFront(front!, matrix(2, 1, [-3, 40])).H;
  expect([...one.data]).toEqual(Array.from({ length: 8 }, (_, i) => all.data[i * 3 + 2]));
});
