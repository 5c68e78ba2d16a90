import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectClose, randomCase } from "../../../test/random-case.js";
import { createNetwork } from "../bp/network.js";
import { lossSpec, type LossName } from "../bp/loss.js";
import type { Samples } from "../engine/engine.js";
import { plainObjective } from "../engine/plain-objective.js";
import { createSecondOrder } from "../engine/wasm/second-order.js";
import { matrix } from "../matrix.js";
import { createLevenbergMarquardt } from "./levenberg-marquardt.js";
import { penaltyLoss, weightMask } from "./regularise.js";
import { createWholeTableMethod } from "./whole-table-methods.js";
import type { CurvedObjective, Iteration, WholeTableMethod } from "./whole-table.js";

interface Problem {
  name: string;
  sizes: number[];
  X: number[];
  Y: number[];
  starts: { parameters: number[]; scipy?: number; textbook?: { sse: number; mu: number }[] }[];
}

const { problems } = JSON.parse(readFileSync("test/fixtures/levenberg-marquardt/problems.json", "utf8")) as {
  problems: Problem[];
};

function samplesOf({ sizes, X, Y }: Problem): Samples {
  const rows = X.length / sizes[0];
  return { X: matrix(sizes[0], rows, X), Y: matrix(sizes.at(-1)!, rows, Y) };
}

function methodOf(problem: Problem, make: typeof plainObjective | typeof createSecondOrder, k: number) {
  const network = createNetwork(problem.sizes, { hidden: "tanh", output: "identity" });
  network.parameters.set(problem.starts[k].parameters);
  const objective = make(network, samplesOf(problem), { name: "half_mse_sum" });
  return createLevenbergMarquardt(objective, network.parameters);
}

/** Iterates until it ends, or so often. */
function run(method: WholeTableMethod, iterations: number): Iteration[] {
  const history: Iteration[] = [];
  while (history.length < iterations) {
    history.push(method.iterate());
    if (history.at(-1)!.ended) break;
  }
  return history;
}

test("one parameter by hand: h = w, labels 1 and 3, w = 0", () => {
  const network = createNetwork([1, 1], { output: "identity", initialisation: "zeros" });
  // Inputs 0 leave only the bias b; r = b − y: F = ½ ((0 − 1)² + (0 − 3)²) = 5, sse 10, Jᵀr = −4, JᵀJ = 2 for b and 0 for w.
  const objective = plainObjective(
    network,
    { X: matrix(1, 2), Y: matrix(1, 2, [1, 3]) },
    { name: "mse_mean" },
  );
  const method = createLevenbergMarquardt(objective, network.parameters, { mu: 2 });
  expect(method.start()).toEqual({ loss: 5, record: { sse: 10, mu: 2, gradient: 8 } });
  // (2 + 2) d = 4: b = 1, r = 0 and −2, sse 4, loss 4/2; the gradient of the loss where it began is 2/2 · (−1 − 3) = −4.
  expect(method.iterate()).toEqual({ loss: 2, gradientNorm: 4, record: { sse: 4, mu: 0.2, gradient: 4 } });
  // (2 + 0.2) d = 2: b = 1 + 1/1.1, the least being at b = 2, sse 2.
  const { record } = method.iterate();
  expect(method.parameters[1]).toBeCloseTo(1 + 1 / 1.1, 15);
  expect(record["sse"]).toBeCloseTo(2 + 2 * (1 - 1 / 1.1) ** 2, 14);
  const last = run(method, 50).at(-1)!;
  expect(last.ended).toBe("gradient");
  expect(method.parameters[1]).toBeCloseTo(2, 7);
  expect(method.parameters[0]).toBe(0);
});

describe.each(problems)("on $name", (problem) => {
  const own = problem.starts.flatMap(({ textbook }, k) => (textbook ? [{ k, textbook }] : []));

  test.each([
    ["the kernels", createSecondOrder],
    ["the plain objective", plainObjective],
  ])("the first eight iterations by %s agree with textbook numpy to 1e-6", (_, make) => {
    for (const { k, textbook } of own) {
      const method = methodOf(problem, make, k);
      expectClose(method.start().record["sse"], textbook[0].sse, 1e-12);
      textbook.slice(1, 9).forEach(({ sse, mu }) => {
        const { record } = method.iterate();
        // Once nothing is left of the error, rounding is all that is compared.
        expect(Math.abs(record["sse"] - sse)).toBeLessThanOrEqual(1e-6 * sse + 1e-15);
        if (sse > 1e-12) expect(record["mu"] / mu).toBeCloseTo(1, 9);
      });
    }
  });

  // Which of many minima a start leads to is chance: the best of ten differs by as much either way.
  test("the final sums of squares: median within a factor 2 of scipy's, best within 1.25; they never rise", () => {
    const ends = problem.starts.map((_, k) => {
      const sses = run(methodOf(problem, createSecondOrder, k), 200).map(({ record }) => record["sse"]);
      expect(sses).toEqual(sses.toSorted((a, b) => b - a));
      return sses.at(-1)!;
    });
    const scipy = problem.starts.flatMap((start) => start.scipy ?? []);
    if (scipy.length === 0) return;
    expect(Math.min(...ends)).toBeLessThan(1.25 * Math.min(...scipy) + 1e-15);
    expect(median(ends)).toBeLessThan(2 * median(scipy) + 1e-15);
  });
});

function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

describe("every loss with a curvature", () => {
  const losses: [LossName, string][] = [
    ["half_mse_sum", "identity"],
    ["half_mse_batch_mean", "tanh"],
    ["mse_mean", "softmax"],
    ["bce_logits_mean", "sigmoid"],
    ["cross_entropy_mean", "softmax"],
  ];

  test.each(losses)(
    "%s: it falls in every iteration by more than gradient descent reaches",
    (loss, output) => {
      const options = { seed: 3, sizes: [3, 5, 2], rows: 40, loss, output, skip: true, isWeighted: true };
      const { network, samples } = randomCase(options);
      const objective = createSecondOrder(network, samples, loss);
      const method = createLevenbergMarquardt(objective, network.parameters);
      const history = [method.start(), ...run(method, 40)];
      history.slice(1).forEach((now, k) => expect(now.loss).toBeLessThanOrEqual(history[k].loss));
      expect(history.at(-1)!.loss).toBe(objective.loss(method.parameters));
      expect("sse" in history[0].record).toBe(objective.isSquared);
      expect(history.at(-1)!.loss).toBeLessThan(0.9 * history[0].loss);
      expect(descended(objective, network.parameters)).toBeGreaterThan(history.at(-1)!.loss);
    },
  );
});

/** The loss after as many steps of plain gradient descent. */
function descended(objective: CurvedObjective, start: Float64Array): number {
  const w = start.slice();
  const gradient = new Float64Array(w.length);
  for (let k = 0; k < 40; k++) {
    objective.gradient(w, gradient);
    gradient.forEach((g, i) => (w[i] -= 0.01 * g));
  }
  return objective.loss(w);
}

test.each(["half_mse_sum", "mse_mean", "cross_entropy_mean"] as const)(
  "l2 means ½ λ Σ w² beside %s: at the end their gradients cancel, biases left alone",
  (loss) => {
    const output = loss === "cross_entropy_mean" ? "softmax" : "identity";
    const { network, samples } = randomCase({ seed: 6, sizes: [2, 3, 2], rows: 30, loss, output });
    const objective = createSecondOrder(network, samples, loss);
    const setting = { l2: 0.05, learningRate: 1, labelVariance: 1 };
    const method = createWholeTableMethod({ name: "lm" }, objective, network, setting);
    const total = () => {
      const mask = weightMask(network.sizes);
      return objective.loss(method.parameters) + penaltyLoss(method.parameters, mask, { l2: 0.05 });
    };
    const totals = [total()];
    for (let k = 0; k < 500; k++) {
      const { ended } = method.iterate();
      totals.push(total());
      if (ended) break;
    }
    totals.slice(1).forEach((now, k) => expect(now).toBeLessThanOrEqual(totals[k] * (1 + 1e-15)));
    const gradient = new Float64Array(network.parameters.length);
    objective.gradient(method.parameters, gradient);
    const mask = weightMask(network.sizes);
    gradient.forEach((g, k) => expect(g + 0.05 * mask[k] * method.parameters[k]).toBeCloseTo(0, 6));
  },
);

describe("createLevenbergMarquardt()", () => {
  test("a loss that is NaN or Infinity away from the start counts as a failure", () => {
    const { network, samples } = randomCase({ seed: 2, sizes: [2, 3, 1], rows: 20, loss: "mse_mean" });
    const inner = createSecondOrder(network, samples, "mse_mean");
    const start = network.parameters.slice();
    let calls = 0;
    const objective: CurvedObjective = {
      count: inner.count,
      scale: inner.scale,
      isSquared: inner.isSquared,
      terms: inner.terms,
      loss: (w) => {
        const step = Math.hypot(...w.map((v, k) => v - start[k]));
        calls++;
        return step > 0.05 ? [Number.NaN, Infinity][calls % 2] : inner.loss(w);
      },
      gradient: (w, into) => inner.gradient(w, into),
      normalEquations: (w) => inner.normalEquations(w),
      JtJ: () => inner.JtJ(),
      solve: (D, b) => inner.solve(D, b),
      inverseDiagonal: () => inner.inverseDiagonal(),
      inverseTrace: () => inner.inverseTrace(),
      logDeterminant: () => inner.logDeterminant(),
    };
    const method = createLevenbergMarquardt(objective, start);
    const before = method.start().loss;
    const { loss, record } = method.iterate();
    expect(loss).toBeLessThan(before);
    expect(record["mu"]).toBeGreaterThan(1e-4);
  });

  test("ends as converged with its parameters where no μ up to the largest helps", () => {
    const { network, samples } = randomCase({ seed: 2, sizes: [2, 3, 1], rows: 20, loss: "mse_mean" });
    const method = createLevenbergMarquardt(
      createSecondOrder(network, samples, "mse_mean"),
      network.parameters,
      { mu: 1e-9, muMax: 1e-8, muIncrease: 2 },
    );
    const history = run(method, 2000);
    expect(history.at(-1)!.ended).toBe("converged");
    expect(history.at(-1)!.loss).toBe(history.at(-2)?.loss ?? method.start().loss);
    expect(history.at(-1)!.record["mu"]).toBeGreaterThan(1e-8);
  });

  test("a state goes on with the same bits, and is refused elsewhere", () => {
    const { network, samples } = randomCase({ seed: 2, sizes: [2, 4, 1], rows: 30, loss: "mse_mean" });
    const make = () =>
      createLevenbergMarquardt(createSecondOrder(network, samples, lossSpec("mse_mean")), network.parameters);
    const first = make();
    run(first, 4);
    const second = make();
    second.restore(first.parameters, first.state());
    for (let k = 0; k < 4; k++) expect(second.iterate()).toEqual(first.iterate());
    expect(() => second.restore(first.parameters, { ...first.state(), name: "br" })).toThrow(
      new RangeError('Cannot restore the optimizer: expected a state of "lm", got one of "br"'),
    );
    expect(() => second.restore(new Float64Array(3), first.state())).toThrow("expected 17 parameters, got 3");
  });
});
