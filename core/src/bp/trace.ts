import type { Matrix } from "../matrix.js";
import { iterate, type Iteration, type IterationOptions } from "./iteration.js";
import type { Network } from "./network.js";
import { hiddenDelta, outputDelta } from "./wording/delta.js";
import type { Equation, MatrixEquation } from "./wording/equation.js";
import type { Style } from "./wording/formula.js";
import { activated, slopeEquations, weightedSums } from "./wording/forward.js";
import { gradients, update } from "./wording/gradients.js";
import type { Sheet, StepEquations } from "./wording/letters.js";
import { lossValue } from "./wording/loss.js";
import { pseudoCode, reasons, titles, type StepKind, type Wording } from "./wording/pseudo-code.js";

export type { Equation, MatrixEquation } from "./wording/equation.js";
export type { Forms, Formula } from "./wording/formula.js";

/** One step of an iteration, worded. */
export interface Step {
  kind: StepKind;
  /** Number of its layer; 0 for the update, which is of every layer. */
  layer: number;
  title: Wording;
  /** Why the step is as it is, in a sentence or two. */
  why: Wording;
  /** Number of its line in `pseudoCode`, from 1. */
  line: number;
  /** The step for whole matrices, all samples at once, each with its dimension check. */
  matrices: MatrixEquation[];
  /**
   * The step number by number, for the chosen sample: one equation for each neuron, for each weight and bias in `gradients`
   * (summed over the samples of a batch) and in `update`. Worded at the first reading, since a large layer has many.
   */
  readonly scalars: Equation[];
  /** Of the two δ steps: how each `f'(z)` comes about; otherwise empty. */
  readonly slopes: Equation[];
}

/** An iteration with all its numbers and its steps in order. */
export interface Trace extends Iteration {
  /** The sample, from 0, that the scalar equations follow. */
  sample: number;
  steps: Step[];
}

/** How a trace is made. */
export interface TraceOptions extends IterationOptions {
  /** Sample, counted from 0, that the scalar equations follow. @default 0 */
  sample?: number;
  /** Significant digits of the numbers in equations, 1 … 17. @default 4 */
  digits?: number;
  /** Wraps each number of one sample in LaTeX as `\htmlData{t=w-2-1-3}{…}`, for linking it to a figure. @default false */
  links?: boolean;
}

/**
 * One iteration of back-propagation on any network, step by step: every number as data, every step as equations in the
 * tutorial's letters with the numbers put in (tutorial §1 to §2(6)).
 *
 * The order is that of the pseudo-code: z and h of each layer, the loss, δ of the output and its gradients, δ and gradients
 * of each layer back to the first, the update.
 *
 * @param network the network before the update; left alone
 * @param X       sizes[0] × batch: a sample is a column
 * @param Y       sizes[last] × batch
 * @throws RangeError if shapes, loss, weights, η, sample or digits do not fit
 * @see docs/tutorial.md §2(6)
 * @example
 * const { network, X, Y } = exampleNetwork();
 * trace(network, X, Y).steps.length // 10
 */
export function trace(network: Network, X: Matrix, Y: Matrix, options: TraceOptions = {}): Trace {
  const { sample = 0, digits = 4, links = false } = options;
  if (!Number.isInteger(sample) || sample < 0 || sample >= X.cols) {
    throw new RangeError(`Cannot follow sample ${sample}: expected 0 to ${X.cols - 1}, got ${sample}`);
  }
  if (!Number.isInteger(digits) || digits < 1 || digits > 17) {
    throw new RangeError(`Cannot write numbers: expected 1 to 17 digits, got ${digits}`);
  }
  const it = iterate(network, X, Y, options);
  return { ...it, sample, steps: stepsOf(it, sample, { digits, links }) };
}

/** The steps in the order of the pseudo-code (tutorial §2(6)). */
function stepsOf(it: Iteration, s: number, style: Style): Step[] {
  const { last } = it.network;
  const sheet: Sheet = { it, s, style };
  const steps: Step[] = [];
  for (let l = 1; l <= last; l++) {
    steps.push(step("z", l, weightedSums(sheet, l)), step("h", l, activated(sheet, l)));
  }
  steps.push(step("loss", last, lossValue(sheet)));
  for (let l = last; l >= 1; l--) {
    const worded = l === last ? outputDelta(sheet) : hiddenDelta(sheet, l);
    steps.push(step(l === last ? "delta_out" : "delta", l, worded, () => slopeEquations(sheet, l)));
    steps.push(step("gradients", l, gradients(sheet, l)));
  }
  steps.push(step("update", 0, update(sheet)));
  return steps;
}

function step(
  kind: StepKind,
  layer: number,
  worded: StepEquations,
  slopes: () => Equation[] = () => [],
): Step {
  let scalars: Equation[] | undefined;
  let ofSlopes: Equation[] | undefined;
  return {
    kind,
    layer,
    title: titles[kind](layer),
    why: reasons[kind],
    line: pseudoCode.findIndex((line) => line.step === kind) + 1,
    matrices: worded.matrices,
    get scalars() {
      return (scalars ??= worded.scalars());
    },
    get slopes() {
      return (ofSlopes ??= slopes());
    },
  };
}
