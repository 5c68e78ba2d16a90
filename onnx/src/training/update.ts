import type { TrainerOptions } from "gradus";
import type { GraphBuilder } from "../builder.js";
import type { Layout } from "./layout.js";
import type { BoundMethod } from "./methods.js";

/** Names of what the update reads. */
export interface UpdateReads {
  /** The pieces of the parameters, and their gradients. */
  pieces: readonly string[];
  gradients: readonly string[];
  /** States of each piece by name. */
  states: readonly Readonly<Record<string, string>>[];
  /** Single numbers of the step by name. */
  numbers: Readonly<Record<string, string>>;
}

/** Names of what it gives: for each piece its new parameters and states, and the gradient's norm. */
export interface UpdateGives {
  pieces: { w: string; states: Readonly<Record<string, string>> }[];
  /** Norm of the gradient before clipping, a single number. */
  norm: string;
}

const NORM_EPSILON = 1e-6; // guards the division, as in the reference

/** Adds what makes new parameters of a gradient: clipping, the method's update (tutorial §2(6)), the limit of norms. */
export function addUpdate(
  g: GraphBuilder,
  method: BoundMethod,
  { clipValue, clipNorm, maxNorm }: TrainerOptions,
  layout: Layout,
  reads: UpdateReads,
): UpdateGives {
  const norm = addNorm(g, reads.gradients);
  let gradients = reads.gradients;
  if (clipValue < Infinity) {
    const limits = [g.scalar(-clipValue, "float"), g.scalar(clipValue, "float")];
    gradients = gradients.map((gradient) => g.add("Clip", [gradient, ...limits]));
  }
  if (clipNorm < Infinity) {
    const length = clipValue < Infinity ? addNorm(g, gradients) : norm;
    const guarded = g.add("Add", [length, g.scalar(NORM_EPSILON, "float")]);
    const share = g.add("Div", [g.scalar(clipNorm, "float"), guarded]);
    const factor = g.add("Min", [share, g.scalar(1, "float")]);
    gradients = gradients.map((gradient) => g.add("Mul", [gradient, factor]));
  }
  const pieces = layout.pieces.map(({ name, shape }, k) => {
    const { w, states } = method.update(g, {
      w: reads.pieces[k],
      gradient: gradients[k],
      states: reads.states[k],
      numbers: reads.numbers,
    });
    const isLimited = maxNorm < Infinity && shape.length === 2 && name !== "Wskip";
    return { w: isLimited ? addLimit(g, w, maxNorm) : w, states };
  });
  return { pieces, norm };
}

/** `√Σ g²` over all pieces. */
function addNorm(g: GraphBuilder, gradients: readonly string[]): string {
  const squares = gradients.map((gradient) => g.add("ReduceSumSquare", [gradient], { keepdims: 0n }));
  return g.add("Sqrt", [squares.length === 1 ? squares[0] : g.add("Sum", squares)]);
}

/** Rows of W above the limit, shortened to it: `w · limit / max(‖w‖, limit)`. */
function addLimit(g: GraphBuilder, W: string, limit: number): string {
  const squares = g.add("ReduceSum", [g.add("Mul", [W, W]), g.integers([1])], { keepdims: 1n });
  const most = g.scalar(limit, "float");
  const longest = g.add("Max", [g.add("Sqrt", [squares]), most]);
  return g.add("Mul", [W, g.add("Div", [most, longest])]);
}
