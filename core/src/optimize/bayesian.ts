import { log } from "../elementary.js";
import type { Network } from "../bp/network.js";
import { DampedSteps, decayPenalty } from "./damped-steps.js";
import { logSymmetries, parameterGroups, type ParameterGroups } from "./groups.js";
import { optimizerDefaults } from "./hyperparameters.js";
import { checkMethodState } from "./method-state.js";
import type { BrSpec, CurvedObjective, Evidence, Iteration, WholeTableMethod } from "./whole-table.js";

const ALPHA: readonly [least: number, most: number] = [1e-8, 1e6];
const BETA: readonly [least: number, most: number] = [1e-12, 1e12]; // times that of the start
const FAILURES = 2; // iterations in a row without a lower point, after which it ends
const LN_2PI = 1.8378770664093453;

/**
 * Bayesian regularisation: Levenberg–Marquardt steps on `F = β E_D + Σ α_g E_g`, with `E_D = ½ Σ ω r²` and `E_g = ½ Σ w²` over the
 * parameters of group g, and after each of them, from `H = β JᵀJ + diag(α)` there,
 *
 * ```
 * γ_g = N_g − α_g tr(H⁻¹)_g,   α_g ← γ_g / (2 E_g),   β ← (n − Σ γ) / (2 E_D)
 * ```
 *
 * N_g being the parameters of the group and n the terms of E_D, as far as they are independent. MacKay 1992 (eqs. 4.8 and 4.9), Foresee & Hagan 1997. For the
 * cross-entropies E_D is the sum of their terms and β stays 1 (MacKay 1992b).
 *
 * The first iterations keep α and β: at the start values E_D is large, which would pass for noise, and with many parameters α then grows
 * until nothing but a line is left, a fixed point too.
 *
 * The record holds `mu`, `sse` of the squared losses, `gamma` (effective parameters), `beta`, and `evidence`, its logarithm by Laplace's
 * approximation; those before the first H are without γ and evidence.
 *
 * @param objective     what is made small
 * @param network       start values and shape; left alone
 * @param spec          hyperparameters; those left out have their defaults
 * @param labelVariance `1/β` at the start
 */
export function createBayesian(
  objective: CurvedObjective,
  network: Network,
  spec: Omit<BrSpec, "name"> = {},
  labelVariance = 1,
): WholeTableMethod {
  return new Bayesian(objective, network, { ...optimizerDefaults.br, ...spec }, labelVariance);
}

/** The numbers of `Bayesian` that are not one for each parameter or group. */
const SCALARS = ["mu", "beta", "logEvidence", "failures"] as const;

class Bayesian implements WholeTableMethod {
  readonly #objective: CurvedObjective;
  readonly #spec: Required<Omit<BrSpec, "name">>;
  readonly #groups: ParameterGroups;
  readonly #symmetries: number;
  readonly #steps: DampedSteps;
  readonly #betaAtStart: number;
  /** n. */
  readonly #terms: number;
  /** `α / β` of each parameter: the diagonal that goes with JᵀJ. */
  readonly #decay: Float64Array;
  #alpha: number[];
  #gamma: number[];
  #beta: number;
  #logEvidence = 0;
  #failures = 0;
  #step = 0;

  constructor(
    objective: CurvedObjective,
    network: Network,
    spec: Required<Omit<BrSpec, "name">>,
    labelVariance: number,
  ) {
    [this.#objective, this.#spec] = [objective, spec];
    this.#groups = parameterGroups(network, spec.prior);
    this.#symmetries = logSymmetries(network);
    this.#steps = new DampedSteps(objective, network.parameters, spec);
    this.#decay = new Float64Array(objective.count);
    this.#alpha = this.#groups.names.map(() => spec.alpha);
    this.#gamma = this.#groups.names.map(() => 0);
    this.#betaAtStart = objective.isSquared ? 1 / labelVariance : 1;
    this.#beta = this.#betaAtStart;
    this.#terms = spec.independent * objective.terms;
    this.#setDecay();
  }

  get parameters(): Float64Array {
    return this.#steps.parameters;
  }

  start(): { loss: number; record: Record<string, number> } {
    return { loss: this.#loss(), record: this.#record() };
  }

  iterate(): Iteration {
    const steps = this.#steps;
    // All in units of β: F / β = E_D + Σ (α/β) E_g.
    const gradientNorm = steps.gradientNorm(this.#decay) * this.#objective.scale;
    const before = this.#total();
    const isLower = steps.step(this.#decay, 1 / this.#beta);
    const fall = isLower ? (before - this.#total()) / before : 0;
    this.#failures = isLower ? 0 : this.#failures + 1;
    if (!isLower) steps.mu = 1;
    const isEarly = isLower && this.#step < this.#spec.estimateAfter;
    const change = isEarly ? Infinity : this.#estimate();
    this.#step++;
    const isStill = isLower && fall < this.#spec.tolerance && change < 10 * this.#spec.tolerance;
    const iteration = { loss: this.#loss(), gradientNorm, record: this.#record() };
    return isStill || this.#failures >= FAILURES ? { ...iteration, ended: "converged" } : iteration;
  }

  evidence(): Evidence {
    const { names, inputs } = this.#groups;
    return {
      groups: [...names],
      inputs: [...inputs],
      alpha: [...this.#alpha],
      gamma: [...this.#gamma],
      beta: this.#beta,
      logEvidence: this.#logEvidence,
    };
  }

  state(): ReturnType<WholeTableMethod["state"]> {
    const numbers = [this.#steps.mu, this.#beta, this.#logEvidence, this.#failures];
    return {
      name: "br",
      step: this.#step,
      arrays: new Map([
        ["alpha", this.#spread(this.#alpha)],
        ["gamma", this.#spread(this.#gamma)],
      ]),
      scalars: new Map(SCALARS.map((name, k) => [name, numbers[k]])),
    };
  }

  restore(parameters: Float64Array, state: ReturnType<WholeTableMethod["state"]>): void {
    const wanted = { arrays: ["alpha", "gamma"], scalars: SCALARS };
    checkMethodState("br", this.#objective.count, parameters, state, wanted);
    const { arrays, scalars } = state;
    const firsts = this.#groups.names.map((_, g) => this.#groups.of.indexOf(g));
    this.#alpha = firsts.map((k) => arrays.get("alpha")![k]);
    this.#gamma = firsts.map((k) => arrays.get("gamma")![k]);
    [this.#beta, this.#logEvidence, this.#failures] = SCALARS.slice(1).map((name) => scalars.get(name)!);
    this.#step = state.step;
    this.#steps.moveTo(parameters, scalars.get("mu")!);
    this.#setDecay();
  }

  /**
   * γ, α and β anew, and the evidence of those before.
   *
   * @returns largest change of a ln α, as far as its group has effective parameters, and of ln β
   */
  #estimate(): number {
    const { of, counts } = this.#groups;
    if (!this.#factor()) return 0;
    const inverse = this.#objective.inverseDiagonal(); // of H / β
    const w = this.parameters;
    const traces = counts.map(() => 0);
    const squares = counts.map(() => 0);
    for (let i = 0; i < w.length; i++) {
      traces[of[i]] += inverse[i];
      squares[of[i]] += w[i] * w[i];
    }
    this.#logEvidence = this.#evidenceAt(squares);
    let change = 0;
    const [alpha, beta] = [this.#alpha, this.#beta];
    this.#gamma = counts.map((N, g) => within(N - (alpha[g] / beta) * traces[g], [0, N]));
    this.#alpha = counts.map((_, g) => {
      const next = squares[g] > 0 ? within(this.#gamma[g] / squares[g], ALPHA) : ALPHA[1];
      change = Math.max(change, Math.abs(log(next / alpha[g])) * Math.min(1, this.#gamma[g]));
      return next;
    });
    this.#beta = this.#betaNow();
    this.#setDecay();
    return Math.max(change, Math.abs(log(this.#beta / beta)));
  }

  /** Factors `JᵀJ + diag(α/β)`, with some μ added where rounding has taken its definiteness. */
  #factor(): boolean {
    const { parameters, Jtr } = this.#steps;
    if (!parameters.every(Number.isFinite)) return false;
    if (this.#objective.solve(this.#decay, Jtr)) return true;
    const { muIncrease, muMax } = this.#spec;
    for (let mu = this.#steps.mu; mu <= muMax; mu *= muIncrease) {
      const D = this.#decay.map((d) => d + mu / this.#beta);
      if (this.#objective.solve(D, Jtr)) return true;
    }
    return false;
  }

  #betaNow(): number {
    if (!this.#objective.isSquared) return 1;
    const free = this.#terms - sum(this.#gamma);
    // No fewer terms than effective parameters, but for rounding: then nothing is learnt of the noise.
    if (!(free > 0)) return this.#beta;
    const [least, most] = BETA;
    const range = [least * this.#betaAtStart, most * this.#betaAtStart] as const;
    return within(free / (2 * this.#steps.F), range);
  }

  /** Laplace's approximation around w: `−F − ½ ln|H| + ½ Σ N_g ln α_g + (n/2) ln β − (n/2) ln 2π`, and the symmetries. */
  #evidenceAt(squares: readonly number[]): number {
    const { counts } = this.#groups;
    const { isSquared, count } = this.#objective;
    const beta = this.#beta;
    const penalty = sum(this.#alpha.map((a, g) => (a * squares[g]) / 2));
    const prior = sum(this.#alpha.map((a, g) => (counts[g] * log(a)) / 2));
    const logH = count * log(beta) + this.#objective.logDeterminant();
    const noise = isSquared ? (this.#terms / 2) * (log(beta) - LN_2PI) : 0;
    return this.#symmetries - beta * this.#steps.F - penalty - logH / 2 + prior + noise;
  }

  #record(): Record<string, number> {
    const sse = this.#objective.isSquared ? { sse: 2 * this.#steps.F } : {};
    const record = { ...sse, mu: this.#steps.mu, beta: this.#beta };
    return this.#logEvidence === 0
      ? record
      : { ...record, gamma: sum(this.#gamma), evidence: this.#logEvidence };
  }

  #loss(): number {
    return this.#steps.F * this.#objective.scale;
  }

  /** F / β at w. */
  #total(): number {
    return this.#steps.F + decayPenalty(this.#decay, this.parameters);
  }

  #setDecay(): void {
    const { of } = this.#groups;
    for (let i = 0; i < of.length; i++) this.#decay[i] = this.#alpha[of[i]] / this.#beta;
  }

  /** A number for each parameter from one for each group. */
  #spread(ofGroups: readonly number[]): Float64Array {
    return Float64Array.from(this.#groups.of, (g) => ofGroups[g]);
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, v) => total + v, 0);
}

function within(x: number, [least, most]: readonly [number, number]): number {
  return Math.min(Math.max(x, least), most);
}
