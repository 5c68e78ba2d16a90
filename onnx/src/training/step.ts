import { lossSpec, type Network, type TrainerOptions } from "gradus";
import { addActivation } from "../activations.js";
import type { GraphBuilder } from "../builder.js";
import { node } from "../graph.js";
import type { Layout, Piece } from "./layout.js";
import { addLoss } from "./losses.js";
import { addSlope } from "./slopes.js";

/** Names of what a step reads, in the graph of the step. */
export interface StepReads {
  /** The pieces of the parameters, in the order of the layout. */
  pieces: readonly string[];
  /** Row numbers of the batch. */
  rows: string;
  /** Dropout masks of layers 1 … last − 1, rows × neurons; none without dropout. */
  masks: readonly string[];
  /** All rows: X, Y, and their weights (rows × 1) if there are any. */
  X: string;
  Y: string;
  weights: string | undefined;
  /** As many ones as the batch has rows. */
  ones: string;
  /** A single number, 1 / rows of the batch. */
  share: string;
}

/** Names of what forward and backward pass give. */
export interface StepGives {
  loss: string;
  /** Gradient of each piece, penalties included, in the order of the layout. */
  gradients: string[];
}

/** The weights of one layer by name: groups of rows, W^l as a whole if there is one group. */
interface Weights {
  blocks: readonly string[];
  rows: readonly number[];
}

interface Named {
  W: Weights[];
  b: string[];
  skip: string | undefined;
}

/** What the forward pass leaves for the backward pass. */
interface Passed {
  Z: string[];
  /** f(Z), before dropout. */
  F: string[];
  /** What the next layer gets: f(Z), with dropout f(Z) ⊙ mask. */
  H: string[];
}

/**
 * Adds one forward and one backward pass over a batch, a sample being a row (tutorial §1 to §2(5)).
 *
 * @param options loss, dropout and penalties are used
 */
export function addPasses(
  g: GraphBuilder,
  network: Network,
  options: TrainerOptions,
  layout: Layout,
  reads: StepReads,
): StepGives {
  const named = layout.isWhole ? splitWhole(g, network, reads.pieces[0]) : byName(layout, reads.pieces);
  const X = g.add("Gather", [reads.X, reads.rows], { axis: 0n });
  const Y = g.add("Gather", [reads.Y, reads.rows], { axis: 0n });
  const weights =
    reads.weights === undefined ? undefined : g.add("Gather", [reads.weights, reads.rows], { axis: 0n });
  const passed = addForward(g, network, named, X, reads.masks);
  const { last, sizes } = network;
  const { value, slope, of } = addLoss(g, lossSpec(options.loss), {
    Z: passed.Z[last],
    H: passed.F[last],
    Y,
    n: sizes[last],
    weights,
    share: reads.share,
  });
  const around = { z: passed.Z[last], h: passed.F[last], dH: slope };
  const delta = of === "z" ? slope : addSlope(g, network.activations[last], around); // §2(2)
  const gradients = addBackward(g, network, options, named, passed, { delta, ...reads });
  return { loss: value, gradients: layout.isWhole ? [joined(g, gradients, last)] : gradients };
}

/** `Z^l = H^(l−1) (W^l)ᵀ + b^l`, `H^l = f(Z^l)`: the tutorial's §1 with samples as rows. */
function addForward(
  g: GraphBuilder,
  { activations, last }: Network,
  { W, b, skip }: Named,
  X: string,
  masks: readonly string[],
): Passed {
  const [Z, F, H]: [string[], string[], string[]] = [[""], [""], [X]];
  for (let l = 1; l <= last; l++) {
    const biases = split(g, b[l], W[l].rows, 0n);
    const parts = W[l].blocks.map((block, k) => {
      return g.add("Gemm", [H[l - 1], block, biases[k]], { transB: 1n });
    });
    let z = parts.length === 1 ? parts[0] : g.add("Concat", parts, { axis: 1n });
    if (l === last && skip !== undefined) z = g.add("Gemm", [X, skip, z], { transB: 1n });
    Z.push(z);
    F.push(addActivation(g, activations[l], z));
    const mask = masks.at(l - 1);
    H.push(l < last && mask !== undefined ? g.add("Mul", [F[l], mask]) : F[l]);
  }
  return { Z, F, H };
}

/** From δ^last back to the first layer: the gradients of W¹, b¹, W², …, W^skip, W in their groups of rows. */
function addBackward(
  g: GraphBuilder,
  { activations, last }: Network,
  options: TrainerOptions,
  { W, skip }: Named,
  { Z, F, H }: Passed,
  { delta: top, ones, masks }: { delta: string; ones: string; masks: readonly string[] },
): string[] {
  const gradients: string[][] = [];
  let delta = top;
  for (let l = last; l >= 1; l--) {
    const parts = split(g, delta, W[l].rows, 1n);
    const db = g.add("MatMul", [ones, delta]); // Σ over the rows, §2(3)
    const dW = parts.map((part, k) => addWeightGradient(g, part, H[l - 1], W[l].blocks[k], options)); // §2(4)
    gradients.unshift([...dW, db]);
    if (l === 1) continue;
    let dH = g.add("MatMul", [parts[0], W[l].blocks[0]]); // δ^l W^l, the groups of rows added up
    for (let k = 1; k < parts.length; k++) dH = g.add("Gemm", [parts[k], W[l].blocks[k], dH]);
    const mask = masks.at(l - 2);
    if (mask !== undefined) dH = g.add("Mul", [dH, mask]);
    delta = addSlope(g, activations[l - 1], { z: Z[l - 1], h: F[l - 1], dH }); // §2(5)
  }
  if (skip !== undefined) gradients.push([addWeightGradient(g, top, H[0], skip, options)]);
  return gradients.flat();
}

/** `δᵀ H + λ₂ W + λ₁ sign(W)`; λ₂ W costs nothing of its own, it is the product's third operand. */
function addWeightGradient(
  g: GraphBuilder,
  delta: string,
  H: string,
  W: string,
  { l1, l2 }: TrainerOptions,
): string {
  const dW =
    l2 > 0
      ? g.add("Gemm", [delta, H, W], { transA: 1n, beta: l2 })
      : g.add("Gemm", [delta, H], { transA: 1n });
  if (l1 === 0) return dW;
  return g.add("Add", [dW, g.add("Mul", [g.add("Sign", [W]), g.scalar(l1, "float")])]);
}

/** W^l, b^l and W^skip as parts of the whole vector. */
function splitWhole(g: GraphBuilder, { sizes, last, skip }: Network, whole: string): Named {
  const lengths = sizes.slice(1).flatMap((n, k) => [n * sizes[k], n]);
  if (skip !== undefined) lengths.push(sizes[last] * sizes[0]);
  const parts = split(g, whole, lengths, 0n);
  const named: Named = { W: [{ blocks: [], rows: [] }], b: [""], skip: undefined };
  const shaped = (part: string, n: number, m: number): string => {
    return g.add("Reshape", [part, g.integers([n, m])]);
  };
  for (let l = 1; l <= last; l++) {
    named.W.push({ blocks: [shaped(parts[2 * l - 2], sizes[l], sizes[l - 1])], rows: [sizes[l]] });
    named.b.push(parts[2 * l - 1]);
  }
  if (skip !== undefined) named.skip = shaped(parts[2 * last], sizes[last], sizes[0]);
  return named;
}

/** W^l, b^l and W^skip that are pieces, or several pieces, themselves. */
function byName({ pieces }: Layout, names: readonly string[]): Named {
  const named: Named = { W: [{ blocks: [], rows: [] }], b: [""], skip: undefined };
  let [blocks, rows]: [string[], number[]] = [[], []];
  pieces.forEach((piece: Piece, k) => {
    if (piece.name === "Wskip") named.skip = names[k];
    else if (piece.shape.length === 2) {
      blocks.push(names[k]);
      rows.push(piece.shape[0]);
    } else {
      named.W.push({ blocks, rows });
      named.b.push(names[k]);
      [blocks, rows] = [[], []];
    }
  });
  return named;
}

/** A tensor in parts of these lengths along an axis; itself if there is one. */
function split(g: GraphBuilder, whole: string, lengths: readonly number[], axis: bigint): string[] {
  if (lengths.length === 1) return [whole];
  const parts = lengths.map(() => g.name("Split"));
  g.nodes.push(node("Split", [whole, g.integers(lengths)], parts, { axis }));
  return parts;
}

/** Gradients of W¹, b¹, W², …, W^skip one after the other as one vector. */
function joined(g: GraphBuilder, gradients: readonly string[], last: number): string {
  const flat = gradients.map((gradient, k) => {
    const isBias = k % 2 === 1 && k < 2 * last;
    return isBias ? gradient : g.add("Reshape", [gradient, g.integers([-1])]);
  });
  return g.add("Concat", flat, { axis: 0n });
}
