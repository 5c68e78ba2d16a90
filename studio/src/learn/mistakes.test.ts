import { exampleNetwork, trace } from "gradus";
import { describe, expect, test } from "vitest";
import { judge, type Mistake, type Question } from "./mistakes.js";

const { network, X, Y, eta } = exampleNetwork();
const it = trace(network, X, Y, { eta });

/** By hand, with the example's values: z¹ = (0.362, 0.06, 0.266), h = σ(z). */
const x = [0.8, 0.2, 0.5];

describe("judge()", () => {
  test("takes a rounded answer for right, within 1 %", () => {
    const question: Question = { kind: "delta", layer: 1, neuron: 1 };
    expect(judge(it, question, -0.0164)).toEqual({ isRight: true });
    expect(judge(it, question, -0.0167)).toMatchObject({ isRight: false });
  });

  test.each<[string, Question, number, Mistake | undefined]>([
    // z₁ = 0.21·0.8 − 0.43·0.2 + 0.36·0.5 + 0.1 = 0.362
    ["z without bias", { kind: "z", layer: 1, neuron: 1 }, 0.262, "missing-bias"],
    ["z with one product only", { kind: "z", layer: 1, neuron: 1 }, 0.21 * x[0] + 0.1, "missing-sum"],
    [
      "z with the column of W",
      { kind: "z", layer: 1, neuron: 1 },
      0.21 * x[0] + 0.47 * x[1] - 0.15 * x[2] + 0.1,
      "transposed",
    ],
    ["z with the sign turned", { kind: "z", layer: 1, neuron: 1 }, -0.362, "sign"],
    ["h given as z", { kind: "h", layer: 1, neuron: 1 }, 0.362, "forgot-f"],
    ["h given as f′", { kind: "h", layer: 1, neuron: 1 }, 0.242, "slope-instead"],
    ["½ left out", { kind: "loss", layer: 2, neuron: 1 }, 2 * it.terms.data[0], "missing-half"],
    ["δ as y − h", { kind: "delta_out", layer: 2, neuron: 1 }, 0.06245, "sign"],
    ["δ without f′", { kind: "delta_out", layer: 2, neuron: 1 }, it.H[2].data[0] - 0.9, "missing-slope"],
    // δ₁¹ by way of the first output only: 0.58 · −0.06245 · 0.2420
    ["hidden δ by one way", { kind: "delta", layer: 1, neuron: 1 }, -0.008766, "missing-sum"],
    [
      "hidden δ without f′",
      { kind: "delta", layer: 1, neuron: 1 },
      0.58 * -0.06245 - 0.29 * 0.1093,
      "missing-slope",
    ],
    [
      "hidden δ with W, not Wᵀ",
      { kind: "delta", layer: 1, neuron: 1 },
      (0.58 * -0.06245 - 0.37 * 0.1093) * 0.242,
      "transposed",
    ],
    ["∂L/∂w as δ", { kind: "gradients", layer: 1, neuron: 1, source: 2 }, -0.01644, "missing-factor"],
    [
      "∂L/∂w with its own h",
      { kind: "gradients", layer: 1, neuron: 1, source: 2 },
      -0.01644 * 0.5895,
      "own-layer",
    ],
    [
      "∂L/∂w of the transposed place",
      { kind: "gradients", layer: 1, neuron: 1, source: 2 },
      0.02324 * 0.8,
      "transposed",
    ],
    ["the update uphill", { kind: "update", layer: 1, neuron: 1, source: 1 }, 0.21 + 0.5 * -0.01315, "sign"],
    ["something else", { kind: "delta", layer: 1, neuron: 1 }, 7, undefined],
  ])("%s is found out", (_, question, answer, mistake) => {
    expect(judge(it, question, answer)).toEqual({ isRight: false, mistake });
  });
});
