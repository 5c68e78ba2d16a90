import type { Network } from "gradus";
import { addActivation } from "./activations.js";
import { toFloat32, type GraphBuilder } from "./builder.js";
import { addFront, behindFront } from "./front.js";
import type { Affine } from "./scaling.js";

/** How a network is put into a graph. */
export interface NetOptions {
  /** For each input by what it has been moved: `x = center + spread · x'`. */
  moved: readonly Affine[];
  /** Whether the last layer, a linear one, is to be left without its biases, because they are added later in float64. */
  withoutBias: boolean;
  /** What the names of the weights begin with. */
  prefix: string;
}

/**
 * Adds a network to a graph: `Z^l = H^(l−1) (W^l)ᵀ + b^l`, `H^l = f(Z^l)`, a sample being a row; with its front, and with the α
 * of parametric activations, `H^l = Z^l + α^l (f(Z^l) − Z^l)`.
 *
 * @param X name of the inputs, rows × sizes[0], float
 * @returns name of H^last, rows × sizes[last], float; and the biases of the last layer
 * @throws GradusError E322 for a registered activation, and for weights beyond float32
 */
export function addNetwork(
  g: GraphBuilder,
  network: Network,
  X: string,
  { moved, withoutBias, prefix }: NetOptions,
): { H: string; bias: Float64Array } {
  const { sizes, last, activations } = network;
  const { W, b, skip } = withMovedInputs(network, moved);
  let H = network.front ? addFront(g, network.front, X, moved, prefix) : X;
  for (let l = 1; l <= last; l++) {
    const [n, m] = [sizes[l], network.W[l].cols];
    const inputs = [H, g.weights(`${prefix}W${l}`, [n, m], toFloat32(W[l]))];
    if (l < last || !withoutBias) inputs.push(g.weights(`${prefix}b${l}`, [n], toFloat32(b[l])));
    let Z = g.add("Gemm", inputs, { transB: 1n });
    if (l === last && skip !== undefined) {
      const direct = g.weights(`${prefix}Wskip`, [n, sizes[0]], toFloat32(skip));
      Z = g.add("Gemm", [X, direct, Z], { transB: 1n });
    }
    H = addActivation(g, activations[l], Z);
    const alpha = network.alpha?.[l];
    if (alpha === undefined) continue;
    const share = g.weights(`${prefix}alpha${l}`, [n], toFloat32(alpha));
    H = g.add("Add", [Z, g.add("Mul", [share, g.add("Sub", [H, Z])])]);
  }
  return { H, bias: b[last] };
}

/** Weights and biases that give the same for moved inputs, computed in float64. */
function withMovedInputs(
  network: Network,
  moved: readonly Affine[],
): { W: Float64Array[]; b: Float64Array[]; skip?: Float64Array } {
  const W: Float64Array[] = network.W.map(({ data }) => data.slice());
  const b = network.b.map((one) => one.slice());
  const skip = network.skip?.data.slice();
  const { front } = network;
  const first = front ? behindFront(front, network.W[1], moved) : { W: W[1], moved };
  W[1] = first.W;
  moveInPlace(W[1], b[1], first.moved);
  if (skip === undefined) return { W, b };
  moveInPlace(skip, b[network.last], moved);
  return { W, b, skip };
}

/** `W x + b = (W · spread) x' + (b + W · center)`. */
function moveInPlace(W: Float64Array, b: Float64Array, moved: readonly Affine[]): void {
  const n = moved.length;
  for (let i = 0; i < W.length / n; i++) {
    moved.forEach(({ center, spread }, j) => {
      b[i] += W[i * n + j] * center;
      W[i * n + j] *= spread;
    });
  }
}
