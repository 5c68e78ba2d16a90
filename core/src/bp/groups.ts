import { additionsOf, blockSize, parameterBlocks, type Block, type Network } from "./network.js";

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
export function groupPieces(network: Network): GroupPiece[] {
  const pieces: GroupPiece[] = [];
  let from = 0;
  for (const block of parameterBlocks(network.sizes, network.skip !== undefined, additionsOf(network))) {
    const group = groups[block.name];
    const to = from + blockSize(block);
    const before = pieces.at(-1);
    if (before?.group === group) before.to = to;
    else pieces.push({ group, from, to });
    from = to;
  }
  return pieces;
}

const groups: Readonly<Record<Block["name"], ParameterGroup>> = {
  W: "weights",
  b: "biases",
  skip: "weights",
  alpha: "alpha",
  frequency: "embedding",
  phase: "embedding",
  weight: "embedding",
  bias: "embedding",
  scale: "scale",
};
