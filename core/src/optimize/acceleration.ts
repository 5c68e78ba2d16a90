import type { Matrix } from "../matrix.js";
import { euclideanNorm } from "./regularise.js";
import type { CurvedObjective } from "./whole-table.js";

const STEP = 0.1; // share of d by which the outputs are looked at on both sides (Transtrum & Sethna 2012, section 2.3)
const MOST = 0.75; // times |d|: what is bent more is not followed (eq. 15)
const CHUNK = 256; // samples whose J is made at once
const HELD = 1 << 20; // numbers of J that are kept while w stays where it is

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
  #J: Matrix[] | undefined;

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
    if (!this.#objective.outputs || !this.#objective.solveAgain) return undefined;
    const right = this.#alongJ(this.#secondDifference(d));
    const a = this.#objective.solveAgain(right.map((v) => -v));
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

  /** `Jᵀ v`. */
  #alongJ(v: Float64Array): Float64Array {
    const sum = new Float64Array(this.#objective.count);
    let at = 0;
    for (const { rows, cols, data } of this.#chunks(v.length)) {
      for (let i = 0; i < rows; i++, at++) {
        for (let k = 0; k < cols; k++) sum[k] += v[at] * data[i * cols + k];
      }
    }
    return sum;
  }

  /** J, some samples at a time; kept where it is small. */
  #chunks(height: number): Iterable<Matrix> {
    const { rows = 0, count } = this.#objective;
    if (height * count > HELD) return this.#make(rows);
    return (this.#J ??= [...this.#make(rows)]);
  }

  *#make(rows: number): Generator<Matrix> {
    for (let from = 0; from < rows; from += CHUNK) {
      yield this.#objective.jacobian!(this.#parameters, from, Math.min(CHUNK, rows - from));
    }
  }
}
