import { expect, test } from "vitest";
import { expectClose, randomCase } from "../../../test/random-case.js";
import { outputJacobian } from "../bp/jacobian.js";
import { createSecondOrder } from "../engine/wasm/second-order.js";
import { cholesky, solveCholesky } from "../linear.js";
import { matrix, multiplyTransposedA } from "../matrix.js";
import { Acceleration } from "./acceleration.js";
import { createLevenbergMarquardt } from "./levenberg-marquardt.js";
import type { CurvedObjective } from "./whole-table.js";

/** One sample, one parameter, h = w²: J = 2 w, r'' = 2 d²; the last factor is of JᵀJ + D = 5. */
const parabola = {
  count: 1,
  outputs: ([w]) => Float64Array.of(w * w),
  backpropagate: ([w], [v]) => Float64Array.of(2 * w * v),
  solveAgain: ([b]) => Float64Array.of(b / 5),
} as Partial<CurvedObjective> as CurvedObjective;

test("a bent step by hand: h = w², w = 1, d = 0.1: r'' = 0.02, a = −2 · 0.02 / 5, d + a/2 = 0.096", () => {
  const bent = new Acceleration(parabola, Float64Array.of(1)).bend(Float64Array.of(0.1));
  expect(bent![0]).toBeCloseTo(0.096, 12);
});

test("a step that bends more than three quarters is not followed: d = 1, a = −0.8", () => {
  expect(new Acceleration(parabola, Float64Array.of(1)).bend(Float64Array.of(1))).toBeUndefined();
});

test("weighted rows, two outputs: a is that of numeric derivatives of J along d", () => {
  const { network, samples } = randomCase({
    seed: 4,
    sizes: [3, 4, 2],
    rows: 300,
    loss: "mse_mean",
    skip: true,
    isWeighted: true,
  });
  const objective = createSecondOrder(network, samples, "mse_mean");
  const w = network.parameters.slice();
  objective.normalEquations(w);
  const d = objective.solve(3)!.map((v) => 0.05 * v);
  const bent = new Acceleration(objective, w).bend(d)!;

  const alongD = (step: number): number[] => {
    network.parameters.set(w.map((v, k) => v + step * d[k]));
    const { rows, cols, data } = outputJacobian(network, samples.X);
    return Array.from({ length: rows }, (_, i) => d.reduce((sum, v, k) => sum + v * data[i * cols + k], 0));
  };
  const [above, below] = [alongD(1e-4), alongD(-1e-4)];
  network.parameters.set(w);
  const J = outputJacobian(network, samples.X);
  const second = matrix(
    J.rows,
    1,
    above.map((v, i) => samples.weights![i >> 1] * ((v - below[i]) / 2e-4)),
  );
  const JtJ = objective.JtJ();
  for (let k = 0; k < JtJ.rows; k++) JtJ.data[k * JtJ.cols + k] += 3;
  const a = solveCholesky(
    cholesky(JtJ)!,
    multiplyTransposedA(J, second).data.map((v) => -v),
  );
  const size = Math.hypot(...a);
  bent.forEach((v, k) => expectClose((2 * (v - d[k])) / size, a[k] / size, 1e-3));
});

test("Levenberg–Marquardt bends no step before it is told to, and goes on from a state with the same bits after", () => {
  const { network, samples } = randomCase({ seed: 2, sizes: [2, 6, 1], rows: 60, loss: "mse_mean" });
  const make = (accelerateAfter: number) =>
    createLevenbergMarquardt(createSecondOrder(network, samples, "mse_mean"), network.parameters, {
      accelerateAfter,
    });
  const [textbook, late] = [make(1000), make(5)];
  for (let k = 0; k < 5; k++) expect(late.iterate()).toEqual(textbook.iterate());
  expect(late.iterate()).not.toEqual(textbook.iterate());
  const again = make(5);
  again.restore(late.parameters, late.state());
  for (let k = 0; k < 4; k++) expect(again.iterate()).toEqual(late.iterate());
});
