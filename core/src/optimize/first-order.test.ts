import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { fromTorchOptimizer, type TorchParameters } from "../../../test/torch.js";
import { createOptimizer } from "./first-order.js";
import { optimizerDefaults, firstOrderNames } from "./hyperparameters.js";
import type { OptimizerSpec } from "./optimizer.js";

/** Made by test/fixtures/optimize/make.py with torch 2.15, float64. */
const fixture = JSON.parse(
  readFileSync(new URL("../../../test/fixtures/optimize/torch.json", import.meta.url), "utf8"),
) as {
  start: number[];
  gradients: number[][];
  learningRate: number;
  optimizers: { name: string; parameters: TorchParameters; after: number[][] }[];
};

describe("a step worked by hand", () => {
  test.each<[OptimizerSpec, number, string]>([
    [{ name: "sgd" }, 0.8, "1 − 0.1 · 2"],
    [{ name: "sgd", weightDecay: 0.5 }, 0.75, "1 − 0.1 · (2 + 0.5 · 1)"],
    [{ name: "adam", epsilon: 1e-300 }, 0.9, "1 − 0.1 · 2 / √4"],
    [{ name: "adamw", epsilon: 1e-300, weightDecay: 1 }, 0.8, "(1 − 0.1 · 1) · 1 − 0.1 · 2 / √4"],
    [{ name: "rmsprop", alpha: 0.75, epsilon: 1e-300 }, 0.8, "1 − 0.1 · 2 / √(0.25 · 4)"],
    [{ name: "adagrad", epsilon: 1e-300, initialAccumulator: 5 }, 1 - 0.2 / 3, "1 − 0.1 · 2 / √(5 + 4)"],
    [
      { name: "adadelta", rho: 0.5, epsilon: 2 },
      1 - 0.1 * Math.SQRT1_2 * 2,
      "1 − 0.1 · √2 / √(0.5 · 4 + 2) · 2",
    ],
    [{ name: "rprop" }, 0.9, "1 − 0.1"],
  ])("%j takes 1 to %d: %s", (spec, expected) => {
    const w = Float64Array.of(1);
    createOptimizer(spec, 1).step(w, Float64Array.of(2), 0.1);
    expect(w[0]).toBeCloseTo(expected, 14);
  });

  test("momentum 0.5 adds half of the step before: 1 → 0.8 → 0.8 − 0.1 · (0.5 · 2 + 1) = 0.6", () => {
    const w = Float64Array.of(1);
    const optimizer = createOptimizer({ name: "sgd", momentum: 0.5 }, 1);
    optimizer.step(w, Float64Array.of(2), 0.1);
    optimizer.step(w, Float64Array.of(1), 0.1);
    expect(w[0]).toBeCloseTo(0.6, 14);
  });
});

describe("seven steps agree with torch 2.15 to 1e-12", () => {
  test("every method is among them", () => {
    expect(new Set(fixture.optimizers.map((o) => o.name))).toEqual(new Set(firstOrderNames));
  });

  test.each(fixture.optimizers)("$name $parameters", ({ name, parameters, after }) => {
    const optimizer = createOptimizer(fromTorchOptimizer(name, parameters).optimizer, 3);
    const w = Float64Array.from(fixture.start);
    fixture.gradients.forEach((gradient, step) => {
      optimizer.step(w, Float64Array.from(gradient), fixture.learningRate);
      after[step].forEach((expected, i) => {
        expect(Math.abs(w[i] - expected), `w[${i}] after step ${step + 1}`).toBeLessThanOrEqual(1e-12);
      });
    });
  });
});

describe.each(fixture.optimizers)("$name $parameters", ({ name, parameters }) => {
  const spec = fromTorchOptimizer(name, parameters).optimizer;

  test("goes on from a state with the same bits", () => {
    const whole = Float64Array.from(fixture.start);
    const uninterrupted = createOptimizer(spec, 3);
    for (const gradient of fixture.gradients) uninterrupted.step(whole, Float64Array.from(gradient), 0.1);

    const parts = Float64Array.from(fixture.start);
    const first = createOptimizer(spec, 3);
    for (const gradient of fixture.gradients.slice(0, 3)) first.step(parts, Float64Array.from(gradient), 0.1);
    const state = first.state();
    first.step(parts.slice(), Float64Array.of(9, 9, 9), 0.1); // the state is a copy: later steps do not change it
    const second = createOptimizer(spec, 3);
    second.restore(state);
    for (const gradient of fixture.gradients.slice(3)) second.step(parts, Float64Array.from(gradient), 0.1);

    expect(parts).toEqual(whole);
    expect(second.state()).toEqual(uninterrupted.state());
  });

  test("leaves the gradient alone, and stays finite where the gradient is always 0", () => {
    const w = Float64Array.from(fixture.start);
    const gradient = new Float64Array(3);
    const optimizer = createOptimizer(spec, 3);
    for (let step = 0; step < 40; step++) optimizer.step(w, gradient, 0.1);
    expect(gradient).toEqual(new Float64Array(3));
    expect(w.every(Number.isFinite)).toBe(true);
  });
});

test("centered rmsprop stays finite when the gradient never changes", () => {
  const w = Float64Array.of(0);
  const optimizer = createOptimizer({ name: "rmsprop", centered: true, alpha: 0.5 }, 1);
  for (let step = 0; step < 200; step++) optimizer.step(w, Float64Array.of(0.1), 1e-9);
  expect(Number.isFinite(w[0])).toBe(true);
});

describe("momentum given with the step", () => {
  test("replaces that of the spec: 0.8 − 0.1 · (0.25 · 2 + 1) = 0.65", () => {
    const w = Float64Array.of(1);
    const optimizer = createOptimizer({ name: "sgd", momentum: 0.5 }, 1);
    optimizer.step(w, Float64Array.of(2), 0.1);
    optimizer.step(w, Float64Array.of(1), 0.1, 0.25);
    expect(w[0]).toBeCloseTo(0.65, 14);
  });

  test("is refused by a method without momentum, and out of its range", () => {
    const [w, g] = [Float64Array.of(1), Float64Array.of(1)];
    expect(() => createOptimizer({ name: "sgd" }, 1).step(w, g, 0.1, 0.9)).toThrow(
      /expected a method with momentum/,
    );
    expect(() => createOptimizer({ name: "rprop" }, 1).step(w, g, 0.1, 0.9)).toThrow(
      /expected a method with momentum/,
    );
    expect(() => createOptimizer({ name: "adam" }, 1).step(w, g, 0.1, 1)).toThrow(
      'Cannot set "beta1" of optimizer "adam": expected a number ≥ 0 and < 1, got 1',
    );
  });
});

describe("createOptimizer() refuses", () => {
  test("an unknown name, and lists the known ones", () => {
    expect(() => createOptimizer({ name: "adamm" } as unknown as OptimizerSpec, 1)).toThrow(
      'Cannot use optimizer "adamm": expected one of "sgd", "rmsprop", "adam"',
    );
    expect(() => createOptimizer({ name: "toString" } as unknown as OptimizerSpec, 1)).toThrow(RangeError);
  });

  test("an unknown hyperparameter, and lists the known ones", () => {
    expect(() => createOptimizer({ name: "rprop", momentum: 0.9 } as unknown as OptimizerSpec, 1)).toThrow(
      'Cannot set "momentum" of optimizer "rprop": expected one of "variant", "etaMinus", "etaPlus", "stepMin", "stepMax"',
    );
  });

  test.each<OptimizerSpec>([
    { name: "sgd", momentum: 1 },
    { name: "sgd", momentum: Number.NaN },
    { name: "sgd", nesterov: true },
    { name: "sgd", nesterov: true, momentum: 0.9, dampening: 0.1 },
    { name: "sgd", dampening: 1.1 },
    { name: "adam", beta2: -0.1 },
    { name: "adam", epsilon: 0 },
    { name: "adamw", weightDecay: Infinity },
    { name: "rprop", etaMinus: 1 },
    { name: "rprop", etaPlus: 1 },
    { name: "rprop", stepMin: 2, stepMax: 1 },
  ])("%j with a RangeError", (spec) => {
    expect(() => createOptimizer(spec, 1)).toThrow(RangeError);
  });

  test("a value of the wrong type", () => {
    expect(() => createOptimizer({ name: "adam", beta1: "0.9" } as unknown as OptimizerSpec, 1)).toThrow(
      TypeError,
    );
    expect(() => createOptimizer({ name: "sgd", nesterov: 1 } as unknown as OptimizerSpec, 1)).toThrow(
      TypeError,
    );
  });

  test("a step of another length or without a learning rate", () => {
    const optimizer = createOptimizer({ name: "sgd" }, 2);
    const two = new Float64Array(2);
    expect(() => optimizer.step(new Float64Array(3), two, 0.1)).toThrow(
      "expected the parameters to have 2 numbers, got 3",
    );
    expect(() => optimizer.step(two, new Float64Array(1), 0.1)).toThrow(
      "expected the gradient to have 2 numbers, got 1",
    );
    expect(() => optimizer.step(two, two, Number.NaN)).toThrow("expected a learning rate ≥ 0, got NaN");
  });

  test("a state of another method or length", () => {
    const adam = createOptimizer({ name: "adam" }, 2);
    expect(() => adam.restore(createOptimizer({ name: "sgd" }, 2).state())).toThrow(
      'a state of "adam", got one of "sgd"',
    );
    expect(() => adam.restore(createOptimizer({ name: "adam" }, 3).state())).toThrow(
      'expected 2 numbers in "means", got 3',
    );
  });
});

test("hyperparameters are those in use, defaults included", () => {
  expect(createOptimizer({ name: "adam", beta2: 0.95 }, 1).hyperparameters).toEqual({
    ...optimizerDefaults.adam,
    beta2: 0.95,
  });
});
