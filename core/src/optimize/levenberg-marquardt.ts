import { DampedSteps } from "./damped-steps.js";
import { optimizerDefaults } from "./hyperparameters.js";
import { checkMethodState } from "./method-state.js";
import type { CurvedObjective, LmSpec, WholeTableMethod } from "./whole-table.js";

/** What a checkpoint holds besides w. */
const SCALARS = ["mu", "fall"] as const;
const WORTH = 1e-3; // share of the error that the last iteration must have taken away for the next to bend

/**
 * Levenberg–Marquardt: `(JᵀJ + μI) d = −Jᵀr`, w ← w + d where that lowers the sum of squared residuals, with a μ that grows until
 * it does and shrinks afterwards. Hagan & Menhaj 1994. For the cross-entropies JᵀJ is the generalised Gauss–Newton
 * matrix and the sum of their terms is made small.
 *
 * The first 50 iterations are those of the textbook. Where the rest is slow, far less than a tenth or more than ten times μ would do, and
 * a straight step leaves the valley that it follows: later ones move μ by ⅓ and 2, and bend (Transtrum & Sethna 2012, see `Acceleration`), as
 * long as the last one took a thousandth of the error away: down in the noise it is not worth its price.
 *
 * Ends with "gradient" when `‖2Jᵀr‖` is below `minGradient`, with "converged" when no μ up to `muMax` gives a lower point. The record
 * holds `mu`, which the next iteration begins with, `gradient`, that norm, and for the squared losses `sse = Σ ω r²`.
 *
 * @param objective what is made small
 * @param start     parameters at the start; copied
 * @param spec      hyperparameters; those left out have their defaults
 * @param decay     D of a penalty `½ Σ D w²` on F, one number for each parameter. @default none
 */
export function createLevenbergMarquardt(
  objective: CurvedObjective,
  start: Float64Array,
  spec: Omit<LmSpec, "name"> = {},
  decay: Float64Array = new Float64Array(start.length),
): WholeTableMethod {
  const h = { ...optimizerDefaults.lm, ...spec };
  const steps = new DampedSteps(objective, start, h);
  const late = {
    muDecrease: Math.max(h.muDecrease, 1 / 3),
    muIncrease: Math.min(h.muIncrease, 2),
    isAccelerated: objective.isSquared,
  };
  const factor = objective.isSquared ? 2 : 1; // from F, ½ Σ r², to the sum that the norm is told of
  let step = 0;
  let fall = 1; // share of F that the last iteration took away

  const gradient = (): number => factor * steps.gradientNorm(decay);
  const record = (): Record<string, number> => ({
    ...(objective.isSquared ? { sse: 2 * steps.F } : {}),
    mu: steps.mu,
    gradient: gradient(),
  });
  const loss = (): number => steps.F * objective.scale;

  return {
    parameters: steps.parameters,
    start: () => ({ loss: loss(), record: record() }),
    iterate() {
      const before = gradient();
      const gradientNorm = (before / factor) * objective.scale;
      if (before < h.minGradient) return { loss: loss(), gradientNorm, record: record(), ended: "gradient" };
      const F = steps.F;
      const isLower = steps.step(decay, 1, step < h.accelerateAfter || fall < WORTH ? h : late);
      fall = F > 0 ? (F - steps.F) / F : 0;
      step++;
      const after = record();
      const iteration = { loss: loss(), gradientNorm, record: after };
      if (!isLower) return { ...iteration, ended: "converged" };
      return after["gradient"] < h.minGradient ? { ...iteration, ended: "gradient" } : iteration;
    },
    state() {
      const scalars = new Map(SCALARS.map((name, k) => [name, [steps.mu, fall][k]]));
      return { name: "lm", step, arrays: new Map(), scalars };
    },
    restore(parameters, state) {
      checkMethodState("lm", objective.count, parameters, state, { arrays: [], scalars: SCALARS });
      steps.moveTo(parameters, state.scalars.get("mu")!);
      fall = state.scalars.get("fall")!;
      step = state.step;
    },
  };
}
