import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { expectClose } from "../../../test/random-case.js";
import { createNetwork, type Network } from "../bp/network.js";
import type { LossName } from "../bp/loss.js";
import type { Samples } from "../engine/engine.js";
import { plainObjective } from "../engine/plain-objective.js";
import { createSecondOrder } from "../engine/wasm/second-order.js";
import { matrix, type Matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { createBayesian } from "./bayesian.js";
import type { BrSpec, Evidence } from "./whole-table.js";

interface Golden {
  name: string;
  prior: Required<BrSpec>["prior"];
  loss: LossName;
  sizes: number[];
  skip: boolean;
  X: number[];
  Y: number[];
  parameters: number[];
  history: {
    data: number;
    mu: number;
    gamma: number[];
    alpha: number[];
    beta: number;
    evidence: number;
  }[];
  final: number[];
}

const { cases } = JSON.parse(readFileSync("test/fixtures/bayesian/numpy.json", "utf8")) as {
  cases: Golden[];
};

function given({ sizes, skip, loss, X, Y, parameters }: Golden): { network: Network; samples: Samples } {
  const output = loss === "bce_logits_mean" ? "sigmoid" : "identity";
  const network = createNetwork(sizes, { hidden: "tanh", output, skip });
  network.parameters.set(parameters);
  const rows = X.length / sizes[0];
  return { network, samples: { X: matrix(sizes[0], rows, X), Y: matrix(sizes.at(-1)!, rows, Y) } };
}

/** As numpy.var has it: over all outputs together. */
function variance(values: readonly number[]): number {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
}

describe.each(cases)("createBayesian(): $name", (golden) => {
  test.each([
    ["the kernels", createSecondOrder],
    ["the plain objective", plainObjective],
  ])("on %s has the α, β, γ and evidence of numpy to 1e-6, iteration by iteration", (_, make) => {
    const { network, samples } = given(golden);
    const objective = make(network, samples, { name: golden.loss });
    const method = createBayesian(
      objective,
      network,
      { prior: golden.prior, estimateAfter: 0 },
      variance(golden.Y),
    );
    golden.history.forEach(({ data, mu, gamma, alpha, beta, evidence }) => {
      const { record, loss } = method.iterate();
      const own: Evidence = method.evidence!();
      expectClose(loss / objective.scale, data, 1e-6);
      expect(record["mu"] / mu).toBeCloseTo(1, 12);
      expectClose(own.alpha, alpha, 1e-6);
      expectClose(own.gamma, gamma, 1e-6);
      expectClose(own.beta, beta, 1e-6);
      expectClose(own.logEvidence, evidence, 1e-6);
      expectClose(
        record["gamma"],
        gamma.reduce((sum, g) => sum + g, 0),
        1e-6,
      );
    });
    expectClose(method.parameters, golden.final, 1e-5);
  });

  test("a state goes on with the same bits", () => {
    const { network, samples } = given(golden);
    const make = () =>
      createBayesian(
        createSecondOrder(network, samples, { name: golden.loss }),
        network,
        { prior: golden.prior },
        variance(golden.Y),
      );
    const first = make();
    for (let k = 0; k < 3; k++) first.iterate();
    const second = make();
    second.restore(first.parameters, first.state());
    expect(second.evidence!()).toEqual(first.evidence!());
    for (let k = 0; k < 3; k++) expect(second.iterate()).toEqual(first.iterate());
    expect([...second.parameters]).toEqual([...first.parameters]);
  });
});

// Each row twice is each row once: half of the terms are independent. Only the start value of β has to be told.
test("of rows that are there twice half is independent: α, γ and weights are those of the rows themselves", () => {
  const { network, samples } = given(cases[0]);
  const doubled = (M: Matrix): Matrix =>
    matrix(
      M.rows,
      2 * M.cols,
      Array.from({ length: 2 * M.rows * M.cols }, (_, k) => M.data[Math.floor(k / 2)]),
    );
  const learn = ({ X, Y }: Samples, spec: Omit<BrSpec, "name">, labelVariance: number) => {
    const method = createBayesian(
      plainObjective(network, { X, Y }, { name: "mse_mean" }),
      network,
      spec,
      labelVariance,
    );
    for (let k = 0; k < 10; k++) method.iterate();
    return { ...method.evidence!(), w: method.parameters };
  };
  const once = learn(samples, { prior: "ard" }, 1);
  const twice = learn(
    { X: doubled(samples.X), Y: doubled(samples.Y) },
    { prior: "ard", independent: 0.5 },
    2,
  );
  expectClose(twice.alpha, once.alpha, 1e-9);
  expectClose(twice.gamma, once.gamma, 1e-9);
  expectClose(twice.beta, once.beta / 2, 1e-9);
  expectClose(twice.w, once.w, 1e-9);
});

/** Friedman 1: y = 10 sin(π x₁x₂) + 20 (x₃ − ½)² + 10 x₄ + 5 x₅ + noise; x₆ … x₈ have no part in it. Standardised. */
function friedman(rows: number): Samples {
  const random = createRandom(4);
  const X = matrix(8, rows);
  const Y = matrix(1, rows);
  for (let s = 0; s < rows; s++) {
    const x = Array.from({ length: 8 }, () => random.uniform());
    x.forEach((v, j) => (X.data[j * rows + s] = (v - 0.5) * Math.sqrt(12)));
    const [a, b, c, d, e] = x;
    const y = 10 * Math.sin(Math.PI * a * b) + 20 * (c - 0.5) ** 2 + 10 * d + 5 * e + random.normal();
    Y.data[s] = (y - 14.4) / 4.9;
  }
  return { X, Y };
}

describe("createBayesian() on Friedman's first function", () => {
  const samples = friedman(250);
  const network = createNetwork([8, 6, 1], {
    hidden: "tanh",
    output: "identity",
    initialisation: "nguyen_widrow_standard",
    seed: 2,
  });

  function learnt(prior: Required<BrSpec>["prior"]): Evidence {
    const objective = createSecondOrder(network, samples, "mse_mean");
    const method = createBayesian(objective, network, { prior }, 1);
    for (let k = 0; k < 80; k++) if (method.iterate().ended) break;
    return method.evidence!();
  }

  test("gives every idle input a larger α than any other", () => {
    const { alpha, inputs, groups } = learnt("ard");
    expect(groups.slice(0, 2)).toEqual(["input 1", "input 2"]);
    expect(inputs.slice(0, 9)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, null]);
    expect(Math.min(...alpha.slice(5, 8))).toBeGreaterThan(Math.max(...alpha.slice(0, 5)));
  });

  test.each(["one", "layer", "ard"] as const)(
    "prior %s: γ of each group lies between 0 and its parameters, and β is that of the noise within a third",
    (prior) => {
      const { gamma, beta } = learnt(prior);
      const total = gamma.reduce((sum, g) => sum + g, 0);
      expect(gamma.every((g) => g >= 0)).toBe(true);
      expect(total).toBeLessThan(network.parameters.length);
      expect(total).toBeGreaterThan(5);
      expect(Math.abs(Math.log(beta / 4.9 ** 2))).toBeLessThan(0.3);
    },
  );
});

test("a column of twelve words beside the law does not leave a straight line of it", () => {
  // 143 rows for 20 neurons on 15 inputs: y = z₁² + z₂ and noise of 0.3, so that the best line explains half of the variance.
  const rows = 143;
  const random = createRandom(5);
  const X = matrix(15, rows);
  const Y = matrix(1, rows);
  for (let s = 0; s < rows; s++) {
    const word = Math.floor(12 * random.uniform());
    for (let j = 0; j < 12; j++) X.data[j * rows + s] = j === word ? 3.3 : -0.3; // standardised
    const z = [0, 1, 2].map(() => random.normal());
    z.forEach((v, j) => (X.data[(12 + j) * rows + s] = v));
    Y.data[s] = (z[0] ** 2 - 1 + Math.SQRT2 * z[1]) / 2 + 0.3 * random.normal();
  }
  const network = createNetwork([15, 20, 1], {
    hidden: "tanh",
    output: "identity",
    skip: true,
    initialisation: "nguyen_widrow_standard",
    seed: 1,
  });
  const mse = (spec: Omit<BrSpec, "name">): number => {
    const method = createBayesian(createSecondOrder(network, { X, Y }, "mse_mean"), network, spec, 1);
    let loss = Infinity;
    for (let k = 0; k < 80; k++) {
      const iteration = method.iterate();
      loss = iteration.loss;
      if (iteration.ended) break;
    }
    return loss;
  };
  expect(mse({ estimateAfter: 0 })).toBeGreaterThan(0.3); // the fixed point to be kept away from
  expect(mse({})).toBeLessThan(0.15);
});
