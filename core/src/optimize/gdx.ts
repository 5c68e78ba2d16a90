import { checkMethodState } from "./method-state.js";
import { euclideanNorm } from "./regularise.js";
import { plus } from "./vectors.js";
import type { GdxSpec, Objective, WholeTableMethod } from "./whole-table.js";

/**
 * Gradient descent with momentum and a learning rate that follows the loss:
 *
 * ```
 * d ← m d − (1 − m) η g
 * if L(w + d) > rise · L(w):  η ← 0.7 η, d ← −η g, w stays
 * else:  w ← w + d, and η ← 1.05 η if L has fallen
 * ```
 *
 * so a refused step leaves no momentum behind. Vogl et al. 1988, §2. A loss may rise a little in an iteration: that is the method.
 *
 * @param objective    what is made small
 * @param start        parameters at the start; copied
 * @param learningRate η at the start
 * @throws RangeError for impossible hyperparameters
 */
export function createGdx(
  objective: Objective,
  start: Float64Array,
  spec: Omit<GdxSpec, "name"> = {},
  learningRate = 0.01,
): WholeTableMethod {
  const { momentum = 0.9, increase = 1.05, decrease = 0.7, maxRise = 1.04 } = spec;
  check("momentum", momentum, momentum >= 0 && momentum < 1, "a number ≥ 0 and < 1");
  check("increase", increase, increase >= 1 && increase < Infinity, "a number ≥ 1");
  check("decrease", decrease, decrease > 0 && decrease < 1, "a number > 0 and < 1");
  check("maxRise", maxRise, maxRise >= 1 && maxRise < Infinity, "a number ≥ 1");
  let parameters: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(objective.count);
  let loss = objective.gradient(parameters, gradient);
  let d: Float64Array = new Float64Array(objective.count);
  let eta = learningRate;
  let step = 0;

  return {
    get parameters() {
      return parameters;
    },
    start: () => ({ loss, record: { learningRate: eta } }),
    iterate() {
      const gradientNorm = euclideanNorm(gradient);
      if (gradientNorm === 0) return { loss, gradientNorm, record: { learningRate: eta }, ended: "gradient" };
      d = d.map((di, i) => momentum * di - (1 - momentum) * eta * gradient[i]);
      const there = plus(parameters, d, 1);
      const next = new Float64Array(objective.count);
      const nextLoss = objective.gradient(there, next);
      // Written so that a loss that is no number is refused too.
      const isTaken = nextLoss <= maxRise * loss && next.every(Number.isFinite);
      if (isTaken) {
        if (nextLoss < loss) eta *= increase;
        [parameters, gradient, loss] = [there, next, nextLoss];
      } else {
        eta *= decrease;
        d = gradient.map((g) => -eta * g);
      }
      step++;
      // A rate that has shrunk to nothing moves no parameter any more.
      return {
        loss,
        gradientNorm,
        record: { learningRate: eta },
        ...(eta > 0 ? {} : { ended: "converged" as const }),
      };
    },
    state: () => ({
      name: "gdx",
      step,
      arrays: new Map([["direction", d.slice()]]),
      scalars: new Map([["learningRate", eta]]),
    }),
    restore(given, state) {
      const wanted = { arrays: ["direction"], scalars: ["learningRate"] };
      checkMethodState("gdx", objective.count, given, state, wanted);
      d = state.arrays.get("direction")!.slice();
      eta = state.scalars.get("learningRate")!;
      step = state.step;
      parameters = given.slice();
      loss = objective.gradient(parameters, gradient);
    },
  };
}

function check(key: string, value: number, isFine: boolean, wanted: string): void {
  if (isFine) return;
  throw new RangeError(`Cannot set "${key}" of optimizer "gdx": expected ${wanted}, got ${value}`);
}
