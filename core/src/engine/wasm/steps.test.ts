import { describe, expect, test } from "vitest";
import { optimizerDefaults, firstOrderNames } from "../../optimize/hyperparameters.js";
import type { FirstOrderName } from "../../optimize/optimizer.js";
import { power } from "../../optimize/rule.js";
import { methods } from "./steps.js";

/** Steps at the joints of the tables of powers, and far on. */
const STEPS = [1, 2, 3, 255, 256, 257, 511, 512, 1000, 65_536, 262_400, 1_000_000];

/** The numbers of step t, in float64. */
function numbersOf(
  name: FirstOrderName,
  t: number,
  changed: object = {},
  scalars = new Map<string, number>(),
): Float64Array {
  const h = Object.fromEntries(
    Object.entries({ ...optimizerDefaults[name], ...changed }).map(([key, value]) => [key, Number(value)]),
  );
  const out = new Float64Array(12);
  methods[name].numbers(out as unknown as Float32Array, 0, h, 0.1, t, scalars);
  return out;
}

function expectRelative(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected), `${actual} beside ${expected}`).toBeLessThanOrEqual(
    tolerance * Math.abs(expected),
  );
}

describe("the numbers of a step", () => {
  test.each(["adam", "adamw", "radam", "adamax"] as const)("%s: η / (1 − β₁^t) to 1e-15", (name) => {
    for (const t of STEPS) expectRelative(numbersOf(name, t)[0], 0.1 / (1 - power(0.9, t)), 1e-15);
  });

  test.each(["adam", "adamw", "nadam"] as const)("%s: 1 / √(1 − β₂^t) to 1e-13", (name) => {
    for (const t of STEPS) {
      // β₂^t of two factors has two roundings; near t = 1 the difference from 1 shows them a thousandfold.
      expectRelative(numbersOf(name, t)[7], 1 / Math.sqrt(1 - power(0.999, t)), 1e-13);
    }
  });

  test("adamw shrinks by 1 − ηλ and couples nothing; adam couples and does not shrink", () => {
    expect([...numbersOf("adamw", 5, { weightDecay: 0.2 })].filter((_, k) => k === 1 || k === 8)).toEqual([
      0, 0.98,
    ]);
    expect([...numbersOf("adam", 5, { weightDecay: 0.2 })].filter((_, k) => k === 1 || k === 8)).toEqual([
      0.2, 1,
    ]);
  });

  test("radam is not rectified before step 6 and approaches Adam: r_t √(1 − β₂^t) to 1e-10", () => {
    // Liu et al. 2020, algorithm 2
    for (const t of STEPS) {
      const longest = 2 / (1 - 0.999) - 1;
      const rho = longest - (2 * t * power(0.999, t)) / (1 - power(0.999, t));
      const r = Math.sqrt((((rho - 4) * (rho - 2)) / ((longest - 4) * (longest - 2))) * (longest / rho));
      const wanted = rho > 5 ? r * Math.sqrt(1 - power(0.999, t)) : 0;
      expectRelative(numbersOf("radam", t)[7], wanted, 1e-10);
    }
    expect([4, 5, 6, 7].map((t) => numbersOf("radam", t)[7] > 0)).toEqual([false, false, true, true]);
  });

  test("nadam multiplies its momenta together from step to step", () => {
    // Dozat 2016: μ_t = β₁ (1 − ½ 0.96^(0.004 t))
    const mu = (t: number): number => 0.9 * (1 - 0.5 * 0.96 ** (0.004 * t));
    const scalars = new Map([["momentumProduct", 1]]);
    numbersOf("nadam", 1, {}, scalars);
    const second = numbersOf("nadam", 2, {}, scalars);
    expectRelative(scalars.get("momentumProduct")!, mu(1) * mu(2), 1e-15);
    expectRelative(second[0], (0.1 * (1 - mu(2))) / (1 - mu(1) * mu(2)), 1e-14);
    expectRelative(second[8], (0.1 * mu(3)) / (1 - mu(1) * mu(2) * mu(3)), 1e-14);
  });

  test("adagrad lets its rate fall, rprop gives its start to the first step alone, sgd starts without momentum", () => {
    expectRelative(numbersOf("adagrad", 11, { learningRateDecay: 0.2 })[0], 0.1 / 3, 1e-15);
    expect([1, 2, 3].map((t) => numbersOf("rprop", t)[0])).toEqual([0.1, 0, 0]);
    const changed = { momentum: 0.5, dampening: 0.25 };
    expect([...numbersOf("sgd", 1, changed)].slice(2, 5)).toEqual([0, 1, 0.5]);
    expect([...numbersOf("sgd", 2, changed)].slice(2, 5)).toEqual([0.5, 0.75, 0.5]);
  });

  test("no method has more than the 12 numbers that a step has room for", () => {
    for (const name of firstOrderNames) {
      const out = new Float32Array(14).fill(7);
      methods[name].numbers(
        out,
        0,
        { ...optimizerDefaults[name] } as unknown as Record<string, number>,
        0.1,
        3,
        new Map(),
      );
      expect([out[12], out[13]], name).toEqual([7, 7]);
    }
  });

  test("a β that a schedule moves at every step has the powers of that step", () => {
    for (let t = 1; t <= 200; t++) {
      const beta1 = 0.85 + t / 2000;
      expectRelative(numbersOf("adam", t, { beta1 })[0], 0.1 / (1 - power(beta1, t)), 1e-15);
    }
  });
});
