import type { Network } from "./network.js";

/**
 * Kinds of parameters that training may treat differently: `weights` are those of W^l and W^skip, `biases` those of b^l, `alpha`
 * those of parametric activations; of a front, `embedding` are ω, φ, V and β, and `scale` is d.
 */
export type ParameterGroup = "weights" | "biases" | "alpha" | "embedding" | "scale";

/** The groups, in the order in which kernels number them. */
export const groupNames: readonly ParameterGroup[] = ["weights", "biases", "alpha", "embedding", "scale"];

/** A piece of the flat vector whose parameters are of one group. */
export interface GroupPiece {
  group: ParameterGroup;
  from: number;
  to: number;
}

/** The pieces of a network's flat vector, in its order. */
export function groupPieces({ W, b, last, skip, alpha, front }: Network): GroupPiece[] {
  const pieces: GroupPiece[] = [];
  let from = 0;
  function add(group: ParameterGroup, length: number): void {
    if (length === 0) return;
    pieces.push({ group, from, to: from + length });
    from += length;
  }
  for (let l = 1; l <= last; l++) {
    add("weights", W[l].data.length);
    add("biases", b[l].length);
  }
  add("weights", skip?.data.length ?? 0);
  for (const own of alpha ?? []) add("alpha", own?.length ?? 0);
  if (front === undefined) return pieces;
  const { frequency, phase, weight, bias, scale } = front;
  add(
    "embedding",
    [frequency, phase, weight, bias].reduce((sum, { data }) => sum + data.length, 0),
  );
  add("scale", scale?.length ?? 0);
  return pieces;
}
