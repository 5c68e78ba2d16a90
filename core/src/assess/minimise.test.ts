import { describe, expect, it } from "vitest";
import { minimise } from "./minimise.js";

/** `½ Σ c_i (x_i − i)²`, its minimum at 0, 1, 2 … */
function bowl(curvatures: readonly number[]) {
  return (x: Float64Array) => ({
    value: x.reduce((total, value, i) => total + (curvatures[i] * (value - i) ** 2) / 2, 0),
    gradient: x.map((value, i) => curvatures[i] * (value - i)),
  });
}

describe("minimise()", () => {
  it("finds the minimum of a bowl a million times longer than wide", () => {
    const x = minimise(bowl([1, 30, 1000, 1e6]), Float64Array.of(5, 5, 5, 5), { tolerance: 1e-12 });
    x.forEach((value, i) => expect(value).toBeCloseTo(i, 5));
  });

  it("finds the minimum of ln(e^x + e^(−2x)), which is at ln(2)/3", () => {
    const x = minimise(([x]) => {
      const [up, down] = [Math.exp(x), Math.exp(-2 * x)];
      return {
        value: Math.log(up + down),
        gradient: Float64Array.of((up - 2 * down) / (up + down)),
      };
    }, Float64Array.of(4));
    expect(x[0]).toBeCloseTo(Math.LN2 / 3, 7);
  });

  it("stays where the gradient is 0, leaves its start alone and stops in time", () => {
    const start = Float64Array.of(0, 1);
    expect(minimise(bowl([1, 1]), start)).toEqual(start);
    const far = Float64Array.of(9, -9);
    const once = minimise(bowl([1, 1e6]), far, { iterations: 1 });
    expect(bowl([1, 1e6])(once).value).toBeLessThan(bowl([1, 1e6])(far).value);
    expect(Math.abs(once[0])).toBeGreaterThan(1);
    expect([...far]).toEqual([9, -9]);
  });
});
