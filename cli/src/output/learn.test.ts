import { columns, createNetwork, exampleNetwork, trace, type Trace } from "gradus";
import { describe, expect, test } from "vitest";
import { createPaint } from "./colour.js";
import { renderTrace, type LearnOptions } from "./learn.js";
import { displayWidth } from "./width.js";

const { network, X, Y } = exampleNetwork();
const shown: LearnOptions = {
  step: "all",
  tex: false,
  check: false,
  language: "en",
  paint: createPaint(false),
  width: 80,
};

/** A batch of three on a network whose first layer has more than nine neurons. */
function wide(): Trace {
  const X = columns([
    [0.3, -0.5],
    [0.1, 1],
    [2, -1],
  ]);
  return trace(createNetwork([2, 12, 1], { seed: 3 }), X, columns([[1], [0], [1]]), { sample: 1 });
}

describe("renderTrace()", () => {
  // Numbers: mpmath 1.3 with 40 digits, on the example's weights.
  test("step 8 of the example shows δ¹ in letters and numbers, its f′ and its central difference", () => {
    expect(renderTrace(trace(network, X, Y), { ...shown, step: 8, check: true, width: 88 })).toBe(
      [
        "  step 8/10  error term of layer 1                                            L = 0.1328",
        "  A hidden neuron acts on the loss through every neuron of the next layer, so δ is a sum",
        "  over all these ways.",
        "  δ¹ = (W²)ᵀ δ² ⊙ f′(Z¹)                                      (3×2)(2×1) ⊙ (3×1) → (3×1)",
        "      = [+0.58 −0.37 +0.42; −0.29 +0.64 +0.18]ᵀ·[−0.06245; +0.1093]",
        "      ⊙ [0.2420; 0.2498; 0.2456] = [−0.01644; +0.02324; −0.001610]",
        "  f′(z₁¹) = h₁¹·(1−h₁¹) = 0.5895·(1−0.5895) = 0.2420",
        "  f′(z₂¹) = h₂¹·(1−h₂¹) = 0.5150·(1−0.5150) = 0.2498",
        "  f′(z₃¹) = h₃¹·(1−h₃¹) = 0.5661·(1−0.5661) = 0.2456",
        "  δ₁¹ = (w₁₁² δ₁² + w₂₁² δ₂²) · f′(z₁¹)",
        "      = (+0.58·−0.06245 + −0.29·+0.1093) · 0.2420 = −0.01644   numeric check −0.01644 ✓",
        "  δ₂¹ = (w₁₂² δ₁² + w₂₂² δ₂²) · f′(z₂¹)",
        "      = (−0.37·−0.06245 + +0.64·+0.1093) · 0.2498 = +0.02324   numeric check +0.02324 ✓",
        "  δ₃¹ = (w₁₃² δ₁² + w₂₃² δ₂²) · f′(z₃¹)",
        "      = (+0.42·−0.06245 + +0.18·+0.1093) · 0.2456 = −0.001610",
        "      numeric check −0.001610 ✓",
      ].join("\n"),
    );
  });

  test("in Chinese: the loss, with its sentence broken by cells", () => {
    expect(renderTrace(trace(network, X, Y), { ...shown, step: 5, language: "zh", width: 40 })).toBe(
      [
        "  步骤 5/10  损失             L = 0.1328",
        "  用一个数表示预测与标签相差多远；其后各",
        "  步都是对它求导。",
        "  L = ½ Σ (y − h)²  (2×1), (2×1) → (1×1)",
        "      = Σ [0.03602; 0.09682] = 0.1328",
        "  L₁ = ½ (y₁ − h₁²)²",
        "      = ½ (0.9 − 0.6316)² = 0.03602",
        "  L₂ = ½ (y₂ − h₂²)²",
        "      = ½ (0.1 − 0.5400)² = 0.09682",
        "  L = L₁ + L₂",
        "      = 0.03602 + 0.09682 = 0.1328",
      ].join("\n"),
    );
  });

  test("as LaTeX, one formula to a line", () => {
    const lines = renderTrace(trace(network, X, Y), { ...shown, step: 8, tex: true }).split("\n");
    const formulas = lines.filter((line) => line.startsWith("$"));
    expect(formulas).toHaveLength(7);
    expect(formulas[4]).toBe(
      "$\\delta_{1}^{(1)} = (w_{11}^{(2)}\\,\\delta_{1}^{(2)} + w_{21}^{(2)}\\,\\delta_{2}^{(2)}) \\cdot f'(z_{1}^{(1)}) = " +
        "(0.58\\cdot (-0.06245) + (-0.29)\\cdot 0.1093) \\cdot 0.2420 = -0.01644$",
    );
  });

  test("all steps: ten heads in order, the last with the loss after the update", () => {
    const text = renderTrace(trace(network, X, Y), shown);
    const heads = text.split("\n").filter((line) => /^ {2}step \d+\/10 /.test(line));
    expect(heads.map((line) => Number(line.slice(7).split("/")[0]))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(heads[3]).toBe("  step 4/10  activations of layer 2");
    expect(heads[9].endsWith("L = 0.1328 → 0.1172")).toBe(true);
  });

  test.each([60, 80, 120])("no line with numbers, and no sentence, is wider than %d cells", (width) => {
    const options = { ...shown, width, check: true };
    for (const language of ["en", "zh"] as const) {
      const lines = renderTrace(trace(network, X, Y), { ...options, language }).split("\n");
      // Letters are never broken; they and their dimensions may pass the edge of a narrow terminal.
      const wide = lines.filter((line) => displayWidth(line) > width && !line.includes("→"));
      expect(wide).toEqual([]);
    }
  });

  test("a batch says which sample is followed", () => {
    expect(renderTrace(wide(), { ...shown, step: 1 }).split("\n")[0]).toBe(
      "  step 1/10  weighted sums of layer 1  sample 2/3",
    );
  });

  test("a step with many numbers shows 64 of them and counts the rest", () => {
    const many = trace(createNetwork([9, 9, 1], { seed: 1 }), columns([Array(9).fill(0.5)]), columns([[1]]));
    const lines = renderTrace(many, { ...shown, step: 10 }).split("\n");
    expect(lines.filter((line) => /^ {2}[wb][₀-₉]/.test(line))).toHaveLength(64);
    expect(lines.at(-1)).toBe("  … and 36 more"); // 9 · 9 + 9 + 9 + 1 = 100 parameters
  });

  test("colour paints heads and marks, and changes no text", () => {
    const options = { ...shown, step: 8, check: true };
    const painted = renderTrace(trace(network, X, Y), { ...options, paint: createPaint(true) });
    expect(painted).toContain("\u001b[1mstep 8/10");
    expect(painted).toContain("\u001b[32m✓");
    // oxlint-disable-next-line no-control-regex
    expect(painted.replaceAll(/\u001b\[\d+m/g, "")).toBe(renderTrace(trace(network, X, Y), options));
  });

  test("a wrong δ gets a cross", () => {
    const wrong = trace(network, X, Y);
    wrong.delta[1].data[0] *= 1.001;
    const text = renderTrace(wrong, { ...shown, step: 8, check: true });
    expect(text.match(/[✓✗]/gu)).toEqual(["✗", "✓", "✓"]);
  });

  test.each([0, 11, 1.5, Number.NaN])("step %d is refused", (step) => {
    expect(() => renderTrace(trace(network, X, Y), { ...shown, step })).toThrow(
      new RangeError(`Cannot show step ${step}: expected a step from 1 to 10, got ${step}`),
    );
  });
});
