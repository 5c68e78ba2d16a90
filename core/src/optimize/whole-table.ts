/**
 * The contract of the methods that look at all rows in every iteration: what they minimise, and what an iteration gives. Each
 * method is a file of its own; `whole-table-methods.ts` lists them by name.
 */
import type { Matrix } from "../matrix.js";
import type { OptimizerState } from "./optimizer.js";

/** The loss of all rows as a function of the parameters. */
export interface Objective {
  /** Number of parameters. */
  readonly count: number;
  /** L at the given parameters, in the order of `network.parameters`. */
  loss(parameters: Float64Array): number;
  /** Writes ∂L/∂parameters into `into` and returns L. */
  gradient(parameters: Float64Array, into: Float64Array): number;
}

/**
 * What Gauss–Newton methods know of the loss F at one point: `F(w + d) ≈ F + dᵀ Jᵀr + ½ dᵀ JᵀJ d`. F is `½ Σ ω r²` over rows and
 * outputs for the squared losses, and the sum of the terms `Σ ω term` for the cross-entropies: nothing is divided.
 */
export interface NormalEquations {
  /** F; the sum of squared residuals is twice that. */
  objective: number;
  /** L, as its name says it. */
  loss: number;
  /** ∂F/∂parameters. */
  Jtr: Float64Array;
}

/** The loss of all rows with its Gauss–Newton curvature, and the steps that follow from it. */
export interface CurvedObjective extends Objective {
  /** L is F times this: what the name of the loss divides by. */
  readonly scale: number;
  /** Whether F is `½ Σ ω r²`: then 2F is the sum of squared residuals. */
  readonly isSquared: boolean;
  /** Number of terms of F: outputs · Σω. */
  readonly terms: number;
  /** Number of samples, if `jacobian` is there. */
  readonly rows?: number;
  /**
   * Rows of the J whose JᵀJ it is: of each sample in turn a row for each output.
   *
   * @param firstRow number of the first sample
   * @param rows     number of samples
   * @returns rows · outputs × count
   */
  jacobian?(parameters: Float64Array, firstRow: number, rows: number): Matrix;
  /** Outputs of the network times √ω, in the order of the rows of J; for the squared losses. */
  outputs?(parameters: Float64Array): Float64Array;
  /** `Jᵀ v` for a v in the order of the rows of J, by back-propagation; for the squared losses. */
  backpropagate?(parameters: Float64Array, v: Float64Array): Float64Array;
  /** Sets up JᵀJ and Jᵀr at the given parameters. */
  normalEquations(parameters: Float64Array): NormalEquations;
  /** A copy of the last JᵀJ, count × count, symmetric. */
  JtJ(): Matrix;
  /**
   * Solves `(JᵀJ + D) d = −Jᵀr` by the Cholesky factor; JᵀJ stays, so that several D can be tried.
   *
   * @param damping   μ, or the diagonal D, one number for each parameter
   * @param rightSide stands in for −Jᵀr
   * @returns d, or nothing if JᵀJ + D is not positive definite: try a larger damping
   */
  solve(damping: number | Float64Array, rightSide?: Float64Array): Float64Array | undefined;
  /** As `solve` with the last D that could be solved, by the same factor. */
  solveAgain?(rightSide: Float64Array): Float64Array;
  /**
   * The least share `L_kk² / (JᵀJ + D)_kk` that elimination has left of a diagonal element, for the last D that could be solved: where it
   * comes near the rounding of a double, 1e-16, little of d is right.
   */
  leastPivot?(): number;
  /** Diagonal of (JᵀJ + D)⁻¹ for the last D that could be solved. */
  inverseDiagonal(): Float64Array;
  /** Its sum. */
  inverseTrace(): number;
  /** ln det(JᵀJ + D) for the same D. */
  logDeterminant(): number;
}

/** What an iteration gave. */
export interface Iteration {
  /** L of the parameters after it. */
  loss: number;
  /** Euclidean norm of ∂L/∂parameters where the iteration began. */
  gradientNorm: number;
  /** Numbers of the method after the iteration: `sse`, `mu`, `gamma` (effective parameters), `beta`, `evidence` … */
  record: Record<string, number>;
  /** Why no further iteration would help. */
  ended?: "gradient" | "converged";
}

/** What Bayesian regularisation has learnt of the parameters, group by group. */
export interface Evidence {
  /** Names of the groups: of the parameters in the tutorial's letters, or of the input whose weights they are. */
  groups: string[];
  /** Row of X whose weights make the group; null for the others. */
  inputs: (number | null)[];
  /** Decay α of each group: all groups of an idle input have a large one. */
  alpha: number[];
  /** Effective parameters γ of each group, from 0 to their number. */
  gamma: number[];
  /** Inverse variance of the noise, in the labels' unit; 1 for cross-entropies. */
  beta: number;
  /** ln of the evidence, by Laplace's approximation. */
  logEvidence: number;
}

/** A method at work on one flat vector of parameters. */
export interface WholeTableMethod {
  /** As they stand; read only. */
  readonly parameters: Float64Array;
  /** The record of the start, before any iteration. */
  start(): { loss: number; record: Record<string, number> };
  /** One iteration: ends with parameters whose loss is no higher (the objective of the method, penalties included). */
  iterate(): Iteration;
  /** A copy of everything remembered. */
  state(): OptimizerState;
  /** Goes on from a state with the same bits. @throws RangeError if it is that of another method or another length */
  restore(parameters: Float64Array, state: OptimizerState): void;
  /** What it has learnt of the parameters, if it is a method that does. */
  evidence?(): Evidence;
}

/** A method of this kind by name, with those of its hyperparameters that differ from the defaults. */
export type WholeTableSpec = LmSpec | BrSpec | LbfgsSpec | ScgSpec | GdxSpec;

/** Levenberg–Marquardt (Hagan & Menhaj 1994); MATLAB's trainlm. */
export interface LmSpec {
  name: "lm";
  /** Damping μ at the start. @default 1e-3 */
  mu?: number;
  /** Factor of μ after a step that lowers the loss. @default 0.1 */
  muDecrease?: number;
  /** Factor of μ after one that does not. @default 10 */
  muIncrease?: number;
  /** Ends beyond it. @default 1e10 */
  muMax?: number;
  /** Ends when ‖∂SSE/∂w‖ = ‖2Jᵀr‖ is below it. @default 1e-7 */
  minGradient?: number;
  /**
   * Iterations after which steps are accelerated (Transtrum & Sethna 2012): they follow the bend of the outputs, and μ moves by no more than
   * twofold upwards and a third downwards, while each still takes a thousandth of the error away. @default 50
   */
  accelerateAfter?: number;
}

/** Levenberg–Marquardt with Bayesian regularisation (MacKay 1992, Foresee & Hagan 1997); MATLAB's trainbr. */
export interface BrSpec {
  name: "br";
  /**
   * Which weights share a decay α: `one` for all, `layer` for W and b of each layer, `ard` one for each input's weights to layer
   * 1 and one for its weights past it (automatic relevance determination; MacKay 1994, Neal 1996). @default "one"
   */
  prior?: "one" | "layer" | "ard";
  mu?: number;
  muDecrease?: number;
  muIncrease?: number;
  muMax?: number;
  /** α of every group at the start. @default 0.01 */
  alpha?: number;
  /** Iterations that lower the objective before α and β are estimated for the first time. @default 3 */
  estimateAfter?: number;
  /**
   * Share of the terms that counts as independent of the others, above 0: n is taken as so much smaller. Rows that belong together, as one
   * mixture measured at several ages, tell less than as many mixtures would. @default 1
   */
  independent?: number;
  /**
   * Ends when a step lowers the objective by less than this share, and no α or β changes by more than ten times it; the α of a group
   * counts as much as its γ. @default 1e-4
   */
  tolerance?: number;
}

/** Limited-memory BFGS with a strong-Wolfe line search (Nocedal & Wright 2006, algorithms 7.5, 3.5 and 3.6). */
export interface LbfgsSpec {
  name: "lbfgs";
  /** Pairs kept. @default 10 */
  history?: number;
}

/** Scaled conjugate gradients (Møller 1993); MATLAB's trainscg. */
export interface ScgSpec {
  name: "scg";
  /** σ of the second-order estimate. @default 5e-5 */
  sigma?: number;
  /** λ at the start. @default 5e-7 */
  lambda?: number;
}

/** Gradient descent with momentum and an adaptive rate (Vogl et al. 1988); MATLAB's traingdx. */
export interface GdxSpec {
  name: "gdx";
  /** @default 0.9 */
  momentum?: number;
  /** Factor of the rate after a step that lowers the loss. @default 1.05 */
  increase?: number;
  /** Factor after one that raises it beyond `maxRise`. @default 0.7 */
  decrease?: number;
  /** Steps that raise the loss by more than this factor are taken back. @default 1.04 */
  maxRise?: number;
}
