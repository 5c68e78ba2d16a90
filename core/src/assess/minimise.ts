import { createLbfgs } from "../optimize/lbfgs.js";

/** A function to be made small: its value and its gradient at x. */
export type Objective = (x: Float64Array) => { value: number; gradient: Float64Array };

export interface MinimiseOptions {
  /** Line searches at most. @default 500 */
  iterations?: number;
  /** Stops when the norm of the gradient is this small against that at the start. @default 1e-8 */
  tolerance?: number;
}

/**
 * Minimum of a smooth function by L-BFGS. It never ends above where it started.
 *
 * @param start taken as it is, not changed
 * @returns the best x found, a new vector
 */
export function minimise(
  objective: Objective,
  start: Float64Array,
  options: MinimiseOptions = {},
): Float64Array {
  const { iterations = 500, tolerance = 1e-8 } = options;
  const method = createLbfgs(
    {
      count: start.length,
      loss: (x) => objective(x).value,
      gradient(x, into) {
        const { value, gradient } = objective(x);
        into.set(gradient);
        return value;
      },
    },
    start,
  );
  let first: number | undefined;
  for (let k = 0; k < iterations; k++) {
    const { gradientNorm, ended } = method.iterate();
    first ??= gradientNorm;
    if (ended !== undefined || gradientNorm <= tolerance * first) break;
  }
  return method.parameters.slice();
}
