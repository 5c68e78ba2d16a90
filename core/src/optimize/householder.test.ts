import { describe, expect, test } from "vitest";
import { expectClose, randomCase } from "../../../test/random-case.js";
import { createSecondOrder } from "../engine/wasm/second-order.js";
import { createNetwork } from "../bp/network.js";
import { matrix, multiplyTransposedA, type Matrix } from "../matrix.js";
import { createRandom } from "../random.js";
import { TriangularFactor } from "./householder.js";
import { createLevenbergMarquardt } from "./levenberg-marquardt.js";
import { OrthogonalStep } from "./orthogonal-step.js";

function rowsOf(A: Matrix, from: number, to: number): Matrix {
  return matrix(to - from, A.cols, A.data.slice(from * A.cols, to * A.cols));
}

test("TriangularFactor by hand: R of [3 1; 4 2] is [−5 −2.2; 0 −0.4] but for signs", () => {
  const factor = new TriangularFactor(2);
  factor.add(matrix(2, 2, [3, 1, 4, 2]));
  expectClose(factor.R.data.map(Math.abs), [5, 2.2, 0, 0.4], 1e-15);
});

test.each([[[40]], [[1, 2, 37]], [[3, 0, 17, 20]]])(
  "RᵀR is AᵀA to 1e-13 for rows that arrive as %j",
  (chunks) => {
    const random = createRandom(1);
    const A = matrix(
      40,
      6,
      Float64Array.from({ length: 240 }, () => random.normal()),
    );
    const factor = new TriangularFactor(6);
    let from = 0;
    for (const rows of chunks) factor.add(rowsOf(A, from, (from += rows)));
    expectClose(multiplyTransposedA(factor.R, factor.R).data, multiplyTransposedA(A, A).data, 1e-13);
    for (let i = 0; i < 6; i++) for (let j = 0; j < i; j++) expect(factor.R.data[i * 6 + j]).toBe(0);
    const b = Float64Array.from([1, -2, 3, 0, 0.5, 4]);
    const x = factor.solve(b)!;
    expectClose(multiplyTransposedA(multiplyTransposedA(A, A), matrix(6, 1, x)).data, b, 1e-12);
  },
);

test("TriangularFactor has no solution where a column is 0", () => {
  const factor = new TriangularFactor(2);
  factor.add(matrix(2, 2, [1, 0, 2, 0]));
  expect(factor.solve(Float64Array.of(1, 1))).toBeUndefined();
});

test("OrthogonalStep gives the step of the Cholesky factor to 1e-12 where that is well-conditioned", () => {
  const options = { seed: 9, sizes: [4, 5, 2], rows: 300, loss: "mse_mean", isWeighted: true } as const;
  const { network, samples } = randomCase({ ...options, sizes: [4, 5, 2] });
  const objective = createSecondOrder(network, samples, "mse_mean");
  const { Jtr } = objective.normalEquations(network.parameters);
  const D = network.parameters.map((_, k) => 0.1 + k / 50);
  const b = Jtr.map((g) => -g);
  const steps = new OrthogonalStep(objective, network.parameters);
  expectClose(steps.solve(D, b)!, objective.solve(D, b)!, 1e-12);
  expectClose(
    steps.solve(
      D.map((d) => 10 * d),
      b,
    )!,
    objective.solve(
      D.map((d) => 10 * d),
      b,
    )!,
    1e-12,
  );
});

describe("Levenberg–Marquardt with two inputs that differ by a part in 10⁹, whose difference is the label", () => {
  const random = createRandom(3);
  const [X, Y] = [matrix(2, 30), matrix(1, 30)];
  for (let s = 0; s < 30; s++) {
    const [a, b] = [random.normal(), random.normal()];
    X.data.set([a], s);
    X.data.set([a + 1e-9 * b], 30 + s);
    Y.data[s] = b;
  }
  const network = createNetwork([2, 1], { output: "identity", initialisation: "zeros" });

  function sseAfter(iterations: number, hasOrthogonal: boolean): number {
    const objective = createSecondOrder(network, { X, Y }, "half_mse_sum");
    const given = hasOrthogonal ? objective : Object.assign(objective, { leastPivot: undefined });
    const method = createLevenbergMarquardt(given, network.parameters, { minGradient: 0, mu: 1e-16 });
    let sse = method.start().record["sse"];
    for (let k = 0; k < iterations; k++) sse = method.iterate().record["sse"];
    return sse;
  }

  test("QR finds the exact solution in ten iterations", () => {
    expect(sseAfter(10, true)).toBeLessThan(1e-10);
  });

  test("the Cholesky factor alone does not in a hundred", () => {
    expect(sseAfter(100, false)).toBeGreaterThan(1);
  });
});
