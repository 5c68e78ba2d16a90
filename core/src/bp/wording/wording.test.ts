import { describe, expect, test } from "vitest";
import { columns, matrix } from "../../matrix.js";
import { exampleNetwork } from "../example.js";
import { createNetwork } from "../network.js";
import { trace, type Trace } from "../trace.js";

const example = exampleNetwork();

describe("the wording", () => {
  const text = (one: Trace, step: number, equation: number): string[] => {
    const { symbolic, numeric } = one.steps[step - 1].scalars[equation].text;
    return [symbolic, numeric];
  };

  test("of a hidden δ is the sum over all outputs", () => {
    const { network, X, Y } = example;
    expect(text(trace(network, X, Y), 8, 2)).toEqual([
      "δ₃¹ = (w₁₃² δ₁² + w₂₃² δ₂²) · f′(z₃¹)",
      "= (+0.42·−0.06245 + +0.18·+0.1093) · 0.2456 = −0.001610",
    ]);
  });

  test("of a gradient of a batch is a sum over its samples", () => {
    const net = createNetwork([1, 1], { output: "identity", initialisation: { W: [[[2]]], b: [[0]] } });
    // h = 2x: x = 1, 3, −1; y = 1, 1, 0; δ = h − y = 1, 5, −2; Σ δ x = 1 + 15 + 2
    const one = trace(net, matrix(1, 3, [1, 3, -1]), matrix(1, 3, [1, 1, 0]));
    expect(text(one, 5, 0)).toEqual(["∂L/∂w₁₁¹ = Σₛ δ₁¹[s] h₁⁰[s]", "= +1·+1 + +5·+3 + −2·−1 = +18"]);
    expect(text(one, 5, 1)).toEqual(["∂L/∂b₁¹ = Σₛ δ₁¹[s]", "= +1 + +5 + −2 = +4"]);
    expect(text(one, 6, 0)).toEqual(["w₁₁¹ ← w₁₁¹ − η ∂L/∂w₁₁¹", "= +2 − 0.5·+18 = −7"]);
  });

  test("of a sum of more than eight terms shows the first three and the last, its value is exact", () => {
    const W = [Array.from({ length: 9 }, (_, j) => j + 1)];
    const net = createNetwork([9, 1], { initialisation: { W: [W], b: [[0.5]] } });
    const one = trace(net, matrix(9, 1, Array<number>(9).fill(1)), matrix(1, 1));
    expect(text(one, 1, 0)).toEqual([
      "z₁¹ = w₁₁¹ h₁⁰ + w₁₂¹ h₂⁰ + w₁₃¹ h₃⁰ + … + w₁₉¹ h₉⁰ + b₁¹",
      "= +1·+1 + +2·+1 + +3·+1 + … + +9·+1 + +0.5 = +45.5",
    ]);
    expect(one.steps[0].matrices[0].text.numeric).toBe(
      "= [+1 +2 +3 … +9]·[+1; +1; +1; …; +1] + [+0.5] = [+45.5]",
    );
  });

  test("of a weight with an index of two digits has a comma: w₁,₁₀", () => {
    const one = trace(createNetwork([10, 1]), matrix(10, 1), matrix(1, 1));
    expect(one.steps[4].scalars[9].text.symbolic).toBe("∂L/∂w₁,₁₀¹ = δ₁¹ h₁₀⁰");
    expect(one.steps[4].scalars[9].tex.symbolic).toBe(
      "\\frac{\\partial L}{\\partial w_{1,10}^{(1)}} = \\delta_{1}^{(1)}\\,h_{10}^{(0)}",
    );
  });

  test("of softmax with cross-entropy is h − y, without f′", () => {
    const net = createNetwork([1, 2], {
      output: "softmax",
      initialisation: { W: [[[0], [0]]], b: [[0, 0]] },
    });
    const one = trace(net, matrix(1, 1), columns([[1, 0]]), { loss: "cross_entropy_mean" });
    expect(text(one, 4, 0)).toEqual(["δ₁¹ = (h₁¹ − y₁) / B", "= (0.5 − 1) / 1 = −0.5"]);
    expect(one.steps[3].matrices[0].text.symbolic).toBe("δ¹ = (H¹ − Y) / B");
    expect(one.steps[3].slopes).toEqual([]);
  });

  test("of softmax with squares goes through its Jacobian, with g = ∂L/∂h first", () => {
    const net = createNetwork([1, 2], {
      output: "softmax",
      initialisation: { W: [[[0], [0]]], b: [[0, 0]] },
    });
    const one = trace(net, matrix(1, 1), columns([[1, 0]]));
    // h = (½, ½), g = (−½, ½), Σ g h = 0, δ = (−¼, ¼)
    expect(text(one, 4, 0)).toEqual(["g₁¹ = (h₁¹ − y₁)", "= (0.5 − 1) = −0.5"]);
    expect(text(one, 4, 2)).toEqual([
      "δ₁¹ = h₁¹ · (g₁¹ − (g₁¹ h₁¹ + g₂¹ h₂¹))",
      "= +0.5 · (−0.5 − (−0.5·+0.5 + +0.5·+0.5)) = −0.25",
    ]);
    expect(one.steps[3].matrices.map((equation) => equation.text)).toEqual([
      { symbolic: "G = ∂L/∂H¹", numeric: "= [−0.5; +0.5]" },
      {
        symbolic: "δ¹ = (diag(h) − h hᵀ) g",
        numeric: "= [+0.25 −0.25; −0.25 +0.25]·[−0.5; +0.5] = [−0.25; +0.25]",
      },
    ]);
  });
});
