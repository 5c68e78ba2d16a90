import { describe, expect, test } from "vitest";
import { expectNear } from "../../../test/near.js";
import { columns, matrix, selectColumns, type Matrix } from "../matrix.js";
import {
  evaluateLoss,
  losses,
  lossMisfit,
  lossSpec,
  lossTerms,
  type LossName,
  type LossSpec,
} from "./loss.js";

// h − y = (−1/2, 1/4; 1/4, 1/2): two outputs, two samples. Squares sum to 5/8, absolute values to 3/2.
const H = matrix(2, 2, [0.5, 0.25, 0.75, 1]);
const Y = matrix(2, 2, [1, 0, 0.5, 0.5]);
const P = matrix(2, 2, [0.5, 0.25, 0.75, 0.9]); // probabilities, none 1
const LOGITS = matrix(2, 2, [0, -1.0986122886681098, 1.0986122886681098, 2.1972245773362196]); // ln p/(1 − p)

/** Loss, ∂L/∂h or ∂L/∂z, by hand; with logarithms by mpmath 1.3, 30 digits. */
const BY_HAND: readonly (readonly [LossName | LossSpec, Matrix, number, readonly number[]])[] = [
  ["half_mse_sum", H, 5 / 16, [-1 / 2, 1 / 4, 1 / 4, 1 / 2]],
  ["half_mse_batch_mean", H, 5 / 32, [-1 / 4, 1 / 8, 1 / 8, 1 / 4]], // B = 2
  ["mse_mean", H, 5 / 32, [-1 / 4, 1 / 8, 1 / 8, 1 / 4]], // B n = 4
  ["mae_mean", H, 3 / 8, [-1 / 4, 1 / 4, 1 / 4, 1 / 4]],
  // d = 0.3: 0.3 (0.5 − 0.15) = 0.105 for |r| = 1/2, ½ · 1/16 = 0.03125 for 1/4; 2 (0.105 + 0.03125) / 4
  [{ name: "huber_mean", parameters: { delta: 0.3 } }, H, 0.068125, [-0.075, 0.0625, 0.0625, 0.075]],
  // β = 0.4: 0.5 − 0.2 = 0.3 and (1/16)/0.8 = 0.078125
  [{ name: "smooth_l1_mean", parameters: { beta: 0.4 } }, H, 0.1890625, [-0.25, 0.15625, 0.15625, 0.25]],
  // τ = 0.9: 0.9 · 1/2 where h < y, else 0.1 (h − y): 0.45 + 0.025 + 0.025 + 0.05
  [{ name: "pinball_mean", parameters: { tau: 0.9 } }, H, 0.1375, [-0.225, 0.025, 0.025, 0.025]],
  [
    "log_cosh_mean",
    H,
    0.07552215528921945,
    [-0.11552928931500243, 0.06122966560092728, 0.06122966560092728, 0.11552928931500243],
  ],
  ["poisson_mean", H, 0.8342470462797923, [-0.2499999900000002, 0.25, 0.08333333555555553, 0.12500000125]],
  ["bce_prob_mean", P, 0.7554475685308745, [-1 / 2, 1 / 3, 1 / 3, 10 / 9]],
  ["bce_logits_mean", P, 0.7554475685308745, [-0.125, 0.0625, 0.0625, 0.1]],
  [
    { name: "bce_logits_mean", parameters: { pos_weight: 3 } },
    P,
    1.200281805838249,
    [-0.375, 0.0625, 0, 0.075],
  ],
];

function zOf(given: LossName | LossSpec): Matrix {
  return losses[lossSpec(given).name].of === "z" ? LOGITS : matrix(2, 2, [9, 9, 9, 9]);
}

test("every loss but cross-entropy, which has its own, is worked by hand", () => {
  const names = new Set(BY_HAND.map(([given]) => lossSpec(given).name));
  expect(Object.keys(losses).filter((name) => !names.has(name as LossName))).toEqual(["cross_entropy_mean"]);
});

describe.each(BY_HAND)("%j", (given, H, value, slope) => {
  const Z = zOf(given);

  test("value and slope by hand, to 2e-15", () => {
    const found = evaluateLoss(given, Z, H, Y);
    expectNear(found.value, value, 2e-15);
    expectNear(found.slope.data, slope, 2e-15);
    expect(found.of).toBe(losses[lossSpec(given).name].of);
  });

  test("lossTerms() sum to it", () => {
    const terms = lossTerms(given, Z, H, Y);
    expectNear(
      terms.data.reduce((a, b) => a + b, 0),
      value,
      2e-15,
    );
  });

  test("weight 2 is a row twice, weight 0 a row left out", () => {
    const [twice, only] = [[0, 1, 1], [1]].map((samples) => {
      const [a, b, c] = [Z, H, Y].map((M) => selectColumns(M, samples));
      return evaluateLoss(given, a, b, c);
    });
    const [weighted, alone] = [
      [1, 2],
      [0, 1],
    ].map((w) => evaluateLoss(given, Z, H, Y, w));
    expectNear(weighted.value, twice.value, 2e-15);
    expectNear(alone.value, only.value, 2e-15);
    // The slope of the doubled row is that of its two copies together; of the one left out it is 0.
    const both = [0, 1].map((i) => twice.slope.data[3 * i + 1] + twice.slope.data[3 * i + 2]);
    expectNear([weighted.slope.data[1], weighted.slope.data[3]], both, 2e-15);
    expectNear(alone.slope.data, [0, only.slope.data[0], 0, only.slope.data[1]], 2e-15);
    const terms = lossTerms(given, Z, H, Y, [1, 2]).data;
    expectNear(terms[0] + terms[1] + terms[2] + terms[3], twice.value, 2e-15);
  });
});

describe("cross_entropy_mean", () => {
  const Z = columns([[0, Math.log(2), Math.log(5)]]); // softmax (1/8, 2/8, 5/8)
  const label = columns([[0, 1, 0]]);
  const loss = (parameters: LossSpec["parameters"] = {}): LossSpec => ({
    name: "cross_entropy_mean",
    parameters,
  });

  test("of one label: −ln 2/8 = ln 4, and δ = h − y", () => {
    const { value, slope, of } = evaluateLoss(loss(), Z, Z, label);
    expectNear(value, Math.log(4), 1e-15);
    expectNear(slope.data, [1 / 8, -6 / 8, 5 / 8], 1e-15);
    expect(of).toBe("z");
  });

  test("label smoothing 0.3: q = (0.1, 0.8, 0.1), by mpmath", () => {
    const { value, slope } = evaluateLoss(loss({ label_smoothing: 0.3 }), Z, Z, label);
    expectNear(value, 1.3639800059884697, 1e-15);
    expectNear(slope.data, [0.125 - 0.1, 0.25 - 0.8, 0.625 - 0.1], 1e-15);
  });

  test("and class weights 1, 2, 4: q = (0.1, 1.6, 0.4), divided by the label's weight 2; by mpmath", () => {
    const spec = loss({ label_smoothing: 0.3, class_weight: [1, 2, 4] });
    const { value, slope } = evaluateLoss(spec, Z, Z, label);
    expectNear(value, 1.3070082918290513, 1e-15);
    expectNear(slope.data, [0.08125, -0.5375, 0.45625], 1e-15);
    expectNear(
      lossTerms(spec, Z, Z, label).data.reduce((a, b) => a + b, 0),
      value,
      1e-15,
    );
  });

  test("weights of rows and of classes multiply: Σω c y is what it is divided by", () => {
    const two = columns([
      [0, Math.log(2), Math.log(5)],
      [0, 0, 0],
    ]);
    const labels = columns([
      [0, 1, 0],
      [1, 0, 0],
    ]);
    // Row 1: ω = 3, class weight 2: 6 ln 4; row 2: ω = 1, class weight 1: ln 3; divided by 7
    const { value } = evaluateLoss(loss({ class_weight: [1, 2, 4] }), two, two, labels, [3, 1]);
    expectNear(value, (6 * Math.log(4) + Math.log(3)) / 7, 1e-15);
  });

  test("is finite at z = ±400: −ln e^(−800) = 800", () => {
    const far = columns([[400, -400]]);
    expect(evaluateLoss(loss(), far, far, columns([[0, 1]])).value).toBe(800);
  });
});

describe("at the ends", () => {
  test("bce_logits at z = ±750: 750 on the wrong side, 0 on the right one", () => {
    const z = matrix(1, 2, [750, -750]);
    expect(evaluateLoss("bce_logits_mean", z, z, matrix(1, 2, [0, 1])).value).toBe(750);
    expect(evaluateLoss("bce_logits_mean", z, z, matrix(1, 2, [1, 0])).value).toBe(0);
  });

  test("log_cosh at r = 1e6 is |r| − ln 2, near 0 half the square", () => {
    const zero = matrix(1, 1);
    const at = (h: number): number => evaluateLoss("log_cosh_mean", zero, matrix(1, 1, [h]), zero).value;
    expectNear(at(1e6), 1e6 - Math.LN2, 1e-15);
    expect(at(1e-6)).toBe(5e-13);
  });

  test("bce of a probability of 0 stays finite: 100 for the wrong class", () => {
    const [zero, one] = [matrix(1, 1), matrix(1, 1, [1])];
    expect(evaluateLoss("bce_prob_mean", zero, zero, one).value).toBe(100);
  });

  test("NaN in h is NaN in the loss: nothing is replaced", () => {
    const h = matrix(1, 1, [Number.NaN]);
    expect(evaluateLoss("half_mse_sum", h, h, matrix(1, 1)).value).toBeNaN();
  });
});

describe("refusals", () => {
  test("weights that sum to 0, labels of another shape", () => {
    const wording = "Cannot compute the loss: expected rows whose weights sum to more than 0, got 0";
    expect(() => evaluateLoss("mse_mean", H, H, Y, [0, 0])).toThrow(new RangeError(wording));
    expect(() => evaluateLoss("cross_entropy_mean", H, H, Y, [0, 0])).toThrow(new RangeError(wording));
    expect(() => evaluateLoss("mse_mean", H, H, matrix(2, 1))).toThrow(
      new RangeError("Cannot compute the loss: expected labels 2 × 2, got 2 × 1"),
    );
  });

  test("an unknown loss or parameter, a parameter below 0 or no number", () => {
    expect(() => lossSpec("mse" as LossName)).toThrow(
      /^Cannot use loss "mse": expected one of "half_mse_sum", /,
    );
    expect(() => lossSpec("hasOwnProperty" as LossName)).toThrow(RangeError);
    expect(() => lossSpec({ name: "huber_mean", parameters: { beta: 1 } })).toThrow(
      new RangeError('Cannot use loss "huber_mean": expected delta ≥ 0, got beta = 1'),
    );
    for (const delta of [-1, Number.NaN, Infinity]) {
      expect(() => lossSpec({ name: "huber_mean", parameters: { delta } })).toThrow(RangeError);
    }
  });

  test("lossMisfit() says why a loss cannot follow an activation", () => {
    expect(lossMisfit("half_mse_sum", { name: "tanh" })).toBeUndefined();
    expect(lossMisfit("poisson_mean", { name: "softplus" })).toBeUndefined();
    expect(lossMisfit("cross_entropy_mean", { name: "softmax" })).toBeUndefined();
    expect(lossMisfit("bce_prob_mean", { name: "softmax" })).toBeUndefined();
    expect(lossMisfit("cross_entropy_mean", { name: "sigmoid" })).toBe(
      'Cannot use loss "cross_entropy_mean": expected output activation "softmax", got "sigmoid"',
    );
    expect(lossMisfit("bce_prob_mean", { name: "tanh" })).toBe(
      'Cannot use loss "bce_prob_mean": expected outputs from 0 to 1, got activation "tanh" with -1 to 1',
    );
  });
});
