import { Acceleration } from "./acceleration.js";
import { OrthogonalStep } from "./orthogonal-step.js";
import { euclideanNorm } from "./regularise.js";
import type { CurvedObjective } from "./whole-table.js";

/** How the damping μ moves. */
export interface Damping extends Pace {
  mu: number;
  muMax: number;
}

/** How fast μ moves, and whether steps bend. */
export interface Pace {
  muDecrease: number;
  muIncrease: number;
  /** @default false */
  isAccelerated?: boolean;
}

const LEAST_MU = 1e-20; // far below the rounding of any JᵀJ; a μ of 0 could never grow again
const LEAST_PIVOT = 1e-14; // below it a hundred roundings are as large as what is left

/**
 * Parameters w that move by damped Gauss–Newton steps downhill on `F(w) + ½ Σ D w²`:
 *
 * ```
 * (JᵀJ + D + u μ I) d = −(Jᵀr + D w)
 * ```
 *
 * A step that lowers it is taken and μ shrinks; one that does not, NaN included, is forgotten and μ grows (Levenberg 1944,
 * Marquardt 1963; Hagan & Menhaj 1994). By the Cholesky factor, and by QR where
 * that is ill-conditioned. What was computed at w is kept until w moves.
 */
export class DampedSteps {
  readonly parameters: Float64Array;
  mu: number;
  readonly #objective: CurvedObjective;
  readonly #damping: Damping;
  readonly #diagonal: Float64Array;
  readonly #rightSide: Float64Array;
  readonly #trial: Float64Array;
  /** For where the Cholesky factor fails; knows J at w. */
  #orthogonal: OrthogonalStep | undefined;
  #acceleration: Acceleration | undefined;
  #F: number | undefined;
  #Jtr: Float64Array | undefined;

  /** @param start copied */
  constructor(objective: CurvedObjective, start: Float64Array, damping: Damping) {
    [this.#objective, this.#damping, this.mu] = [objective, damping, damping.mu];
    this.parameters = start.slice();
    this.#diagonal = new Float64Array(start.length);
    this.#rightSide = new Float64Array(start.length);
    this.#trial = new Float64Array(start.length);
  }

  /** F at w. */
  get F(): number {
    return (this.#F ??= this.#objective.loss(this.parameters) / this.#objective.scale);
  }

  /** Jᵀr at w; JᵀJ is set up with it. */
  get Jtr(): Float64Array {
    return (this.#Jtr ??= this.#objective.normalEquations(this.parameters).Jtr);
  }

  /** `‖Jᵀr + D w‖`. */
  gradientNorm(D: Float64Array): number {
    const { Jtr, parameters: w } = this;
    for (let i = 0; i < w.length; i++) this.#trial[i] = Jtr[i] + D[i] * w[i];
    return euclideanNorm(this.#trial);
  }

  /**
   * One step, with as many μ as it takes.
   *
   * @param D    diagonal, one number for each parameter
   * @param unit u, the unit of μ. @default 1
   * @param pace @default as the damping says
   * @returns false if no μ up to the largest gave a lower point: w is where it was, and μ above the largest
   */
  step(D: Float64Array, unit = 1, pace: Pace = this.#damping): boolean {
    const { parameters: w, Jtr } = this;
    const { muDecrease, muIncrease, isAccelerated = false } = pace;
    for (let i = 0; i < w.length; i++) this.#rightSide[i] = -(Jtr[i] + D[i] * w[i]);
    const now = this.F + decayPenalty(D, w);
    for (; this.mu <= this.#damping.muMax; this.mu *= muIncrease) {
      for (let i = 0; i < w.length; i++) this.#diagonal[i] = D[i] + unit * this.mu;
      const { d, isByFactor } = this.#solve();
      if (d === undefined) continue;
      const bent = isAccelerated && isByFactor ? this.#bend(d) : undefined;
      const F = (bent && this.#lower(bent, D, now)) ?? this.#lower(d, D, now);
      if (F === undefined) continue;
      w.set(this.#trial);
      this.#forget(F);
      this.mu = Math.max(this.mu * muDecrease, LEAST_MU);
      return true;
    }
    return false;
  }

  /** Goes on from other parameters and another μ. */
  moveTo(parameters: Float64Array, mu: number): void {
    this.parameters.set(parameters);
    this.mu = mu;
    this.#forget(undefined);
  }

  /** F at w + d, which is left in the trial, if that with its decay is below `now`. */
  #lower(d: Float64Array, D: Float64Array, now: number): number | undefined {
    const { parameters: w } = this;
    const trial = this.#trial;
    for (let i = 0; i < w.length; i++) trial[i] = w[i] + d[i];
    const F = this.#objective.loss(trial) / this.#objective.scale;
    return F + decayPenalty(D, trial) < now ? F : undefined; // so written that NaN is no success
  }

  #bend(d: Float64Array): Float64Array | undefined {
    this.#acceleration ??= new Acceleration(this.#objective, this.parameters);
    return this.#acceleration.bend(d);
  }

  /** w has moved. */
  #forget(F: number | undefined): void {
    [this.#F, this.#Jtr, this.#orthogonal, this.#acceleration] = [F, undefined, undefined, undefined];
  }

  /** d by the Cholesky factor; by QR where that fails, or has lost all but the last digits. */
  #solve(): { d: Float64Array | undefined; isByFactor: boolean } {
    const d = this.#objective.solve(this.#diagonal, this.#rightSide);
    if (d && !(this.#objective.leastPivot && this.#objective.leastPivot() < LEAST_PIVOT)) {
      return { d, isByFactor: true };
    }
    this.#orthogonal ??= new OrthogonalStep(this.#objective, this.parameters);
    return { d: this.#orthogonal.solve(this.#diagonal, this.#rightSide) ?? d, isByFactor: false };
  }
}

/** `½ Σ D w²`. */
export function decayPenalty(D: Float64Array, w: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < w.length; i++) sum += D[i] * w[i] * w[i];
  return sum / 2;
}
