import { describe, expect, test } from "vitest";
import { matrix, type Matrix } from "../matrix.js";
import { createRandom, type Random } from "../random.js";
import { activationNames, registerActivation } from "./activation.js";
import { checkGradient } from "./gradient-check.js";
import { losses, lossMisfit, type Loss, type LossName, type LossSpec } from "./loss.js";
import { createNetwork, type NetworkOptions } from "./network.js";

const BOUND = 1e-6; // what the extrapolated difference itself is good for, the steepest combinations included
const functions = activationNames();
const lossNames = Object.keys(losses) as LossName[];

/** Output activation and loss, wherever the two may be combined. */
const ends = functions.flatMap((output) =>
  lossNames
    .filter((loss) => lossMisfit(loss, { name: output }) === undefined)
    .map((loss) => ({ output, loss })),
);

test("every activation is an output and every loss is used", () => {
  expect(new Set(ends.map(({ output }) => output))).toEqual(new Set(functions));
  expect(new Set(ends.map(({ loss }) => loss))).toEqual(new Set(lossNames));
});

describe.each(lossNames)("checkGradient() with %s finds relative errors of at most 1e-6", (loss) => {
  const outputs = ends.filter((end) => end.loss === loss).map((end) => end.output);

  test("depth 1, every output activation", () => {
    for (const output of outputs) expectAgreement([2, 3], { output }, loss);
  });

  test("depth 2, every hidden × output activation", () => {
    for (const output of outputs)
      for (const hidden of functions) expectAgreement([2, 3, 2], { hidden, output }, loss);
  });

  test("depth 3, every hidden activation before the next one of the table × output activation", () => {
    for (const output of outputs) {
      functions.forEach((first, i) => {
        const second = functions[(i + 1) % functions.length];
        expectAgreement([2, 2, 2, 2], { hidden: [first, second], output }, loss);
      });
    }
  });
});

describe("checkGradient() finds at most 1e-6 with", () => {
  const specs: LossSpec[] = [
    { name: "huber_mean", parameters: { delta: 0.3 } },
    { name: "smooth_l1_mean", parameters: { beta: 0.5 } },
    { name: "pinball_mean", parameters: { tau: 0.9 } },
  ];
  test.each(specs)("$name $parameters", (loss) => expectAgreement([2, 3, 2], { output: "identity" }, loss));

  test("a weight of each positive label, per output", () => {
    for (const name of ["bce_prob_mean", "bce_logits_mean"] as const) {
      expectAgreement([2, 3, 2], {}, { name, parameters: { pos_weight: [2, 0.5] } });
    }
  });

  test("smoothed labels and class weights", () => {
    const parameters = { label_smoothing: 0.1, class_weight: [1, 2.5, 0.4] };
    expectAgreement([2, 3, 3], { output: "softmax" }, { name: "cross_entropy_mean", parameters });
  });

  test.each(lossNames)("weighted rows, one of weight 0, and a skip: %s", (loss) => {
    const { output } = ends.find((end) => end.loss === loss)!;
    expectAgreement([2, 3, 2], { output, skip: true }, loss, [2, 0, 0.5]);
  });

  test("other parameters of leaky_relu and elu", () => {
    const hidden = [
      { name: "leaky_relu", parameters: { slope: 0.2 } },
      { name: "elu", parameters: { alpha: 0.5 } },
    ];
    expectAgreement([2, 3, 3, 2], { hidden }, "mse_mean");
  });
});

describe("checkGradient()", () => {
  const one = matrix(1, 1, [1]);

  test("finds a derivative that is wrong: f(z) = z, f' = 2 above 4.5, at z = 5", () => {
    registerActivation("wrong above 4.5", { f: (z) => z, df: (z) => (z > 4.5 ? 2 : 1) });
    const network = createNetwork([1, 1], {
      output: "wrong above 4.5",
      initialisation: { W: [[[3]]], b: [[2]] },
    });
    const check = checkGradient(network, one, matrix(1, 1, [0]));
    // ∂L/∂w = 5, but 10 by f': |10 − 5| / 10
    expect(check.maxRelativeError).toBeCloseTo(0.5, 8);
    expect(check.worst).toMatchObject({ layer: 1, row: 1, column: 1, analytic: 10 });
    expect(check.worst?.numeric).toBeCloseTo(5, 8);
  });

  test("leaves out what straddles a kink: relu at z = 0, |h − y| at h = y", () => {
    const atKink = createNetwork([1, 1], { output: "relu", initialisation: { W: [[[1]]], b: [[-1]] } });
    expect(checkGradient(atKink, one, matrix(1, 1, [3]))).toMatchObject({
      checked: 0,
      skipped: 2,
      worst: undefined,
    });
    const atLabel = createNetwork([1, 1], { output: "identity", initialisation: { W: [[[1]]], b: [[0]] } });
    expect(checkGradient(atLabel, one, one, "mae_mean")).toMatchObject({ checked: 0, skipped: 2 });
  });

  test("takes rounding of the loss for no error where every derivative is 0", () => {
    // Both outputs of the softmax lie above their labels: Σ|h − y| = Σh − Σy is the same for all weights.
    const network = createNetwork([2, 3, 2], { output: "softmax", seed: 1 });
    const X = matrix(2, 1, [0.3, -0.7]);
    const check = checkGradient(network, X, matrix(2, 1, [-1, -2]), "mae_mean");
    expect(check.checked).toBe(17);
    expect(check.maxRelativeError).toBeLessThanOrEqual(BOUND);
  });

  test("checks at most `limit` parameters, evenly spread", () => {
    const network = createNetwork([2, 3, 2]);
    expect(checkGradient(network, matrix(2, 1, [1, 2]), matrix(2, 1), "mse_mean", { limit: 5 }).checked).toBe(
      5,
    );
  });
});

/** Checks one network, and that enough of its parameters could be checked. */
function expectAgreement(
  sizes: number[],
  options: NetworkOptions,
  loss: LossName | LossSpec,
  weights?: number[],
): void {
  const random = createRandom(7);
  const network = createNetwork(sizes, { ...options, initialisation: "uniform", seed: random });
  const X = matrix(
    sizes[0],
    3,
    Float64Array.from({ length: sizes[0] * 3 }, () => random.normal()),
  );
  const Y = labelsFor(loss, sizes.at(-1)!, 3, random);
  const check = checkGradient(network, X, Y, loss, { epsilon: 1e-4, ...(weights ? { weights } : {}) });
  const agrees = check.maxRelativeError <= BOUND && check.checked > 0.9 * network.parameters.length;
  expect({ ...options, loss, ...check, agrees }).toMatchObject({ agrees: true });
}

/** Random labels in the domain of the loss; columns that sum to 1 where it wants probabilities. */
function labelsFor(given: LossName | LossSpec, rows: number, cols: number, random: Random): Matrix {
  const name = typeof given === "string" ? given : given.name;
  const [low, high] = (losses[name] as Loss).labels;
  const Y = matrix(rows, cols);
  for (let k = 0; k < Y.data.length; k++) {
    const free = low === -Infinity ? random.normal() : low + 2 * random.uniform();
    Y.data[k] = high === Infinity ? free : random.uniform();
  }
  if (name !== "cross_entropy_mean") return Y;
  for (let s = 0; s < cols; s++) {
    let sum = 0;
    for (let i = 0; i < rows; i++) sum += Y.data[i * cols + s];
    for (let i = 0; i < rows; i++) Y.data[i * cols + s] /= sum;
  }
  return Y;
}
