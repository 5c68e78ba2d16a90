import { checkMethodState } from "./method-state.js";
import { euclideanNorm } from "./regularise.js";
import { dot, plus } from "./vectors.js";
import type { Iteration, Objective, ScgSpec, WholeTableMethod } from "./whole-table.js";

const WORST = -9; // Δ of a point without a finite loss: λ grows by ten times the curvature
const GOOD = 0.75; // Δ from which λ shrinks
const POOR = 0.25; // Δ below which λ grows

/**
 * Scaled conjugate gradients: the length of each step follows from the curvature along it, estimated by a second gradient nearby
 * and made positive by λ, which grows and shrinks with the quality of the estimate; there is no line search. One iteration is one pass
 * through the steps of the paper, whose numbers stand beside the code; it leaves the parameters where they were if the loss would
 * rise. Møller 1993.
 *
 * @param objective what is made small
 * @param start     parameters at the start; copied
 * @param spec      σ and λ at the start
 * @throws RangeError if one of them is no finite number above 0
 */
export function createScg(
  objective: Objective,
  start: Float64Array,
  { sigma = 5e-5, lambda: firstLambda = 5e-7 }: Omit<ScgSpec, "name"> = {},
): WholeTableMethod {
  for (const [key, value] of Object.entries({ sigma, lambda: firstLambda })) {
    if (!(value > 0 && value < Infinity)) {
      throw new RangeError(`Cannot set "${key}" of optimizer "scg": expected a number > 0, got ${value}`);
    }
  }
  let parameters: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(objective.count);
  let loss = objective.gradient(parameters, gradient);
  let p: Float64Array = gradient.map((g) => -g); // step 1: p = r = −E'(w)
  let [k, lambda, lambdaBar, delta, success] = [1, firstLambda, 0, 0, true];
  let step = 0;

  /** Step 2: `δ = pᵀ s`, where s is the change of the gradient over a short way along p. */
  function curvature(): number {
    const way = sigma / euclideanNorm(p);
    const nearby = new Float64Array(objective.count);
    objective.gradient(plus(parameters, p, way), nearby);
    const estimate = (dot(p, nearby) - dot(p, gradient)) / way;
    return Number.isFinite(estimate) ? estimate : 0;
  }

  /** Step 7 after a step that lowers the loss: the next direction. */
  function turn(next: Float64Array, mu: number): void {
    // −r is the gradient; every count steps the direction starts anew.
    const beta = k % objective.count === 0 ? 0 : (dot(next, next) - dot(next, gradient)) / mu;
    p = p.map((pi, i) => beta * pi - next[i]);
    gradient = next;
    // p may ascend, α is below 0 then; a p across the gradient leads nowhere.
    const slope = dot(p, gradient);
    if (slope === 0 || !Number.isFinite(slope)) p = gradient.map((g) => -g);
  }

  function pass(gradientNorm: number): Iteration {
    const square = dot(p, p);
    if (success) delta = curvature(); // 2
    delta += (lambda - lambdaBar) * square; // 3
    if (delta <= 0) {
      lambdaBar = 2 * (lambda - delta / square); // 4
      delta = lambda * square - delta;
      lambda = lambdaBar;
    }
    const mu = -dot(p, gradient); // 5
    const alpha = mu / delta;
    const there = plus(parameters, p, alpha);
    const next = new Float64Array(objective.count);
    const nextLoss = objective.gradient(there, next);
    const isFinite = Number.isFinite(nextLoss) && next.every(Number.isFinite);
    const Delta = isFinite ? (2 * delta * (loss - nextLoss)) / (mu * mu) : WORST; // 6
    success = Delta >= 0; // 7
    const isStill = Math.abs(alpha) * Math.sqrt(square) <= Number.EPSILON * euclideanNorm(parameters);
    if (success) {
      [parameters, loss, lambdaBar] = [there, nextLoss, 0];
      turn(next, mu);
      if (Delta >= GOOD) lambda /= 4;
    } else lambdaBar = lambda;
    if (Delta < POOR) lambda += (delta * (1 - Delta)) / square; // 8
    if (success) k++;
    step++;
    return { loss, gradientNorm, record: { lambda }, ...(isStill ? { ended: "converged" as const } : {}) };
  }

  return {
    get parameters() {
      return parameters;
    },
    start: () => ({ loss, record: { lambda } }),
    iterate() {
      const gradientNorm = euclideanNorm(gradient);
      if (gradientNorm === 0) return { loss, gradientNorm, record: { lambda }, ended: "gradient" }; // 9
      return pass(gradientNorm);
    },
    state: () => ({
      name: "scg",
      step,
      arrays: new Map([["direction", p.slice()]]),
      scalars: new Map(Object.entries({ k, lambda, lambdaBar, delta, success: Number(success) })),
    }),
    restore(given, state) {
      const { arrays, scalars } = state;
      const names = ["k", "lambda", "lambdaBar", "delta", "success"];
      checkMethodState("scg", objective.count, given, state, { arrays: ["direction"], scalars: names });
      [k, lambda, lambdaBar, delta] = names.slice(0, 4).map((name) => scalars.get(name)!);
      success = scalars.get("success") === 1;
      p = arrays.get("direction")!.slice();
      step = state.step;
      parameters = given.slice();
      loss = objective.gradient(parameters, gradient);
    },
  };
}
