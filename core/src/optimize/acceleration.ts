import { euclideanNorm } from "./regularise.js";
import type { CurvedObjective } from "./whole-table.js";

const STEP = 0.1; // share of d by which the outputs are looked at on both sides (Transtrum & Sethna 2012, section 2.3)
const MOST = 0.75; // times |d|: what is bent more is not followed (eq. 15)

/**
 * Geodesic acceleration: the outputs bend along a step d, and a second step a makes up for it,
 *
 * ```
 * (JᵀJ + D) a = −Jᵀ r'',   w ← w + d + ½ a,   r'' = ∂²r(w + ε d)/∂ε² at ε = 0
 * ```
 *
 * for the squared losses. r'' is the second difference of the outputs at w − 0.1 d, w and w + 0.1 d: only the size of a is concerned by its
 * error, not where the iterations end (Transtrum & Sethna 2012).
 */
export class Acceleration {
  readonly #objective: CurvedObjective;
  readonly #parameters: Float64Array;
  #here: Float64Array | undefined;

  /** @param parameters w; left alone, and not to be changed meanwhile */
  constructor(objective: CurvedObjective, parameters: Float64Array) {
    [this.#objective, this.#parameters] = [objective, parameters];
  }

  /**
   * `d + ½ a`, by the factor that gave d.
   *
   * @returns nothing if the objective does not give what it takes, or if a is more than ⅜ of d
   */
  bend(d: Float64Array): Float64Array | undefined {
    const objective = this.#objective;
    if (!objective.outputs || !objective.backpropagate || !objective.solveAgain) return undefined;
    const right = objective.backpropagate(this.#parameters, this.#secondDifference(d));
    const a = objective.solveAgain(right.map((v) => -v));
    if (!(2 * euclideanNorm(a) <= MOST * euclideanNorm(d))) return undefined;
    return d.map((v, k) => v + a[k] / 2);
  }

  /** r'' in the order of the rows of J. */
  #secondDifference(d: Float64Array): Float64Array {
    const at = (step: number): Float64Array =>
      this.#objective.outputs!(this.#parameters.map((w, k) => w + step * d[k]));
    this.#here ??= at(0);
    const here = this.#here;
    const [above, below] = [at(STEP), at(-STEP)];
    return above.map((v, k) => (v - 2 * here[k] + below[k]) / (STEP * STEP));
  }
}
