import { describe, expect, test } from "vitest";
import { emptyNetwork } from "../bp/network.js";
import { matrix } from "../matrix.js";
import { describeLayers, layerStatistics, type LayerStatistics } from "./layers.js";

/** 1-2-1: h = f(w x + b) with w = (3, 0.1), b = 0; the output 1·h₁ + 1·h₂. */
function small(f: string): ReturnType<typeof emptyNetwork> {
  return emptyNetwork([1, 2, 1], [f, "identity"], false, Float64Array.of(3, 0.1, 0, 0, 1, 1, 0));
}
const X = matrix(1, 2, [1, -1]);

describe("layerStatistics()", () => {
  test("counts the saturated share of tanh by |h| > 0.97, and bins the weights, by hand", () => {
    const [first, last] = layerStatistics(small("tanh"), { X, Y: matrix(1, 2, [0, 0]) }, { bins: 2 });
    // h₁ = ±tanh 3 = ±0.995, h₂ = ±tanh 0.1 = ±0.0997: two of four lie beyond 0.97.
    expect(first.saturated).toBe(0.5);
    expect(first.weights).toEqual({ from: 0.1, to: 3, counts: [1, 1] });
    expect(first.activations.counts).toEqual([2, 2]);
    expect(first.activations.to).toBeCloseTo(Math.tanh(3), 12);
    expect([last.saturated, last.dead, last.neurons]).toEqual([null, null, 1]);
    // ½Σ(y−h)² summed over the rows: δ = h₁ + h₂ in row 1, −(h₁ + h₂) in row 2; ∂L/∂w²_i = 2 (h₁ + h₂) h_i.
    const [a, b] = [Math.tanh(3), Math.tanh(0.1)];
    const g = [2 * (a + b) * a, 2 * (a + b) * b];
    const wanted = Math.sqrt((g[0] ** 2 + g[1] ** 2) / 2);
    expect(last.gradient).toBeCloseTo(wanted, 12);
  });

  test("finds relu neurons that are 0 in every row", () => {
    const network = emptyNetwork(
      [1, 2, 1],
      ["relu", "identity"],
      false,
      Float64Array.of(1, 1, 0, -5, 1, 1, 0),
    );
    const [first] = layerStatistics(network, { X, Y: matrix(1, 2, [0, 0]) });
    expect([first.dead, first.saturated]).toEqual([1, null]);
  });

  test("numbers that are all alike make one step, and those that are not finite none", () => {
    const network = emptyNetwork([1, 1], ["identity"], false, Float64Array.of(2, 0));
    const [only] = layerStatistics(network, { X, Y: matrix(1, 2, [0, Number.NaN]) }, { bins: 3 });
    expect(only.weights).toEqual({ from: 2, to: 2, counts: [1, 0, 0] });
    expect(only.gradients.counts).toEqual([0, 0, 0]);
  });
});

describe("describeLayers()", () => {
  const none = { from: 0, to: 0, counts: [] };
  const layer = (l: number, gradient: number, more: Partial<LayerStatistics> = {}): LayerStatistics => ({
    layer: l,
    neurons: 8,
    activation: "tanh",
    weights: none,
    activations: none,
    gradients: none,
    saturated: 0,
    dead: null,
    gradient,
    ...more,
  });

  test("names saturated layers with their share, and gradients that vanish with the ratio", () => {
    const found = describeLayers([layer(1, 0.001, { saturated: 0.382 }), layer(2, 0.01), layer(3, 0.04)]);
    expect(found.map(({ en }) => en)).toEqual([
      "38 % of the tanh values of layer 1 are saturated: f′ is nearly 0 there, so hardly anything is learned through them.",
      "The gradients of layer 1 are 40 times smaller than those of layer 3: they vanish on the way back.",
    ]);
    expect(found[1].zh).toBe("第 1 层的梯度是第 3 层的 1/40：梯度在反向途中消失。");
  });

  test("says so where all is well, where gradients grow, and where there are none", () => {
    expect(describeLayers([layer(1, 0.02), layer(2, 0.01)]).map(({ en }) => en)).toEqual([
      "No hidden layer is saturated or dead.",
      "The gradients of all layers are of like size: the largest are 2 times the smallest.",
    ]);
    expect(describeLayers([layer(1, 1), layer(2, 0.01)])[1].en).toContain("grow on the way back");
    expect(describeLayers([layer(1, 0), layer(2, 0)])[1].en).toContain("nothing is learned");
    expect(describeLayers([layer(1, 1, { dead: 3, saturated: null }), layer(2, 1)])[0].en).toContain(
      "3 of the 8",
    );
    expect(describeLayers([layer(1, 1)])).toEqual([]);
  });
});
